"""What one search box finds over news, official texts, bulletins and the institution's own pages.

Words typed with accents are first looked for with them; only where that does not fill a page, with
any accents. Every kind then gives the ranking its newest matches and the newest with the words in
their title. A search with fewer matches than one such list is complete after one statement; what
the lists leave out follows on later pages, the newest first, so every match can be reached.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property, partial
from typing import Any, get_type_hints

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Concat, Left, TruncDate
from django.utils import timezone

from directives.models import Attachment, Directive
from news.models import Article, Bulletin
from pages.models import Page as OwnPage
from portal import numbers
from portal.extracts import READ
from portal.prepared import Among, Prepared, prepared, together
from portal.ranking import Hit, ranked
from portal.search import THROUGH_INDEXES, Wanted, query, spoken, wanted

#: What is made of the rows of a kind that match, and a statement with its parameters.
Shape = Callable[[str, QuerySet, SearchQuery], QuerySet]
Asked = tuple[str, tuple[Any, ...]]

PER_PAGE = 15
NEWEST = 40
FEW = 3
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
    """What the rows of a kind must have; None asks for nothing.

    `words` in the spelling of `Wanted.query`; `since` and `before` are days where the kind has days, and
    moments where it has moments; the rest as in `numbers.Number`.
    """

    words: str | None = None
    category: str | None = None
    area: int | None = None
    since: date | None = None
    before: date | None = None
    keys: list[str] | None = None
    figure: int | None = None
    types: list[str] | None = None
    year: int | None = None

    @property
    def values(self) -> Iterable[Any]:
        return vars(self).values()

    def of_days(self, rows: QuerySet, column: str) -> QuerySet:
        rows = rows.filter(**{f"{column}__gte": self.since}) if self.since is not None else rows
        return rows.filter(**{f"{column}__lt": self.before}) if self.before is not None else rows

    def of_number(self, rows: QuerySet, year: str) -> QuerySet:
        rows = rows.filter(number=self.figure) if self.figure is not None else rows
        return rows.filter(**{year: self.year}) if self.year is not None else rows

    def numbered(self, number: numbers.Number) -> Limits:
        """Those that have also this number."""
        keys, types = list(number.keys) or None, list(number.types) or None
        return replace(self, keys=keys, figure=number.figure, types=types, year=number.year)

    def of_types(self, types: Iterable[str], words: str) -> Limits:
        """Those that have also one of these types, and these words."""
        return replace(self, words=words or None, types=list(types))


@dataclass(frozen=True)
class Kind:
    """One kind of text: its rows within limits, the newest first, its title and the column of its day.

    `number` reads the number that was typed, `types` the names of types and the words after them.
    """

    rows: Callable[[Limits], QuerySet]
    title: Any  # an expression
    day: str
    long: bool = True  # more than some dozen a year
    number: Callable[[str], numbers.Number] = lambda typed: numbers.Number()
    types: Callable[[str], tuple[tuple[str, ...], str]] = lambda typed: ((), "")

    @property
    def of_moments(self) -> bool:
        return self.day == "published_at"

    def limits(self, question: Question, words: str | None = None) -> Limits:
        """A range of moments where the index is one of moments: it serves no range of days."""
        after = question.until + timedelta(days=1) if question.until and question.until < date.max else None
        since, before = question.since, after
        if self.of_moments:
            since, before = _midnight(since), _midnight(before)
        return Limits(words, question.category or None, question.area, since, before)

    def matching(self, limits: Limits, exact: bool, column: str = "search") -> QuerySet:
        """The rows within these limits; the words are looked for in `search`, or in `headline`, the title."""
        rows = self.rows(limits)
        return rows if limits.words is None else rows.filter(**{column: spoken(limits.words, exact)})


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def _articles(limits: Limits) -> QuerySet:
    rows = limits.of_days(Article.objects.published(), "published_at")
    rows = rows.filter(category__slug=limits.category) if limits.category is not None else rows
    return rows.order_by("-published_at", "-pk")


def _directives(limits: Limits) -> QuerySet:
    rows = limits.of_days(Directive.objects.published(), "issued_on")
    rows = rows.filter(fields=limits.area) if limits.area is not None else rows
    rows = rows.filter(Among("key", limits.keys)) if limits.keys is not None else rows
    rows = rows.filter(Among("type__name", limits.types)) if limits.types is not None else rows
    rows = limits.of_number(rows, "issued_on__year")
    return rows.order_by(F("issued_on").desc(nulls_last=True), "-pk")


def _bulletins(limits: Limits) -> QuerySet:
    rows = limits.of_days(Bulletin.objects.published(), "published_at")
    return limits.of_number(rows, "year").order_by("-year", "-number")


def _pages(limits: Limits) -> QuerySet:
    return limits.of_days(OwnPage.objects.published(), "published_at").order_by("-published_at", "-pk")


_TEXT = Concat("type__name", Value(" "), "symbol", Value(" "), "subject", output_field=TextField())
KINDS: Mapping[str, Kind] = {
    "tin": Kind(_articles, F("title"), "published_at"),
    "van-ban": Kind(_directives, _TEXT, "issued_on", True, numbers.directive, numbers.of_type),
    "ban-tin": Kind(_bulletins, F("title"), "published_at", False, numbers.bulletin),
    "gioi-thieu": Kind(_pages, F("title"), "published_at", False),
}


@dataclass
class Part:
    """How many texts of one kind match, how many of them were ranked, and how to ask for the others."""

    count: int
    ranked: list[int]
    matching: Callable[[], QuerySet]

    @property
    def more(self) -> bool:
        return self.count > COUNTED

    @property
    def shown(self) -> int:
        return min(self.count, COUNTED)

    @property
    def left(self) -> int:
        return max(0, self.shown - len(self.ranked))

    def others(self, start: int, end: int) -> QuerySet:
        return self.matching().exclude(pk__in=self.ranked).values_list("pk", flat=True)[start:end]


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

    @property
    def sure(self) -> bool:
        """Whether these are probably the texts that were meant: not few, or their number was typed."""
        return self.total > FEW or any(hit.number for hit in self.hits)

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
            if room > len(keys) and part.left > skip >= 0:
                end = min(part.left, skip + room - len(keys))
                keys += [(kind, pk) for pk in part.others(skip, end)]
            skip = max(0, skip - part.left)
        return keys


def kinds_of(question: Question) -> list[str]:
    """The kinds that the filters leave: a category has only articles, a field only official texts."""
    kinds = [question.kind] if question.kind else list(KINDS)
    if question.category:
        kinds = [kind for kind in kinds if kind == "tin"]
    return [kind for kind in kinds if kind == "van-ban"] if question.area else kinds


def find(question: Question) -> Found:
    """The published texts that answer `question`, the best first."""
    asked, kinds = question.asked, kinds_of(question)
    if not asked.groups:
        return Found(question)
    exact = True
    hits, counts = _matches(kinds, question, exact)
    if asked.accented and len(hits) < PER_PAGE:
        exact = False
        others, counts = _matches(kinds, question, exact)
        hits += others
    hits = ranked(_named(kinds, question) + hits, asked, timezone.localdate())
    precise = exact and asked.accented
    parts = {}
    for kind in kinds:
        pks = [hit.pk for hit in hits if hit.kind == kind]
        if count := max(counts[kind], len(pks)):
            limits = KINDS[kind].limits(question, asked.query(precise))
            parts[kind] = Part(count, pks, partial(KINDS[kind].matching, limits, precise))
    return Found(question, hits, parts)


def newest(question: Question, count: int) -> list[tuple[str, int, datetime]]:
    """(kind, pk, published at) of the newest matches of any kind: the feed of a saved search."""
    asked = question.asked
    if not asked.groups:
        return []
    found: list[tuple[str, int, datetime]] = []
    for name in kinds_of(question):
        kind, exact = KINDS[name], asked.accented
        rows = kind.matching(kind.limits(question, asked.query(exact)), exact)
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


@prepared
def _shown_pages(pks: list[int]) -> QuerySet[OwnPage]:
    rows = OwnPage.objects.published().filter(Among("pk", pks)).only("title", "slug", "published_at")
    return rows.annotate(text=Left("body_text", READ))


_SHOWN = {
    "tin": _shown_articles,
    "van-ban": _shown_directives,
    "ban-tin": _shown_bulletins,
    "gioi-thieu": _shown_pages,
}


def files_of(pks: Collection[int], asked: Wanted) -> dict[int, Attachment]:
    """For each of these official texts the first file whose words answer, with its `text`; one statement."""
    if not pks:
        return {}
    files = Attachment.objects.holding(pks, query(asked)).only("directive_id", "title", "file", "text")
    return {file.directive_id: file for file in reversed(files)}


def _matches(kinds: list[str], question: Question, exact: bool) -> tuple[list[Hit], dict[str, int]]:
    """The newest matches of each kind, and how many it has; `exact`: with the accents that were typed.

    Where these are not all, also the newest with the words in their title.
    """
    precise = exact and question.asked.accented
    words = question.asked.query(precise)
    limits = {kind: KINDS[kind].limits(question, words).values for kind in kinds}

    def asked(kind: str, shape: Shape, column: str = "search") -> Asked:
        return _statement(kind, precise, shape, column).sql(words, *limits[kind])

    found = together(asked(kind, _newest) for kind in kinds)
    counts = dict.fromkeys(kinds, 0) | Counter(kind for kind, *_ in found)
    if full := [kind for kind in kinds if counts[kind] == NEWEST]:
        counts |= _counts({kind: asked(kind, _keys) for kind in full})
        found += together(asked(kind, _newest, "headline") for kind in full if KINDS[kind].long)
    return _hits(found, exact=exact), counts


def _named(kinds: list[str], question: Question) -> list[Hit]:
    """The texts whose number was typed, and those of the type that was typed."""
    near = question.asked.query()
    numbered: list[Asked] = []
    typed: list[Asked] = []
    for name in kinds:
        kind = KINDS[name]
        if number := kind.number(question.typed):
            limits = kind.limits(question).numbered(number)
            numbered.append(_statement(name, False, _newest).sql(near, *limits.values))
        types, rest = kind.types(question.typed)
        if types:
            limits = kind.limits(question).of_types(types, wanted(rest).query())
            typed.append(_statement(name, False, _newest).sql(near, *limits.values))
    return _hits(together(numbered), number=True) + _hits(together(typed), exact=True)


def _hits(rows: list[tuple[Any, ...]], exact: bool = False, number: bool = False) -> list[Hit]:
    return [Hit(kind, pk, title, day, near, exact, number) for kind, pk, title, day, near in rows]


def _newest(name: str, matching: QuerySet, asked: SearchQuery) -> QuerySet:
    """The columns of a `Hit` of the newest of these rows: kind, pk, title, day, how near the words stand."""
    # The slice stands in a subquery, or the nearness of every match is computed before the cut.
    sliced = matching.model.objects.filter(pk__in=matching[:NEWEST].values("pk")).order_by()
    kind, near = KINDS[name], SearchRank(F("search"), asked, cover_density=True, normalization=32)
    day = TruncDate(kind.day) if kind.of_moments else F(kind.day)
    return sliced.values_list(Value(name), "pk", kind.title, day, near)


def _keys(name: str, matching: QuerySet, asked: SearchQuery) -> QuerySet:
    return matching.order_by().values("pk")


@cache
def _statement(name: str, exact: bool, shape: Shape, column: str = "search") -> Prepared:
    """What `shape` makes of the rows of a kind within limits; `near` are the words that are to stand near."""

    def rows(near: Any, *limits: Any) -> QuerySet:
        return shape(name, KINDS[name].matching(Limits(*limits), exact, column), spoken(near, exact))

    return Prepared(rows, {"near": str, **get_type_hints(Limits)})


_COUNT = "(SELECT count(*) FROM ({} LIMIT {}) AS found)"


def _counts(keys: Mapping[str, Asked]) -> dict[str, int]:
    """How many of each there are, to one above the limit; one statement."""
    counts = ", ".join(_COUNT.format(sql, COUNTED + 1) for sql, _ in keys.values())
    parameters = [value for _, values in keys.values() for value in values]
    with connection.cursor() as cursor:
        cursor.execute(f"{THROUGH_INDEXES}; SELECT {counts}", parameters)
        return dict(zip(keys, cursor.fetchone(), strict=True))
