"""The report to leaders as a Word document, laid out as Party offices file it.

Source of the layout: Hướng dẫn 36-HD/VPTW, 03/4/2018 (A4, Times New Roman, body, star, place and date,
title, signature); what only a clerk knows, the number and the signer, is left blank.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import count, groupby
from typing import Any

from django.utils import timezone
from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from comments.figures import Figures
from comments.models import Comment
from portal.models import SiteSettings
from portal.templatetags.vietnamese import day, dots, place_day
from portal.text import one_line, paragraphs

FONT, SIZE, SMALL = "Times New Roman", Pt(14), Pt(13)
PAGE = {"page_width": Mm(210), "page_height": Mm(297), "top_margin": Mm(20), "bottom_margin": Mm(20)}
SIDES = {"left_margin": Mm(30), "right_margin": Mm(15)}


def document(
    site: SiteSettings, first: date, last: date, figures: Figures, opinions: Sequence[Comment], left_out: int
) -> bytes:
    """A .docx of the period's figures and of these published opinions with their answers.

    `opinions`: with their targets and answers at hand; `left_out`: how many more there are, which the
    report says.
    """
    word = _blank(site)
    _head(word, site)
    _title(word, first, last)
    _figures(word, first, last, figures)
    answered = [row for row in opinions if hasattr(row, "answer")]
    waiting = [row for row in opinions if not hasattr(row, "answer")]
    _opinions(word, f"II- Ý KIẾN ĐÃ ĐƯỢC TRẢ LỜI ({dots(len(answered))})", answered)
    _opinions(word, f"III- Ý KIẾN ĐÃ ĐĂNG, CHƯA CÓ TRẢ LỜI CHÍNH THỨC ({dots(len(waiting))})", waiting)
    if left_out:
        _say(word, f"Còn {dots(left_out)} ý kiến đã đăng không in ở đây; xem bản Excel của cùng thời gian.")
    _foot(word, site)
    content = io.BytesIO()
    word.save(content)
    return content.getvalue()


def _blank(site: SiteSettings) -> Word:
    word = Document()
    section = word.sections[0]
    for name, value in (PAGE | SIDES).items():
        setattr(section, name, value)
    for name in ("Normal", "Heading 1", "Heading 2"):
        style: Any = word.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, SIZE, RGBColor(0, 0, 0)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(6)
        fonts = style.element.rPr.rFonts
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            # The theme's font would win over the name.
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        for kind in ("cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    normal: Any = word.styles["Normal"]
    normal.element.rPr.append(language)
    section.different_first_page_header_footer = True
    _page_number(section.header.paragraphs[0])
    about = word.core_properties
    about.title, about.author, about.comments = "Báo cáo ý kiến bạn đọc", one_line(str(site)), ""
    about.language, about.created = "vi-VN", timezone.now()
    return word


def _page_number(paragraph: Paragraph) -> None:
    paragraph.alignment = ALIGN.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _head(word: Word, site: SiteSettings) -> None:
    """Whose report on the left; the Party's name, place and date on the right."""
    left, right = word.add_table(1, 2).rows[0].cells
    _line(left.paragraphs[0], site.superior_name.upper())
    _line(left.add_paragraph(), site.name.upper(), bold=True)
    _line(left.add_paragraph(), "*")
    _line(left.add_paragraph(), "Số          -BC/")
    _line(right.paragraphs[0], "ĐẢNG CỘNG SẢN VIỆT NAM", bold=True, underline=True)
    _line(right.add_paragraph(), f".............., {place_day(timezone.localdate())}", italic=True)


def _title(word: Word, first: date, last: date) -> None:
    _line(word.add_paragraph(), "BÁO CÁO", bold=True, size=Pt(16))
    _line(word.add_paragraph(), "Ý kiến bạn đọc và trả lời của cơ quan", bold=True)
    _line(word.add_paragraph(), f"từ ngày {day(first)} đến ngày {day(last)}", bold=True)
    _line(word.add_paragraph(), "-----")


