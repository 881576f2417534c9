"""Word files and PDFs in: each fact of each layout, what is left empty, and what is turned away."""

from __future__ import annotations

import io
import zipfile

import pytest
import typst
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from directives import papers
from directives.papers import apart, guard, word
from directives.papers.facts import Paper
from portal.html import clean, to_text
from tests import papers as made
from tests.sheets import DECISION, DIRECTIVE, JOINT, LETTER, NOTICE, SHEETS

FORMS = {
    "word": (made.word, "van-ban.docx"),
    "word with tabs": (made.word_with_tabs, "van-ban.docx"),
    "word in TCVN3": (made.word_in_tcvn3, "van-ban.docx"),
    "pdf": (made.pdf, "van-ban.pdf"),
    "pdf in small print": (lambda sheet: made.pdf(sheet, size="12pt"), "van-ban.pdf"),
    "pdf in combining letters": (lambda sheet: made.pdf(sheet, decomposed=True), "van-ban.PDF"),
}


# ------------------------------------------------------------------ what is read


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", SHEETS)
def test_every_fact_of_every_layout_is_read_from_every_kind_of_file(layout, form):
    make, name = FORMS[form]
    sheet = SHEETS[layout]
    paper = papers.read(make(sheet), name)
    assert {field: getattr(paper, field) for field in sheet.facts} == sheet.facts
    body = to_text(clean(paper.body)).replace("Uỷ", "Ủy")
    assert body.split("\n\n") == list(sheet.paragraphs)
    for part in (*sheet.recipients, sheet.signature[-1], sheet.place_date):
        assert part in paper.text


def test_a_joint_text_says_that_several_sign():
    notes = papers.read(made.word(JOINT), "a.docx").notes
    assert notes == ("Văn bản có nhiều chữ ký (Hoàng A Páo; Lò Văn Thắng): hãy ghi người ký cần hiện.",)


@pytest.mark.parametrize(
    ("sheet", "empty", "said"),
    [
        (DECISION.but(number="Số       -QĐ/BDVTU"), "symbol", "Số để trống"),
        (DECISION.but(number="Số: …/QĐ-UBND"), "symbol", "Số để trống"),
        (DECISION.but(place_date="Đồng Sơn, ngày     tháng 02 năm 2026"), "issued_on", ""),
        (DECISION.but(place_date="Đồng Sơn, ngày 31 tháng 02 năm 2026"), "issued_on", ""),
        (DECISION.but(signature=("TRƯỞNG BAN", "")), "signer", ""),
        (LETTER.but(superior="Số: 12/BS-VP"), "symbol", "Đầu văn bản có nhiều số (12/BS-VP, 706/SNV-CCHC)"),
    ],
    ids=[
        "blank number",
        "dotted number",
        "blank day",
        "no such day",
        "unsigned",
        "a copy with its own number",
    ],
)
@pytest.mark.parametrize("make", [made.word, made.pdf])
def test_what_is_not_certain_stays_empty(make, sheet, empty, said):
    paper = papers.read(make(sheet), "a.docx" if make is made.word else "a.pdf")
    assert not getattr(paper, empty)
    assert said in " ".join(paper.notes)


def test_a_name_and_a_symbol_that_disagree_are_both_kept_and_said():
    paper = papers.read(made.word(DECISION.but(number="Số 46-CT/BDVTU")), "a.docx")
    assert (paper.type_name, paper.symbol) == ("Quyết định", "46-CT/BDVTU")
    assert "Tên loại in trên văn bản là “Quyết định”" in paper.notes[0]


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "Tuyệt mật", "Độ mật: Mật"])
@pytest.mark.parametrize("make", [made.word, made.pdf])
def test_a_secret_text_is_refused_with_nothing_of_it_in_the_answer(make, mark):
    with pytest.raises(papers.Unreadable, match="Không có gì của tệp được giữ lại") as refusal:
        papers.read(make(DIRECTIVE.but(superior=mark)), "a.docx" if make is made.word else "a.pdf")
    assert "tiếp dân" not in str(refusal.value)


@pytest.mark.parametrize(
    ("title", "marking"),
    [("DỰ THẢO LẦN 2", "du-thao"), ("LƯU HÀNH NỘI BỘ", "noi-bo"), ("VỀ BẢO VỆ BÍ MẬT NHÀ NƯỚC", "")],
)
def test_other_marks_are_told_and_words_about_secrets_are_no_mark(title, marking):
    sheet = DIRECTIVE.but(paragraphs=(title, *DIRECTIVE.paragraphs))
    assert papers.read(made.word(sheet), "a.docx").marking == marking


