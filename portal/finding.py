"""What one search box finds over news, official texts and bulletins.

Every kind gives at most some two hundred of its texts to the ranking: the newest that match, the
newest whose title matches, and the same with the accents that were typed. A search with fewer
matches than one such list is complete after one statement; what the lists leave out follows on
later pages, the newest first, so every match can be reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.search import SearchRank
from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, ExpressionWrapper, F, FloatField, Func, Q, QuerySet, Value
from django.db.models.functions import Left
from django.utils import timezone

from directives.models import Directive
from news.models import Article, Bulletin
from portal import numbers
from portal.extracts import READ
from portal.publishing import PublishableQuerySet
from portal.ranking import Hit, ranked
from portal.search import Wanted, headline, query, through_indexes, wanted

PER_PAGE = 15
NEWEST = 60
NUMBERED = 20
#: Matches of one kind are counted up to here; more are "hơn 1.000".
COUNTED = 1000


@dataclass(frozen=True)
class Question:
    """A search as typed, with its filters; None and "" filter nothing. `until` is the last day included."""

    typed: str
    kind: str = ""
    category: str = ""
    area: int | None = None
    since: date | None = None
    until: date | None = None

    @property
    def asked(self) -> Wanted:
        return wanted(self.typed)

    def within(self, rows: PublishableQuerySet, day: str) -> PublishableQuerySet:
        if self.since:
            rows = rows.filter(**{f"{day}__gte": self.since})
        return rows.filter(**{f"{day}__lte": self.until}) if self.until else rows


@dataclass(frozen=True)
class Kind:
    """One kind of text: which rows, how they are called, dated and ordered.

    `numbered` gives the rows whose own number was typed; `typed` more rows than those with the words.
    """

    label: str
    rows: Callable[[Question], QuerySet]
    title: tuple[str, ...]
    headline: Func
    day: str
    newest: tuple[Any, ...]
    numbered: Callable[[QuerySet, str], QuerySet] = lambda rows, typed: rows.none()
    typed: Callable[[QuerySet, str], QuerySet] = lambda rows, typed: rows.none()


def _articles(question: Question) -> QuerySet:
    rows = question.within(Article.objects.published(), "published_at__date")
    return rows.filter(category__slug=question.category) if question.category else rows


def _directives(question: Question) -> QuerySet:
    rows = question.within(Directive.objects.published(), "issued_on")
    return rows.filter(fields=question.area) if question.area else rows


def _bulletins(question: Question) -> QuerySet:
    return question.within(Bulletin.objects.published(), "published_at__date")


def _numbered_directives(rows: QuerySet, typed: str) -> QuerySet:
    number = numbers.directive(typed)
    if number.keys:
        return rows.filter(key__in=number.keys)
    if number.figure is None:
        return rows.none()
    rows = rows.filter(number=number.figure)
    rows = rows.filter(type__name__in=number.types) if number.types else rows
    return rows.filter(issued_on__year=number.year) if number.year else rows


def _typed_directives(rows: QuerySet, typed: str) -> QuerySet:
    """ "kế hoạch dân vận": plans on "dân vận", though the word "kế hoạch" is in no subject."""
    types, rest = numbers.of_type(typed)
    if not types:
        return rows.none()
    rows = rows.filter(type__name__in=types)
    return rows.filter(search=query(rest)) if wanted(rest).groups else rows


def _numbered_bulletins(rows: QuerySet, typed: str) -> QuerySet:
    number = numbers.bulletin(typed)
    if number.figure is None:
        return rows.none()
    rows = rows.filter(number=number.figure)
    return rows.filter(year=number.year) if number.year else rows


KINDS: Mapping[str, Kind] = {
    "tin": Kind(
        "Tin bài", _articles, ("title",), headline("title"), "published_at", ("-published_at", "-pk")
    ),
    "van-ban": Kind(
        "Văn bản",
        _directives,
        ("type__name", "symbol", "subject"),
        headline("symbol", "subject"),
        "issued_on",
        (F("issued_on").desc(nulls_last=True), "-pk"),
        _numbered_directives,
        _typed_directives,
    ),
    "ban-tin": Kind(
        "Bản tin",
        _bulletins,
        ("title",),
        headline("title"),
        "published_at",
        ("-year", "-number"),
        _numbered_bulletins,
    ),
}


@dataclass
class Part:
    """What one kind has: its best texts, how many match in all, and the rows for what is left out."""

    hits: list[Hit]
    count: int
    rows: QuerySet

    @property
    def more(self) -> bool:
        return self.count > COUNTED

    @property
    def shown(self) -> int:
        return min(self.count, COUNTED)


@dataclass
class Found:
    """The answer to a question: `hits` are ranked, `parts` say what each kind has."""

    question: Question
    hits: list[Hit] = field(default_factory=list)
    parts: dict[str, Part] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(part.shown for part in self.parts.values())

    @property
    def more(self) -> bool:
        return any(part.more for part in self.parts.values())

    def page(self, number: int) -> Page:
        """Django's Page with the (kind, pk) of its texts; a number out of range is the nearest page."""
        page = Paginator(range(self.total), PER_PAGE).get_page(number)
        start = page.start_index() - 1 if self.total else 0
        keys = [(hit.kind, hit.pk) for hit in self.hits[start : start + PER_PAGE]]
        page.object_list = keys + self._left_out(start + len(keys) - len(self.hits), PER_PAGE - len(keys))
        return page

    def _left_out(self, skip: int, room: int) -> list[tuple[str, int]]:
        keys: list[tuple[str, int]] = []
        for kind, part in self.parts.items():
            left = part.shown - len(part.hits)
            if room > len(keys) and left > skip >= 0:
                rest = part.rows.exclude(pk__in=[hit.pk for hit in part.hits]).order_by(*KINDS[kind].newest)
                end = min(left, skip + room - len(keys))
                keys += [(kind, pk) for pk in rest.values_list("pk", flat=True)[skip:end]]
            skip = max(0, skip - max(0, left))
        return keys


