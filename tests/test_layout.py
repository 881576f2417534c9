"""An official text's own structure: type, title, number, sections, recipients and signature block."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directives.layout import read
from directives.sections import section_number
from directives.titles import sentence_case

HEAD = [
    "TỈNH ỦY HOÀNG LIÊN",
    "BAN DÂN VẬN",
    "*",
    "Số 12-HD/BDVTU",
    "ĐẢNG CỘNG SẢN VIỆT NAM",
    "Hoàng Liên, ngày 05 tháng 02 năm 2026",
    "",
]
TITLE = ["HƯỚNG DẪN", "ĐĂNG KÝ MÔ HÌNH “DÂN VẬN KHÉO”", "ở khu dân cư", "-----", ""]
BODY = [
    "Ban Dân vận Tỉnh ủy hướng dẫn như sau:",
    "",
    "1. Đối tượng đăng ký là các thôn.",
    "",
    "2. Thời gian đăng ký là quý I.",
    "",
]
FOOT = [
    "Nơi nhận:",
    "- Thường trực Tỉnh ủy,",
    "- Lưu Ban Dân vận.",
    "",
    "K/T TRƯỞNG BAN",
    "PHÓ TRƯỞNG BAN",
    "",
    "(đã ký)",
    "",
    "Vàng A Chống",
]
WHOLE = HEAD + TITLE + BODY + FOOT


def test_every_part_of_a_complete_text_is_found() -> None:
    text = read(WHOLE)
    assert text is not None
    assert (text.superior, text.issuing_body) == ("TỈNH ỦY HOÀNG LIÊN", "BAN DÂN VẬN")
    assert (text.document_type, text.symbol) == ("Hướng dẫn", "12-HD/BDVTU")
    assert text.title == "Đăng ký mô hình “Dân vận khéo” ở khu dân cư"
    assert (text.place, text.issued_on) == ("Hoàng Liên", date(2026, 2, 5))
    assert text.sections == ("1", "2")
    assert text.recipients == ("Thường trực Tỉnh ủy", "Lưu Ban Dân vận")
    assert (text.signing_authority, text.signer_position) == ("K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN")
    assert (text.signer, text.signed_and_sealed) == ("Vàng A Chống", True)
    assert [line for line in WHOLE[text.body] if line] == [line for line in BODY if line]


@pytest.mark.parametrize(
    ("head", "superior", "body"),
    [
        ("ỦY BAN NHÂN DÂN|TỈNH SÔNG LAM", None, "ỦY BAN NHÂN DÂN TỈNH SÔNG LAM"),
        ("UỶ BAN NHÂN DÂN|XÃ BẢN LẦU", None, "UỶ BAN NHÂN DÂN XÃ BẢN LẦU"),
        ("ỦY BAN NHÂN DÂN|TỈNH SÔNG LAM|SỞ NỘI VỤ", "ỦY BAN NHÂN DÂN TỈNH SÔNG LAM", "SỞ NỘI VỤ"),
        ("ỦY BAN NHÂN DÂN TỈNH SÔNG LAM|SỞ NỘI VỤ", "ỦY BAN NHÂN DÂN TỈNH SÔNG LAM", "SỞ NỘI VỤ"),
        ("TỈNH ỦY SÔNG LAM|HUYỆN ỦY BẢN LẦU", "TỈNH ỦY SÔNG LAM", "HUYỆN ỦY BẢN LẦU"),
        ("ĐẢNG BỘ TỈNH SÔNG|LAM|ĐẢNG ỦY PHƯỜNG CỐC|LẾU", "ĐẢNG BỘ TỈNH SÔNG LAM", "ĐẢNG ỦY PHƯỜNG CỐC LẾU"),
        ("ỦY BAN MTTQ VIỆT NAM TỈNH|SÔNG LAM", None, "ỦY BAN MTTQ VIỆT NAM TỈNH SÔNG LAM"),
        ("TỈNH ỦY SÔNG LAM|VĂN PHÒNG", "TỈNH ỦY SÔNG LAM", "VĂN PHÒNG"),
        ("TỈNH ỦY SÔNG LAM|*|HỎA TỐC", None, "TỈNH ỦY SÔNG LAM"),
    ],
)
def test_a_body_s_name_may_run_over_two_lines(head, superior, body):
    lines = [
        *head.split("|"),
        "Số: 12/QĐ-UBND",
        "QUYẾT ĐỊNH",
        "Về việc khen thưởng",
        "",
        "Điều 1. Khen.",
        "Điều 2. Thi hành.",
    ]
    text = read(lines)
    assert (text.superior, text.issuing_body) == (superior, body)


def test_the_signature_may_stand_before_the_recipients() -> None:
    text = read(HEAD + TITLE + BODY + FOOT[4:] + FOOT[:4])
    assert text is not None
    assert (text.signer, text.recipients) == ("Vàng A Chống", ("Thường trực Tỉnh ủy", "Lưu Ban Dân vận"))


def test_a_mark_or_a_subject_under_the_number_does_not_hide_the_body() -> None:
    for under in ("(Lưu hành nội bộ)", "V/v mời họp"):
        text = read([*HEAD[:4], under, *HEAD[4:], *TITLE, *BODY, *FOOT])
        assert text is not None
        assert (text.superior, text.issuing_body) == ("TỈNH ỦY HOÀNG LIÊN", "BAN DÂN VẬN")


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [""],
        ["Hội nghị tổng kết công tác dân vận", "", "Sáng nay, hội nghị diễn ra tại tỉnh."],
        ["THÔNG BÁO", "", "Sáng nay hội nghị ra thông báo."],
        ["Sáng nay, Tỉnh ủy ra THÔNG BÁO kết luận.", "1. Việc một", "2. Việc hai"],
        ["Số 12 đường Trần Phú", "Nơi nhận hàng: chợ"],
    ],
)
def test_ordinary_text_has_no_layout(lines: list[str]) -> None:
    assert read(lines) is None


@pytest.mark.parametrize(
    ("lines", "signature"),
    [
        (["T/M BAN THƯỜNG VỤ", "BÍ THƯ", "(Đã ký)", "Lê An"], ("T/M BAN THƯỜNG VỤ", "BÍ THƯ", "Lê An", True)),
        (
            ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê An"],
            ("TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê An", None),
        ),
        (
            ["K/T CHÁNH VĂN PHÒNG PHÓ CHÁNH VĂN PHÒNG", "(đã ký và đóng dấu)", "Lê An"],
            ("K/T CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG", "Lê An", True),
        ),
        (
            ["T/L BAN THƯỜNG VỤ", "CHÁNH VĂN PHÒNG", "Đã ký: Lê An"],
            ("T/L BAN THƯỜNG VỤ", "CHÁNH VĂN PHÒNG", "Lê An", True),
        ),
        (["Q. TRƯỞNG BAN", "(đã ký)", "LÊ VĂN AN"], ("Q. TRƯỞNG BAN", None, "LÊ VĂN AN", True)),
        (["TRƯỞNG BAN", "Lê Văn An"], (None, "TRƯỞNG BAN", "Lê Văn An", None)),
        (["T/M BAN THƯỜNG VỤ", "BÍ THƯ"], ("T/M BAN THƯỜNG VỤ", "BÍ THƯ", None, None)),
    ],
)
def test_signature_blocks_of_party_and_state_are_read(lines: list[str], signature: tuple) -> None:
    text = read(HEAD + TITLE + BODY + lines)
    assert text is not None
    assert (text.signing_authority, text.signer_position, text.signer, text.signed_and_sealed) == signature


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("1. Mục đích", "1"),
        ("2.1. Công khai phương án", "2.1"),
        ("2.1 Công khai phương án", "2.1"),
        ("3- Tổ chức thực hiện", "3"),
        ("4) Kinh phí", "4"),
        ("IV. Kinh phí", "IV"),
        ("II- TIÊU CHÍ", "II"),
        ("Điều 12. Hiệu lực", "Điều 12"),
        ("Điều 5a: Bổ sung", "Điều 5a"),
        ("Phần thứ nhất", "Phần thứ nhất"),
        ("Chương II", "Chương II"),
        ("2017 là năm bản lề", None),
        ("15 tập thể được khen", None),
        ("12.3.2021 là hạn cuối", None),
        ("1.372 mô hình", None),
        ("a) Mỗi xã", None),
        ("(1) xây dựng kế hoạch", None),
        ("Trong năm 2020", None),
    ],
)
def test_section_numbers_are_read_as_printed(line: str, number: str | None) -> None:
    assert section_number(line) == number


def test_numbers_that_do_not_follow_on_are_not_sections() -> None:
    text = read([*HEAD, *TITLE, "1. Một", "2. Hai", "30. Ba mươi hộ", "2.1. Hai một", "3. Ba", *FOOT])
    assert text is not None
    assert text.sections == ("1", "2", "2.1", "3")


def test_numbering_starts_again_under_each_roman_part() -> None:
    text = read([*HEAD, *TITLE, "I. Một", "1. A", "2. B", "II. Hai", "1. C", *FOOT])
    assert text is not None
    assert text.sections == ("I", "1", "2", "II", "1")


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Số 12 - HD/BDVTU", "12-HD/BDVTU"),
        ("Số: 1845/QĐ-UBND", "1845/QĐ-UBND"),
        ("Số: 30/2020/NĐ-CP", "30/2020/NĐ-CP"),
        ("Số: 210/BC-MTTQ-BTT", "210/BC-MTTQ-BTT"),
        ("Số     -TB/TU", None),
    ],
)
def test_the_symbol_is_printed_without_its_spaces(printed: str, expected: str | None) -> None:
    text = read([*HEAD[:3], printed, *HEAD[4:], *TITLE, *BODY, *FOOT])
    assert text is not None
    assert text.symbol == expected


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        (
            "Ý KIẾN CỦA ĐỒNG CHÍ NGUYỄN VĂN AN PHÓ BÍ THƯ TỈNH ỦY",
            "",
            "Ý kiến của đồng chí Nguyễn Văn An Phó Bí thư Tỉnh ủy",
        ),
        (
            "VỀ CÔNG TÁC DÂN VẬN Ở HUYỆN MƯỜNG LAY",
            "Đoàn đến huyện Mường Lay sáng nay.",
            "Về công tác dân vận ở huyện Mường Lay",
        ),
        (
            "TỔNG KẾT NGHỊ QUYẾT 25-NQ/TW KHÓA XI CỦA UBND",
            "",
            "Tổng kết Nghị quyết 25-NQ/TW khóa XI của UBND",
        ),
        ("XỬ LÝ VI PHẠM", "", "Xử lý vi phạm"),
        ("về phong trào “Dân vận khéo”", "", "Về phong trào “Dân vận khéo”"),
    ],
)
def test_a_title_in_capitals_gets_sentence_case_with_its_names(title: str, body: str, expected: str) -> None:
    assert sentence_case(title, body) == expected


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(st.sampled_from(WHOLE), st.text(max_size=60).map(lambda t: " ".join(t.split()))),
        max_size=40,
    )
)
def test_any_lines_are_read_without_an_error(lines: list[str]) -> None:
    text = read(lines)
    assert text is None or 0 <= text.body.start <= len(lines)
