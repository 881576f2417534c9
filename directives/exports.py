"""The filtered register as a file: XLSX, CSV, JSON. The same rows and columns in each."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.conf import settings
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from directives.models import Directive, DirectiveQuerySet
from portal.text import one_line

#: More is asked for year by year: one file must not hold a worker for seconds.
MOST = 5_000
Row = dict[str, Any]

#: Name in JSON, heading in tables, value, width of the column in characters.
COLUMNS: tuple[tuple[str, str, Callable[[Directive], Any], int], ...] = (
    ("symbol", "Số, ký hiệu", lambda d: d.symbol, 16),
    ("type", "Loại văn bản", lambda d: d.type.name, 14),
    ("issued_on", "Ngày ban hành", lambda d: d.issued_on, 13),
    ("issuing_body", "Cơ quan ban hành", lambda d: d.issuing_body.name, 30),
    ("subject", "Trích yếu", lambda d: d.subject, 80),
    ("signer", "Người ký", lambda d: d.signer, 22),
    ("signer_position", "Chức vụ người ký", lambda d: d.signer_position, 22),
    ("fields", "Lĩnh vực", lambda d: "; ".join(field.name for field in d.fields.all()), 24),
    ("in_force_from", "Có hiệu lực từ", lambda d: d.in_force_from, 13),
    ("in_force_until", "Hết hiệu lực sau ngày", lambda d: d.in_force_until, 13),
    ("validity", "Hiệu lực", lambda d: d.validity.label, 22),
    ("validity_reason", "Căn cứ xác định hiệu lực", lambda d: d.validity.reason, 40),
    ("url", "Địa chỉ", lambda d: settings.SITE_URL + d.get_absolute_url(), 50),
)
HEADINGS = [heading for _, heading, _, _ in COLUMNS]


def rows(found: DirectiveQuerySet, day: date) -> Iterator[Row]:
    """What the file says of each text, validity as on `day`; at most 5,000, in four statements."""
    for directive in found.for_list().prefetch_related("fields")[:MOST]:
        directive.asked_day = day
        yield {name: value(directive) for name, _, value, _ in COLUMNS}


def as_csv(found: DirectiveQuerySet, day: date) -> bytes:
    """UTF-8 with the mark that makes Excel read Vietnamese; no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows([_harmless(_written(value)) for value in row.values()] for row in rows(found, day))
    return text.getvalue().encode("utf-8-sig")


def as_json(found: DirectiveQuerySet, day: date) -> bytes:
    """{"day": "2026-11-22", "truncated": false, "items": [{"symbol": …, "issued_on": "2026-03-02", …}]}."""
    items = list(rows(found, day))
    result = {"day": day, "truncated": len(items) == MOST, "items": items}
    return json.dumps(result, ensure_ascii=False, default=str).encode()


def as_xlsx(found: DirectiveQuerySet, day: date) -> bytes:
    """One sheet with fixed headings, filters and real dates; every text is text, never a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Văn bản")
    sheet.freeze_panes = "A2"
    for number, (_, _, _, width) in enumerate(COLUMNS):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    sheet.append([_cell(sheet, heading, Font(bold=True)) for heading in HEADINGS])
    total = 1
    for row in rows(found, day):
        sheet.append([_cell(sheet, value) for value in row.values()])
        total += 1
    sheet.auto_filter.ref = f"A1:{chr(ord('A') + len(COLUMNS) - 1)}{total}"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: Any, font: Font | None = None) -> Any:
    cell = WriteOnlyCell(sheet)
    if isinstance(value, date):
        cell.value, cell.number_format = value, "dd/mm/yyyy"
    else:
        cell.value = one_line(value or "")
        cell.data_type = "s"
    if font:
        cell.font = font
    return cell


def _written(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else one_line(value or "")


def _harmless(text: str) -> str:
    """With an apostrophe where a spreadsheet would compute: =HYPERLINK(…), +1, -1, @SUM."""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text


#: By the ending of the address: content type, writer.
WRITERS: dict[str, tuple[str, Callable[[DirectiveQuerySet, date], bytes]]] = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "csv": ("text/csv; charset=utf-8", as_csv),
    "json": ("application/json", as_json),
}
