"""What a page of a PDF draws: every word, and the place where it stands. Pure.

A PDF has letters at places and often no spaces, and draws them in any order: LibreOffice writes the letters
that a font lacks after the rest of the line. So the widths of the fonts themselves say where a letter ends.
"""

from __future__ import annotations

import io
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.utils import Matrix, Point, apply_matrix_pt

#: Of the letter's size. Less between two letters is kerning, more is another word.
_SAME_WORD = 0.12


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a space: left and right edge, height of the baseline, size, the font's name.

    `spaced`: a space was drawn before it. `placed`: the pen was set down anew for it.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    face: str
    spaced: bool = False
    placed: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The words in the order they are drawn, and the heights of the lower and the upper edge, in points."""

    words: tuple[Word, ...]
    foot: float
    top: float


def pages(data: bytes) -> Iterator[Page]:
    """What stands on each page in the direction most of its letters run, turned so that they are upright.

    What runs in another direction (a stamp in the margin) is left out.
    """
    pen = _Pen(PDFResourceManager())
    interpreter = PDFPageInterpreter(pen.rsrcmgr, pen)
    for page in PDFPage.create_pages(PDFDocument(PDFParser(io.BytesIO(data)))):
        pen.drawn.clear()
        interpreter.process_page(page)
        pen.end_word()
        letters: Counter[int] = Counter()
        for quarter, word in pen.drawn:
            letters[quarter] += len(word.text)
        usual = letters.most_common(1)[0][0] if letters else 0
        left, low, right, high = page.mediabox
        size = (right - left, high - low) if page.rotate % 180 == 0 else (high - low, right - left)
        foot, top = sorted((0.0, _turned(*size, usual)[1]))
        yield Page(tuple(word for quarter, word in pen.drawn if quarter == usual), foot, top)


def _turned(x: float, y: float, quarter: int) -> Point:
    """A place on the page turned so that letters of this direction run from left to right."""
    return [(x, y), (y, -x), (-x, -y), (-y, x)][quarter]


class _Pen(PDFTextDevice):
    """Gathers what the library draws letter by letter into words: `drawn`, each with its quarter turn."""

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager)
        self.drawn: list[tuple[int, Word]] = []
        self.letters = ""
        self.spaced = self.placed = False
        self.start = self.end = self.next = (0.0, 0.0)
        self.matrix: Matrix = (1, 0, 0, 1, 0, 0)
        self.font: PDFFont | None = None
        self.size = self.letter_space = 0.0

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        if textstate.linematrix == (0, 0):
            self.end_word()
            self.placed = True
        self.letter_space = textstate.charspace * textstate.scaling * 0.01
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,
        graphicstate: Any,
    ) -> float:
        width: float = font.char_width(cid) * fontsize * scaling
        letter = _letter(font, cid)
        if not letter.strip("\x00 \xa0\t\r\n"):
            self.end_word()
            self.spaced = True
            return width
        size = abs(fontsize) * math.hypot(matrix[2], matrix[3])
        start = apply_matrix_pt(matrix, (0, rise))
        if self.letters and (font is not self.font or math.dist(start, self.next) > _SAME_WORD * size):
            self.end_word()
        if not self.letters:
            self.start, self.matrix, self.font, self.size = start, matrix, font, size
        self.letters += letter
        self.end = apply_matrix_pt(matrix, (width, rise))
        self.next = apply_matrix_pt(matrix, (width + self.letter_space, rise))
        return width

    def end_word(self) -> None:
        """The letters since the last word are one."""
        if not self.letters:
            return
        across, down = self.matrix[0], self.matrix[1]
        quarter = round(math.atan2(down, across) / (math.pi / 2)) % 4
        left, base = _turned(*self.start, quarter)
        right, _ = _turned(*self.end, quarter)
        face = str(getattr(self.font, "fontname", ""))
        word = Word(self.letters, left, right, base, self.size, face, self.spaced, self.placed)
        # Slanted letters are a stamp or a mark across the page.
        if min(abs(across), abs(down)) < 0.1 * math.hypot(across, down):
            self.drawn.append((quarter, word))
        self.letters, self.spaced, self.placed = "", False, False


def _letter(font: PDFFont, cid: int) -> str:
    """What a code of the font stands for; where the font does not say, the letter of that code."""
    try:
        return font.to_unichr(cid)
    except PDFUnicodeNotDefined:
        return chr(cid) if cid < 256 else ""
