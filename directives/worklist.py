"""The editors' work list: numbers that texts cite and no single document answers.

A line is one number with one quoted date, over every table of citations; `places` are the citations
behind it. What to do with it depends on how many documents of the register have the number: none is
a text to add, several (or one of another date or type) is a choice that only a person can make.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from directives import symbols
from directives.models import Citation, Directive, DocumentType, IssuingBody, citing_models
from portal.search import tidy

PER_PAGE = 25
#: Citing texts named on a line; the rest is counted.
NAMED = 3
#: Places listed on the page of one number.
MOST_PLACES = 200
#: The lines to show: (value in the address, label, condition on a citation, condition on its line).
STATES: tuple[tuple[str, str, str, str], ...] = (
    ("", "Chưa nối", "target_id IS NULL", ""),
    ("chua-co", "Chưa có trong sổ", "target_id IS NULL", "fitting = 0"),
    ("phai-chon", "Phải chọn văn bản", "target_id IS NULL", "fitting > 0"),
    ("da-chon", "Đã chọn tay", "pinned", ""),
)
_LINES = """
SELECT *, count(*) OVER () FROM (
    SELECT cited.key, cited.date, min(cited.symbol), max(cited.type_name), count(*) AS times,
           (SELECT count(*) FROM directives_directive text WHERE text.key = cited.key) AS fitting
    FROM ({places}) cited
    WHERE {like}
    GROUP BY cited.key, cited.date
) line
WHERE {wanted}
ORDER BY times DESC, key, date NULLS FIRST
LIMIT %(size)s OFFSET %(start)s
"""
_PLACES = "SELECT key, date, symbol, type_name FROM {table} WHERE {condition}"


@dataclass
class Line:
    """A number as quoted; `fitting` documents of the register have it. `places` are the first few."""

    key: str
    date: date | None
    symbol: str
    type_name: str
    times: int
    fitting: int
    places: list[Citation] = field(default_factory=list)
    #: What the add form is filled with.
    known: dict[str, Any] = field(default_factory=dict)

    @property
    def others(self) -> int:
        return self.times - len(self.places)


@dataclass(frozen=True)
class Page:
    """One page of lines; `found` is how many there are on all pages."""

    rows: list[Line]
    number: int
    found: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1


def page(state: str = "", typed: str = "", number: int = 1, size: int = PER_PAGE) -> Page:
    """Most cited first; a fixed number of statements. An unknown state is the first one."""
    _, _, condition, wanted = next((row for row in STATES if row[0] == state), STATES[0])
    quote = connection.ops.quote_name
    places = [
        _PLACES.format(table=quote(model._meta.db_table), condition=condition) for model in citing_models()
    ]
    like, values = _matching(typed)
    statement = _LINES.format(places=" UNION ALL ".join(places), like=like, wanted=wanted or "TRUE")
    start = (number - 1) * size
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "size": size + 1, "start": start})
        found = cursor.fetchall()
    lines = [Line(*row[:-1]) for row in found[:size]]
    _name_places(lines, pinned=state == "da-chon")
    for line, known in zip(lines, _fill_in(lines), strict=True):
        line.known = known
    return Page(lines, number, found[0][-1] if found else 0, len(found) > size)


def _matching(typed: str) -> tuple[str, dict[str, Any]]:
    """The condition on a citation for what was typed: a number, in any spelling, or a part of one."""
    typed = tidy(typed)
    if not typed:
        return "TRUE", {}
    if keys := symbols.candidates(typed):
        return "cited.key = ANY(%(keys)s)", {"keys": list(keys)}
    if typed.isascii() and typed.isdigit():
        return "cited.key ~ %(begins)s", {"begins": rf"^{typed}\D"}
    part = typed.upper().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return "(cited.key LIKE %(part)s OR upper(cited.type_name) LIKE %(part)s)", {"part": f"%{part}%"}


def _name_places(lines: Collection[Line], pinned: bool) -> None:
    """The first texts of each line, one statement for each table of citations."""
    of = {(line.key, line.date): line for line in lines}
    place = Window(RowNumber(), partition_by=["key", "date"], order_by=F("pk").desc())
    for model in citing_models():
        rows = model._default_manager.filter(key__in={key for key, _ in of})
        rows = rows.filter(pinned=True) if pinned else rows.filter(target=None)
        first = rows.annotate(place=place).filter(place__lte=NAMED).values("pk")
        # The sources of these few only: the window would fetch those of all thousand places of a number.
        for row in model.with_sources().filter(pk__in=first).order_by("-pk"):
            line = of.get((row.key, row.date))
            if line and len(line.places) < NAMED:
                line.places.append(row)


def _fill_in(lines: Iterable[Line | Citation]) -> list[dict[str, Any]]:
    """What each quotation says of the text it names, as fields of the add form; two statements for all."""
    types, bodies = list(DocumentType.objects.all()), list(IssuingBody.objects.all())
    return [_known(line, types, bodies) for line in lines]


def _known(quoted: Line | Citation, types: list[DocumentType], bodies: list[IssuingBody]) -> dict[str, Any]:
    """A type or body is given only if no other fits the words."""
    known: dict[str, Any] = {"symbol": quoted.symbol, "issued_on": quoted.date}
    symbol = symbols.parse(quoted.symbol)
    if symbol is None:
        return known
    said = symbols.type_names(symbol.type_abbr, symbol.issuer, symbol.year, quoted.type_name)
    names = {quoted.type_name} if quoted.type_name else set(said)
    named = [row for row in types if row.name in names]
    marked = [row for row in bodies if row.mark == symbol.issuer and _bore_the_name(row, quoted.date)]
    if len(named) == 1:
        known["type"] = named[0].pk
    if len(marked) == 1:
        known["issuing_body"] = marked[0].pk
    return known


def _bore_the_name(body: IssuingBody, day: date | None) -> bool:
    if day is None:
        return True
    return (body.valid_from or day) <= day <= (body.valid_until or day)


# One number


@dataclass(frozen=True)
class Places:
    """The citations of one line: those that wait, and those that an editor pinned."""

    waiting: list[Citation]
    pinned: list[Citation]
    more: bool

    def __bool__(self) -> bool:
        return bool(self.waiting or self.pinned)

    @property
    def first(self) -> Citation:
        return (self.waiting or self.pinned)[0]

    def known(self) -> dict[str, Any]:
        """What the add form is filled with, where none of the candidates is meant."""
        return _fill_in([self.first])[0]


def places(key: str, day: date | None) -> Places:
    """Where a number is cited with this date, or without one; the newest of each table first."""
    rows: list[Citation] = []
    for model in citing_models():
        shown = model.with_sources().select_related("target__type").filter(key=key, date=day)
        rows += shown.filter(Q(target=None) | Q(pinned=True)).order_by("-pk")[: MOST_PLACES + 1]
    kept = rows[:MOST_PLACES]
    return Places(
        [row for row in kept if not row.pinned], [row for row in kept if row.pinned], len(rows) > len(kept)
    )


def pin(key: str, chosen: Iterable[str], target: Directive | None) -> int:
    """Point the chosen places ("news.articlecitation:12") at a text, or let go of them with None.

    Only places that cite this key are touched, so a forged form cannot link another number. Returns
    how many changed; nonsense among `chosen` counts for nothing.
    """
    wanted = _by_table(chosen)
    with transaction.atomic():
        return sum(
            model.pin_all(
                model._default_manager.filter(key=key, pk__in=wanted[model._meta.label_lower]), target
            )
            for model in citing_models()
            if wanted[model._meta.label_lower]
        )


def _by_table(chosen: Iterable[str]) -> Mapping[str, set[int]]:
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for place in chosen:
        table, _, pk = place.partition(":")
        if pk.isascii() and pk.isdigit() and len(pk) < 19:
            wanted[table].add(int(pk))
    return wanted
