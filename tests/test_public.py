"""The public pages: the same for everyone, a fixed number of statements, no answer that is a fault."""

from __future__ import annotations

import pytest
from csp.decorators import csp_exempt
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directives.models import Relation
from news.models import Topic
from pages.models import Page, Person
from portal.middleware import ContentSecurityPolicy
from portal.site import home, shared
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    """One visible row of each kind."""
    article = factories.article(
        body="<p>Thực hiện Chỉ thị số 31-CT/TU, ngày 02/3/2026.</p>",
        byline="Thu Hằng",
        published_at="2026-11-02T02:00:00Z",
    )
    article.refresh_from_db()
    factories.page(title="Giới thiệu")
    article.topics.add(Topic.objects.create(name="Tái định cư Bản Lầu"))
    factories.article_image(article)
    directive = factories.directive(
        symbol="31-CT/TU", body="<p>Căn cứ Chỉ thị số 499-CT/TU, ngày 02/3/2026.</p>"
    )
    other = factories.directive(symbol="499-CT/TU", body="<p>Theo Chỉ thị số 31-CT/TU, ngày 02/3/2026.</p>")
    Relation.objects.create(source=other, kind="amends", target=directive)
    Relation.objects.create(source=directive, kind="amends", target=other)
    factories.attachment(directive)
    bulletin = factories.bulletin()
    bulletin.entries.create(article=article)
    factories.comment(article=article, state="published")
    return article, directive, bulletin


def addresses(article, directive, bulletin):
    published = timezone.localtime(article.published_at)
    return {
        "home": "/",
        "article": article.get_absolute_url(),
        "author": article.author_url,
        "topic": article.topics.get().get_absolute_url(),
        "year": f"/luu-tru/{published:%Y}/",
        "month": f"/luu-tru/{published:%Y/%m}/",
        "category": article.category.get_absolute_url(),
        "register": "/van-ban/",
        "text": directive.get_absolute_url(),
        "bulletins": "/ban-tin/",
        "bulletin": bulletin.get_absolute_url(),
        "search": "/tim-kiem/?q=thon",
        "comments": "/y-kien/",
        "page": "/trang/gioi-thieu/",
        "people": "/co-cau-to-chuc/",
        "site map": "/so-do-trang/",
        "privacy": "/du-lieu-ca-nhan/",
        "feed": "/rss/",
    }


def statements(client, address):
    """How many a page makes once the rows that are kept for 15 seconds are known."""
    cache.clear()
    shared()
    home()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def multiply(article, directive, bulletin):
    """Twenty rows of everything that a page could list."""
    for number in range(1, 21):
        more = factories.article(
            category=article.category,
            byline=article.byline,
            published_at=article.published_at,
            body=f"<p>Thực hiện Chỉ thị số {500 + number}-CT/TU, ngày 02/3/2026.</p>",
        )
        more.topics.add(*article.topics.all())
        factories.article_image(more)
        factories.article_image(article, order=number)
        text = factories.directive(
            symbol=f"{500 + number}-CT/TU", body="<p>Theo Chỉ thị số 31-CT/TU, ngày 02/3/2026.</p>"
        )
        Relation.objects.create(source=text, kind="amends", target=directive)
        factories.attachment(directive)
        bulletin.entries.create(article=more)
        factories.comment(article=article, state="published")
        factories.bulletin()
        factories.page(parent=Page.objects.first())
        Person.objects.create(name="Lâm Thị Diệp", position="Phó Trưởng Ban")
    cited = " ".join(f"Chỉ thị số {500 + n}-CT/TU, ngày 02/3/2026;" for n in range(1, 21))
    article.body = f"<p>Thực hiện {cited}</p>"
    article.save()
    directive.body = f"<p>Căn cứ {cited}</p>"
    directive.save()


def test_no_page_asks_the_database_more_often_when_there_is_more_to_show(client, site):
    pages = addresses(*site)
    before = {name: statements(client, address) for name, address in pages.items()}
    multiply(*site)
    after = {name: statements(client, address) for name, address in pages.items()}
    assert {name: after[name] for name in pages if after[name] > before[name]} == {}
    assert after["article"] <= 5
    assert after["home"] <= 10


def test_an_article_costs_four_statements_once_the_shared_rows_are_known(client, site):
    address = site[0].get_absolute_url()
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    assert len(captured) <= 4


def test_an_article_that_cites_nothing_costs_three_statements(client, site):
    address = factories.article(body="<p>Thôn họp bàn mở đường.</p>").get_absolute_url()
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    assert len(captured) == 3


def test_anonymous_pages_set_no_cookie_and_may_be_kept_by_a_proxy(client, site):
    for name, address in addresses(*site).items():
        response = client.get(address)
        assert not response.cookies, name
        assert "Cookie" not in response.headers.get("Vary", ""), name
        assert "public" in response.headers["Cache-Control"], name


