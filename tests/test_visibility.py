"""What is not published is invisible on every public surface. One list of surfaces, one list of secrets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from directives.models import Relation
from news.models import RelatedArticle, Topic
from portal.publishing import Status
from tests import factories

pytestmark = pytest.mark.django_db

SECRET = "Hồ Tam Bảo"  # a name that occurs nowhere else

HIDDEN = {
    "draft": {"status": Status.DRAFT},
    "submitted": {"status": Status.SUBMITTED},
    "scheduled": {"status": Status.PUBLISHED, "published_at": timezone.now() + timedelta(days=2)},
    "withdrawn": {"status": Status.WITHDRAWN},
}


@pytest.fixture
def surfaces():
    """Every public address that could show a text, and texts around it that are visible."""
    category = factories.category()
    shown = factories.article(category=category, body="<p>Thực hiện Chỉ thị số 77-CT/TU, ngày 02/3/2026.</p>")
    text = factories.directive(symbol="78-CT/TU", body="<p>Căn cứ Chỉ thị số 77-CT/TU, ngày 02/3/2026.</p>")
    issue = factories.bulletin()
    page = factories.page()
    topic = Topic.objects.create(name="Tái định cư")
    days = [factories.day(ahead) for ahead in (-1, 0, 2)]
    return {
        "topic": topic,
        "page": page,
        "category": category,
        "shown": shown,
        "text": text,
        "issue": issue,
        "addresses": [
            "/", "/van-ban/", "/van-ban/?q=77-CT/TU", "/van-ban/?q=ho+tam+bao", "/ban-tin/",
            "/rss/", "/y-kien/", "/van-ban/lay-y-kien/",
            "/tim-kiem/?q=ho+tam+bao", "/tim-kiem/?q=77-CT/TU", "/khong-co-trang-nay/",
            "/so-do-trang/", "/co-cau-to-chuc/", page.get_absolute_url(),
            "/luu-tru/", *(f"/luu-tru/{day:{part}}/" for day in days for part in ("%Y", "%Y/%m", "%Y/%m/%d")),
            "/tac-gia/ho-tam-bao/", "/thu-vien-anh/", factories.gallery().get_absolute_url(),
            *(item.get_absolute_url() for item in (topic, category, shown, text, issue)),
        ],
    }  # fmt: skip


def assert_nowhere(client, addresses, words):
    for address in addresses:
        response = client.get(address)
        assert response.status_code in {200, 302, 404}, address
        assert words not in response.content.decode(), address


@pytest.mark.parametrize("state", HIDDEN)
def test_an_article_that_is_not_published_is_seen_nowhere(client, surfaces, state):
    hidden = factories.article(
        title=f"Bài về {SECRET}", lead=SECRET, byline=SECRET, category=surfaces["category"], featured=True,
        body="<p>Theo Chỉ thị số 78-CT/TU, ngày 02/3/2026.</p>", **HIDDEN[state],
    )  # fmt: skip
    surfaces["issue"].entries.create(article=hidden)
    surfaces["topic"].articles.add(hidden)
    RelatedArticle.objects.create(article=surfaces["shown"], other=hidden)
    assert_nowhere(client, surfaces["addresses"], SECRET)
    own = client.get(hidden.get_absolute_url())
    assert own.status_code == (410 if state == "withdrawn" else 404)
    assert state == "withdrawn" or SECRET not in own.content.decode()


@pytest.mark.parametrize("state", HIDDEN)
def test_an_official_text_that_is_not_published_is_seen_nowhere(client, surfaces, state):
    hidden = factories.directive(symbol="77-CT/TU", subject=f"Về {SECRET}", **HIDDEN[state])
    Relation.objects.create(source=hidden, kind="replaces", target=surfaces["text"])
    Relation.objects.create(source=surfaces["text"], kind="based_on", target=hidden)
    assert_nowhere(client, surfaces["addresses"], SECRET)
    assert client.get(hidden.get_absolute_url()).status_code == (410 if state == "withdrawn" else 404)
    assert hidden.get_absolute_url() not in client.get(surfaces["shown"].get_absolute_url()).content.decode()
    assert "tag-ended" not in client.get("/van-ban/").content.decode()


@pytest.mark.parametrize("state", HIDDEN)
def test_a_bulletin_that_is_not_published_is_seen_nowhere(client, surfaces, state):
    hidden = factories.bulletin(title=SECRET, **HIDDEN[state])
    assert_nowhere(client, surfaces["addresses"], SECRET)
    assert client.get(hidden.get_absolute_url()).status_code == (410 if state == "withdrawn" else 404)


@pytest.mark.parametrize("state", HIDDEN)
def test_a_page_that_is_not_published_is_seen_nowhere(client, surfaces, state):
    hidden = factories.page(title=SECRET, parent=surfaces["page"], **HIDDEN[state])
    factories.page(parent=hidden)
    assert_nowhere(client, [*surfaces["addresses"], "/sitemap-trang.xml"], hidden.slug)
    assert_nowhere(client, surfaces["addresses"], SECRET)
    assert client.get(hidden.get_absolute_url()).status_code == (410 if state == "withdrawn" else 404)


@pytest.mark.parametrize("state", HIDDEN)
def test_a_gallery_that_is_not_published_is_seen_nowhere(client, surfaces, state):
    hidden = factories.gallery(title=SECRET, **HIDDEN[state])
    assert_nowhere(client, [*surfaces["addresses"], "/sitemap-thu-vien-anh.xml"], hidden.slug)
    assert_nowhere(client, surfaces["addresses"], SECRET)
    for address in (hidden.get_absolute_url(), hidden.picture_url(1)):
        assert client.get(address).status_code == (410 if state == "withdrawn" else 404)


@pytest.mark.parametrize("state", ["pending", "held", "rejected", "removed"])
def test_a_comment_that_is_not_approved_is_seen_nowhere(client, surfaces, state):
    factories.comment(article=surfaces["shown"], text=f"Tôi biết {SECRET}.", name=SECRET, state=state)
    assert_nowhere(client, surfaces["addresses"], SECRET)


@pytest.mark.parametrize("state", HIDDEN)
def test_comments_of_a_hidden_article_are_hidden_with_it(client, surfaces, state):
    factories.comment(
        article=factories.article(**HIDDEN[state]), text=f"Tôi biết {SECRET}.", state="published"
    )
    assert_nowhere(client, surfaces["addresses"], SECRET)


@pytest.mark.parametrize("state", HIDDEN)
def test_a_file_of_a_hidden_text_cannot_be_fetched(client, state):
    hidden = factories.directive(**HIDDEN[state])
    file = factories.attachment(hidden)
    assert client.get(file.get_absolute_url()).status_code == 404
    assert client.get(file.file.url).status_code == 404


def test_a_published_text_and_its_file_are_there(client):
    file = factories.attachment(factories.directive())
    response = client.get(file.get_absolute_url())
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
