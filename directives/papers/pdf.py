"""The text layer of a PDF as lines. Pure."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from pdfminer.psexceptions import PSException
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from directives.papers import drawing, typed
from directives.papers.columns import marks_frame
from directives.papers.guard import Unreadable
from directives.papers.lines import BLANK, Line
from directives.papers.pages import Row, lines_of, rows_of
from portal import legacy
from portal.text import fold, nfc

#: Fewer letters a page than this are stamps and page numbers on a scan.
LETTERS_A_PAGE = 25
MAX_PAGES = 200
MAX_CHARACTERS = 400_000

_BROKEN = (
    PyPdfError, PSException, KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError,
    OverflowError, ZeroDivisionError, NotImplementedError, AssertionError, ArithmeticError, OSError,
)  # fmt: skip
_PAGE_NUMBER = re.compile(r"^[-–— ]{0,3}(?:trang )?\d{1,4}(?:/\d{1,4})?[-–— .]{0,3}$", re.IGNORECASE)
#: What a digital signature prints over the first page.
_STAMP = re.compile(
    r"^(?:người ký|ký bởi|signed by|thời gian ký|ngày ký|giờ ký|signing date|signature not verified|"
    r"digitally signed by|reason|location|e-?mail)\s*:|^signature not verified$",
    re.IGNORECASE,
)
_ETH = str.maketrans("Ðð", "Đđ")


@dataclass(frozen=True, slots=True)
class Read:
    """`scanned`: the pages are pictures without words. `scripted`: opening the file may run a program.

    `old_font`: some of the text was in a font of before Unicode.
    """

    lines: tuple[Line, ...]
    pages: int
    scanned: bool
    scripted: bool
    old_font: bool = False


def read(data: bytes) -> Read:
    """The words of a PDF's first 200 pages. Raises Unreadable for a locked or broken file."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi tải lại.")
        count = len(reader.pages)
        scripted = _scripted(reader, data)
        lines: list[Line] = []
        characters = 0
        old_font = False
        for drawn in islice(drawing.pages(data), MAX_PAGES):
            old_font = old_font or any(typed.encoding_of(word.face) for word in drawn.words)
            page = _page_lines(drawn)
            lines = _across(lines, page)
            characters += sum(len(line.text) for line in page)
            if characters > MAX_CHARACTERS:
                break
    except Unreadable:
        raise
    except _BROKEN as error:
        raise Unreadable(
            "Tệp PDF hỏng hoặc chưa tải về đủ, không đọc được. Hãy lưu hoặc quét lại rồi tải lên."
        ) from error
    letters = sum(c.isalpha() for line in lines for c in line.text)
    scanned = letters < LETTERS_A_PAGE * max(1, min(count, 4))
    shown = _from_old_font(lines)
    old_font = old_font or shown != lines
    return Read(tuple(shown), count, scanned, scripted, old_font)


def _scripted(reader: PdfReader, data: bytes) -> bool:
    """Whether the file holds JavaScript or starts something when it is opened."""
    if re.search(rb"/(?:JavaScript|JS|Launch)[\s/(<\[]", data):
        return True
    root: Any = reader.trailer["/Root"].get_object()
    names = root.get("/Names")
    named = names is not None and "/JavaScript" in names.get_object()
    action = root.get("/OpenAction")
    opened = action.get_object() if action is not None else None
    runs = isinstance(opened, dict) and opened.get("/S") in {"/JavaScript", "/Launch"}
    return bool(named or runs or "/AA" in root)


def _page_lines(drawn: drawing.Page) -> list[Line]:
    words = [replace(word, text=_letters(word.text, word.face)) for word in drawn.words]
    edge = 0.1 * (drawn.top - drawn.foot)
    return lines_of(
        [row for row in rows_of(words) if not _furniture(row, drawn.foot + edge, drawn.top - edge)]
    )


def _letters(text: str, face: str) -> str:
    """The letters that a font of before Unicode shows."""
    encoding = typed.encoding_of(face)
    return (typed.from_font(text, face, encoding) if encoding else text).translate(_ETH)


def _furniture(row: Row, low: float, high: float) -> bool:
    """A page number in a margin, or a line of a digital signature's stamp."""
    text = row.text
    return bool(_STAMP.match(text) or (not low < row.base < high and _PAGE_NUMBER.match(text)))


def _across(lines: list[Line], page: list[Line]) -> list[Line]:
    """The lines with a page's added; a paragraph that the page break cut is one again."""
    while page and not page[0].text:
        page = page[1:]
    while lines and not lines[-1].text:
        lines = lines[:-1]
    if not page or not lines:
        return [*lines, *page]
    last, first = lines[-1], page[0]
    cut = len(last.text) > 40 and not last.text.endswith((".", ":", ";", "!", "?", "./.", "”"))
    if cut and first.text[:1].islower() and not marks_frame(fold(first.text)):
        return [*lines[:-1], Line(f"{last.text} {first.text}", bold=last.bold and first.bold), *page[1:]]
    return [*lines, BLANK, *page]


def _from_old_font(lines: Sequence[Line]) -> list[Line]:
    """A text layer in an old encoding though no font says so, where all of it, or a line, reads that way."""
    whole = legacy.detect("\n".join(line.text for line in lines))
    encodings = [whole or typed.encoding_of_text(line.text) for line in lines]
    return [
        replace(line, text=nfc(legacy.to_unicode(line.text, encoding))) if encoding else line
        for line, encoding in zip(lines, encodings, strict=True)
    ]
