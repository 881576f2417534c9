"""An article in a real browser: cards of cited texts by pointer, keyboard, touch; the QR code; a fault."""

from __future__ import annotations

import pytest

from portal.models import SiteSettings
from tests import factories
from tests.browser.looks import WIDTHS, faults, sideways

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


@pytest.mark.parametrize("width", WIDTHS)
def test_an_open_card_fits_and_has_no_accessibility_fault(page, address, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)
    cited(page).focus()
    card(page).wait_for(state="visible")
    assert sideways(page) + faults(page) == []
