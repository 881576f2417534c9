"""From a reader's words to the office's answer and back, in a real browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from comments import tokens
from comments.models import Comment, Department
from comments.threads import form_address
from tests import factories
from tests.browser.looks import OF_DJANGO, faults, sideways
from tests.moderation import waiting

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "Thôn Pác Nặm còn ba hộ chưa có nước sạch, mong được quan tâm."


def log_in(page, live_server, account):
    page.goto(f"{live_server.url}/quan-tri/")
    page.fill("[name=username]", account.username)
    page.fill("[name=password]", factories.PASSWORD)
    page.click("form [type=submit]")


def read(page, address):
    """As a reader would who asks for the newest state: browsers may keep a public page for half a minute."""
    page.goto(address)
    page.reload()


def looks_right(page):
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert faults(page, but=OF_DJANGO) + sideways(page) == [], width


def write(page, text=TEXT):
    page.get_by_role("textbox", name="Tên hiển thị").fill("Nông Thị Slý")
    page.get_by_role("textbox", name="Nội dung ý kiến").fill(text)
    page.get_by_label("Tôi đồng ý").check()


@pytest.fixture
def no_hurry(monkeypatch):
    """Tests type faster than people."""
    monkeypatch.setattr(tokens, "MIN_AGE", 0)


def test_a_comment_goes_from_the_reader_through_the_keyboard_of_a_moderator_to_the_page_and_back(
    page, live_server, moderator, no_hurry
):
    article = factories.article()
    page.goto(live_server.url + article.get_absolute_url())
    page.get_by_role("link", name="Gửi ý kiến của bạn").click()
    expect(page.get_by_role("textbox", name="Tên hiển thị")).to_be_focused()
    write(page)
    expect(page.get_by_text("Còn 1.939 ký tự")).to_be_visible()
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_role("heading", name="Chờ duyệt")).to_be_visible()
    receipt = page.url
    assert page.context.cookies() == []

    log_in(page, live_server, moderator)
    page.goto(f"{live_server.url}/quan-tri/comments/comment/")
    for key in ("j", "g"):
        page.keyboard.press(key)
    page.keyboard.type("Hỏi lại xã")
    page.keyboard.press("Enter")
    expect(page.locator("[data-state=held]")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("[data-state=published]")).to_be_visible()
    page.keyboard.press("z")
    expect(page.locator("[data-state=held]")).to_be_visible()
    page.keyboard.press("a")
    expect(page.locator("[data-state=published]")).to_be_visible()
    page.keyboard.press("t")
    page.keyboard.type("Xã đã khảo sát và sẽ nối ống trong tháng này.")
    page.get_by_role("button", name="Lưu trả lời").click()
    expect(page.get_by_text("Sửa trả lời")).to_be_visible()

    page.context.clear_cookies()
    read(page, live_server.url + article.get_absolute_url())
    expect(page.get_by_text(TEXT)).to_be_visible()
    expect(page.get_by_text("Trả lời của Ban Dân vận")).to_be_visible()

    page.goto(receipt)
    expect(page.get_by_role("heading", name="Đã đăng và đã có trả lời")).to_be_visible()
    page.get_by_text("Rút lại ý kiến", exact=True).click()
    page.get_by_role("button", name="Xóa và rút lại").click()
    expect(page.get_by_role("heading", name="Đã rút lại")).to_be_visible()
    read(page, live_server.url + article.get_absolute_url())
    expect(page.get_by_text(TEXT)).to_have_count(0)
    expect(page.get_by_text("Người gửi đã rút lại ý kiến này.")).to_be_visible()
    assert Comment.objects.get().text == ""


def test_without_javascript_the_same_form_has_its_own_page(browser, live_server, no_hurry):
    article = factories.article()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + article.get_absolute_url())
    page.get_by_role("link", name="Gửi ý kiến của bạn").click()
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_role("alert")).to_contain_text("Xin ghi tên hiển thị")
    write(page)
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_role("heading", name="Chờ duyệt")).to_be_visible()
    context.close()


def test_refusing_takes_two_keys_and_moves_on_to_the_next(page, live_server, moderator):
    first, second = waiting(name="Người thứ nhất"), waiting(name="Người thứ hai")
    log_in(page, live_server, moderator)
    page.goto(f"{live_server.url}/quan-tri/comments/comment/")
    for key in ("j", "x", "2"):
        page.keyboard.press(key)
    expect(page.locator(f"#so-{first.pk}")).to_have_attribute("data-state", "rejected")
    expect(page.locator(f"#so-{second.pk}")).to_be_focused()
    first.refresh_from_db()
    assert first.grounds.order == 2


def test_a_moderator_sees_that_a_colleague_was_faster(page, live_server, moderator):
    comment = waiting()
    log_in(page, live_server, moderator)
    page.goto(f"{live_server.url}/quan-tri/comments/comment/")
    comment.approve(factories.user("Kiểm duyệt viên", last_name="Đinh", first_name="Ruối"))
    for key in ("j", "a"):
        page.keyboard.press(key)
    expect(page.get_by_role("alert")).to_contain_text("Đinh Ruối đã xử lý ý kiến này")


def test_forms_sent_with_faults_and_receipts_are_accessible_and_fit(page, live_server, moderator, no_hurry):
    article = factories.article()
    shown = factories.comment(article=article)
    factories.comment(article=article, parent=shown)
    answered_on = timezone.localdate(shown.sent_at)
    shown.reply(moderator, Department.objects.first(), "Đã chuyển xã xem xét.", answered_on)
    page.goto(live_server.url + form_address(article))
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_role("alert")).to_be_focused()
    looks_right(page)
    write(page, "Số của tôi là 0912 345 678, vào nhà cái ngay.")
    page.get_by_role("button", name="Gửi ý kiến").click()
    looks_right(page)
    factories.question()
    page.goto(f"{live_server.url}/hoi-dap/gui/")
    page.get_by_role("button", name="Gửi câu hỏi").click()
    expect(page.get_by_role("alert")).to_be_focused()
    looks_right(page)


def test_every_page_of_the_bench_is_accessible_and_fits(page, live_server, moderator):
    article = factories.article()
    shown = factories.comment(article=article)
    factories.question(answer_by=timezone.localdate() - timedelta(days=2))
    queue = f"{live_server.url}/quan-tri/comments/comment/"
    log_in(page, live_server, moderator)
    waiting(article=article, parent=shown, text=TEXT)
    page.goto(queue)
    page.keyboard.press("j")
    page.keyboard.press("x")
    looks_right(page)
    for address in ("thu/?text=nh%C3%A0+c%C3%A1i", f"{shown.pk}/change/", "thong-ke/", "?muc=cau-hoi"):
        page.goto(queue + address)
        looks_right(page)
    page.goto(queue)
    page.get_by_label("trong danh sách này").check()
    page.get_by_role("button", name="Từ chối…").click()
    expect(page.get_by_role("heading", name="Các ý kiến này")).to_be_visible()
    looks_right(page)
