"""Files as the machines of offices make them: LibreOffice and browsers, scanners, Word itself."""

from __future__ import annotations

import io

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pypdf import PdfReader, PdfWriter, Transformation

from directives import papers
from directives.papers import OLD_FONT, TRACKED, pdf, word
from portal.html import clean, to_text
from tests import papers as made
from tests.pdfs import drawn, placed, scanned, shown
from tests.sheets import DECISION, DIRECTIVE, LETTER, NOTICE, Sheet
from tests.test_papers import saved, written


def facts(data: bytes, name: str, sheet: Sheet) -> dict:
    paper = papers.read(data, name)
    return {field: getattr(paper, field) for field in sheet.facts}


def printed(*pages, **given) -> list[str]:
    return [line.text for line in pdf.read(drawn(*pages, **given)).lines if line.text]


# ------------------------------------------------------------------ what a PDF draws


@pytest.mark.parametrize("sheet", [DECISION, DIRECTIVE, NOTICE, LETTER], ids=lambda sheet: sheet.number)
def test_every_fact_is_read_from_the_text_layer_of_a_scan(sheet):
    data = drawn(scanned(sheet))
    assert facts(data, "a.pdf", sheet) == sheet.facts
    assert to_text(clean(papers.read(data, "a.pdf").body)).split("\n\n") == list(sheet.paragraphs)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_lay_askew_in_the_scanner_is_read_as_it_is_shown(degrees):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made.pdf(NOTICE))))
    for page in writer.pages:
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        beside = {90: (height, 0), 180: (width, height), 270: (0, width)}[degrees]
        page.add_transformation(Transformation().rotate(degrees).translate(*beside))
        if degrees != 180:
            page.mediabox.upper_right = (height, width)
        page.rotate(degrees)
    assert facts(written(writer), "a.pdf", NOTICE) == NOTICE.facts


