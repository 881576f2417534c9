"""What staff really type into spreadsheets: headings, days, numbers, names; and files that are none."""

from __future__ import annotations

import contextlib
import io
import zipfile
from datetime import date, datetime

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from directives import exports, spreadsheet
from directives.models import Directive, Relation
from directives.spreadsheet import COLUMNS, RELATIONS, Name, NotASheet, Vocabulary, interpret, read, values
from directives.spreadsheet.columns import KNOWN, UNUSED, heading_key
from directives.spreadsheet.reading import Fault, Formula
from directives.spreadsheet.values import Unreadable
from tests.spreadsheets import HEADINGS, saved, xlsx

WORDS = Vocabulary(
    types=[Name(1, "Chỉ thị", "CT"), Name(2, "Quyết định", "QĐ"), Name(3, "Quy định", "QĐ"),
           Name(4, "Nghị định", "NĐ"), Name(5, "Công văn", "CV")],
    bodies=[Name(1, "Tỉnh ủy Đồng Sơn", "TU"), Name(2, "UBND tỉnh Đồng Sơn", "UBND"),
            Name(3, "Chính phủ", "CP"),
            Name(4, "Đảng ủy xã Nà Cang", "ĐU"), Name(5, "Đảng ủy xã Phiêng Lằng", "ĐU")],
    fields=[Name(1, "Dân vận"), Name(2, "Tôn giáo")],
)  # fmt: skip
DAY = datetime(2021, 11, 26)


def line(cells: dict[str, object]):
    """The one row of a file with these columns."""
    table = read(xlsx(list(cells), list(cells.values())))
    return interpret(table, WORDS)[0]


def row(**cells: object):
    """A sound row with these columns typed over; None leaves a cell blank."""
    usual = {
        "Số, ký hiệu": "446-QĐ/TU", "Loại văn bản": "Quyết định", "Cơ quan ban hành": "Tỉnh ủy Đồng Sơn",
        "Ngày ban hành": DAY, "Trích yếu": "Về quy chế dân chủ ở cơ sở",
    }  # fmt: skip
    headings = {column.name: column.heading for column in COLUMNS}
    return line(usual | {headings[name]: value for name, value in cells.items()})


def complaints(found) -> list[str]:
    return [f"{p.cell} {p.message}" for p in found.problems if p.blocking]


# ------------------------------------------------------------------ days


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (datetime(2021, 11, 26, 7, 30), date(2021, 11, 26)),
        (date(2021, 11, 26), date(2021, 11, 26)),
        ("26/11/2021", date(2021, 11, 26)),
        (" 6/1/2021 ", date(2021, 1, 6)),
        ("26-11-2021", date(2021, 11, 26)),
        ("26.11.2021.", date(2021, 11, 26)),
        ("26 / 11 / 2021", date(2021, 11, 26)),
        ("26 tháng 11 năm 2021", date(2021, 11, 26)),
        ("ngày 05 tháng 02 năm 2026", date(2026, 2, 5)),
        ("Đồng Sơn, ngày 26 tháng 11 năm 2021", date(2021, 11, 26)),
        ("26/11/21", date(2021, 11, 26)),
        ("26/11/97", date(1997, 11, 26)),
        ("2021-11-26", date(2021, 11, 26)),
        ("2021-11-26T00:00:00", date(2021, 11, 26)),
        (44526, date(2021, 11, 26)),  # a date whose format was lost
        (44526.0, date(2021, 11, 26)),
    ],
)
def test_a_day_is_read_in_the_forms_that_staff_type(cell, day):
    assert values.day(cell) == day


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("11/26/2021", "tháng đứng trước ngày"),
        ("30/02/2021", "Không có ngày"),
        ("tháng 11 năm 2021", "Không đọc được ngày"),
        ("2021", "Không đọc được ngày"),
        (2021, "không phải ngày"),
        ("26/11", "Không đọc được ngày"),
        ("01/01/1021", "không hợp lý"),
        (True, "đúng/sai"),
        (Formula(), "công thức"),
        (Fault("#REF!"), "#REF!"),
        ("9" * 500, "Không đọc được ngày"),
    ],
)
def test_what_is_no_day_is_refused_in_plain_words(cell, words):
    with pytest.raises(Unreadable, match=words):
        values.day(cell)