def test_a_view_keeps_the_policy_it_asks_for_or_none(rf):
    loose = ContentSecurityPolicy(csp_exempt()(lambda request: HttpResponse()))(rf.get("/"))
    assert "Content-Security-Policy" not in loose.headers
    usual = ContentSecurityPolicy(lambda request: HttpResponse())(rf.get("/"))
    assert "default-src 'none'" in usual.headers["Content-Security-Policy"]


def test_pages_carry_the_strict_headers(client, site):
    for name, address in addresses(*site).items():
        headers = client.get(address).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], name
        assert "unsafe" not in headers["Content-Security-Policy"], name
        assert headers["X-Content-Type-Options"] == "nosniff", name
        assert headers["X-Frame-Options"] == "DENY", name
        assert headers["Referrer-Policy"], name


BAD_PARAMETERS = [
    "-1",
    "0",
    "abc",
    "9" * 5000,
    "1e9",
    "١٢",
    "../../etc/passwd",
    "%00",
    "' OR 1=1--",
    "<script>alert(1)</script>",
]


@pytest.mark.parametrize("value", BAD_PARAMETERS, ids=range(len(BAD_PARAMETERS)))
@pytest.mark.parametrize("name", ["trang", "q", "loai", "coquan", "linhvuc", "nam"])
@pytest.mark.parametrize("address", ["/van-ban/", "/tim-kiem/", "/ban-tin/", "/luu-tru/2026/11/"])
def test_no_parameter_makes_a_page_fail(client, site, address, name, value):
    response = client.get(address, {name: value})
    assert response.status_code in {200, 400}
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize(
    "address",
    ["/\x00", "/van-ban/?q=a%00b", "/tim-kiem/?q=%00", "/tin/x-1%00/"],
)
def test_a_nul_byte_is_a_bad_request(client, address):
    assert client.get(address).status_code in {400, 404}


def test_a_nul_byte_in_a_form_is_a_bad_request(client, site):
    assert client.post("/quan-tri/login/", {"username": "a\x00b", "password": "x"}).status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "/tin/khong-co-999999/", "/tin/x-99999999999999999999999/", "/van-ban/x-99999999999999999999/",
        "/chuyen-muc/khong-co/", "/ban-tin/2026/99999999999999999999/", "/van-ban/tep/99999999999999999999/",
        "/wp-login.php", "/.env", "/media/../manage.py", "/media/directives/x.pdf",
        "/tin/" + "a" * 8000 + "-1/",
    ],
)  # fmt: skip
def test_what_does_not_exist_is_a_404_in_vietnamese(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "Không có trang này" in response.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_are_only_for_reading(client, site, method):
    for name, address in addresses(*site).items():
        if name != "feed":
            assert getattr(client, method)(address).status_code == 405, name


def test_a_wrong_slug_leads_to_the_right_address(client, site):
    article, directive, _ = site
    response = client.get(f"/tin/ten-cu-{article.pk}/")
    assert (response.status_code, response.headers["Location"]) == (301, article.get_absolute_url())
    assert client.get(f"/van-ban/ten-cu-{directive.pk}/").headers["Location"] == directive.get_absolute_url()


def test_an_address_of_the_old_portal_leads_to_the_text(client):
    article = factories.article(legacy_path="http://cu.example/news.aspx?id=7")
    response = client.get("/news.aspx?id=7")
    assert (response.status_code, response.headers["Location"]) == (301, article.get_absolute_url())
    assert client.get("/news.aspx?id=8").status_code == 404


def test_a_citation_is_a_link_to_the_text_it_names(client, site):
    article, directive, _ = site
    page = client.get(article.get_absolute_url()).content.decode()
    assert f'href="{directive.get_absolute_url()}"' in page
    assert article.get_absolute_url() in client.get(directive.get_absolute_url()).content.decode()


def test_the_article_page_says_when_who_and_from_where(client, site):
    article = factories.article(
        byline="Thu Hằng", source_name="Báo Đồng Sơn", source_url="https://baodongson.example/1",
        published_at="2023-02-23T02:00:00Z", title="Một ngày ở bản",
    )  # fmt: skip
    page = client.get(article.get_absolute_url()).content.decode()
    for words in (
        "Thứ Năm, 23/02/2023 09:00",
        "Thu Hằng",
        "Báo Đồng Sơn",
        "https://baodongson.example/1",
        "<h1",
    ):
        assert words in page
    assert page.count("<h1") == 1


def test_hostile_text_in_plain_fields_is_shown_as_text(client):
    article = factories.article(title="<script>alert(1)</script>", byline="<img src=x>", lead="<a" * 501)
    for address in (article.get_absolute_url(), "/", article.category.get_absolute_url()):
        page = client.get(address)
        assert page.status_code == 200
        assert b"<script>alert" not in page.content
        assert b"<img src=x>" not in page.content


def test_a_bulletin_with_a_cover_shows_it_with_its_description(client):
    bulletin = factories.bulletin(image=factories.picture_file(), cover_alt="Bìa có trống đồng")
    assert 'alt="Bìa có trống đồng"' in client.get(bulletin.get_absolute_url()).content.decode()
    for address in ("/ban-tin/", "/"):
        assert bulletin.image.url in client.get(address).content.decode()
