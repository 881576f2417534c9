"""Querysets compiled once: they answer as the queryset they were made of would."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news.models import Article
from portal.prepared import Among, prepared
from tests import factories

pytestmark = pytest.mark.django_db


@prepared
def cards(category: int, since: datetime) -> QuerySet[Article]:
    found = Article.objects.published().filter(category=category, published_at__gte=since)
    return found.for_cards().order_by("title")


@prepared
def titles(wanted: list[int], left_out: str) -> QuerySet:
    rows = Article.objects.filter(Among("pk", wanted)).exclude(title=left_out)
    return rows.order_by("title").values_list("title", flat=True)


@prepared
def texts_and_their_category(pk: int) -> QuerySet:
    found = Article.objects.filter(category=pk)
    one, two = (found.filter(title=t).values_list("title", "category__name") for t in ("A", "B"))
    return one.union(two, all=True).order_by("title")


def test_each_call_has_its_own_values():
    category, other = factories.category(), factories.category()
    for title in ("B", "A"):
        factories.article(title=title, category=category)
    factories.article(title="C", category=other)
    long_ago = timezone.now() - timedelta(days=900)
    assert [a.title for a in cards(category.pk, long_ago)] == ["A", "B"]
    assert [a.title for a in cards(other.pk, long_ago)] == ["C"]
    assert cards(other.pk, timezone.now() + timedelta(days=1)) == []


def test_rows_are_whole_models_with_what_the_queryset_fetched_beside_them():
    made = factories.article(title="Đường mới")
    with CaptureQueriesContext(connection) as captured:
        (found,) = cards(made.category_id, made.published_at)
        assert (found, found.category, found.pictures) == (made, made.category, [])
    assert len(captured) == 1
    assert {"body", "body_text", "search", "headline"} < found.get_deferred_fields()


def test_a_list_of_any_length_is_one_value():
    made = [factories.article(title=title) for title in "ABC"]
    assert titles([row.pk for row in made], "B") == ["A", "C"]
    assert titles([made[1].pk], "") == ["B"]
    assert titles([], "") == []


def test_hostile_values_stay_values():
    factories.article(title="A")
    pks = list(Article.objects.values_list("pk", flat=True))
    assert titles(pks, "'; DROP TABLE news_article; --%s") == ["A"]


def test_a_union_answers_too():
    category = factories.category(name="Tin xã")
    for title in ("B", "A"):
        factories.article(title=title, category=category)
    assert texts_and_their_category(category.pk) == [("A", "Tin xã"), ("B", "Tin xã")]


def test_what_is_published_is_asked_anew_at_each_call():
    made = factories.article()
    assert cards(made.category_id, made.published_at) == [made]
    Article.objects.update(published_at=F("published_at") + timedelta(days=9000))
    assert cards(made.category_id, made.published_at) == []


def test_it_is_built_once():
    built = []

    @prepared
    def counted(pk: int) -> QuerySet:
        built.append(pk)
        return Article.objects.filter(pk=pk)

    made = factories.article()
    assert [counted(made.pk), counted(made.pk), counted(0)] == [[made], [made], []]
    assert len(built) == 1


def test_a_missing_or_a_superfluous_argument_is_refused():
    with pytest.raises(ValueError, match="argument"):
        titles([1])
    with pytest.raises(ValueError, match="argument"):
        titles([1], "", 3)


@prepared
def within(category: int | None, since: datetime | None) -> QuerySet:
    rows = Article.objects.order_by("title").values_list("title", flat=True)
    rows = rows.filter(category=category) if category is not None else rows
    return rows.filter(published_at__gte=since) if since is not None else rows


def test_a_filter_that_was_not_chosen_is_not_in_the_statement():
    category, now = factories.category(), timezone.now()
    factories.article(title="A", category=category, published_at=now - timedelta(days=9))
    factories.article(title="B", published_at=now)
    assert within(None, None) == ["A", "B"]
    assert within(category.pk, None) == ["A"]
    assert within(None, now - timedelta(days=1)) == ["B"]
    assert within(category.pk, now - timedelta(days=1)) == []
    assert "published_at" not in within.sql(category.pk, None)[0]
    assert len(within.statements) == 4