def test_a_file_that_is_no_official_text_gives_its_words_and_no_facts():
    document = Document()
    document.add_paragraph("Kính thưa các đồng chí, hôm nay chúng ta họp bàn việc làm đường.")
    paper = papers.read(saved(document), "a.docx")
    assert "họp bàn việc làm đường" in paper.text
    assert paper == Paper(text=paper.text, notes=paper.notes)
    assert "không theo thể thức" in paper.notes[0]


def test_facts_survive_the_way_through_json():
    paper = papers.read(made.word(NOTICE), "a.docx")
    assert Paper.from_json(paper.as_json()) == paper


# ------------------------------------------------------------------ Word's own ways


def saved(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def lines(document) -> list[str]:
    return [line.text for line in word.read(saved(document)).lines if line.text]


def _list(document, *levels: tuple[str, str]) -> int:
    """A list of these (numFmt, lvlText) levels; its number."""
    numbering = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "90")
    for at, (form, text) in enumerate(levels):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(at))
        for tag, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", text)):
            child = OxmlElement(tag)
            child.set(qn("w:val"), value)
            level.append(child)
        abstract.append(level)
    numbering.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "90")
    of = OxmlElement("w:abstractNumId")
    of.set(qn("w:val"), "90")
    number.append(of)
    numbering.append(number)
    return 90


def _numbered(document, text: str, level: int) -> None:
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    numbered = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", level), ("w:numId", 90)):
        child = OxmlElement(tag)
        child.set(qn("w:val"), str(value))
        numbered.append(child)
    properties.append(numbered)


def test_numbers_that_word_makes_by_itself_are_read_as_printed():
    document = Document()
    _list(document, ("upperRoman", "%1."), ("decimal", "%2."), ("decimal", "%2.%3."), ("lowerLetter", "%4)"))
    for level, text in [
        (0, "Mục đích"), (0, "Yêu cầu"), (1, "Việc một"), (2, "Ý đầu"), (2, "Ý sau"), (3, "Điểm"),
        (1, "Việc hai"), (0, "Tổ chức"), (1, "Việc mới"),
    ]:  # fmt: skip
        _numbered(document, text, level)
    assert lines(document) == [
        "I. Mục đích", "II. Yêu cầu", "1. Việc một", "1.1. Ý đầu", "1.2. Ý sau", "a) Điểm", "2. Việc hai",
        "III. Tổ chức", "1. Việc mới",
    ]  # fmt: skip


def test_a_table_of_the_body_stays_a_table_and_bold_stays_bold():
    document = Document()
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(table._cells, ["TT", "Thôn", "Số hộ", "1", "Nà Cang", "45"], strict=True):
        cell.text = text
    document.add_paragraph("Trước ").add_run("30/5").bold = True
    first, second = (line for line in word.read(saved(document)).lines if line.text)
    assert clean(first.html).startswith("<table><tbody><tr><td>TT</td><td>Thôn</td>")
    assert second.html == "Trước <strong>30/5</strong>"


def test_words_that_somebody_deleted_with_changes_tracked_are_gone():
    document = Document()
    paragraph = document.add_paragraph("Giữ lại")
    gone = OxmlElement("w:del")
    run = OxmlElement("w:r")
    text = OxmlElement("w:delText")
    text.text = " bỏ đi"
    run.append(text)
    gone.append(run)
    paragraph._p.append(gone)
    assert lines(document) == ["Giữ lại"]


def test_old_text_whose_font_does_not_say_so_is_recognised_by_its_words():
    document = Document()
    for text in (
        "Ban Dân vận Tỉnh ủy thông báo kết quả chấm điểm",
        "các mô hình ở thôn, bản được bà con góp ý",
    ):
        document.add_paragraph(text.translate(made.TCVN3))
    assert lines(document)[0] == "Ban Dân vận Tỉnh ủy thông báo kết quả chấm điểm"


# ------------------------------------------------------------------ scans, programs in files


def _pdf(source: str) -> PdfWriter:
    return PdfWriter(clone_from=PdfReader(io.BytesIO(typst.compile(source.encode()))))


def written(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_a_scan_without_words_is_said_to_be_one():
    paper = papers.read(typst.compile(b"#rect(width: 100%, height: 80%)\n#pagebreak()\n#rect()"), "a.pdf")
    assert paper == Paper(pages=2, scanned=True)


def test_a_pdf_with_a_program_inside_is_read_and_said_to_have_one():
    writer = _pdf("Toàn văn văn bản về công tác dân vận ở cơ sở.")
    program = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("1")}
    )
    writer.root_object[NameObject("/OpenAction")] = program
    assert papers.read(written(writer), "a.pdf").scripted
    assert not papers.read(made.pdf(NOTICE), "a.pdf").scripted


