"""The text layer of a PDF as lines. Pure."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from directives.papers import typed
from directives.papers.columns import marks_frame
from directives.papers.guard import Unreadable
from directives.papers.lines import BLANK, Line
from directives.papers.pages import Piece, Row, lines_of, rows_of, width_of
from portal import legacy
from portal.text import fold, nfc

#: Fewer letters a page than this are stamps and page numbers on a scan.
LETTERS_A_PAGE = 25
MAX_PAGES = 200
MAX_CHARACTERS = 400_000

_BROKEN = (
    PyPdfError, KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError,
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
    """`scanned`: the pages are pictures without words. `scripted`: opening the file may run a program."""

    lines: tuple[Line, ...]
    pages: int
    scanned: bool
    scripted: bool


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
        for number in range(min(count, MAX_PAGES)):
            page = _page_lines(reader.pages[number])
            lines = _across(lines, page)
            characters += sum(len(line.text) for line in page)
            if characters > MAX_CHARACTERS:
                break
    except Unreadable:
        raise
    except _BROKEN as error:
        locked = "cryptography" in str(error)
        raise Unreadable(
            "Tệp PDF bị khóa, không đọc được. Hãy lưu lại bản không khóa."
            if locked
            else "Tệp PDF hỏng, không đọc được."
        ) from error
    letters = sum(c.isalpha() for line in lines for c in line.text)
    scanned = letters < LETTERS_A_PAGE * max(1, min(count, 4))
    return Read(tuple(_from_old_font(lines)), count, scanned, scripted)


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


def _page_lines(page: Any) -> list[Line]:
    pieces = _pieces(page)
    rows = [row for row in rows_of(pieces) if not _furniture(row, page)]
    return lines_of(rows)


def _pieces(page: Any) -> list[Piece]:
    """The words of a page in the order they are drawn; runs on one line are one piece."""
    pieces: list[Piece] = []

    def draw(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        shown = text.replace("\n", "")
        if not shown.strip() or abs(cm[1] * tm[0]) + abs(tm[1] * cm[0]) > 0.1:
            return  # nothing, or a rotated stamp
        face = str(font.get("/BaseFont", "")) if font else ""
        scale = abs(cm[0] * tm[0]) or 1.0
        left = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        base = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        if encoding := typed.encoding_of(face):
            shown = typed.from_font(shown, face, encoding)
        bold = "bold" in face.lower() or "black" in face.lower()
        drawn = size * scale
        piece = Piece(left, left + width_of(shown, bold) * drawn, base, drawn, shown.translate(_ETH), bold)
        if pieces and _follows(pieces[-1], piece):
            pieces[-1] = _one(pieces[-1], piece)
        else:
            pieces.append(piece)

    page.extract_text(visitor_text=draw)
    return pieces


def _follows(before: Piece, piece: Piece) -> bool:
    """Whether a piece goes on where the one drawn before it ended; justified lines stretch their spaces."""
    size = max(before.size, piece.size)
    gap = piece.left - before.right
    room = (1.2 + 0.25 * before.text.count(" ")) * size
    return abs(before.base - piece.base) < 0.4 * size and piece.left > before.left and -2 * size < gap < room


def _one(before: Piece, piece: Piece) -> Piece:
    solid = [one.bold for one in (before, piece) if any(c.isalnum() for c in one.text)] or [before.bold]
    base = before.base if len(before.text) >= len(piece.text) else piece.base
    size = max(before.size, piece.size)
    return Piece(before.left, piece.right, base, size, before.text + piece.text, all(solid))


def _furniture(row: Row, page: Any) -> bool:
    """A page number, or a line of a digital signature's stamp."""
    text = row.text
    if _STAMP.match(text):
        return True
    height = float(page.mediabox.height)
    edge = row.base > 0.9 * height or row.base < 0.1 * height
    return edge and bool(_PAGE_NUMBER.match(text))


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
    """A text layer in an old encoding though no font says so, where all of it reads that way."""
    encoding = legacy.detect("\n".join(line.text for line in lines))
    if encoding is None:
        return list(lines)
    return [Line(nfc(legacy.to_unicode(line.text, encoding)), bold=line.bold) for line in lines]
