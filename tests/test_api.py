"""Other portals read what is published here as JSON: as described, in pages that hold, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from directives.models import Relation
from portal.publishing import Status
from portal.wsgi import application
from tests import factories

pytestmark = pytest.mark.django_db

LISTS = {"/api/tin-bai/": factories.article, "/api/van-ban/": factories.directive}
HIDDEN = {
    "draft": {"status": Status.DRAFT},
    "submitted": {"status": Status.SUBMITTED},
    "scheduled": {"status": Status.PUBLISHED, "published_at": timezone.now() + timedelta(days=2)},
    "withdrawn": {"status": Status.WITHDRAWN},
}


@pytest.fixture
def stocked():
    """A published article and a published official text with all that the API tells of them."""
    text = factories.directive(symbol="31-CT/TU", signer="Lường Văn Ước")
    factories.attachment(text)
    newer = factories.directive(symbol="32-CT/TU")
    Relation.objects.create(source=newer, kind="replaces", target=text)
    article = factories.article(byline="Thu Hằng", source_name="Báo Đồng Sơn")
    factories.article_image(article)
    return article, text


def ids(client, address):
    """The keys on all pages of a list, following `next`."""
    found = []
    while address:
        page = client.get(address).json()
        found.append([row["id"] for row in page["items"]])
        address = page["next"]
    return found


def test_an_article_and_a_text_say_what_their_pages_say(client, stocked, settings):
    article, text = stocked
    told = client.get(f"/api/tin-bai/{article.pk}/").json()
    assert (told["title"], told["url"]) == (article.title, settings.SITE_URL + article.get_absolute_url())
    assert (told["byline"], told["source_name"]) == ("Thu Hằng", "Báo Đồng Sơn")
    assert told["pictures"][0]["alt"] == "Bà con họp ở nhà văn hóa thôn"
    assert told["body_html"] == article.body
    told = client.get(f"/api/van-ban/{text.pk}/").json()
    assert (told["symbol"], told["issued_on"], told["signer"]) == ("31-CT/TU", "2026-03-02", "Lường Văn Ước")
    assert told["validity"] == "Hết hiệu lực"
    assert told["files"][0]["title"] == "Toàn văn"


@pytest.mark.parametrize("address", LISTS)
def test_pages_hold_everything_once_though_texts_are_added_meanwhile(client, address):
    rows = [LISTS[address]().pk for _ in range(5)]
    first = client.get(address, {"so": 2}).json()
    LISTS[address]()
    later = ids(client, first["next"])
    assert [row["id"] for row in first["items"]] == [rows[4], rows[3]]
    assert later == [[rows[2], rows[1]], [rows[0]]]


@pytest.mark.parametrize("address", LISTS)
def test_a_list_costs_the_same_with_one_row_and_with_twenty(client, address, django_assert_num_queries):
    LISTS[address]()
    known = {"/api/tin-bai/": 1, "/api/van-ban/": 2}[address]
    client.get(address)  # what its filters may say is kept from here on
    for _ in range(2):
        with django_assert_num_queries(known):
            client.get(address)
        for _ in range(19):
            LISTS[address]()


def test_lists_are_filtered_as_on_the_site(client):
    chosen = factories.category(name="Dân vận khéo")
    wanted = factories.article(category=chosen, published_at=timezone.now() - timedelta(days=400))
    factories.article()
    old = timezone.localtime(wanted.published_at)
    assert ids(client, "/api/tin-bai/?chuyen_muc=dan-van-kheo") == [[wanted.pk]]
    assert ids(client, f"/api/tin-bai/?den={old:%d/%m/%Y}&tu={old:%Y-%m-%d}") == [[wanted.pk]]
    assert ids(client, "/api/tin-bai/?chuyen_muc=khong-co") == [[]]
    text = factories.directive(symbol="31-CT/TU")
    factories.directive(symbol="32-CT/TU")
    assert ids(client, "/api/van-ban/?q=31-CT/TU") == [[text.pk]]
    assert ids(client, "/api/van-ban/?nam=2025") == [[]]


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        ("/api/tin-bai/?truoc=0", "truoc"),
        ("/api/tin-bai/?truoc=99999999999999999999", "truoc"),
        ("/api/tin-bai/?so=101", "so"),
        ("/api/tin-bai/?tu=31/02/2026", "tu"),
        ("/api/tin-bai/?chuyen_muc=<script>", "chuyen_muc"),
        ("/api/van-ban/?nam=hai", "nam"),
        ("/api/van-ban/?loai=999999", "loai"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(client, address, wrong):
    response = client.get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/problem+json")
    assert list(response.json()["errors"]) == [wrong]
    assert "private" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    "address", ["/api/", "/api/khong-co/", "/api/tin-bai/999/", f"/api/van-ban/{2**70}/"]
)
def test_what_is_not_there_is_a_problem_in_vietnamese(client, address):
    response = client.get(address)
    assert (response.status_code, response.json()["title"]) == (404, "Không tìm thấy")


def test_the_api_is_read_only(client, stocked):
    for method in (client.post, client.put, client.patch, client.delete):
        response = method(f"/api/tin-bai/{stocked[0].pk}/")
        assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")


def test_who_has_an_answer_is_not_sent_it_again_until_it_changes(client, stocked):
    article, _ = stocked
    address = f"/api/tin-bai/{article.pk}/"
    tag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    article.title = "Nhà văn hóa thôn đã xong"
    article.save()
    assert client.get(address, headers={"if-none-match": tag}).status_code == 200


def test_any_site_may_read_and_any_proxy_may_keep_it(client, stocked):
    for address in ("/api/tin-bai/", f"/api/van-ban/{stocked[1].pk}/", "/api/openapi.json"):
        response = client.get(address)
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "public" in response.headers["Cache-Control"]
        assert not response.cookies


@pytest.mark.parametrize("state", HIDDEN)
def test_what_is_not_published_is_in_no_answer(client, stocked, state):
    secret = "Hồ Tam Bảo"
    article = factories.article(title=secret, **HIDDEN[state])
    text = factories.directive(subject=secret, symbol="40-CT/TU", **HIDDEN[state])
    Relation.objects.create(source=text, kind="replaces", target=stocked[1])
    gone = 410 if state == "withdrawn" else 404
    for address in ("/api/tin-bai/", "/api/van-ban/", f"/api/van-ban/{stocked[1].pk}/"):
        answer = client.get(address).content.decode()
        assert secret not in answer
        assert "40-CT/TU" not in answer
    for address in (f"/api/tin-bai/{article.pk}/", f"/api/van-ban/{text.pk}/"):
        answer = client.get(address)
        assert answer.status_code == gone
        assert secret not in answer.content.decode()


def test_of_a_marked_text_not_even_its_withdrawal_is_told(client):
    text = factories.directive(status=Status.WITHDRAWN, marking="mat", subject="Về việc mật")
    response = client.get(f"/api/van-ban/{text.pk}/")
    assert (response.status_code, response.json()["title"]) == (404, "Không tìm thấy")
    assert "gỡ" not in response.content.decode()


@pytest.fixture
def one_connection():
    """Requests through WSGI leave this test's transaction open, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_answer_is_as_the_description_says(stocked, one_connection):
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == 4
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(
            derandomize=True,
            max_examples=12,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def holds(case):
            # What a select offers depends on the data, so a schema cannot say which values are refused.
            case.call_and_validate(excluded_checks=[positive_data_acceptance])

        holds()


def test_the_description_names_every_filter_in_vietnamese(client):
    told = client.get("/api/openapi.json").json()
    names = {one["name"]: one["description"] for one in told["paths"]["/api/van-ban/"]["get"]["parameters"]}
    assert names["nguoiky"] == "Người ký"
    assert {"q", "nam", "hieuluc", "truoc", "so"} <= set(names)
    assert not {"trang", "xep"} & set(names)