# ------------------------------------------------------------------ what is turned away


def archive(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made_archive:
        for name, content in parts.items():
            made_archive.writestr(name, content)
    return buffer.getvalue()


def _locked(algorithm: str) -> bytes:
    writer = _pdf("Bí mật")
    writer.encrypt("mat-khau", algorithm=algorithm)
    return written(writer)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCUMENT = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}
REFUSED = {
    "empty": (b"", "a.pdf", "rỗng"),
    "200 MB": (bytes(guard.MAX_BYTES + 1), "a.pdf", "lớn hơn 50 MB"),
    "old Word": (OLE + bytes(600), "a.doc", "đời cũ"),
    "Word with a password": (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "a.docx", "mật khẩu"),
    "macros by name": (archive(DOCUMENT | {"word/vbaProject.bin": b"x"}), "a.docx", "macro"),
    "macros by type": (
        archive(DOCUMENT | {"[Content_Types].xml": b'<Types ContentType="macroEnabled"/>'}),
        "a.docm",
        "macro",
    ),
    "a bomb of one part": (archive(DOCUMENT | {"word/a.xml": bytes(9_000_000)}), "a.docx", "bất thường"),
    "a bomb of many parts": (
        archive(DOCUMENT | {f"p{n}": b"" for n in range(guard.MAX_PARTS)}),
        "a.docx",
        "bất thường",
    ),
    "a spreadsheet": (archive({"xl/workbook.xml": b"<x/>"}), "a.docx", "không phải văn bản Word"),
    "a web page called pdf": (b"<html><script>alert(1)</script>", "a.pdf", "không phải"),
    "a PDF called docx": (b"%PDF-1.7\n", "a.docx", "Bên trong là tệp PDF"),
    "a Word file called pdf": (made.word(DECISION), "a.pdf", "Bên trong là tệp Word"),
    "an old text": (b"{\\rtf1 abc}", "a.docx", "Lưu thành"),
    "a text of another program": (archive({"mimetype": b"x", "content.xml": b"<x/>"}), "a.docx", "Lưu thành"),
    "a web page called doc": (b"<html>", "a.doc", "Lưu thành"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "a.png", "không phải"),
    "half an archive": (made.word(DECISION)[:3000], "a.docx", "hỏng"),
    "an archive of no XML": (archive(DOCUMENT | {"word/document.xml": b"\xff\xfe<"}), "a.docx", "hỏng"),
    "half a PDF": (b"%PDF-1.7\n1 0 obj\n<<", "a.pdf", "hỏng"),
    "a PDF with a password": (_locked("RC4-128"), "a.pdf", "mật khẩu"),
    "a PDF with a password, newer": (_locked("AES-256"), "a.pdf", "mật khẩu"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_cannot_be_read_safely_is_refused_with_the_reason(case):
    data, name, reason = REFUSED[case]
    with pytest.raises(papers.Unreadable, match=reason):
        papers.read(data, name)


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_pdf_that_is_locked_only_against_changes_is_read(algorithm):
    writer = PdfWriter(clone_from=io.BytesIO(made.pdf(NOTICE)))
    writer.encrypt("", owner_password="chi-van-thu", algorithm=algorithm)
    assert papers.read(written(writer), "a.pdf").symbol == papers.read(made.pdf(NOTICE), "a.pdf").symbol != ""


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["%PDF-1.4\n", "PK\x03\x04", ""]))
def test_no_bytes_make_the_reader_fail_otherwise_than_by_refusing(tail, head):
    for name in ("a.pdf", "a.docx"):
        try:
            papers.read(head.encode("latin-1") + tail, name)
        except papers.Unreadable:
            continue


@settings(deadline=None, max_examples=40)
@given(st.integers(10, 40_000), st.integers(0, 255))
def test_a_spoiled_word_file_is_read_or_refused(at, byte):
    data = bytearray(made.word(LETTER))
    data[at % len(data)] = byte
    try:
        papers.read(bytes(data), "a.docx")
    except papers.Unreadable:
        return


# ------------------------------------------------------------------ in a process of its own


def test_reading_apart_gives_the_same_facts_and_the_same_refusals():
    data = made.word(NOTICE)
    assert apart.read(data, "Thông báo số 108.DOCX") == papers.read(data, "a.docx")
    assert apart.words(data, "a.docx") == papers.words(data, "a.docx")
    with pytest.raises(papers.Unreadable, match="MẬT"):
        apart.read(made.word(DIRECTIVE.but(superior="MẬT")), "a.docx")


def test_a_file_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(apart, "PATIENCE", 0.05)
    with pytest.raises(apart.TooSlow):
        apart.read(made.pdf(NOTICE), "a.pdf")