def _line(paragraph: Paragraph, text: str, *, size: Pt = SIZE, **looks: bool) -> None:
    """One centred line of the frame, close to the next."""
    paragraph.alignment = ALIGN.CENTER
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(one_line(text))
    run.font.size = size
    for name, value in looks.items():
        setattr(run.font, name, value)


def _say(word: Word, text: str) -> None:
    """Body text: justified, the first line indented; one paragraph for each line."""
    for line in filter(None, paragraphs(text).split("\n")):
        paragraph = word.add_paragraph(line)
        paragraph.alignment = ALIGN.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Mm(12.7)


def _figures(word: Word, first: date, last: date, figures: Figures) -> None:
    word.add_heading("I- TÌNH HÌNH CHUNG", 1)
    _say(
        word,
        f"Từ ngày {day(first)} đến ngày {day(last)}, Cổng nhận được {dots(figures.received)} ý kiến; "
        f"{dots(figures.answered)} ý kiến đã được trả lời chính thức.",
    )
    if figures.timed:
        _say(
            word,
            f"Trong {dots(figures.timed)} ý kiến đã có quyết định đăng hoặc không đăng, "
            f"{dots(figures.in_time)} ý kiến được duyệt đúng thời hạn đã cam kết với bạn đọc.",
        )
    _counts(word, "Trạng thái", figures.states)
    _counts(word, "Lý do không đăng", figures.grounds)
    _counts(word, "Đơn vị trả lời", figures.departments)


def _counts(word: Word, what: str, rows: Iterable[tuple[str, int]]) -> None:
    rows = list(rows)
    if not rows:
        return
    table = word.add_table(1, 2, style="Table Grid")
    _repeat_on_each_page(table.rows[0])
    for number, texts in enumerate([(what, "Số ý kiến"), *((label, dots(n)) for label, n in rows)]):
        cells = table.rows[0].cells if number == 0 else table.add_row().cells
        for cell, text, place in zip(cells, texts, (ALIGN.LEFT, ALIGN.RIGHT), strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.alignment = place
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
            run = paragraph.add_run(one_line(text))
            run.font.size, run.font.bold = SMALL, number == 0
    word.add_paragraph()


def _repeat_on_each_page(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _opinions(word: Word, title: str, opinions: list[Comment]) -> None:
    if not opinions:
        return
    word.add_heading(title, 1)
    numbers = count(1)
    for target, rows in groupby(opinions, key=lambda row: row.target):
        word.add_heading(one_line(str(target)), 2)
        for opinion in rows:
            who = word.add_paragraph()
            who.paragraph_format.keep_with_next = True
            who.add_run(one_line(f"{next(numbers)}. {opinion.name}")).font.bold = True
            who.add_run(f", ngày {day(opinion.sent_at)}:")
            _say(word, opinion.text)
            if hasattr(opinion, "answer"):
                _answer(word, opinion.answer)


def _answer(word: Word, answer: Any) -> None:
    who = word.add_paragraph()
    who.paragraph_format.keep_with_next = True
    run = who.add_run(one_line(f"Trả lời của {answer.department}, ngày {day(answer.answered_on)}:"))
    run.font.italic = True
    _say(word, answer.text)


def _foot(word: Word, site: SiteSettings) -> None:
    word.add_paragraph()
    left, right = word.add_table(1, 2).rows[0].cells
    left.paragraphs[0].add_run("Nơi nhận:").font.underline = True
    for line in (f"- Lãnh đạo {site.name},", f"- Lưu {site.name}."):
        paragraph = left.add_paragraph()
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
        paragraph.add_run(one_line(line)).font.size = SMALL
    _line(right.paragraphs[0], "NGƯỜI BÁO CÁO", bold=True)
    _line(right.add_paragraph(), "(ký, ghi rõ họ tên)", italic=True)
