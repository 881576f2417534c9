"""A table as an Excel file in which every text is text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from string import ascii_uppercase
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from portal.text import nfc

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet with fixed headings; `columns` gives each heading and its width in characters."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for letter, (_, width) in zip(ascii_uppercase, columns, strict=False):
        sheet.column_dimensions[letter].width = width
    sheet.append([_cell(sheet, heading, bold=True) for heading, _ in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    # A control character, which only SQL can have put there, would make the whole file unreadable.
    cell = WriteOnlyCell(sheet, value=nfc(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        # A comment that begins with "=" would otherwise be a formula on a leader's computer.
        cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(bold=bold)
    return cell
