"""An opinion on one section of a draft, from the link beside it to the published table, in a real browser."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from comments.models import Comment
from tests.browser.test_comments import log_in, looks_right, no_hurry, read, write  # noqa: F401
from tests.test_drafts import answer, close, draft, opinion

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_opinion_on_a_section_ends_in_the_published_table(page, live_server, moderator, no_hurry):  # noqa: F811
    text = draft(subject="Về lịch tiếp dân ở thôn, tổ dân phố")
    page.goto(live_server.url + text.get_absolute_url())
    page.get_by_role("link", name="Góp ý mục này: 2.1").click()
    expect(page.get_by_label("Mục góp ý")).to_have_value("muc-2.1")
    write(page, "Nên thêm một buổi tối.")
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_role("heading", name="Chờ duyệt")).to_be_visible()
    receipt = page.url
    assert page.context.cookies() == []

    Comment.objects.get().approve(moderator)
    log_in(page, live_server, moderator)
    page.goto(f"{live_server.url}/quan-tri/comments/comment/")
    page.get_by_role("link", name="Lấy ý kiến dự thảo").click()
    page.get_by_role("link", name="Về lịch tiếp dân").click()
    page.get_by_role("checkbox", name="Nông Thị Slý").focus()
    page.keyboard.press("Space")
    page.get_by_role("radio", name="Tiếp thu", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_role("textbox", name="Nội dung trả lời").fill("Thêm một buổi tối mỗi quý.")
    page.get_by_role("button", name="Xem trước").press("Enter")
    page.get_by_role("button", name="Ghi trả lời cho 1 ý kiến").press("Enter")
    expect(page.get_by_text("Đã ghi trả lời cho 1 ý kiến.")).to_be_visible()

    page.context.clear_cookies()
    read(page, live_server.url + text.get_absolute_url())
    expect(page.get_by_text("Nên thêm một buổi tối.")).to_be_visible()
    expect(page.get_by_text("Thêm một buổi tối mỗi quý.")).to_have_count(0)

    close(text)
    read(page, live_server.url + text.get_absolute_url())
    page.get_by_role("link", name="Bảng tổng hợp").click()
    row = page.get_by_role("row").filter(has_text="Nên thêm một buổi tối.")
    expect(row).to_contain_text("Nông Thị Slý")
    expect(row).to_contain_text("Tiếp thu")
    expect(row).to_contain_text("Thêm một buổi tối mỗi quý.")
    page.goto(receipt)
    expect(page.get_by_text("Thêm một buổi tối mỗi quý.")).to_be_visible()


def test_without_javascript_the_link_beside_a_section_opens_the_form_with_it_chosen(browser, live_server):
    text = draft()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + text.get_absolute_url())
    page.get_by_role("link", name="Góp ý mục này: 2.2").click()
    expect(page.get_by_label("Mục góp ý")).to_have_value("muc-2.2")
    context.close()


def test_every_page_of_the_desk_for_drafts_is_accessible_and_fits(page, live_server, moderator):
    opened = draft(subject="Về lịch tiếp dân")
    answer(opinion(opened, text="Nên thêm một buổi tối " + "rất " * 60), text="Thêm một buổi mỗi quý.")
    opinion(opened, section="", name="Người có một cái tên rất dài để thử chỗ hẹp nhất")
    log_in(page, live_server, moderator)
    page.goto(live_server.url + reverse("admin:comments_comment_drafts"))
    looks_right(page)
    page.goto(live_server.url + reverse("admin:comments_comment_draft", args=[opened.pk]))
    looks_right(page)
    page.get_by_role("checkbox", name="Người có").check()
    page.get_by_role("button", name="Xem trước").click()
    looks_right(page)
    page.get_by_role("radio", name="Giải trình").check()
    page.get_by_role("textbox", name="Nội dung trả lời").fill("Đã có ở mục 2.2.")
    page.get_by_role("button", name="Xem trước").click()
    looks_right(page)