#: What a row is drawn with, and how it is read.
DRAWN = {
    "letters that the font lacks, drawn after the rest": (
        [
            f"BT /F1 14 Tf 1 0 0 1 100 700 Tm [{shown('T')} -500 {shown('NH')}] TJ ET",
            placed(107, 700, "Ỉ"),
            placed(138, 700, "Y"),
            placed(131, 700, "Ủ"),
        ],
        ["TỈNH ỦY"],
    ),
    "words without spaces between them": ([placed(100, 700, "Ban"), placed(124.5, 700, "Dân")], ["Ban Dân"]),
    "letters a little apart": (
        [f"BT /F1 14 Tf 1.2 Tc 1 0 0 1 100 700 Tm {shown('KẾT LUẬN')} Tj ET"],
        ["KẾT LUẬN"],
    ),
    "a line pressed together": (
        [f"BT /F1 14 Tf 1 0 0 1 100 700 Tm [{shown('Ban ')} 430 {shown('Dân')}] TJ ET"],
        ["Ban Dân"],
    ),
    "drawn twice to look bold": ([placed(100, 700, "Số 12"), placed(100.4, 700, "Số 12")], ["Số 12"]),
    "a footnote's mark": ([placed(100, 700, "quý I"), placed(135, 705, "1", 7)], ["quý I¹"]),
    "a square metre": ([placed(100, 700, "12 m"), placed(128, 705, "2", 7)], ["12 m²"]),
    "words that dance": ([placed(100, 701, "Hoàng"), placed(138, 699.4, "Liên"), placed(170, 700, "A")],
                         ["Hoàng Liên A"]),
    "a stamp across the page": (
        ["BT /F1 30 Tf 0.7 0.7 -0.7 0.7 200 400 Tm " + shown("SAO") + " Tj ET", placed(100, 700, "Văn bản")],
        ["Văn bản"],
    ),
    "a note along the margin": (
        ["BT /F1 8 Tf 0 1 -1 0 30 400 Tm " + shown("Đến") + " Tj ET", placed(100, 700, "Văn bản")],
        ["Văn bản"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", DRAWN)
@pytest.mark.parametrize("in_form", [False, True], ids=["page", "form"])
def test_words_are_read_as_they_stand_however_they_are_drawn(case, in_form):
    operators, expected = DRAWN[case]
    assert printed(operators, in_form=in_form) == expected


def test_rows_of_a_table_stay_apart():
    rows = [["1", "Xã Nậm Khòa", "45", "hộ"], ["2", "Xã Bản Lầu", "210", "hộ"]]
    page = [
        placed(x, 700 - 18 * at, cell)
        for at, row in enumerate(rows)
        for x, cell in zip((90, 160, 330, 520), row, strict=True)
    ]
    assert printed(page) == [" ".join(row) for row in rows]


def test_a_name_and_a_date_that_did_not_fit_on_one_line_are_whole():
    page = [
        placed(90, 800, "ỦY BAN NHÂN DÂN", font="F2"),
        placed(300, 800, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA", font="F2"),
        placed(90, 780, "XÃ NẬM KHÒA", font="F2"), placed(380, 780, "VIỆT NAM", font="F2"),
        placed(90, 760, "Số: 45/BC-UBND"), placed(300, 760, "Nậm Khòa, ngày 15 tháng 6 năm"),
        placed(390, 745, "2026"),
        placed(250, 700, "BÁO CÁO", font="F2"), placed(200, 680, "về việc làm đường liên thôn", font="F2"),
        placed(110, 640, "Ủy ban nhân dân xã báo cáo như sau:"),
        placed(110, 620, "1. Đã làm xong bốn thôn."), placed(110, 600, "2. Còn hai thôn."),
    ]  # fmt: skip
    paper = papers.read(drawn(page), "a.pdf")
    assert paper.issuing_body == "ỦY BAN NHÂN DÂN XÃ NẬM KHÒA"
    assert (paper.superior, paper.place, str(paper.issued_on)) == ("", "Nậm Khòa", "2026-06-15")
    assert paper.subject == "Về việc làm đường liên thôn"


@pytest.mark.parametrize("gap", [4, 12, 40])
def test_a_head_that_leaves_its_columns_no_room_is_read_column_by_column(gap):
    left, right = "ỦY BAN NHÂN DÂN TỈNH HOÀNG LIÊN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    beside = 60 + len(left) * 0.5 * 13 + gap
    page = [
        placed(60, 800, left, 13), placed(beside, 800, right, 13),
        placed(120, 782, "SỞ NỘI VỤ", 13, "F2"), placed(beside + 30, 782, "Độc lập - Tự do - Hạnh phúc", 13),
        placed(120, 760, "Số: 12/SNV-VP", 13),
        placed(beside, 760, "Hoàng Liên, ngày 05 tháng 3 năm 2026", 13),
        placed(110, 742, "V/v rà soát thôn", 12), placed(110, 700, "Kính gửi: Các xã, phường.", 13),
        placed(110, 680, "Sở Nội vụ đề nghị các xã rà soát.", 13),
        placed(90, 640, "Nơi nhận:"), placed(400, 640, "GIÁM ĐỐC"), placed(90, 620, "- Như trên."),
        placed(400, 580, "Lò Văn Thắng"),
    ]  # fmt: skip
    paper = papers.read(drawn(page), "a.pdf")
    assert (paper.superior, paper.issuing_body) == (left, "SỞ NỘI VỤ")
    assert (paper.symbol, str(paper.issued_on), paper.signer) == ("12/SNV-VP", "2026-03-05", "Lò Văn Thắng")


@pytest.mark.parametrize("more", [[], ["Nội dung dài hơn một dòng."]], ids=["stamps on a scan", "text"])
def test_a_secrecy_mark_is_seen_though_the_font_lacks_one_of_its_letters(more):
    stamp = [f"BT /F1 14 Tf 1 0 0 1 100 740 Tm [{shown('M')} -500 {shown('T')}] TJ ET", placed(107, 740, "Ậ")]
    page = [
        placed(90, 780, "BÁO CÁO"),
        *stamp,
        placed(90, 700, "1. Việc một."),
        placed(90, 680, "2. Việc hai."),
    ]
    with pytest.raises(papers.Unreadable, match="MẬT"):
        papers.read(drawn(page), "a.pdf")


def test_letters_of_old_fonts_in_a_pdf_are_read_as_the_fonts_show_them():
    def old(text: str) -> str:
        return text.lower().translate(made.TCVN3)

    page = [
        placed(90, 780, old("THÔNG BÁO"), font="F2"),
        placed(90, 760, old("kết quả thường trực kiểm tra")),
        placed(90, 720, old("1. các xã đã họp.")),
        placed(90, 700, old("2. các thôn chưa họp.")),
    ]
    paper = papers.read(drawn(page, faces=("ABCDEF+.VnTime", "ABCDEF+.VnTimeH")), "a.pdf")
    assert (paper.type_name, paper.subject) == ("Thông báo", "Kết quả thường trực kiểm tra")
    assert paper.notes == (OLD_FONT,)


def test_a_foot_that_the_page_break_cut_is_whole():
    head = [
        placed(90, 800, "TỈNH ỦY HOÀNG LIÊN"), placed(320, 800, "ĐẢNG CỘNG SẢN VIỆT NAM"),
        placed(90, 780, "Số 12-TB/TU"), placed(250, 740, "THÔNG BÁO"), placed(200, 720, "kết quả họp"),
        placed(110, 690, "1. Việc thứ nhất đã làm xong."), placed(110, 670, "2. Việc thứ hai còn đang làm."),
        placed(90, 120, "Nơi nhận:"), placed(330, 120, "T/L BAN THƯỜNG VỤ"),
        placed(90, 100, "- Thường trực Tỉnh ủy,"), placed(330, 100, "CHÁNH VĂN PHÒNG"),
    ]  # fmt: skip
    rest = [
        placed(330, 800, "(Đã ký)"),
        placed(90, 785, "- Các phòng,"),
        placed(90, 770, "- Lưu."),
        placed(330, 740, "Lò Văn Thắng"),
    ]
    paper = papers.read(drawn(head, rest), "a.pdf")
    assert paper.recipients == ("Thường trực Tỉnh ủy", "Các phòng", "Lưu")
    assert (paper.signer_position, paper.signer) == ("CHÁNH VĂN PHÒNG", "Lò Văn Thắng")


# ------------------------------------------------------------------ what Word writes


def _document(*bodies: str):
    document = Document()
    for body in bodies:
        document._body._body.append(parse_xml(f"<w:p {nsdecls('w')}>{body}</w:p>"))
    return document


def _run(text: str, tag: str = "t") -> str:
    shown = text.replace("\n", f"</w:{tag}><w:br/><w:{tag}>").replace("\t", f"</w:{tag}><w:tab/><w:{tag}>")
    return f'<w:r><w:{tag} xml:space="preserve">{shown}</w:{tag}></w:r>'


def test_a_head_centred_by_tabs_is_read_column_by_column():
    document = _document(
        _run("\tUBND TỈNH HOÀNG LIÊN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        _run("\tSỞ DÂN TỘC\tĐộc lập - Tự do - Hạnh phúc"),
        _run("\tSố:   12/SDT-VP\tHoàng Liên, ngày 05 tháng 3 năm 2026"),
        _run("\tV/v rà soát người có uy tín\n\tở thôn, bản"),
        _run("Kính gửi: Ủy ban nhân dân các xã."),
        _run("\tSở đề nghị các xã rà soát, lập danh sách người có uy tín năm 2026."),
        _run("Nơi nhận:\tGIÁM ĐỐC"),
        _run("- Như trên;\t"),
        _run("- Lưu: VT."),
        _run("\tHoàng Seo Chúng"),
    )
    paper = papers.read(saved(document), "a.docx")
    assert (paper.superior, paper.issuing_body) == ("UBND TỈNH HOÀNG LIÊN", "SỞ DÂN TỘC")
    assert (paper.symbol, paper.place, str(paper.issued_on)) == ("12/SDT-VP", "Hoàng Liên", "2026-03-05")
    assert paper.subject == "Về việc rà soát người có uy tín ở thôn, bản"
    assert (paper.recipients, paper.signer) == (("Như trên", "Lưu: VT"), "Hoàng Seo Chúng")
    assert to_text(clean(paper.body)).split("\n\n")[0].startswith("Kính gửi")


def test_paragraphs_that_begin_with_a_tab_are_no_second_column():
    paragraph = (
        "Để chuẩn bị hội nghị sơ kết, Ban Dân vận Tỉnh ủy đề nghị các đảng ủy gửi số liệu trước 30/6/2026"
    )
    document = _document(
        _run("TỈNH ỦY HOÀNG LIÊN\t\t\tĐẢNG CỘNG SẢN VIỆT NAM"),
        _run("BAN DÂN VẬN\t\t\tHoàng Liên, ngày 22 tháng 6 năm 2026"),
        _run("Số 233-CV/BDVTU"),
        _run("Về việc cung cấp số liệu"),
        _run("\tKính gửi: Các đảng ủy xã, phường"),
        _run(f"\t{paragraph}"),
        _run("Nơi nhận:\t\t\tTRƯỞNG BAN"),
        _run("- Như trên,"),
        _run("- Lưu."),
        _run("\t\t\tLò Văn Thắng"),
    )
    paper = papers.read(saved(document), "a.docx")
    assert (paper.superior, paper.issuing_body) == ("TỈNH ỦY HOÀNG LIÊN", "BAN DÂN VẬN")
    assert (paper.recipients, paper.signer) == (("Như trên", "Lưu"), "Lò Văn Thắng")
    assert to_text(clean(paper.body)).split("\n\n") == ["Kính gửi: Các đảng ủy xã, phường", paragraph]


@pytest.mark.parametrize("stamp", ["HỎA TỐC", "KHẨN", "(THƯỢNG KHẨN)", "HOẢ TỐC HẸN GIỜ"])
def test_a_stamp_of_urgency_is_no_issuing_body(stamp):
    head = made.word(DIRECTIVE.but(body=(*DIRECTIVE.body, stamp)))
    assert papers.read(head, "a.docx").issuing_body == "TỈNH ỦY ĐỒNG SƠN"


def test_a_list_that_starts_again_counts_on_from_there():
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    )
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = [
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="91">{level}</w:abstractNum>',
        f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="91"/></w:num>',
        f'<w:num {nsdecls("w")} w:numId="92"><w:abstractNumId w:val="91"/>{again}</w:num>',
    ]
    numbered = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr></w:pPr>'
    document = _document(
        *(
            numbered.format(number) + _run(text)
            for number, text in [(91, "Một"), (91, "Hai"), (92, "Lại một"), (91, "Lại hai")]
        )
    )
    for part in numbering:
        document.part.numbering_part.element.append(parse_xml(part))
    found = [line.text for line in word.read(saved(document)).lines]
    assert found == ["1. Một", "2. Hai", "1. Lại một", "2. Lại hai"]


def test_changes_that_wait_are_read_as_accepted_and_said():
    document = Document()
    added = f'<w:ins w:id="1" w:author="VP">{_run("07")}</w:ins>'
    gone = f'<w:del w:id="2" w:author="VP">{_run("06", "delText")}</w:del>'
    for body in (_run("Số ") + gone + added + _run("-NQ/ĐU"), _run("NGHỊ QUYẾT"), _run("về giữ rừng")):
        document._body._body.append(parse_xml(f"<w:p {nsdecls('w')}>{body}</w:p>"))
    paper = papers.read(saved(document), "a.docx")
    assert paper.symbol == "07-NQ/ĐU"
    assert paper.notes[0] == TRACKED
    assert TRACKED not in papers.read(made.word(NOTICE), "a.docx").notes


def test_text_in_an_old_font_is_converted_and_said():
    assert papers.read(made.word_in_tcvn3(NOTICE), "a.docx").notes == (OLD_FONT,)


@pytest.mark.parametrize("old", ["w:softHyphen", "w:t"])
def test_the_letter_that_old_fonts_keep_in_the_soft_hyphen_is_not_lost(old):
    letter = "<w:softHyphen/>" if old == "w:softHyphen" else "<w:t>\u00ad</w:t>"
    face = '<w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr>'
    document = _document(f"<w:r>{face}<w:t>Th</w:t>{letter}<w:t>êng trùc</w:t></w:r>")
    assert [line.text for line in word.read(saved(document)).lines] == ["Thường trực"]


def test_one_old_paragraph_among_new_ones_is_converted_and_vietnamese_without_marks_is_not():
    new = ["Ban Dân vận Tỉnh ủy thông báo để các thôn được biết."] * 4
    old = "các mô hình ở thôn, bản được bà con góp ý".translate(made.TCVN3)
    found = word.read(saved(_document(*map(_run, [*new, old, "CÔNG TÁC NHÂN ÁI, TÔN HÒA"]))))
    assert [line.text for line in found.lines][4:] == [
        "các mô hình ở thôn, bản được bà con góp ý",
        "CÔNG TÁC NHÂN ÁI, TÔN HÒA",
    ]
    assert found.old_font
    assert not word.read(saved(_document(*map(_run, new)))).old_font


def test_what_follows_the_signature_is_said_not_to_be_in_the_text():
    annex = "PHỤ LỤC. Danh sách các thôn dự chấm điểm năm 2026, kèm theo thông báo này, gồm bốn mươi thôn."
    document = Document(io.BytesIO(made.word(NOTICE)))
    document.add_paragraph(annex)
    paper = papers.read(saved(document), "a.docx")
    assert "Sau chữ ký còn khoảng 22 chữ" in paper.notes[0]
    assert annex in paper.text
    assert papers.read(made.word(NOTICE), "a.docx").notes == ()
