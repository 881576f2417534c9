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
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.db.models.functions import Left
from django.utils import timezone

from directives.models import Attachment, Directive
from news.models import Article, Bulletin
from portal import numbers
from portal.extracts import READ
from portal.ranking import Hit, ranked
from portal.search import Wanted, query, through_indexes, wanted

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

    def within(self, rows: QuerySet, column: str) -> QuerySet:
        """The rows of the days asked for, by a column of days."""
        rows = rows.filter(**{f"{column}__gte": self.since}) if self.since else rows
        return rows.filter(**{f"{column}__lte": self.until}) if self.until else rows

    def published_within(self, rows: QuerySet) -> QuerySet:
        """The same by the time of publication: its index serves a range of times, and no range of days."""
        rows = rows.filter(published_at__gte=_midnight(self.since)) if self.since else rows
        if not self.until or self.until == date.max:
            return rows
        return rows.filter(published_at__lt=_midnight(self.until + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True)
class Kind:
    """One kind of text: its rows, the newest first, its title's columns and its day.

    `numbered` gives the rows whose own number was typed; `typed` more rows than those with the words.
    """

    rows: Callable[[Question], QuerySet]
    title: tuple[str, ...]
    day: str
    long: bool = True  # more than some dozen a year
    numbered: Callable[[QuerySet, str], QuerySet] = lambda rows, typed: rows.none()
    typed: Callable[[QuerySet, str], QuerySet] = lambda rows, typed: rows.none()


def _articles(question: Question) -> QuerySet:
    rows = question.published_within(Article.objects.published())
    rows = rows.filter(category__slug=question.category) if question.category else rows
    return rows.order_by("-published_at", "-pk")


def _directives(question: Question) -> QuerySet:
    rows = question.within(Directive.objects.published(), "issued_on")
    rows = rows.filter(fields=question.area) if question.area else rows
    return rows.order_by(F("issued_on").desc(nulls_last=True), "-pk")


def _bulletins(question: Question) -> QuerySet:
    return question.published_within(Bulletin.objects.published()).order_by("-year", "-number")


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


_TEXT = ("type__name", "symbol", "subject")
KINDS: Mapping[str, Kind] = {
    "tin": Kind(_articles, ("title",), "published_at"),
    "van-ban": Kind(_directives, _TEXT, "issued_on", True, _numbered_directives, _typed_directives),
    "ban-tin": Kind(_bulletins, ("title",), "published_at", False, _numbered_bulletins),
}


@dataclass
class Part:
    """What one kind has: its best texts, how many match in all, and the rows for what is left out."""

    hits: list[Hit]
    count: int
    rows: QuerySet

    def after(self, better: list[Hit]) -> Part:
        """With `better` hits before; the first of a text wins."""
        hits = {hit.pk: hit for hit in (*reversed(self.hits), *reversed(better))}
        return Part(list(hits.values()), max(self.count, len(hits)), self.rows)

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
                rest = part.rows.exclude(pk__in=[hit.pk for hit in part.hits])
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
    best = query(asked, exact=asked.accented)
    found: list[tuple[str, int, datetime]] = []
    for kind in kinds_of(question):
        rows = KINDS[kind].rows(question).filter(search=best).order_by("-published_at", "-pk")
        found += [(kind, pk, at) for pk, at in rows.values_list("pk", "published_at")[:count]]
    return sorted(found, key=lambda entry: entry[2], reverse=True)[:count]


def rows_of(kind: str, pks: Iterable[int]) -> dict[int, Any]:
    """The published rows with these keys, with what a result shows; two statements at most."""
    rows: QuerySet
    if kind == "tin":
        rows = Article.objects.published().select_related("category").annotate(text=Left("body_text", READ))
        rows = rows.only("title", "slug", "lead", "published_at", "category__name")
    elif kind == "van-ban":
        rows = Directive.objects.published().for_list().annotate(text=Left("body_text", READ))
    else:
        rows = Bulletin.objects.published().defer("search")
    return rows.in_bulk(list(pks))


def files_of(pks: Collection[int], asked: Wanted) -> dict[int, Attachment]:
    """For each of these official texts the first file whose words answer, with its `text`; one statement."""
    if not pks:
        return {}
    files = Attachment.objects.holding(pks, query(asked)).only("directive_id", "title", "file", "text")
    return {file.directive_id: file for file in reversed(files)}


def _part(name: str, question: Question, asked: Wanted, exact: bool) -> Part:
    """The newest matches; where they are not all, also the newest with the words in their title."""
    kind = KINDS[name]
    rows = kind.rows(question)
    wanted = query(asked, exact=exact and asked.accented)
    matching = rows.filter(search=wanted)
    found = _rows(kind, matching[:NEWEST], wanted)
    count = len(found)
    if count == NEWEST:
        count = _count(matching)
        found += _rows(kind, rows.filter(headline=wanted)[:NEWEST], wanted) if kind.long else []
    hits = {row[0]: Hit(name, *row, exact=exact) for row in found}
    return Part(list(hits.values()), max(count, len(hits)), matching)


def _by_name(name: str, question: Question, asked: Wanted) -> list[Hit]:
    """The texts whose number was typed, and those of the type that was typed."""
    kind = KINDS[name]
    rows = kind.rows(question)
    numbered = _rows(kind, kind.numbered(rows, question.typed)[:NUMBERED], query(asked))
    typed = _rows(kind, kind.typed(rows, question.typed)[:NEWEST], query(asked))
    return [Hit(name, *row, number=True) for row in numbered] + [Hit(name, *row, exact=True) for row in typed]


def _rows(kind: Kind, rows: QuerySet, asked: SearchQuery) -> list[tuple[int, str, date | None, float]]:
    """(pk, title, day, closeness) of a slice of rows."""
    if rows.query.is_empty():
        return []
    # The slice stands in a subquery, or the closeness of every match is computed before the cut.
    near = SearchRank(F("search"), asked, cover_density=True, normalization=32)
    sliced = rows.model.objects.filter(pk__in=rows.values("pk")).order_by()
    return [
        (pk, " ".join(title), at.date() if isinstance(at, datetime) else at, closeness)
        for pk, at, closeness, *title in sliced.values_list("pk", kind.day, near, *kind.title)
    ]


def _count(matching: QuerySet) -> int:
    with through_indexes():
        return matching.order_by()[: COUNTED + 1].count()
