"""The register's number series: what comes next, what is missing, what is there twice.

A series is one body, one type, one period (Hướng dẫn 36-HD/VPTW II.1.3; NĐ 30/2020/NĐ-CP). Secret
texts share it with open ones, so a gap in what is published is normal; these reports are for staff
and look at every state.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, FloatField, Max, Q, QuerySet, Window
from django.db.models.functions import Cast, Lag

from directives import symbols
from directives.models import Directive, DocumentType, IssuingBody
from directives.symbols import Symbol

Range = tuple[int, int]
#: Gaps named for one series; a register of another body's texts has hundreds.
MOST_GAPS = 40


@dataclass(frozen=True)
class Duplicate:
    """One number that several texts of a series carry (12-QĐ/TU and 12a-QĐ/TU, or an odd spelling)."""

    body: str
    type: str
    period: str
    number: int
    symbols: list[str]


@dataclass
class Series:
    """One series as counted: `texts` with `missing` numbers below the `highest`; `gaps`: the first ones."""

    body_id: int
    body: str
    type_id: int
    type: str
    period: str
    texts: int
    highest: int
    missing: int
    gaps: list[Range] = field(default_factory=list)
    more: int = 0


@dataclass(frozen=True)
class Hint:
    """What the form says of a number while it is typed.

    `next` is the number that would follow, `same` are the texts of the series that have the typed one
    (`taken`: one of them in this very spelling), `skipped` the numbers it would leave out, `odd` what
    does not agree with the chosen type and body.
    """

    period: str
    next: str
    taken: bool = False
    same: list[Directive] = field(default_factory=list)
    skipped: Range | None = None
    odd: list[str] = field(default_factory=list)


def hint(type: DocumentType, body: IssuingBody, day: date, typed: str = "", own: int | None = None) -> Hint:
    """`own` is the text that is being edited, which is no rival of itself."""
    period, number = body.period_of(day), next_number(type, body, day)
    said = Hint(period, str(_spelled(number, type, body, day)))
    symbol = symbols.parse(typed) if typed else None
    if symbol is None:
        return said
    rivals = _series(type, body, period).filter(number=symbol.number).exclude(pk=own or 0)
    same = list(rivals.select_related("type").defer("body", "body_text", "search")[:5])
    editing = own is not None and _series(type, body, period).filter(pk=own, number=symbol.number).exists()
    return replace(
        said,
        taken=any(text.key == symbol.key for text in same),
        same=same,
        skipped=(number, symbol.number - 1) if symbol.number > number and not editing else None,
        odd=list(_disagreements(symbol, type, body)),
    )


def next_number(type: DocumentType, body: IssuingBody, day: date) -> int:
    """The number after the highest one of the series that `day` falls into; 1 when it is empty."""
    highest = _series(type, body, body.period_of(day)).aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def _series(type: DocumentType, body: IssuingBody, period: str) -> QuerySet[Directive]:
    return Directive.objects.filter(type=type, issuing_body=body, period=period)


def _spelled(number: int, type: DocumentType, body: IssuingBody, day: date) -> Symbol | str:
    """A number as this body spells it for this type: like its last text, or by the rule; "" if unknown."""
    last = Directive.objects.filter(type=type, issuing_body=body, number__isnull=False)
    like = last.order_by(F("issued_on").desc(nulls_last=True), "-pk").values_list("symbol", flat=True).first()
    symbol = symbols.parse(like) if like else None
    if symbol is not None:
        year = day.year if symbol.year else None
        return replace(symbol, number=number, suffix="", year=year, printed="")
    return by_rule(number, type.abbreviation, body.mark, body.numbering)


def by_rule(number: int, abbreviation: str, mark: str, numbering: str) -> Symbol | str:
    """Party bodies write 05-CT/TU, State bodies 05/CT-UBND; "" where a part is not known."""
    if not (abbreviation and mark):
        return ""
    return Symbol(number, "", None, abbreviation, mark, numbering == IssuingBody.Numbering.TERM)


def _disagreements(symbol: Symbol, type: DocumentType, body: IssuingBody) -> Iterator[str]:
    """Real texts disagree with their own number at times, so this is said and never refused."""
    if symbol.type_abbr and type.abbreviation and symbol.type_abbr != type.abbreviation:
        yield f"Trong số có “{symbol.type_abbr}”, còn loại {type} viết tắt là “{type.abbreviation}”."
    if symbol.issuer and body.mark and symbol.issuer.upper() != body.mark.upper():
        yield f"Trong số có “{symbol.issuer}”, còn ký hiệu của {body} là “{body.mark}”."


# Reports


def series(
    body: IssuingBody | None = None, type: DocumentType | None = None, period: str = ""
) -> QuerySet[Directive, Any]:
    """The series that lack numbers, the most complete first; rows for `with_gaps`, to be cut into pages."""
    chosen = {"issuing_body": body, "type": type, "period": period}
    texts = Directive.objects.filter(number__gt=0, period__gt="")
    return (
        texts.filter(**{name: value for name, value in chosen.items() if value})
        .order_by()
        .values("issuing_body", "issuing_body__name", "type", "type__name", "period")
        .annotate(texts=Count("pk"), highest=Max("number"))
        .annotate(missing=F("highest") - Count("number", distinct=True))
        .filter(missing__gt=0)
        .order_by(
            Cast("missing", FloatField()) / F("highest"),
            "-period", "issuing_body__sort_name", "type__sort_name",
        )
    )  # fmt: skip


def with_gaps(rows: Iterable[dict[str, Any]]) -> list[Series]:
    """These rows of `series` with the numbers they lack; one statement."""
    found = [
        Series(
            row["issuing_body"], row["issuing_body__name"], row["type"], row["type__name"],
            row["period"], row["texts"], row["highest"], row["missing"],
        )
        for row in rows
    ]  # fmt: skip
    holes = _holes(found)
    for one in found:
        gaps = holes[one.body_id, one.type_id, one.period]
        one.gaps, one.more = gaps[:MOST_GAPS], max(0, len(gaps) - MOST_GAPS)
    return found


def _holes(wanted: Collection[Series]) -> dict[tuple[int, int, str], list[Range]]:
    """Numbers that no text has, below the highest of each series, as closed ranges: [(3, 3), (7, 9)]."""
    holes: defaultdict[tuple[int, int, str], list[Range]] = defaultdict(list)
    these = Q(pk__in=[])
    for one in wanted:
        these |= Q(issuing_body=one.body_id, type=one.type_id, period=one.period)
    before = Window(
        Lag("number", default=0), partition_by=["issuing_body", "type", "period"], order_by="number"
    )
    rows = Directive.objects.filter(these, number__gt=0).order_by().annotate(before=before)
    behind = rows.filter(number__gt=F("before") + 1).order_by("number")
    for body, type_, period, before_, number in behind.values_list(
        "issuing_body", "type", "period", "before", "number"
    ):
        holes[body, type_, period].append((before_ + 1, (number or 0) - 1))
    return holes


def duplicates(
    body: IssuingBody | None = None, type: DocumentType | None = None, period: str = ""
) -> list[Duplicate]:
    """Texts that share a number within their series though their symbols differ; the newest period first."""
    chosen = {"issuing_body": body, "type": type, "period": period}
    rows = (
        Directive.objects.filter(number__isnull=False)
        .filter(**{name: value for name, value in chosen.items() if value})
        .order_by("-period", "issuing_body__sort_name", "type__sort_name", "number")
        .values("issuing_body__name", "type__name", "period", "number")
        .annotate(n=Count("pk"), symbols=ArrayAgg("symbol", order_by="pk"))
        .filter(n__gt=1)
    )
    return [
        Duplicate(
            row["issuing_body__name"], row["type__name"], row["period"], row["number"] or 0, row["symbols"]
        )
        for row in rows[:200]
    ]
