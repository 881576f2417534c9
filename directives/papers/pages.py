"""One page of a PDF: words by their places → lines, columns one after the other, paragraphs whole. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from directives.layout import section_number
from directives.papers.columns import marks_frame
from directives.papers.lines import BLANK, Line
from directives.signature import ITEM_MARK
from portal.text import one_line

_TEXT = re.compile(r"^(?:Kính gửi|Kính trình|Căn cứ|Thực hiện|Điều 1)\b")
#: Widths of letters in hundredths of an em, as Times has them; official texts are set in it.
_WIDTHS = {
    25: " .,", 28: "ijlt/:;", 33: "fr()-–I", 39: "sJ", 44: "acez“”", 56: "FPS", 61: "ELTZ", 67: "BCR",
    72: "wADĐGHKNOQUVXY", 78: "m", 89: "M", 94: "W",
}  # fmt: skip
_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}


@dataclass(frozen=True, slots=True)
class Piece:
    """Words drawn at one place: left and right edge, height of the baseline above the foot of the page."""

    left: float
    right: float
    base: float
    size: float
    text: str
    bold: bool


@dataclass(frozen=True, slots=True)
class Row:
    pieces: tuple[Piece, ...]

    @property
    def left(self) -> float:
        return self.pieces[0].left

    @property
    def right(self) -> float:
        return self.pieces[-1].right

    @property
    def base(self) -> float:
        return self.pieces[0].base

    @property
    def size(self) -> float:
        return max(piece.size for piece in self.pieces)

    @property
    def text(self) -> str:
        return one_line(" ".join(piece.text for piece in self.pieces))

    @property
    def bold(self) -> bool:
        return all(piece.bold for piece in self.pieces if any(c.isalnum() for c in piece.text))


def width_of(text: str, bold: bool) -> float:
    """About how wide a text is, in ems: a PDF tells where words begin, its fonts' widths are not at hand."""
    plain = (c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return sum(_WIDTH.get(c, 50) for c in plain) * (0.0106 if bold else 0.01)


def rows_of(pieces: Sequence[Piece]) -> list[Row]:
    """Pieces on one baseline, from the top of the page down."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: -p.base):
        if rows and abs(rows[-1][0].base - piece.base) < 0.4 * min(rows[-1][0].size, piece.size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [Row(tuple(sorted(row, key=lambda p: p.left))) for row in rows]


def lines_of(rows: Sequence[Row]) -> list[Line]:
    """The rows as lines: two columns one after the other, the lines of a paragraph joined."""
    if not rows:
        return []
    left, right = min(row.left for row in rows), _right_edge(rows)
    sides = [_side(row, left, right) for row in rows]
    out: list[Line] = []
    at = 0
    while at < len(rows):
        end = _frame_end(rows, sides, at)
        if end == at:
            end = _full_end(rows, sides, at)
            out += _paragraphs(rows[at:end], left, right)
        else:
            out += [*_column(rows[at:end], sides[at:end], 0), BLANK, *_column(rows[at:end], sides[at:end], 1)]
        out.append(BLANK)
        at = end
    return out


def _right_edge(rows: Sequence[Row]) -> float:
    """Where lines end: some widths are guessed too large, and most too small, for lines are justified."""
    ends = sorted(row.right for row in rows)
    return ends[-1 - len(ends) // 5]


def _side(row: Row, left: float, right: float) -> str:
    """ "LR" for a row in both columns, "L" or "R" for one in half the page, "" for one across it."""
    middle = (left + right) / 2
    if len(row.pieces) >= 2:
        cut = _cut(row)
        centres = [(half[0].left + half[-1].right) / 2 for half in (row.pieces[:cut], row.pieces[cut:])]
        if centres[0] < middle < centres[1] and row.pieces[cut].left > middle - 0.2 * (right - left):
            return "LR"
    centre = (row.left + row.right) / 2
    if row.right < middle + 0.12 * (right - left) and centre < left + 0.42 * (right - left):
        return "L"
    if row.left > middle - 0.08 * (right - left) and centre > left + 0.58 * (right - left):
        return "R"
    return ""


def _cut(row: Row) -> int:
    """Where the widest gap of a row is."""
    return max(range(1, len(row.pieces)), key=lambda i: row.pieces[i].left - row.pieces[i - 1].right)


def _frame_end(rows: Sequence[Row], sides: Sequence[str], start: int) -> int:
    """Where the head or the foot that begins at `start` ends; `start` when none begins there."""
    end = start
    while end < len(rows) and sides[end] and not (end > start and _opens_text(rows, end)):
        end += 1
    texts = [piece.text for row in rows[start:end] for piece in row.pieces]
    both = any("R" in side for side in sides[start:end]) and any("L" in side for side in sides[start:end])
    opens = marks_frame(one_line(rows[start].pieces[0].text)) or sides[start] != "L"
    if both and opens and any(marks_frame(one_line(text)) for text in texts):
        return end
    return start


def _opens_text(rows: Sequence[Row], at: int) -> bool:
    """A short first line of the text below a head: its words say so, or its place."""
    if _TEXT.match(rows[at].text):
        return True
    gap = rows[at - 1].base - rows[at].base
    ends = rows[at].text.endswith((".", ":", ";"))
    return ends and gap > 2.2 * rows[at].size and rows[at].left < rows[at - 1].left


def _full_end(rows: Sequence[Row], sides: Sequence[str], start: int) -> int:
    end = start + 1
    while end < len(rows) and _frame_end(rows, sides, end) == end:
        end += 1
    return end


def _column(rows: Sequence[Row], sides: Sequence[str], number: int) -> list[Line]:
    """The left (0) or right (1) half of rows in two columns."""
    half: list[Row] = []
    for row, side in zip(rows, sides, strict=True):
        if side == "LR":
            cut = _cut(row)
            half.append(Row(row.pieces[:cut] if number == 0 else row.pieces[cut:]))
        elif (side == "L") == (number == 0):
            half.append(row)
    return list(_with_gaps(half))


def _with_gaps(rows: Sequence[Row]) -> Iterator[Line]:
    for at, row in enumerate(rows):
        if at and rows[at - 1].base - row.base > 2.2 * row.size:
            yield BLANK
        yield Line(row.text, bold=row.bold)


def _paragraphs(rows: Sequence[Row], left: float, right: float) -> list[Line]:
    """Rows across the page: those of one paragraph joined, centred ones each a line."""
    out: list[Line] = []
    leading = _leading(rows)
    for at, row in enumerate(rows):
        gap = rows[at - 1].base - row.base if at else 0.0
        if at and _goes_on(rows[at - 1], row, left, right, gap, leading):
            before = out[-1]
            out[-1] = Line(f"{before.text} {row.text}", bold=before.bold and row.bold)
            continue
        if gap > 1.5 * leading:
            out.append(BLANK)
        out.append(Line(row.text, bold=row.bold))
    return out


def _leading(rows: Sequence[Row]) -> float:
    """The usual distance of two rows."""
    gaps = sorted(above.base - row.base for above, row in pairwise(rows) if above.base > row.base)
    return gaps[len(gaps) // 3] if gaps else rows[0].size * 1.3


def _goes_on(above: Row, row: Row, left: float, right: float, gap: float, leading: float) -> bool:
    """Whether `row` is the next line of the paragraph that `above` belongs to."""
    first = row.text.partition(" ")[0]
    full = right - above.right < (width_of(first, row.bold) + 3) * row.size
    if gap > 1.45 * leading or not full or _centred(row, left, right):
        return False
    if above.text.endswith((".", ":", ";")) and (section_number(row.text) or ITEM_MARK.match(row.text)):
        return False
    return row.left - left < 0.9 * row.size


def _centred(row: Row, left: float, right: float) -> bool:
    before, behind = row.left - left, right - row.right
    return before > 2 * row.size and abs(before - behind) < 1.5 * row.size
