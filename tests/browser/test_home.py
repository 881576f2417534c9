"""The home page with everything on it, galleries, a poll, a report: wide, narrow, dark, high contrast."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from news.models import Reads
from pages.models import Alert, Block, WeatherPlace
from portal.models import Link, LinkBox
from readers import views
from readers.counting import Counting
from readers.models import FaultReport, Vote
from tests import factories
from tests.browser.looks import faults, faults_in_every_look

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def places(live_server):
    """Every block of the home page with something in it, and the pages it leads to."""
    now = timezone.now()
    article = factories.article(title="Người dân Nghĩa Phương Thượng hiến đất mở đường liên thôn")
    factories.article_image(article)
    Reads.objects.create(article=article, count=1286)
    factories.directive()
    factories.bulletin()
    gallery = factories.gallery(3)
    factories.gallery()
    for level in Alert.Level.values:
        Alert.objects.create(
            text="Đèo Bản Lầu sạt lở",
            level=level,
            since=now - timedelta(hours=1),
            until=now + timedelta(hours=1),
        )
    place = WeatherPlace.objects.create(name="Vùng cao Bản Lầu", latitude=22, longitude=105)
    place.remember(temperature=17.0, humidity=80, code=61, measured_at=now)
    poll = factories.poll()
    box = LinkBox.objects.create(title="Trong tỉnh", placement="side")
    Link.objects.create(box=box, label="Báo Đồng Sơn", url="https://bao.dongson.example")
    for order, kind in enumerate(Block.Kind.values):
        Block.objects.create(kind=kind, order=order)
    return {
        "article": article.get_absolute_url(),
        "gallery": gallery.get_absolute_url(),
        "picture": gallery.picture_url(2),
        "ballot": poll.get_absolute_url(),
        "report": f"{article.get_absolute_url()}bao-loi/",
    }


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard_from_its_own_button(page, live_server):
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(live_server.url + "/")
    toggle = page.get_by_role("button", name="Chuyên mục")
    menu = page.locator("#chuyen-muc").get_by_role("link", name="Trang chủ")
    toggle.press("Enter")
    assert menu.is_visible()
    page.keyboard.press("Escape")
    assert not menu.is_visible()
    assert toggle.evaluate("node => node === document.activeElement")


def test_home_with_everything_on_fits_and_has_no_accessibility_fault(page, live_server, places):
    page.goto(live_server.url + "/")
    assert faults_in_every_look(page) == []


def test_an_empty_vote_and_an_empty_report_have_no_accessibility_fault_either(page, live_server, places):
    for name, button in (("ballot", "Bỏ phiếu"), ("report", "Gửi cho biên tập viên")):
        page.goto(live_server.url + places[name])
        page.get_by_role("button", name=button).click()
        page.get_by_role("heading", name="Chưa gửi được").wait_for()
        assert faults(page) == []


def test_the_home_page_asks_nobody_else_and_stays_within_its_budget(page, live_server, places):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(live_server.url + "/")
    page.wait_for_load_state("networkidle")
    assert all(url.startswith((live_server.url, "data:")) for url in asked)
    assert len([url for url in asked if not url.startswith("data:")]) <= 25


def test_pictures_are_leafed_through_by_the_arrow_keys(page, live_server, places):
    page.goto(live_server.url + places["picture"])
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/3/")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/2/")
    page.keyboard.press("Escape")
    page.wait_for_url("**" + places["gallery"])


def test_a_vote_goes_from_the_home_page_to_the_results_without_scripts(browser, live_server, places):
    context = browser.new_context(java_script_enabled=False)
    reader = context.new_page()
    reader.goto(live_server.url + "/")
    reader.get_by_label("Buổi tối").check()
    reader.get_by_role("button", name="Bỏ phiếu").click()
    assert reader.get_by_label("Buổi tối").is_checked()
    reader.get_by_role("button", name="Bỏ phiếu").click()
    assert "Đã ghi phiếu của bạn" in reader.inner_text("main")
    assert Vote.objects.get().option.text == "Buổi tối"
    assert context.cookies() == []
    context.close()


def test_the_words_a_reader_marks_are_taken_to_the_form(page, live_server, places):
    page.goto(live_server.url + places["article"])
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.prose p'))")
    page.get_by_role("link", name="Báo lỗi trong bài").click()
    words = page.get_by_label("Chỗ cần sửa").input_value()
    assert words == "Buổi họp có mặt đại diện của tất cả các hộ."
    assert not FaultReport.objects.exists()


def test_a_reading_is_told_once_after_a_while_in_view(page, live_server, places, monkeypatch):
    monkeypatch.setattr(views, "counting", counting := Counting())
    page.clock.install()
    page.goto(live_server.url + places["article"])
    page.clock.run_for(4_000)
    assert not counting.waiting
    with page.expect_request("**/luot-doc/") as told:
        page.clock.run_for(3_000)
    assert told.value.post_data.isdigit()
    assert page.context.cookies() == []
