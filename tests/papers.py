"""Files for tests: one text as a Word file with its head in a table or set with tabs, and as a PDF."""

from __future__ import annotations

import io
import unicodedata
from functools import cache

import typst
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

from portal import legacy
from tests.sheets import Sheet

#: Unicode → TCVN3, the table of `portal.legacy` read backwards.
TCVN3 = {letter if isinstance(letter, int) else ord(letter): code for code, letter in legacy._TCVN3.items()}


# ------------------------------------------------------------------ Word


def _cell(cell, lines, write, bold=(), centred=True):
    for number, text in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        write(paragraph, text).bold = text in bold
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _left(sheet: Sheet) -> tuple[str, ...]:
    return sheet.left if sheet.kind else (*sheet.left, *sheet.title)


def _bytes(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _typed(paragraph, text):
    return paragraph.add_run(text)


def _typed_in_tcvn3(paragraph, text):
    """As before Unicode: capitals are small letters in a font of capitals; there is no Ủ but there is ỷ."""
    shown = text.lower() if text.isupper() else text.replace("Ủy", "Uỷ")
    run = paragraph.add_run(shown.translate(TCVN3))
    run.font.name = ".VnTimeH" if text.isupper() else ".VnTime"
    return run


@cache
def word(sheet: Sheet, write=_typed) -> bytes:
    """With head and foot in tables without borders, as offices make them; `write` types a text."""
    document = Document()
    head = document.add_table(rows=1, cols=2).rows[0].cells
    _cell(head[0], _left(sheet), write, bold=sheet.body)
    _cell(head[1], (*sheet.right, "", sheet.place_date), write, bold=sheet.right)
    document.add_paragraph("")
    if sheet.kind:
        for text in (sheet.kind, *sheet.title):
            paragraph = document.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            write(paragraph, text).bold = True
        if sheet.rule:
            document.add_paragraph(sheet.rule).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in sheet.paragraphs:
        write(document.add_paragraph(), text)
    document.add_paragraph("")
    foot = document.add_table(rows=1, cols=2).rows[0].cells
    if sheet.second:
        _cell(foot[0], sheet.signature, write)
        _cell(foot[1], sheet.second, write)
        for text in ("Nơi nhận:", *sheet.recipients):
            write(document.add_paragraph(), text)
    else:
        _cell(foot[0], ("Nơi nhận:", *sheet.recipients), write, centred=False)
        _cell(foot[1], sheet.signature, write)
    return _bytes(document)


def word_in_tcvn3(sheet: Sheet) -> bytes:
    return word(sheet, _typed_in_tcvn3)


@cache
def word_with_tabs(sheet: Sheet) -> bytes:
    """The same with its columns set apart by tabs."""
    document = Document()
    right = (*sheet.right, sheet.place_date)
    left = _left(sheet)
    for number in range(max(len(left), len(right))):
        cells = [side[number] if number < len(side) else "" for side in (left, right)]
        document.add_paragraph("\t".join(cells).rstrip("\t"))
    document.add_paragraph("")
    if sheet.kind:
        for text in (sheet.kind, *sheet.title):
            document.add_paragraph(text)
        document.add_paragraph(sheet.rule)
    for text in sheet.paragraphs:
        document.add_paragraph(text)
    document.add_paragraph("")
    if sheet.second:
        for one, other in zip(sheet.signature, ("", *sheet.second), strict=True):
            document.add_paragraph(f"{one}\t\t{other}")
        for text in ("Nơi nhận:", *sheet.recipients):
            document.add_paragraph(text)
        return _bytes(document)
    recipients = ("Nơi nhận:", *sheet.recipients)
    for number in range(max(len(recipients), len(sheet.signature))):
        cells = [side[number] if number < len(side) else "" for side in (recipients, sheet.signature)]
        document.add_paragraph("\t\t".join(cells).rstrip("\t"))
    return _bytes(document)


# ------------------------------------------------------------------ PDF


def _marked(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\#$*_`<>@~=-+/[].\"'" else c for c in text)


def _stack(lines, bold=()) -> str:
    return " \\ ".join(f"*{_marked(line)}*" if line in bold else _marked(line) for line in lines)


@cache
def pdf(sheet: Sheet, decomposed: bool = False, size: str = "14pt") -> bytes:
    """Typeset on A4 with the margins of the guidance; `decomposed`: the text layer in combining letters."""
    title = ""
    if sheet.kind:
        title = f"#align(center)[{_stack((sheet.kind, *sheet.title), (sheet.kind, *sheet.title))}"
        title += f" \\ {_marked(sheet.rule)}]" if sheet.rule else "]"
    sign = _stack([*sheet.signature[:-1], "", "", sheet.signature[-1]], sheet.signature)
    to = _stack(("Nơi nhận:", *sheet.recipients))
    if sheet.second:
        other = _stack([*sheet.second[:-1], "", "", "", sheet.second[-1]], sheet.second)
        foot = f"#grid(columns: (1fr, 1fr), align: center)[{sign}][{other}]\n\n"
        foot += f"#par(first-line-indent: 0pt)[{to}]"
    else:
        left = f"#par(first-line-indent: 0pt)[#text(11pt)[{to}]]"
        foot = f"#grid(columns: (1fr, 1fr))[{left}][#align(center)[{sign}]]"
    text = "\n\n".join(_marked(text) for text in sheet.paragraphs)
    head = (
        f"[{_stack(_left(sheet), sheet.body)}][{_stack((*sheet.right, '', sheet.place_date), sheet.right)}]"
    )
    source = f"""
#set page(paper: "a4", margin: (left: 3cm, right: 1.5cm, y: 2cm), numbering: "1")
#set text(font: "Libertinus Serif", size: {size}, lang: "vi")
#set par(justify: true, first-line-indent: (amount: 1cm, all: true), spacing: 0.9em)
#set smartquote(enabled: false)
#text(12pt)[#grid(columns: (2fr, 3fr), align: center){head}]
{title}

{text}

{foot}
"""
    if decomposed:
        source = unicodedata.normalize("NFD", source)
    return typst.compile(source.encode())
