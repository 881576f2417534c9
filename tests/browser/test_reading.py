"""A citizen reads in a real browser, wide and narrow, without a fault of policy or accessibility."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from directives.models import Relation
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pages(live_server):
    """One page of every public template, with long words and everything that can stand on it."""
    directive = factories.directive(
        symbol="31-CT/TU", recipients="- Thường trực Tỉnh ủy;\n- Lưu Văn phòng.", signer="Lường Văn Ước",
        signing_authority="T/M BAN THƯỜNG VỤ", signer_position="BÍ THƯ", signed_and_sealed=True,
    )  # fmt: skip
    factories.attachment(directive)
    newer = factories.directive(
        symbol="32-CT/TU", body="<p>Thay thế Chỉ thị số 31-CT/TU, ngày 02/3/2026.</p>"
    )
    Relation.objects.create(source=newer, kind="replaces", target=directive)
    article = factories.article(
        title="Nghị quyết của chi bộ được dân bàn trước khi biểu quyết ở vùng Nghĩa Phương Thượng",
        body="<h2>Dân bàn</h2><p>Theo Chỉ thị số 31-CT/TU, ngày 02/3/2026.</p><table><tbody><tr><th>Xã</th>"
        "<th>Hộ</th></tr><tr><td>Bản Lầu</td><td>180</td></tr></tbody></table>"
        "<blockquote><p>Rất đúng.</p></blockquote>",
        byline="Thu Hằng", source_name="Báo Đồng Sơn", source_url="https://baodongson.example/1",
    )  # fmt: skip
    factories.article_image(article)
    factories.comment(article=article)
    bulletin = factories.bulletin()
    bulletin.entries.create(article=article, section="Dân vận khéo")
    gone = factories.article(status="withdrawn")
    return {
        "home": "/",
        "article": article.get_absolute_url(),
        "category": article.category.get_absolute_url(),
        "register": "/van-ban/",
        "register, nothing found": "/van-ban/?q=khong+co+gi",
        "register, bad filter": "/van-ban/?nam=abc",
        "text": directive.get_absolute_url(),
        "bulletins": "/ban-tin/",
        "bulletin": bulletin.get_absolute_url(),
        "search": "/tim-kiem/?q=chi+bo",
        "search, nothing found": "/tim-kiem/?q=khong+co+gi+het",
        "comments": "/y-kien/",
        "privacy": "/du-lieu-ca-nhan/",
        "not found": "/khong-co-trang-nay/",
        "gone": gone.get_absolute_url(),
    }


@pytest.mark.parametrize("width", [1280, 320])
def test_every_page_fits_its_screen_and_has_no_accessibility_fault(page, live_server, pages, width):
    page.set_viewport_size({"width": width, "height": 800})
    faults = {}
    for name, address in pages.items():
        page.goto(live_server.url + address)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults[name] = "scrolls sideways"
        found = Axe().run(page).response["violations"]
        if found:
            faults[name] = [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found]
    assert faults == {}


def test_a_reader_follows_a_citation_to_the_text_and_its_successor(page, live_server, pages):
    page.goto(live_server.url + pages["article"])
    page.get_by_role("link", name="Chỉ thị số 31-CT/TU").first.click()
    page.wait_for_url("**" + pages["text"])
    assert "Hết hiệu lực" in page.inner_text("main")
    page.get_by_role("link", name="32-CT/TU").first.click()
    page.wait_for_url("**/van-ban/32-ct-tu-*/")


def test_the_size_a_reader_chose_is_remembered_without_a_cookie(page, live_server, pages):
    page.goto(live_server.url + pages["article"])
    before = page.evaluate("getComputedStyle(document.querySelector('.prose')).fontSize")
    page.get_by_role("button", name="Tăng cỡ chữ").click()
    page.reload()
    assert page.evaluate("getComputedStyle(document.querySelector('.prose')).fontSize") != before
    assert page.context.cookies() == []


def test_everything_is_there_without_scripts(browser, live_server, pages):
    context = browser.new_context(java_script_enabled=False)
    reader = context.new_page()
    reader.goto(live_server.url + pages["article"])
    words = reader.inner_text("main")
    assert "Gửi ý kiến" in words
    assert "Báo Đồng Sơn" in words
    context.close()
