"""A file → a batch whose every row says what it would do; the register is only read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from directives import spreadsheet
from directives.importing.planning import Outcome, Plan, Register, vocabulary
from directives.models import Batch, BatchRow
from directives.spreadsheet import Line, Name, Problem, Table
from portal.html import from_text

#: Rows in one INSERT.
AT_ONCE = 1_000


def rehearse(content: bytes, file_name: str, by: User) -> Batch:
    """Read the file and store what it would do. Raises spreadsheet.NotASheet; writes no text of the register.

    An earlier rehearsal of the same person that was never applied makes room for this one.
    """
    table = spreadsheet.read(content)
    rows = _planned(table, by)
    with transaction.atomic():
        Batch.objects.filter(created_by=by, state=Batch.State.REHEARSED).delete()
        batch = Batch.objects.create(
            file_name=file_name[-200:], content=content, remarks=_remarks(table), created_by=by
        )
        for row in rows:
            row.batch = batch
        BatchRow.objects.bulk_create(rows, batch_size=AT_ONCE)
    return batch


def marked(batch: Batch) -> bytes:
    """The file of a batch with its errors in red, each with its reason, and the outcome of every row."""
    content = bytes(batch.content)
    rows = list(batch.rows.all())
    problems = [Problem(*problem) for row in rows for problem in row.problems]
    results = {row.number: " ".join([_result(row), *(p[1] for p in row.problems)]) for row in rows}
    return spreadsheet.mark(content, spreadsheet.read(content), problems, results)


def _result(row: BatchRow) -> str:
    if row.remark:
        return f"{row.get_state_display()}: {row.remark}"
    return f"{row.get_outcome_display()}{':' if row.problems else '.'}"


def _planned(table: Table, by: User) -> list[BatchRow]:
    lines = spreadsheet.interpret(table, vocabulary())
    rows = [_row(line) for line in lines]
    sound = [row for row in rows if row.outcome != Outcome.ERROR]
    register = Register(sound, by)
    first: dict[tuple, BatchRow] = {}
    for row in sound:
        first.setdefault(register.identity(row), row)
    register.expect(first.values())
    for row in sound:
        earlier = first[register.identity(row)]
        plan = register.plan(row) if earlier is row else _twice(earlier)
        _record(row, plan, table.letters)
    return rows


def _twice(earlier: BatchRow) -> Plan:
    plan = Plan()
    plan.refuse("symbol", f"Trùng với dòng {earlier.number}: cùng số, loại, cơ quan và kỳ đánh số.")
    return plan


def _row(line: Line) -> BatchRow:
    """The row as it is stored: keys for names, ISO for days. A blocked line is an error from the start."""
    return BatchRow(
        number=line.number,
        shown=line.shown,
        values={name: _stored(name, value) for name, value in line.values.items()},
        references=[
            [r.kind, r.key, r.symbol, r.day.isoformat() if r.day else None, r.type_name]
            for r in line.references
        ],
        problems=[[p.cell, p.message, p.blocking] for p in line.problems],
        outcome=Outcome.ERROR if line.blocked else Outcome.CREATE,
    )


def _stored(name: str, value: Any) -> Any:
    if isinstance(value, Name):
        return value.pk
    if name == "body":
        return from_text(value)
    return value.isoformat() if isinstance(value, date) else value


def _record(row: BatchRow, plan: Plan, letters: Mapping[str, str]) -> None:
    for column, message, blocking in plan.problems:
        letter = letters.get(column) or next(iter(letters.values()))
        row.problems.append([f"{letter}{row.number}", message, blocking])
    row.outcome, row.changes, row.links, row.directive = plan.outcome, plan.changes, plan.links, plan.text
    if row.outcome in BatchRow.DOING:
        row.state = BatchRow.State.WAITING
        row.linked = not row.links


def _remarks(table: Table) -> list[str]:
    remarks = [f"Đọc trang tính “{table.sheet}”, tiêu đề cột ở dòng {table.header}.", *table.notes]
    if table.ignored:
        remarks.append("Các cột không dùng đến: " + ", ".join(table.ignored[:20]) + ".")
    return remarks
