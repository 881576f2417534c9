"""An article in a real browser: cards of cited texts by pointer, keyboard, touch; the QR code; a fault."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from pages.models import Alert
from portal.models import SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

CITED = "Chỉ thị số 31-CT/TU"


@pytest.fixture
def address(live_server):
    SiteSettings.objects.create(email="ban@dongson.example")
    factories.directive(symbol="31-CT/TU", subject="Về đối thoại với Nhân dân")
    cites = "<p>Theo Chỉ thị số 31-CT/TU, ngày 02/3/2026.</p>"
    body = f"<h2>Dân biết</h2>{cites}<h2>Dân bàn</h2><p>…</p><h2>Dân làm</h2>"
    article = factories.article(body=body, byline="Thu Hằng")
    factories.article(category=article.category)
    return live_server.url + article.get_absolute_url()


def card(page):
    return page.locator("#the-vien-dan")


def cited(page):
    return page.locator(".prose").get_by_role("link", name=CITED)


def test_a_card_says_what_the_cited_text_is_by_keyboard(page, address):
    page.goto(address)
    assert not card(page).is_visible()
    cited(page).focus()
    assert "Về đối thoại với Nhân dân" in card(page).inner_text()
    page.keyboard.press("Escape")
    assert not card(page).is_visible()
    described = cited(page).get_attribute("aria-describedby")
    assert "Về đối thoại với Nhân dân" in page.locator(f"#{described}").inner_text()


def test_a_card_waits_for_the_pointer_and_may_be_pointed_at(page, address):
    page.goto(address)
    cited(page).hover()
    card(page).wait_for(state="visible")
    card(page).hover()
    page.mouse.move(0, 0)
    card(page).wait_for(state="hidden")
    cited(page).click()
    page.wait_for_url("**/van-ban/31-ct-tu-*/")


def test_the_first_touch_shows_the_card_and_the_second_opens_the_text(browser, address):
    context = browser.new_context(has_touch=True, viewport={"width": 360, "height": 700})
    page = context.new_page()
    page.goto(address)
    cited(page).tap()
    card(page).wait_for(state="visible")
    assert page.url == address
    box = card(page).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    cited(page).tap()
    page.wait_for_url("**/van-ban/31-ct-tu-*/")
    context.close()


def test_without_scripts_the_link_the_contents_and_the_code_are_there(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_text("Mã QR").click()
    assert page.get_by_alt_text("Mã QR dẫn đến địa chỉ của bài này").is_visible()
    page.get_by_role("link", name="Dân làm").click()
    assert page.url.endswith("#muc-dan-lam")
    cited(page).click()
    page.wait_for_url("**/van-ban/31-ct-tu-*/")
    context.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_the_new_pages_fit_their_screen_and_have_no_accessibility_fault(page, live_server, address, width):
    above = factories.page(title="Giới thiệu")
    factories.page(title="Chức năng, nhiệm vụ", parent=above)
    for level in Alert.Level.values:
        Alert.objects.create(
            text="Đường 12 sạt lở", level=level, since="2020-01-01T00:00Z", until="2200-01-01T00:00Z"
        )
    page.set_viewport_size({"width": width, "height": 800})
    faults = {}
    for place in (
        "/",
        address,
        "/trang/gioi-thieu/",
        "/co-cau-to-chuc/",
        "/so-do-trang/",
        "/luu-tru/",
        "/tac-gia/thu-hang/",
    ):
        page.goto(place if place.startswith("http") else live_server.url + place)
        if place == address:
            cited(page).focus()
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults[place] = "scrolls sideways"
        if found := Axe().run(page).response["violations"]:
            faults[place] = [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found]
    assert faults == {}