def kinds_of(question: Question) -> list[str]:
    """The kinds that the filters leave: a category has only articles, a field only official texts."""
    kinds = [question.kind] if question.kind else list(KINDS)
    if question.category:
        kinds = [kind for kind in kinds if kind == "tin"]
    return [kind for kind in kinds if kind == "van-ban"] if question.area else kinds


def find(question: Question) -> Found:
    """The published texts that answer `question`, the best first."""
    asked = question.asked
    if not asked.groups:
        return Found(question)
    parts = {kind: _part(kind, question, asked) for kind in kinds_of(question)}
    hits = ranked((hit for part in parts.values() for hit in part.hits), asked, timezone.localdate())
    return Found(question, hits, {kind: part for kind, part in parts.items() if part.count})


def newest(question: Question, count: int) -> list[tuple[str, int, datetime]]:
    """(kind, pk, published at) of the newest matches of any kind: the feed of a saved search."""
    asked = question.asked
    if not asked.groups:
        return []
    found = [
        (kind, pk, at)
        for kind in kinds_of(question)
        for pk, at in KINDS[kind]
        .rows(question)
        .filter(search=query(asked, exact=asked.accented))
        .order_by("-published_at", "-pk")
        .values_list("pk", "published_at")[:count]
    ]
    return sorted(found, key=lambda entry: entry[2], reverse=True)[:count]


def rows_of(kind: str, pks: Iterable[int]) -> dict[int, Any]:
    """The published rows with these keys, with what a result shows; two statements at most."""
    rows: QuerySet
    if kind == "tin":
        rows = (
            Article.objects.published()
            .for_cards()
            .prefetch_related(None)
            .annotate(text=Left("body_text", READ))
        )
    elif kind == "van-ban":
        rows = Directive.objects.published().for_list().annotate(text=Left("body_text", READ))
    else:
        rows = Bulletin.objects.published().defer("search")
    return rows.in_bulk(list(pks))


def _part(name: str, question: Question, asked: Wanted) -> Part:
    kind = KINDS[name]
    rows = kind.rows(question)
    matching = rows.filter(search=query(asked))
    newest = _hits(name, matching.order_by(*kind.newest)[:NEWEST], asked)
    numbered = kind.numbered(rows, question.typed).order_by(*kind.newest)[:NUMBERED]
    typed = kind.typed(rows, question.typed).order_by(*kind.newest)[:NEWEST]
    hits = [*_hits(name, numbered, asked, number=True), *_hits(name, typed, asked), *newest]
    full = len(newest) == NEWEST
    if full:
        hits += _best_of_many(name, rows, asked)
    unique = list({hit.pk: hit for hit in reversed(hits)}.values())  # the first of a text wins: its number
    count = max(len(unique), _count(matching)) if full else len(unique)
    return Part(unique, count, matching)


def _best_of_many(name: str, rows: QuerySet, asked: Wanted) -> list[Hit]:
    """Where the newest matches are not all: those with the words in the title, and with the accents typed."""
    kind = KINDS[name]
    titled = rows.alias(headline=kind.headline)
    lists = [titled.filter(headline=query(asked))]
    if asked.accented:
        lists += [
            titled.filter(headline=query(asked, exact=True)),
            rows.filter(search=query(asked, exact=True)),
        ]
    return [hit for found in lists for hit in _hits(name, found.order_by(*kind.newest)[:NEWEST], asked)]


def _hits(name: str, rows: QuerySet, asked: Wanted, number: bool = False) -> list[Hit]:
    kind = KINDS[name]
    as_typed = query(asked, exact=asked.accented)
    exact = ExpressionWrapper(Q(search=as_typed), BooleanField()) if asked.accented else Value(True)
    near = SearchRank(F("search"), as_typed, cover_density=True, normalization=32)
    closeness = Value(0.0, FloatField()) if number else near
    found = rows.annotate(exact=exact, near=closeness).values_list(
        "pk", kind.day, "exact", "near", *kind.title
    )
    hits = []
    for pk, at, exactly, nearness, *title in found:
        day = at.date() if isinstance(at, datetime) else at
        hits.append(Hit(name, pk, " ".join(title), day, exactly, nearness, number))
    return hits


def _count(matching: QuerySet) -> int:
    with through_indexes():
        return matching.order_by()[: COUNTED + 1].count()
