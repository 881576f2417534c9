"""Spreadsheets for staff: the empty template, and their own file with its errors marked. Pure."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from directives import markings
from directives.spreadsheet.columns import COLUMNS
from directives.spreadsheet.lines import Problem, Vocabulary
from directives.spreadsheet.reading import MOST, Table

#: A comment costs a drawing of its own; beyond this the last column alone says what is wrong.
MOST_COMMENTS = 1_000
RESULT = "Kết quả xem thử"
_AUTHOR = "Cổng thông tin"
_RED, _YELLOW = PatternFill("solid", fgColor="F9D5D1"), PatternFill("solid", fgColor="FDF0CD")
_HEAD = PatternFill("solid", fgColor="F1E9DD")
_LINE = Border(bottom=Side("medium", color="1F1A17"))
_WRAP = Alignment(wrap_text=True, vertical="top")
_DATES = {"issued_on", "in_force_from", "in_force_until"}
_STEPS = (
    "Điền vào trang tính “Văn bản”, mỗi dòng một văn bản. Thứ tự cột tùy ý; cột không dùng thì xóa.",
    f"Mỗi tệp nhiều nhất {MOST} văn bản, 5 MB.",
    "Trang quản trị › Văn bản › Nhập từ Excel › chọn tệp › Xem thử. Lúc xem thử chưa có gì được ghi.",
    "Xem từng dòng sẽ tạo mới, cập nhật, không đổi hay lỗi. Tải tệp đã đánh dấu, sửa rồi xem thử lại.",
    "Bấm Nhập. Văn bản mới vào sổ dưới dạng bản nháp, người khác duyệt rồi mới đăng.",
    "Văn bản đã có (cùng số, loại, cơ quan, kỳ đánh số) được cập nhật theo ô có chữ; ô trống không xóa gì.",
    "Cần thì bấm Hoàn tác: cả lần nhập được lấy lại, trừ những văn bản đã có người sửa sau đó.",
)


def template(vocabulary: Vocabulary) -> bytes:
    """An .xlsx with the headings, drop-down lists, and a sheet of instructions; no example rows to delete."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("Văn bản")
    offered = [column for column in COLUMNS if column.offered]
    for place, column in enumerate(offered, start=1):
        cell = sheet.cell(1, place, column.heading)
        cell.font, cell.fill, cell.border = Font(bold=True), _HEAD, _LINE
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        cell.comment = _note(column.hint)
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = column.width
        # Excel turns "12/5" into a day unless the cell was text before it was typed.
        sheet.column_dimensions[letter].number_format = "dd/mm/yyyy" if column.name in _DATES else "@"
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "B2"
    _instructions(book.create_sheet("Hướng dẫn"))
    lists = {
        "type": [name.name for name in vocabulary.types],
        "issuing_body": [name.name for name in vocabulary.bodies],
        "fields": [name.name for name in vocabulary.fields],
        "marking": [label.capitalize() for label in markings.LABELS.values()],
    }
    _lists(sheet, book.create_sheet("Danh mục"), lists, [column.name for column in offered])
    return _saved(book)


def _instructions(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 90
    sheet.append(["Nhập sổ văn bản từ Excel"])
    sheet["A1"].font = Font(bold=True, size=14)
    for number, step in enumerate(_STEPS, start=1):
        sheet.append([f"Bước {number}" if number > 2 else "Lưu ý", step])
    sheet.append([])
    sheet.append(["Cột", "Cách ghi"])
    for cell in sheet[sheet.max_row]:
        cell.font, cell.fill, cell.border = Font(bold=True), _HEAD, _LINE
    for column in COLUMNS:
        if column.offered:
            sheet.append([column.heading + (" (bắt buộc)" if column.required else ""), column.hint])
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = _WRAP


def _lists(
    sheet: Worksheet, room: Worksheet, lists: Mapping[str, Sequence[str]], order: Sequence[str]
) -> None:
    """The choices on a sheet of their own: a list inside a rule may hold only 255 characters."""
    headings = {column.name: column.heading for column in COLUMNS}
    for place, (name, words) in enumerate(lists.items(), start=1):
        letter = get_column_letter(place)
        room.column_dimensions[letter].width = 40
        room.cell(1, place, headings[name]).font = Font(bold=True)
        for row, word in enumerate(words, start=2):
            room.cell(row, place, word).data_type = "s"
        if not words:
            continue
        rule = DataValidation(
            "list", f"'{room.title}'!${letter}$2:${letter}${len(words) + 1}", allow_blank=True
        )
        # Several fields in one cell are no entry of the list, and still right.
        rule.errorStyle = "information"
        rule.errorTitle, rule.error = "Ngoài danh mục", "Chữ này không có trong danh mục. Vẫn giữ?"
        rule.showErrorMessage = name != "fields"
        target = get_column_letter(order.index(name) + 1)
        rule.add(f"{target}2:{target}{MOST + 1}")
        sheet.add_data_validation(rule)


def mark(content: bytes, table: Table, problems: Iterable[Problem], results: Mapping[int, str]) -> bytes:
    """The file as it was sent, errors in red and notes in yellow with the reason as a comment.

    `results` (row number → words) fill a last column, so that Excel can filter by it.
    """
    book = load_workbook(io.BytesIO(content), keep_links=False)
    sheet = book[table.sheet]
    place = next(
        (cell.column for cell in sheet[table.header] if cell.value == RESULT), min(sheet.max_column, 200) + 1
    )
    sheet.cell(table.header, place, RESULT).font = Font(bold=True)
    sheet.column_dimensions[get_column_letter(place)].width = 60
    for row, words in results.items():
        cell = sheet.cell(row, place, words)
        cell.alignment = _WRAP
        cell.data_type = "s"
    said: dict[str, list[Problem]] = {}
    for problem in problems:
        said.setdefault(problem.cell, []).append(problem)
    for address, found in said.items():
        cell = sheet[address]
        cell.fill = _RED if any(problem.blocking for problem in found) else _YELLOW
        if not isinstance(cell, MergedCell) and len(said) <= MOST_COMMENTS:
            cell.comment = _note("\n".join(problem.message for problem in found))
    return _saved(book)


def _note(words: str) -> Comment:
    return Comment(words[:1000], _AUTHOR, height=90, width=280)


def _saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
