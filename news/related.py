"""What to read after an article: one bounded statement, then a choice among a few dozen headlines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import IntegerField, Q, QuerySet, Value
from django.utils import timezone

from news.likeness import likeness
from news.models import Article, ArticleCitation
from portal.addresses import address
from portal.prepared import prepared

RELATED = 4
OTHERS = 5
#: Neighbours in the category that are looked at: so many newer, so many older.
NEWER, OLDER = 15, 30
SHARING = 20
#: Headlines less alike than this share little more than one word.
ALIKE = 0.2
_CHOSEN, _SHARING, _NEWER, _OLDER = range(4)


@dataclass(frozen=True)
class Headline:
    pk: int
    title: str
    slug: str
    published_at: datetime

    def get_absolute_url(self) -> str:
        return address("article_detail", self.slug, self.pk)


@dataclass(frozen=True)
class Further:
    """`related`: the editor's choice, then by shared citations, then by headline; `others`: neighbours."""

    related: list[Headline]
    others: list[Headline]


def further(article: Article) -> Further:
    """What stands beside a published article, or beside a draft in its preview."""
    found: dict[int, list[Headline]] = {why: [] for why in (_CHOSEN, _SHARING, _NEWER, _OLDER)}
    at = article.published_at or timezone.now()
    for *columns, why in _candidates(article.pk, article.category_id, at):
        found[why].append(Headline(*columns))
    near = found[_NEWER] + found[_OLDER]
    scores = {row.pk: likeness(article.title, row.title) for row in near}
    alike = sorted((row for row in near if scores[row.pk] >= ALIKE), key=lambda row: -scores[row.pk])
    related = _once([*found[_CHOSEN], *found[_SHARING], *alike])[:RELATED]
    shown = {row.pk for row in related}
    newer, older = ([row for row in found[why] if row.pk not in shown] for why in (_NEWER, _OLDER))
    before = newer[: max(OTHERS // 2, OTHERS - len(older))]
    return Further(related, [*reversed(before), *older[: OTHERS - len(before)]])


def _once(rows: Iterable[Headline]) -> list[Headline]:
    return list(dict.fromkeys(rows))


@prepared
def _candidates(pk: int, category: int, at: datetime) -> QuerySet[Any]:
    """Rows (pk, title, slug, published_at, why); every part is cut short, so that the cost does not grow."""
    others = Article.objects.published().exclude(pk=pk)
    chosen = others.filter(chosen_by__article=pk).order_by("chosen_by__order", "chosen_by__pk")
    keys = ArticleCitation.objects.filter(source=pk).values("key")
    sharing = others.filter(pk__in=ArticleCitation.objects.filter(key__in=keys).values("source")).newest()
    neighbours = others.filter(category=category)
    later = Q(published_at__gt=at) | Q(published_at=at, pk__gt=pk)
    newer = neighbours.filter(later, published_at__gte=at).order_by("published_at", "pk")
    older = neighbours.filter(~later, published_at__lte=at).newest()
    return _part(chosen, RELATED, _CHOSEN).union(
        _part(sharing, SHARING, _SHARING), _part(newer, NEWER, _NEWER), _part(older, OLDER, _OLDER), all=True
    )


def _part(rows: QuerySet[Article], most: int, why: int) -> QuerySet[Any]:
    place = Value(why, output_field=IntegerField())
    return rows.annotate(why=place).values_list("pk", "title", "slug", "published_at", "why")[:most]