@given(st.text(max_size=200) | st.integers() | st.floats() | st.booleans() | st.datetimes() | st.none())
def test_no_cell_breaks_a_reader(cell):
    for reader in (
        values.day,
        values.line,
        values.text,
        values.pieces,
        values.number,
        values.symbol,
        values.marking,
    ):
        try:
            reader(cell)
        except Unreadable:
            continue


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"]))
def test_a_day_survives_every_way_of_writing_it(day, form):
    assert values.day(day.strftime(form)) == values.day(datetime.combine(day, datetime.min.time())) == day


# ------------------------------------------------------------------ numbers, types, bodies


@pytest.mark.parametrize(
    ("cells", "symbol", "type", "body"),
    [
        ({}, "446-QĐ/TU", 2, 1),
        ({"symbol": "446 qd tu"}, "446-QĐ/TU", 2, 1),
        ({"symbol": "Số: 446 – QÐ/TU"}, "446-QĐ/TU", 2, 1),
        ({"symbol": 446}, "446-QĐ/TU", 2, 1),  # only the number: the rest follows from type and body
        ({"symbol": 7.0, "type": "Chỉ thị"}, "07-CT/TU", 1, 1),
        ({"symbol": "45", "issuing_body": "UBND tỉnh Đồng Sơn"}, "45/QĐ-UBND", 2, 2),
        ({"symbol": "30/2020/NĐ-CP", "type": None, "issuing_body": None}, "30/2020/NĐ-CP", 4, 3),
        ({"symbol": "15-CT/TU", "type": None, "issuing_body": None}, "15-CT/TU", 1, 1),
        ({"type": "QUYẾT ĐỊNH", "issuing_body": "tỉnh uỷ đồng sơn"}, "446-QĐ/TU", 2, 1),
        ({"issuing_body": "TU"}, "446-QĐ/TU", 2, 1),
        ({"symbol": "05-CV/ĐU", "type": "CV", "issuing_body": "Đảng ủy xã Nà Cang"}, "05-CV/ĐU", 5, 4),
        ({"symbol": "446-QĐ/TU "}, "446-QĐ/TU", 2, 1),
    ],
)
def test_a_text_is_told_by_its_number_type_and_body(cells, symbol, type, body):
    found = row(**cells)
    assert complaints(found) == []
    given = found.values
    assert (given["symbol"], given["type"].pk, given["issuing_body"].pk) == (symbol, type, body)


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        ({"symbol": "446"} | {"type": None}, "B2 Thiếu loại văn bản."),
        ({"type": None}, "B2 Thiếu loại văn bản: theo ký hiệu có thể là Quyết định hay Quy định."),
        ({"type": "Quyết nghị chung"}, "B2 Danh mục chưa có loại văn bản “Quyết nghị chung”."),
        ({"type": "Quyết đinhj"}, "B2 Danh mục chưa có loại văn bản “Quyết đinhj”. Có phải “Quyết định”?"),
        ({"type": "QĐ"}, "B2 “QĐ” ứng với 2 loại văn bản trong danh mục. Hãy ghi rõ hơn."),
        ({"symbol": "05-CV/ĐU", "type": "CV", "issuing_body": None},
         "C2 Thiếu cơ quan ban hành: theo ký hiệu có thể là Đảng ủy xã Nà Cang hay Đảng ủy xã Phiêng Lằng."),
        ({"symbol": "xin ý kiến"}, "A2 Không đọc được số, ký hiệu “xin ý kiến”. Dạng đúng: 446-QĐ/TU,"),
        ({"symbol": datetime(2026, 5, 12)},
         "A2 Excel đã đổi số này thành ngày. Hãy định dạng ô là Văn bản (Text) rồi gõ lại."),
        ({"symbol": 30, "type": "Nghị định", "issuing_body": "Chính phủ"},
         "A2 Chỉ có số, chưa có ký hiệu. Hãy ghi đủ, ví dụ 30/2020/NĐ-CP."),
        ({"issued_on": None}, "D2 Thiếu ngày ban hành: không biết số thuộc kỳ nào."),
        ({"issued_on": "31/11/2021"}, "D2 Không có ngày “31/11/2021”."),
        ({"symbol": None, "subject": None}, "E2 Văn bản không số cần có trích yếu."),
        ({"subject": "x" * 601}, "E2 Dài 601 ký tự, nhiều nhất 600."),
        ({"fields": "Dân vận; Kinh tế biển"}, "F2 Danh mục chưa có lĩnh vực “Kinh tế biển”."),
        ({"marking": "Rất mật"}, "F2 Không có dấu “Rất mật”. Các dấu: "),
        ({"in_force_from": "02/01/2022", "in_force_until": "01/01/2022"},
         "G2 Văn bản hết hiệu lực trước khi có hiệu lực."),
        ({"replaces": "12-CT/TU; văn bản cũ"}, "F2 Không đọc được số của văn bản trong “văn bản cũ”."),
    ],
)  # fmt: skip
def test_a_doubt_is_told_at_its_own_cell(cells, complaint):
    found = complaints(row(**cells))
    assert len(found) == 1
    assert found[0].startswith(complaint)


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        ({"type": "Chỉ thị"}, "Ký hiệu ghi “QĐ” mà loại văn bản là “Chỉ thị”"),
        ({"issuing_body": "UBND tỉnh Đồng Sơn"}, "Ký hiệu ghi “TU” mà cơ quan có ký hiệu “UBND”"),
        ({"issuing_body": "Tỉnh ủy Đông Sơn"}, "được hiểu là “Tỉnh ủy Đồng Sơn”"),
        ({"subject": "Báo cáo tình hình (Lưu hành nội bộ)"}, "Trích yếu có dấu “Lưu hành nội bộ”"),
    ],
)
def test_what_is_odd_but_possible_is_only_a_note(cells, note):
    found = row(**cells)
    assert not found.blocked
    assert note in " ".join(problem.message for problem in found.problems)


