"""Bytes of an .xlsx file → its one table, with every bomb refused before it is opened. Pure.

A file of a few kilobytes may unfold into gigabytes, and Excel saves a formatted but empty column as a
million cells: what the archive declares is added up, and rows and cells are counted, before parsing.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from directives.spreadsheet.columns import KNOWN, UNUSED, Column, heading_key

MOST = 5_000
MAX_BYTES = 5 * 1024 * 1024
MAX_UNFOLDED = 60 * 1024 * 1024
MAX_PARTS = 500
MAX_CELLS = 300_000
MAX_COLUMNS = 60
#: A header stands within these rows; a run of so many blank ones is the end of the table.
HEADER_WITHIN, BLANKS = 30, 200
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class NotASheet(ValueError):
    """A file that cannot be read as a register; the message tells staff what to do, in Vietnamese."""


@dataclass(frozen=True)
class Formula:
    """A cell that computes: its result is not in the file in a form we trust."""


@dataclass(frozen=True)
class Fault:
    """A cell that shows #REF!, #N/A…"""

    code: str


@dataclass(frozen=True)
class Row:
    """`number` is that of the spreadsheet; `cells` only those that hold something, by column name."""

    number: int
    cells: dict[str, Any]


@dataclass(frozen=True)
class Table:
    """`letters`: column name → "C"; `ignored`: headings of no use to the register; `notes`: for staff."""

    sheet: str
    header: int
    letters: dict[str, str]
    rows: list[Row]
    ignored: list[str]
    notes: list[str]


def read(content: bytes) -> Table:
    """The first visible sheet with the register's headings. Raises NotASheet with the reason."""
    _refuse(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # openpyxl answers a damaged file with whatever broke inside it
        raise NotASheet("Không mở được tệp: tệp hỏng hoặc không phải bảng tính Excel (.xlsx).") from error
    try:
        return _table(book)
    except NotASheet:
        raise
    except Exception as error:  # as above: sheets are parsed while they are read
        raise NotASheet("Tệp hỏng giữa chừng. Hãy mở bằng Excel, lưu lại dạng .xlsx rồi thử lại.") from error
    finally:
        book.close()


def _refuse(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise NotASheet("Tệp lớn hơn 5 MB. Hãy chia thành nhiều tệp, hoặc bỏ ảnh và định dạng thừa.")
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise NotASheet(
                "Tệp có mật khẩu. Hãy bỏ mật khẩu (Tệp › Thông tin › Bảo vệ sổ làm việc) rồi thử lại."
            )
        raise NotASheet("Đây là tệp Excel đời cũ (.xls). Hãy mở bằng Excel và lưu thành .xlsx.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_archive(archive)
    except NotASheet:
        raise
    except Exception as error:  # a damaged archive breaks wherever the damage is
        raise NotASheet("Đây không phải tệp Excel (.xlsx).") from error


def _refuse_archive(archive: zipfile.ZipFile) -> None:
    """Reading a part never yields more than the archive declares for it, so the declared sizes bind."""
    parts = archive.infolist()
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise NotASheet("Đây không phải tệp Excel (.xlsx).")
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNFOLDED:
        raise NotASheet("Tệp bung ra quá lớn. Hãy chép bảng sang một tệp mới, bỏ ảnh và định dạng thừa.")
    rows = cells = 0
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        text = archive.read(part)
        if text[:2] in (b"\xff\xfe", b"\xfe\xff") or b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise NotASheet("Tệp có cấu trúc không an toàn nên không được đọc.")
        if part.filename.startswith("xl/worksheets/"):
            rows = max(rows, text.count(b"<row ") + text.count(b"<row>"))
            cells += text.count(b"<c ") + text.count(b"<c>")
    if cells > MAX_CELLS or rows > 10 * MOST:
        raise NotASheet(
            f"Bảng quá lớn ({rows} dòng, {cells} ô, kể cả ô trống có định dạng). "
            f"Mỗi tệp tối đa {MOST} văn bản: hãy chia theo năm, và xóa các dòng, cột trống ở cuối."
        )


def _table(book: Any) -> Table:
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    for sheet in visible:
        rows = _rows(sheet)
        for number, cells in islice(rows, HEADER_WITHIN):
            places, ignored = _header(cells)
            if places:
                notes = [f"Trang tính ẩn “{title}” không được đọc." for title in hidden]
                letters = {column.name: get_column_letter(place + 1) for place, column in places.items()}
                found = list(_filled(rows, places))
                return Table(sheet.title, number, letters, found, ignored, notes)
    raise NotASheet(
        "Không thấy dòng tiêu đề cột trong 30 dòng đầu. Cần ít nhất các cột “Số, ký hiệu”, “Ngày ban hành”, "
        "“Trích yếu”. Hãy tải tệp mẫu về để đối chiếu."
    )


def _rows(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """(row number, its values); some programs leave out whole rows, so the cells say which it is."""
    last = 0
    for cells in sheet.iter_rows(max_col=MAX_COLUMNS):
        last = next((cell.row for cell in cells if getattr(cell, "row", None)), last + 1)
        yield last, [_value(cell) for cell in cells]


def _value(cell: Any) -> Any:
    if cell.value is None:
        return None
    if cell.data_type == "f":
        return Formula()
    if cell.data_type == "e":
        return Fault(str(cell.value)[:20])
    if isinstance(cell.value, str):
        return cell.value if cell.value.strip() else None
    return cell.value


def _header(cells: list[Any]) -> tuple[dict[int, Column], list[str]]:
    """Place → column, if these are headings: three of them, one that tells texts apart. Raises NotASheet."""
    places: dict[int, Column] = {}
    ignored, twice = [], []
    for place, words in enumerate(cells):
        if not isinstance(words, str):
            continue
        key = heading_key(words)
        column = KNOWN.get(key)
        if column is None:
            ignored += [" ".join(words.split())[:60]] if key and key not in UNUSED else []
        elif column in places.values():
            twice.append(column.heading)
        else:
            places[place] = column
    names = {column.name for column in places.values()}
    if len(names) < 3 or not names & {"symbol", "number", "subject"}:
        return {}, []
    if twice:
        raise NotASheet(f"Có hai cột cùng nghĩa “{twice[0]}”. Hãy bỏ hoặc đổi tên một cột.")
    return places, ignored


def _filled(rows: Iterator[tuple[int, list[Any]]], places: dict[int, Column]) -> Iterator[Row]:
    blanks = found = 0
    for number, cells in rows:
        given = {
            column.name: cells[place]
            for place, column in places.items()
            if place < len(cells) and cells[place] is not None
        }
        blanks = 0 if given else blanks + 1
        if blanks >= BLANKS:
            return
        if given and not _is_legend(given):
            found += 1
            if found > MOST:
                raise NotASheet(
                    f"Tệp có hơn {MOST} dòng văn bản. Hãy chia thành nhiều tệp, chẳng hạn theo năm."
                )
            yield Row(number, given)


def _is_legend(given: dict[str, Any]) -> bool:
    """The row under the headings that numbers the columns: (1), (2), (3)…"""
    marks = [str(value).strip(" ()") for value in given.values()]
    return len(marks) > 2 and all(mark.isdecimal() and len(mark) < 3 for mark in marks)
