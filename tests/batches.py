"""Official texts as rows of a spreadsheet, and what becomes of the batch that they make."""

from __future__ import annotations

from datetime import datetime

from directives import importing
from directives.models import Batch
from tests.spreadsheets import HEADINGS, xlsx

DAY = datetime(2021, 11, 26)
BODY = "Tỉnh ủy Đồng Sơn"


def text(symbol: str = "446-QĐ/TU", subject: str = "Về quy chế dân chủ", *more: object) -> list[object]:
    return [symbol, None if "CT" in symbol else "Quyết định", BODY, DAY, subject, *more]


def rehearse(by, *rows, more: tuple[str, ...] = ()) -> Batch:
    return importing.rehearse(xlsx([*HEADINGS, *more], *rows), "so.xlsx", by)


def finish(batch: Batch, by) -> Batch:
    while importing.advance(batch, by):
        pass
    return Batch.objects.counted().get(pk=batch.pk)


def bring_in(by, *rows, more: tuple[str, ...] = ()) -> Batch:
    batch = rehearse(by, *rows, more=more)
    importing.start(batch)
    return finish(batch, by)


def undo(batch: Batch, by) -> Batch:
    importing.start_undo(batch, by)
    return finish(batch, by)


def outcomes(batch: Batch) -> list[str]:
    return [row.outcome for row in batch.rows.all()]


def told(batch: Batch) -> list[str]:
    return [f"{cell} {message}" for row in batch.rows.all() for cell, message, _ in row.problems]
