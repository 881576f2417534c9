"""Lượt đọc: counted from beacons in memory, written in batches, honest and hard to inflate."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news.models import Article, Reads
from readers import views
from readers.counting import EVERY, Counting, write
from tests import factories

pytestmark = pytest.mark.django_db


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def counting(clock, monkeypatch):
    fresh = Counting(clock)
    monkeypatch.setattr(views, "counting", fresh)
    return fresh


def beacon(client, body: object, address: str = "203.0.113.7", **headers: str):
    return client.post(
        "/luot-doc/", str(body), content_type="text/plain", REMOTE_ADDR=address, headers=headers
    )


def count(article) -> int:
    return sum(Reads.objects.filter(article=article).values_list("count", flat=True))


def test_reading_an_article_writes_nothing_by_itself(client):
    article = factories.article()
    client.get("/")
    with CaptureQueriesContext(connection) as captured:
        client.get(article.get_absolute_url())
    assert not [entry for entry in captured if entry["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert count(article) == 0


def test_beacons_are_written_together_and_seldom(client, counting, clock):
    first, second = factories.article(), factories.article()
    with CaptureQueriesContext(connection) as captured:
        for number in range(40):
            beacon(client, first.pk if number % 4 else second.pk, f"198.51.{number}.1")
    assert len(captured) == 0
    clock.now += EVERY
    with CaptureQueriesContext(connection) as captured:
        assert beacon(client, first.pk).status_code == 204
    assert len(captured) == 2
    assert (count(first), count(second)) == (31, 10)


def test_one_network_counts_once_an_hour_for_an_article(client, counting, clock):
    article, other = factories.article(), factories.article()
    for _ in range(50):
        beacon(client, article.pk)
        beacon(client, article.pk, "203.0.113.99")
    beacon(client, other.pk)
    clock.now += 3600
    beacon(client, article.pk)
    assert (count(article), count(other)) == (2, 1)


@pytest.mark.parametrize("body", ["", "x", "-1", "1.5", "٣", "9" * 16, "9" * 15, "1 OR 1=1", "\x00"])
def test_nonsense_is_not_counted_and_no_error(client, counting, clock, body):
    clock.now += EVERY
    assert beacon(client, body).status_code in {204, 400}
    assert not Reads.objects.exists()


def test_another_sites_page_cannot_count_here(client, counting, clock):
    article = factories.article()
    clock.now += EVERY
    beacon(client, article.pk, **{"Sec-Fetch-Site": "cross-site"})
    assert count(article) == 0


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_is_not_published_is_not_counted(client, counting, clock, status):
    article = factories.article(status=status)
    clock.now += EVERY
    beacon(client, article.pk)
    assert not Reads.objects.exists()


def test_the_door_takes_posts_only_and_sets_no_cookie(client, counting):
    assert client.get("/luot-doc/").status_code == 405
    response = beacon(client, 1)
    assert not response.cookies
    assert "no-store" in response.headers["Cache-Control"]


def test_a_database_that_is_away_loses_no_reading(counting, clock):
    article = factories.article()
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before")
        cursor.execute("ALTER TABLE news_reads RENAME TO elsewhere")
    clock.now += EVERY
    counting.add(article.pk, "a")
    with connection.cursor() as cursor:
        cursor.execute("ROLLBACK TO SAVEPOINT before")
    clock.now += EVERY
    counting.add(article.pk, "b")
    assert count(article) == 2


def test_counting_is_no_version_and_no_history(client):
    article = factories.article()
    before = (article.version, article.updated_at, Article.pgh_event_model.objects.count())
    write({article.pk: 3})
    write({article.pk: 4})
    article.refresh_from_db()
    assert (article.version, article.updated_at, Article.pgh_event_model.objects.count()) == before
    assert count(article) == 7


def test_readers_see_the_count_once_there_is_one(client):
    article = factories.article()
    assert "lượt đọc" not in client.get(article.get_absolute_url()).content.decode()
    write({article.pk: 1286})
    assert "1.286 lượt đọc" in client.get(article.get_absolute_url()).content.decode()


def test_the_most_read_of_the_last_month_stand_on_the_home_page(client):
    old = factories.article(title="Bài năm ngoái", published_at=timezone.now() - timedelta(days=31))
    hidden = factories.article(title="Bài đã gỡ", status="withdrawn")
    rows = [factories.article(title=f"Bài số {n}") for n in range(7)]
    Reads.objects.create(article=hidden, count=9999)
    write({old.pk: 5000} | {row.pk: 10 + n for n, row in enumerate(rows[1:])})
    home = client.get("/").content.decode()
    block = home[home.index('id="doc-nhieu"') :]
    places = [block.index(f"Bài số {n}<") for n in (6, 5, 4, 3, 2)]
    assert places == sorted(places)
    assert "Bài số 1<" not in block
    assert "Bài năm ngoái" not in block
    assert "Bài đã gỡ" not in home