def test_a_number_and_its_mark_may_stand_in_two_columns():
    cells = {"Số": 446, "Ký hiệu": "QĐ/TU", "Loại": "Quyết định", "Ngày tháng": DAY, "Nội dung": "Về quy chế"}
    assert line(cells).values["symbol"] == "446-QĐ/TU"
    assert line(cells | {"Số": 45, "Ký hiệu": "/QĐ-UBND"}).values["symbol"] == "45/QĐ-UBND"


@pytest.mark.parametrize(
    ("number", "symbol"),
    [(1, "01-QĐ/TU"), (9.0, "09-QĐ/TU"), ("1", "1-QĐ/TU"), ("01", "01-QĐ/TU"), (10, "10-QĐ/TU")],
)
def test_the_zero_that_excel_drops_from_a_number_is_printed_again_and_typed_ones_stay(number, symbol):
    cells = {
        "Số": number,
        "Ký hiệu": "QĐ/TU",
        "Loại": "Quyết định",
        "Ngày tháng": DAY,
        "Nội dung": "Về quy chế",
    }
    assert line(cells).values["symbol"] == symbol


def test_lists_in_a_cell_are_told_apart_by_semicolons_and_lines():
    found = row(
        fields="Dân vận;\nTôn giáo",
        recipients="- Thường trực Tỉnh ủy,\n- Lưu Văn phòng.",
        replaces="12 ct tu; Quyết định số 58-QĐ/TU, ngày 03/5/2021",
    )
    assert found.values["fields"] == [1, 2]
    assert found.values["recipients"] == "Thường trực Tỉnh ủy\nLưu Văn phòng"
    assert [(r.kind, r.key, r.day) for r in found.references] == [
        ("replaces", "12-CT/TU", None),
        ("replaces", "58-QĐ/TU", date(2021, 5, 3)),
    ]


