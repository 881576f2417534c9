"""The register's number series: what comes next, what is missing, what is there twice.

A series is one body, one type, one period (Hướng dẫn 36-HD/VPTW II.1.3; NĐ 30/2020/NĐ-CP). Secret
texts share it with open ones, so a gap in what is published is normal; these reports are for staff
and look at every state.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max

from directives.models import Directive, DocumentType, IssuingBody

Range = tuple[int, int]


@dataclass(frozen=True)
class Duplicate:
    """One number that several texts of a series carry (12-QĐ/TU and 12a-QĐ/TU, or an odd spelling)."""

    body: str
    type: str
    period: str
    number: int
    symbols: list[str]


def next_number(type: DocumentType, body: IssuingBody, day: date) -> int:
    """The number after the highest one of the series that `day` falls into; 1 when it is empty."""
    series = Directive.objects.filter(type=type, issuing_body=body, period=body.period_of(day))
    highest = series.aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def gaps(type: DocumentType, body: IssuingBody, period: str) -> list[Range]:
    """Numbers of the series that no text has, below the highest, as closed ranges: [(3, 3), (7, 9)]."""
    series = Directive.objects.filter(type=type, issuing_body=body, period=period, number__isnull=False)
    taken = series.order_by("number").values_list("number", flat=True).distinct()
    return list(_holes(taken.iterator()))


def duplicates() -> list[Duplicate]:
    """Texts that share a number within their series though their symbols differ; the newest period first."""
    rows = (
        Directive.objects.filter(number__isnull=False)
        .order_by("-period", "issuing_body__sort_name", "type__sort_name", "number")
        .values("issuing_body__name", "type__name", "period", "number")
        .annotate(n=Count("pk"), symbols=ArrayAgg("symbol", order_by="pk"))
        .filter(n__gt=1)
    )
    return [
        Duplicate(
            row["issuing_body__name"], row["type__name"], row["period"], row["number"] or 0, row["symbols"]
        )
        for row in rows
    ]


def _holes(taken: Iterator[int | None]) -> Iterator[Range]:
    before = 0
    for number, _ in groupby(number or 0 for number in taken):
        if number > before + 1:
            yield before + 1, number - 1
        before = number
