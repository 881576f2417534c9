"""The desk in Chromium: written, submitted, approved, read; nothing typed is lost; nothing hinders anyone."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from galleries.models import GalleryPicture
from news.models import Article
from portal.publishing import Status
from portal.roles import ADMINISTRATOR, EDITOR, PUBLISHER
from tests import factories
from tests.browser.looks import OF_DJANGO, faults, sideways

pytestmark = pytest.mark.django_db(transaction=True)


def log_in(page, live_server, user, password: str = factories.PASSWORD) -> None:
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/quan-tri/")
    page.get_by_label("Tên đăng nhập").fill(user.username)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name="Bàn làm việc")).to_be_visible()


def write(page, words: str) -> None:
    box = page.locator(".ck-content")
    box.click()
    box.press_sequentially(words)


def test_an_article_goes_from_the_writer_to_the_home_page(page, live_server):
    writer, publisher = factories.user(EDITOR), factories.user(PUBLISHER)
    factories.category(name="Dân vận khéo")
    log_in(page, live_server, writer)
    page.get_by_role("link", name="Viết tin bài").click()
    page.get_by_role("textbox", name="Tiêu đề").fill("Bản Nà Cang mở đường liên thôn")
    page.get_by_label("Sapo").fill("Bà con góp đất, góp công trong ba tháng.")
    write(page, "Mỗi hộ góp mười ngày công.")
    page.get_by_label("Chuyên mục").select_option(label="Dân vận khéo")
    page.get_by_role("button", name="Gửi duyệt").click()
    expect(page.get_by_text("Đã gửi duyệt.")).to_be_visible()

    log_in(page, live_server, publisher)
    page.get_by_role("link", name="Bản Nà Cang mở đường liên thôn").click()
    page.get_by_role("button", name="Duyệt đăng…").click()
    page.get_by_role("button", name="Đăng ngay").click()
    expect(page.get_by_text("Đã duyệt đăng.")).to_be_visible()

    article = Article.objects.get()
    assert (article.body, article.submitted_by, article.published_by) == (
        "<p>Mỗi hộ góp mười ngày công.</p>",
        writer,
        publisher,
    )
    page.context.clear_cookies()
    page.goto(live_server.url)
    page.get_by_role("link", name="Bản Nà Cang mở đường liên thôn").first.click()
    expect(page.get_by_text("Mỗi hộ góp mười ngày công.")).to_be_visible()


def test_text_that_was_not_saved_is_offered_again(page, live_server):
    writer = factories.user(EDITOR)
    article = factories.article(status=Status.DRAFT, created_by=writer)
    log_in(page, live_server, writer)
    address = f"{live_server.url}/quan-tri/news/article/{article.pk}/change/"
    page.goto(address)
    write(page, "Câu chưa kịp lưu. ")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address)
    expect(page.get_by_text(re.compile("Có bản chưa lưu lúc"))).to_be_visible()
    page.get_by_role("button", name="Khôi phục").click()
    expect(page.locator(".ck-content")).to_contain_text("Câu chưa kịp lưu.")
    page.get_by_role("button", name="Lưu nháp").click()
    expect(page.get_by_text(re.compile("Đã lưu lúc"))).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('desk:'))") == []
    article.refresh_from_db()
    assert "Câu chưa kịp lưu." in article.body


def test_opening_and_saving_does_not_rewrite_what_was_imported(page, live_server):
    writer = factories.user(EDITOR)
    body = "<p>Dòng một&nbsp;của bài.</p><ul><li>Ý thứ nhất</li></ul>"
    article = factories.article(status=Status.DRAFT, created_by=writer, body=body)
    log_in(page, live_server, writer)
    page.goto(f"{live_server.url}/quan-tri/news/article/{article.pk}/change/")
    expect(page.locator(".ck-content")).to_be_visible()
    page.get_by_role("button", name="Lưu nháp").click()
    expect(page.get_by_text(re.compile("Đã lưu lúc"))).to_be_visible()
    article.refresh_from_db()
    assert article.version == 1


def test_a_picture_without_words_is_not_sent_so_that_no_chosen_file_is_lost(page, live_server, tmp_path):
    picture = tmp_path / "hop-thon.jpg"
    picture.write_bytes(factories.picture_file().read())
    log_in(page, live_server, factories.user(EDITOR))
    page.goto(f"{live_server.url}/quan-tri/galleries/gallery/add/")
    page.get_by_role("textbox", name="Tiêu đề").fill("Họp thôn")
    page.get_by_role("button", name="+ Ảnh").click()
    page.locator("#id_images-0-image").set_input_files(picture)
    page.get_by_role("button", name="Lưu nháp").click()
    words = page.locator("#id_images-0-alt")
    expect(words).to_be_focused()
    words.fill("Bà con họp ở nhà văn hóa")
    page.get_by_role("button", name="Lưu nháp").click()
    expect(page.get_by_text(re.compile("Đã lưu lúc"))).to_be_visible()
    assert GalleryPicture.objects.get().order == 0


@pytest.fixture
def addresses() -> list[str]:
    """Every kind of page of the desk, with an administrator's rights."""
    article = factories.article(status=Status.DRAFT)
    factories.article_image(article)
    waiting = factories.article(status=Status.DRAFT)
    waiting.submit(factories.user(EDITOR))
    directive, bulletin = factories.directive(), factories.bulletin()
    for day in (date(2021, 3, 4), date(2026, 3, 4)):
        factories.directive(symbol="921-CT/TU", issued_on=day)
    factories.article(body="<p>Theo Chỉ thị số 921-CT/TU và Quyết định số 977-QĐ/TU.</p>")
    return [
        "",
        "news/article/",
        "news/article/add/",
        f"news/article/{article.pk}/change/",
        f"news/article/{article.pk}/history/",
        f"news/article/{waiting.pk}/buoc/duyet-dang/",
        f"news/article/{waiting.pk}/buoc/tra-lai/",
        f"news/bulletin/{bulletin.pk}/change/",
        "directives/directive/",
        f"directives/directive/{directive.pk}/change/",
        "directives/directive/day-so/",
        "directives/directive/vien-dan/",
        "directives/directive/vien-dan/chon/?so=921-CT/TU",
        f"directives/issuingbody/{directive.issuing_body_id}/change/",
        "portal/linkbox/add/",
        "auth/user/add/",
        f"auth/group/{Group.objects.get(name=EDITOR).pk}/change/",
        "password_change/",
    ]


