"""What one search box finds over news, official texts and bulletins.

Words typed with accents are first looked for with them; only where that does not fill a page, with
any accents. Every kind then gives the ranking its newest matches and the newest with the words in
their title. A search with fewer matches than one such list is complete after one statement; what
the lists leave out follows on later pages, the newest first, so every match can be reached.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property, partial
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Left
from django.utils import timezone

from directives.models import Attachment, Directive
from news.models import Article, Bulletin
from portal import numbers
from portal.extracts import READ
from portal.prepared import Among, Prepared, prepared
from portal.ranking import Hit, ranked
from portal.search import Wanted, query, spoken, through_indexes, wanted

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

    @cached_property
    def asked(self) -> Wanted:
        return wanted(self.typed)


@dataclass(frozen=True)
class Limits:
    """The filters of a question as the rows of a kind take them; None filters nothing.

    `since` and `before` are days where the kind has days, and moments where it has moments.
    """

    category: str | None = None
    area: int | None = None
    since: date | None = None
    before: date | None = None

    def of_days(self, rows: QuerySet, column: str) -> QuerySet:
        rows = rows.filter(**{f"{column}__gte": self.since}) if self.since is not None else rows
        return rows.filter(**{f"{column}__lt": self.before}) if self.before is not None else rows


@dataclass(frozen=True)
class Kind:
    """One kind of text: its rows within limits, the newest first, its title's columns and its day.

    `numbered`: which rows have the number that was typed; `typed`: which answer beside those with the
    words; None when nothing of that sort was typed.
    """

    rows: Callable[[Limits], QuerySet]
    title: tuple[str, ...]
    day: str
    long: bool = True  # more than some dozen a year
    numbered: Callable[[str], Q | None] = lambda typed: None
    typed: Callable[[str], Q | None] = lambda typed: None

    def limits(self, question: Question) -> Limits:
        """A range of moments where the index is one of moments: it serves no range of days."""
        after = question.until + timedelta(days=1) if question.until and question.until < date.max else None
        since, before = question.since, after
        if self.day == "published_at":
            since, before = _midnight(since), _midnight(before)
        return Limits(question.category or None, question.area, since, before)


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def _articles(limits: Limits) -> QuerySet:
    rows = limits.of_days(Article.objects.published(), "published_at")
    rows = rows.filter(category__slug=limits.category) if limits.category is not None else rows
    return rows.order_by("-published_at", "-pk")


def _directives(limits: Limits) -> QuerySet:
    rows = limits.of_days(Directive.objects.published(), "issued_on")
    rows = rows.filter(fields=limits.area) if limits.area is not None else rows
    return rows.order_by(F("issued_on").desc(nulls_last=True), "-pk")


def _bulletins(limits: Limits) -> QuerySet:
    return limits.of_days(Bulletin.objects.published(), "published_at").order_by("-year", "-number")


def _numbered_directives(typed: str) -> Q | None:
    number = numbers.directive(typed)
    if number.keys:
        return Q(key__in=number.keys)
    if number.figure is None:
        return None
    chosen = Q(number=number.figure)
    chosen &= Q(type__name__in=number.types) if number.types else Q()
    return chosen & Q(issued_on__year=number.year) if number.year else chosen


def _typed_directives(typed: str) -> Q | None:
    """ "kế hoạch dân vận": plans on "dân vận", though the word "kế hoạch" is in no subject."""
    types, rest = numbers.of_type(typed)
    if not types:
        return None
    chosen = Q(type__name__in=types)
    return chosen & Q(search=query(rest)) if wanted(rest).groups else chosen


def _numbered_bulletins(typed: str) -> Q | None:
    number = numbers.bulletin(typed)
    if number.figure is None:
        return None
    return Q(number=number.figure, year=number.year) if number.year else Q(number=number.figure)


_TEXT = ("type__name", "symbol", "subject")
KINDS: Mapping[str, Kind] = {
    "tin": Kind(_articles, ("title",), "published_at"),
    "van-ban": Kind(_directives, _TEXT, "issued_on", True, _numbered_directives, _typed_directives),
    "ban-tin": Kind(_bulletins, ("title",), "published_at", False, _numbered_bulletins),
}


@dataclass
class Part:
    """What one kind has: its best texts, how many match in all, and how to ask for what is left out."""

    hits: list[Hit]
    count: int
    matching: Callable[[], QuerySet]

    def after(self, better: list[Hit]) -> Part:
        """With `better` hits before; the first of a text wins."""
        hits = {hit.pk: hit for hit in (*reversed(self.hits), *reversed(better))}
        return Part(list(hits.values()), max(self.count, len(hits)), self.matching)

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
        # The page counts places; it shows what stands in them.
        left_out = self._left_out(start + len(keys) - len(self.hits), PER_PAGE - len(keys))
        page.object_list = keys + left_out  # type: ignore[assignment]
        return page

    def _left_out(self, skip: int, room: int) -> list[tuple[str, int]]:
        keys: list[tuple[str, int]] = []
        for kind, part in self.parts.items():
            left = part.shown - len(part.hits)
            if room > len(keys) and left > skip >= 0:
                rest = part.matching().exclude(pk__in=[hit.pk for hit in part.hits])
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
    kinds = kinds_of(question)
    parts = {kind: _part(kind, question, asked, exact=True) for kind in kinds}
    if asked.accented and sum(len(part.hits) for part in parts.values()) < PER_PAGE:
        parts = {kind: _part(kind, question, asked, exact=False).after(parts[kind].hits) for kind in kinds}
    parts = {kind: part.after(_by_name(kind, question, asked)) for kind, part in parts.items()}
    hits = ranked((hit for part in parts.values() for hit in part.hits), asked, timezone.localdate())
    return Found(question, hits, {kind: part for kind, part in parts.items() if part.count})


def newest(question: Question, count: int) -> list[tuple[str, int, datetime]]:
    """(kind, pk, published at) of the newest matches of any kind: the feed of a saved search."""
    asked = question.asked
    if not asked.groups:
        return []
    found: list[tuple[str, int, datetime]] = []
    for name in kinds_of(question):
        kind, exact = KINDS[name], asked.accented
        rows = _matching(kind, kind.limits(question), asked.query(exact), exact)
        latest = rows.order_by("-published_at", "-pk").values_list("pk", "published_at")[:count]
        found += [(name, pk, at) for pk, at in latest]
    return sorted(found, key=lambda entry: entry[2], reverse=True)[:count]


def rows_of(kind: str, pks: Iterable[int]) -> dict[int, Any]:
    """The published rows with these keys, with what a result shows; two statements at most."""
    return {row.pk: row for row in _SHOWN[kind](list(pks))}


@prepared
def _shown_articles(pks: list[int]) -> QuerySet[Article]:
    rows = Article.objects.published().filter(Among("pk", pks)).select_related("category")
    shown = ("title", "slug", "lead", "published_at", "category__name")
    return rows.annotate(text=Left("body_text", READ)).only(*shown)


@prepared
def _shown_directives(pks: list[int]) -> QuerySet:
    rows = Directive.objects.published().filter(Among("pk", pks)).for_rows()
    return rows.annotate(text=Left("body_text", READ))


@prepared
def _shown_bulletins(pks: list[int]) -> QuerySet[Bulletin]:
    return Bulletin.objects.published().filter(Among("pk", pks)).defer("search")


_SHOWN = {"tin": _shown_articles, "van-ban": _shown_directives, "ban-tin": _shown_bulletins}


def files_of(pks: Collection[int], asked: Wanted) -> dict[int, Attachment]:
    """For each of these official texts the first file whose words answer, with its `text`; one statement."""
    if not pks:
        return {}
    files = Attachment.objects.holding(pks, query(asked)).only("directive_id", "title", "file", "text")
    return {file.directive_id: file for file in reversed(files)}


def _part(name: str, question: Question, asked: Wanted, exact: bool) -> Part:
    """The newest matches; where they are not all, also the newest with the words in their title."""
    kind, precise = KINDS[name], exact and asked.accented
    limits, words = kind.limits(question), asked.query(precise)
    values = (words, limits.category, limits.area, limits.since, limits.before)
    found = _statement(name, precise, _newest)(*values)
    count = len(found)
    if count == NEWEST:
        count = _count(_statement(name, precise, _keys), values)
        found += _statement(name, precise, _newest, "headline")(*values) if kind.long else []
    hits = {hit.pk: hit for hit in _hits(name, found, exact=exact)}
    return Part(list(hits.values()), max(count, len(hits)), partial(_matching, kind, limits, words, precise))


def _by_name(name: str, question: Question, asked: Wanted) -> list[Hit]:
    """The texts whose number was typed, and those of the type that was typed."""
    kind, near = KINDS[name], query(asked)
    rows = partial(kind.rows, kind.limits(question))
    hits: list[Hit] = []
    if number := kind.numbered(question.typed):
        hits += _hits(name, _with_nearness(kind, rows().filter(number)[:NUMBERED], near), number=True)
    if typed := kind.typed(question.typed):
        hits += _hits(name, _with_nearness(kind, rows().filter(typed)[:NEWEST], near), exact=True)
    return hits


def _hits(name: str, rows: Iterable[tuple[Any, ...]], **why: bool) -> list[Hit]:
    return [
        Hit(name, pk, " ".join(title), at.date() if isinstance(at, datetime) else at, nearness, **why)
        for pk, at, nearness, *title in rows
    ]


def _matching(kind: Kind, limits: Limits, words: Any, exact: bool, column: str = "search") -> QuerySet:
    """The rows with these words, in the spelling of `Wanted.query`."""
    return kind.rows(limits).filter(**{column: spoken(words, exact)})


def _with_nearness(kind: Kind, rows: QuerySet, asked: SearchQuery) -> QuerySet:
    """(pk, day, how near the words stand, columns of the title) of a slice of rows."""
    # The slice stands in a subquery, or the nearness of every match is computed before the cut.
    near = SearchRank(F("search"), asked, cover_density=True, normalization=32)
    sliced = rows.model.objects.filter(pk__in=rows.values("pk")).order_by()
    return sliced.values_list("pk", kind.day, near, *kind.title)


def _newest(kind: Kind, matching: QuerySet, asked: SearchQuery) -> QuerySet:
    return _with_nearness(kind, matching[:NEWEST], asked)


def _keys(kind: Kind, matching: QuerySet, asked: SearchQuery) -> QuerySet:
    return matching.order_by().values("pk")


@cache
def _statement(name: str, exact: bool, shape: Callable[..., QuerySet], column: str = "search") -> Prepared:
    """What `shape` makes of the rows of a kind that match: in `search`, or in `headline`, the title alone."""
    kind = KINDS[name]

    def rows(
        words: str, category: str | None, area: int | None, since: date | None, before: date | None
    ) -> QuerySet:
        matching = _matching(kind, Limits(category, area, since, before), words, exact, column)
        return shape(kind, matching, spoken(words, exact))

    return Prepared(rows)


_COUNT = "SELECT count(*) FROM ({keys} LIMIT %s) AS found"


def _count(keys: Prepared, values: tuple[Any, ...]) -> int:
    """How many there are, to one above the limit."""
    sql, parameters = keys.sql(*values)
    with through_indexes(), connection.cursor() as cursor:
        cursor.execute(_COUNT.format(keys=sql), [*parameters, COUNTED + 1])
        return cursor.fetchone()[0]
