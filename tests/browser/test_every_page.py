"""Every public template, full, empty, in error: it fits its screen, and axe finds nothing in any colours."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.signals import template_rendered

from comments import tokens
from comments.forms import CommentForm
from comments.models import Department
from comments.threads import table_address
from directives.models import Relation
from news.models import Topic
from pages.models import Alert
from portal.models import SiteSettings
from tests import factories
from tests.browser.looks import faults_in_every_look
from tests.test_drafts import answer, draft, opinion, over

pytestmark = pytest.mark.django_db(transaction=True)

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
#: What readers are shown; parts of pages are met through these, the admin's and the style page are staff's.
PUBLIC = {
    path.relative_to(TEMPLATES).as_posix()
    for path in TEMPLATES.rglob("*.html")
    if "admin" not in path.parts and not path.name.startswith("_") and path.name != "style.html"
}
#: Pages that need a broken site: drawn here, shown at an address of the test's own.
BROKEN = (
    "400.html",
    "403.html",
    "403_csrf.html",
    "405.html",
    "500.html",
    "503.html",
    "comments/too_many.html",
    "comments/unavailable.html",
)


@pytest.fixture
def addresses(live_server):
    SiteSettings.objects.create(email="ban@dongson.example")
    for level in Alert.Level.values:
        Alert.objects.create(
            text="Đường 12 sạt lở", level=level, since="2020-01-01T00:00Z", until="2200-01-01T00:00Z"
        )
    text = factories.directive(
        symbol="31-CT/TU", recipients="- Thường trực Tỉnh ủy;\n- Lưu Văn phòng.", signer="Lường Văn Ước",
        signing_authority="T/M BAN THƯỜNG VỤ", signer_position="BÍ THƯ", signed_and_sealed=True,
    )  # fmt: skip
    factories.attachment(text)
    newer = factories.directive(symbol="32-CT/TU", body="<p>Thay Chỉ thị số 31-CT/TU, ngày 02/3/2026.</p>")
    Relation.objects.create(source=newer, kind="replaces", target=text)
    article = factories.article(
        title="Nghị quyết của chi bộ được dân bàn trước khi biểu quyết ở vùng Nghĩa Phương Thượng",
        body="<h2>Dân bàn</h2><p>Theo Chỉ thị số 31-CT/TU, ngày 02/3/2026.</p><table><tbody><tr><th>Xã</th>"
        "<th>Hộ</th></tr><tr><td>Bản Lầu</td><td>180</td></tr></tbody></table><h2>Dân làm</h2><p>…</p>"
        "<blockquote><p>Rất đúng.</p></blockquote><h2>Dân kiểm tra</h2>",
        byline="Thu Hằng", source_name="Báo Đồng Sơn", source_url="https://baodongson.example/1",
    )  # fmt: skip
    factories.article_image(article)
    code = tokens.tidy_code("ABCD EFGH JKMN PQRS") or "ABCDEFGHJKMNPQRS"
    factories.comment(article=article, receipt_hash=tokens.receipt_hash(code))
    topic, empty_topic = Topic.objects.create(name="Tái định cư"), Topic.objects.create(name="Chưa có bài")
    topic.articles.add(article)
    bulletin = factories.bulletin()
    bulletin.entries.create(article=article, section="Dân vận khéo")
    gallery = factories.gallery(pictures=2)
    above = factories.page(title="Giới thiệu")
    below = factories.page(title="Chức năng, nhiệm vụ", parent=above)
    question, office = factories.question(), Department.objects.create(name="Văn phòng")
    question.reply(question.decided_by, office, "Xã trả giấy trước ngày 15/12.", factories.day())
    asked, closed = draft(), draft(**over())
    answer(opinion(closed))
    opinion(closed, section="", text="Nên thêm một buổi tối " + "rất " * 60)
    opinion(asked, name="Người có một cái tên rất dài để thử chỗ hẹp nhất")
    late = factories.article(comments_until=factories.day(-1))
    poll, ended = factories.poll(), factories.poll(opens=-48, closes=-1)
    own = article.get_absolute_url()
    return [
        "/", own, f"{own}y-kien/", f"{own}y-kien/tat-ca/", article.category.get_absolute_url(),
        factories.category().get_absolute_url(), topic.get_absolute_url(), empty_topic.get_absolute_url(),
        "/tac-gia/thu-hang/", "/luu-tru/", "/luu-tru/2019/3/", "/luu-tru/2019/",
        "/van-ban/", "/van-ban/?q=khong+co+gi", "/van-ban/?nam=abc&ngay=31/02/2026", text.get_absolute_url(),
        "/ban-tin/", bulletin.get_absolute_url(), factories.bulletin().get_absolute_url(),
        "/thu-vien-anh/", gallery.get_absolute_url(), f"{gallery.get_absolute_url()}1/",
        "/tim-kiem/", "/tim-kiem/?q=chi+bo", "/tim-kiem/?q=khong+co+gi+het", "/tim-kiem/?q=a&tu=31/02/2026",
        "/tim-kiem/?q=khong+co&loai=tin", "/y-kien/", "/y-kien/tra-cuu/",
        f"/y-kien/{code}/", "/y-kien/ZZZZZZZZZZZZZZZZ/",
        "/tham-do/", poll.get_absolute_url(), poll.results_url, ended.results_url, f"{own}bao-loi/",
        "/bao-loi/da-nhan/", "/hoi-dap/", "/hoi-dap/gui/", question.get_absolute_url(),
        "/van-ban/lay-y-kien/", asked.get_absolute_url(), table_address(closed),
        f"{asked.get_absolute_url()}y-kien/?muc=muc-2.1", closed.get_absolute_url(), late.get_absolute_url(),
        above.get_absolute_url(), below.get_absolute_url(), "/en/", "/co-cau-to-chuc/", "/so-do-trang/",
        "/du-lieu-ca-nhan/", "/khong-co-trang-nay/", factories.article(status="withdrawn").get_absolute_url(),
        *(f"/thu/{name}" for name in BROKEN),
    ]  # fmt: skip


def drawn(name):
    """A page of the broken site, as its view draws it; `request` gives what every page shows."""
    form = CommentForm({"name": "", "text": "Gia đình tôi ủng hộ."})
    return render_to_string(name, {"form": form}, RequestFactory().get("/"))


def instead(html):
    return lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")


def test_every_page_fits_its_screen_and_has_no_accessibility_fault(page, live_server, addresses):
    met = set()

    def remember(sender, template, **kwargs):
        met.add(template.name)

    template_rendered.connect(remember)
    for name in BROKEN:
        page.route(f"{live_server.url}/thu/{name}", instead(drawn(name)))
    found = {}
    for address in addresses:
        page.goto(live_server.url + address)
        found[address] = faults_in_every_look(page)
    template_rendered.disconnect(remember)
    assert {address: faults for address, faults in found.items() if faults} == {}
    assert sorted(PUBLIC - met) == []