def ready(page) -> None:
    """Every text field has become an editor."""
    page.wait_for_function(
        "document.querySelectorAll('.ck-content').length"
        " === document.querySelectorAll('textarea.django_ckeditor_5').length"
    )


def test_every_page_of_the_desk_fits_a_phone_and_keeps_to_the_content_policy(page, live_server, addresses):
    page.set_viewport_size({"width": 360, "height": 740})
    log_in(page, live_server, factories.user(ADMINISTRATOR))
    for path in addresses:
        page.goto(f"{live_server.url}/quan-tri/{path}")
        ready(page)
        assert sideways(page) == [], path


def test_no_page_of_the_desk_hinders_anyone(browser, live_server, addresses):
    # axe itself writes inline styles, so it looks at the pages in a browser without their content policy.
    with browser.new_context(bypass_csp=True, locale="vi-VN") as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/quan-tri/login/")
        found = {"login": faults(page)}
        log_in(page, live_server, factories.user(ADMINISTRATOR))
        for path in addresses:
            page.goto(f"{live_server.url}/quan-tri/{path}")
            ready(page)
            for width in (1280, 360):
                page.set_viewport_size({"width": width, "height": 800})
                found[f"{path} {width}"] = faults(page, but=OF_DJANGO)
    assert {path: what for path, what in found.items() if what} == {}


def test_the_number_that_follows_is_offered_while_the_form_is_filled_in(page, live_server):
    taken = factories.directive(symbol="15-CT/TU")
    log_in(page, live_server, factories.user(EDITOR))
    known = f"type={taken.type_id}&issuing_body={taken.issuing_body_id}"
    page.goto(f"{live_server.url}/quan-tri/directives/directive/add/?{known}")
    hint = page.locator("[data-number]")
    expect(hint).to_contain_text("để biết kỳ đánh số")
    page.get_by_label("Ngày ban hành").fill("02/03/2026")
    page.get_by_role("button", name="Dùng số này").click()
    expect(page.get_by_label("Số, ký hiệu")).to_have_value("16-CT/TU")
    page.get_by_label("Số, ký hiệu").fill("15 ct tu")
    expect(hint.get_by_role("link", name="15-CT/TU")).to_be_visible()
    page.get_by_label("Loại văn bản").locator("xpath=following-sibling::span").click()
    factories.document_type("Kế hoạch", "KH")
    page.locator(".select2-search__field").fill("ke hoach")
    page.locator(".select2-results__option", has_text="Kế hoạch").click()
    expect(hint).to_contain_text("01-KH/TU")