@pytest.mark.parametrize(
    ("cell", "code"),
    [("Mật", "mat"), ("TUYỆT MẬT", "tuyet-mat"), ("Độ mật: Tối mật", None), ("Thường", ""), ("Không", ""),
     ("Lưu hành nội bộ", "noi-bo"), ("Dấu Mật", "mat")],
)  # fmt: skip
def test_a_mark_is_one_of_those_that_the_register_knows(cell, code):
    if code is None:
        with pytest.raises(Unreadable):
            values.marking(cell)
    else:
        assert values.marking(cell) == code


# ------------------------------------------------------------------ tables


def test_the_table_is_found_under_titles_in_any_order_of_columns():
    book = Workbook()
    sheet = book.active
    sheet.append(["SỔ ĐĂNG KÝ VĂN BẢN ĐI"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    sheet.append(
        ["TT", "NGÀY, THÁNG, NĂM ", "Trích yếu nội dung", "Số / ký hiệu:", "Ghi chú", "CQ ban hành?"]
    )
    sheet.append([f"({n})" for n in range(1, 7)])
    sheet.append([1, DAY, "Về quy chế", "446-QĐ/TU", "bản giấy", "x"])
    sheet.append([None, None, " ", None, None, None])
    sheet["C40"] = None
    table = read(saved(book))
    assert (table.header, table.letters) == (3, {"issued_on": "B", "subject": "C", "symbol": "D"})
    assert [(found.number, found.cells["symbol"]) for found in table.rows] == [(5, "446-QĐ/TU")]
    assert table.ignored == ["Ghi chú", "CQ ban hành?"]


def test_hidden_sheets_are_left_alone_and_named():
    book = Workbook()
    hidden = book.active
    hidden.title, hidden.sheet_state = "Nháp", "hidden"
    hidden.append(HEADINGS)
    hidden.append(["1-QĐ/TU", "Quyết định", "TU", DAY, "Không được đọc"])
    shown = book.create_sheet("Sổ 2021")
    shown.append(HEADINGS)
    shown.append(["2-QĐ/TU", "Quyết định", "TU", DAY, "Được đọc"])
    table = read(saved(book))
    assert (table.sheet, [r.cells["subject"] for r in table.rows]) == ("Sổ 2021", ["Được đọc"])
    assert table.notes == ["Trang tính ẩn “Nháp” không được đọc."]


def test_a_formula_is_an_error_of_its_cell_only_where_the_column_counts():
    found = line({"STT": "=A1+1", "Số, ký hiệu": "15-CT/TU", "Ngày": DAY, "Trích yếu": "=B1"})
    assert complaints(found) == ["D2 Ô là công thức. Hãy chép ô rồi dán lại dạng giá trị (Paste Values)."]


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 80_000_000)
    return file.getvalue()


def with_part(name: str, text: bytes) -> bytes:
    file = io.BytesIO(xlsx(HEADINGS))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return file.getvalue()


def word() -> bytes:
    file = io.BytesIO()
    Document().save(file)
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
TWICE = [*HEADINGS, "Ngày ký"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "không phải tệp Excel"),
        (b"So,Ky hieu\n1,2", "không phải tệp Excel"),
        (b"%PDF-1.4", "không phải tệp Excel"),
        (word(), "không phải tệp Excel"),
        (xlsx(HEADINGS)[:400], "không phải tệp Excel"),
        (OLE, "Excel đời cũ"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (bomb(), "bung ra quá lớn"),
        (with_part("xl/worksheets/sheet9.xml", b"<row r='1'>" + b"<c r='A1'/>" * 400_000), "Bảng quá lớn"),
        (with_part("xl/worksheets/sheet9.xml", b'<row r="1"/>' * 100_000), "Bảng quá lớn"),
        (with_part("xl/theme/x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]>'), "không an toàn"),
        (b"PK" + b"\x00" * (5 * 1024 * 1024), "lớn hơn 5 MB"),
        (xlsx(["Danh sách cán bộ"], ["Họ tên", "Ngày sinh"]), "Không thấy dòng tiêu đề"),
        (xlsx(), "Không thấy dòng tiêu đề"),
        (xlsx(TWICE), "hai cột cùng nghĩa “Ngày ban hành”"),
        (xlsx(HEADINGS, *([f"{n}-QĐ/TU"] for n in range(5001))), "hơn 5000 dòng"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_register_is_refused_with_what_to_do(content, words):
    with pytest.raises(NotASheet, match=words):
        read(content)


@given(st.binary(max_size=300), st.integers(0, 4000))
def test_a_damaged_file_is_refused_and_never_breaks_the_reader(noise, place):
    content = xlsx(HEADINGS, ["1-QĐ/TU", "Quyết định", "TU", DAY, "Về quy chế"])
    place = min(place, len(content))
    with contextlib.suppress(NotASheet):
        read(content[:place] + noise + content[place + len(noise) :])


# ------------------------------------------------------------------ files for staff


def test_the_template_is_empty_has_lists_and_is_read_back():
    content = spreadsheet.template(WORDS)
    table = read(content)
    assert table.rows == []
    assert set(table.letters) == {column.name for column in COLUMNS if column.offered}
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Văn bản", "Hướng dẫn", "Danh mục"]
    rules = {str(rule.sqref): rule.formula1 for rule in book["Văn bản"].data_validations.dataValidation}
    assert rules["B2:B5001"] == "'Danh mục'!$A$2:$A$6"
    assert [cell.value for cell in book["Danh mục"]["C"] if cell.value] == ["Lĩnh vực", "Dân vận", "Tôn giáo"]
    assert "446-QĐ/TU" in book["Văn bản"]["A1"].comment.text


def test_errors_go_back_into_the_file_that_was_sent():
    content = xlsx(HEADINGS, ["1-QĐ/TU", "Quyết định", "TU", "31/02/2021", "Giữ nguyên chữ này"])
    table = read(content)
    found = interpret(table, WORDS)[0]
    for _ in range(2):  # a marked file may be sent again, and is marked in the same column
        content = spreadsheet.mark(content, table, found.problems, {2: "Lỗi"})
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet["E2"].value == "Giữ nguyên chữ này"
    assert (sheet["D2"].fill.fgColor.rgb[-6:], "Không có ngày" in sheet["D2"].comment.text) == (
        "F9D5D1",
        True,
    )
    assert [cell.value for cell in sheet[1]][5:] == ["Kết quả xem thử"]
    assert sheet["F2"].value == "Lỗi"
    assert read(content).ignored == []


# ------------------------------------------------------------------ the declaration and the register agree


def test_no_heading_means_two_things():
    spelled = [heading_key(words) for column in COLUMNS for words in (column.heading, *column.also)]
    assert len(spelled) == len(set(spelled)) == len(KNOWN)
    assert not UNUSED & set(spelled)


def test_every_column_fits_the_register():
    for column in COLUMNS:
        if column in RELATIONS:
            assert column.name in Relation.Kind.values
        elif column.offered:
            field = Directive._meta.get_field(column.name)
            assert column.most == (field.max_length if field.max_length and not field.choices else 0), (
                column.name
            )


def test_every_heading_of_our_own_export_is_understood():
    assert all(
        heading_key(heading) in KNOWN or heading_key(heading) in UNUSED for heading in exports.HEADINGS
    )
