"""One page of a PDF: words by their places → lines, columns one after the other, paragraphs whole. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from directives.layout import is_type_alone
from directives.papers.columns import goes_on, marks_frame, opens_right_head
from directives.papers.drawing import Word
from directives.papers.lines import BLANK, Line
from directives.sections import section_number
from directives.signature import ITEM_MARK
from portal.text import one_line

_TEXT = re.compile(r"^(?:Kính gửi|Kính trình|Căn cứ|Thực hiện|Điều 1)\b")
#: Points by which lines of one column may begin, or be centred, apart.
_ALIGNED = 4.0
#: Gaps in ems: more is a column's; so may be more than the other, where the pen was set down anew.
_COLUMN, _PERHAPS = 1.2, 0.45
#: Less than a letter's kerning; a space that was drawn is wider even in a line that is pressed together.
_TOUCHING, _PRESSED = 0.12, 0.03
#: Rows that a word may still belong to, for words come by their height.
_OPEN_ROWS = 3
_RAISED = str.maketrans("0123456789*", "⁰¹²³⁴⁵⁶⁷⁸⁹*")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words without a wide gap: left and right edge, height of the baseline; `first`: width of the first."""

    left: float
    right: float
    base: float
    size: float
    text: str
    bold: bool
    first: float


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


def rows_of(words: Sequence[Word]) -> list[Row]:
    """Words on one baseline, from the top of the page down."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: -w.base):
        row = _row_of(word, rows[-_OPEN_ROWS:])
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    return [Row(tuple(_pieces(sorted(row, key=lambda w: w.left)))) for row in rows]


def _row_of(word: Word, rows: Sequence[list[Word]]) -> list[Word] | None:
    """The row a word belongs to: where a neighbour is; else where it is as high, a raised mark's way off.

    The neighbour counts first: the columns of a head stand at different heights, and a scan's words dance.
    """
    for row in rows:
        for other in row:
            apart = max(word.left - other.right, other.left - word.right)
            if apart < word.size and abs(other.base - word.base) < 0.2 * word.size:
                return row
    for row in reversed(rows):
        if row[0].base - word.base < 0.4 * max(row[0].size, word.size):
            return row
    return None


def _pieces(row: Sequence[Word]) -> Iterator[Piece]:
    """A row, from left to right, cut where its columns are apart."""
    gaps = [after.left - word.right for word, after in pairwise(row)]
    usual = sorted(gap for gap in gaps if gap > _TOUCHING * row[0].size)
    middle = usual[len(usual) // 2] if len(usual) > 1 else 0.0
    size = max(word.size for word in row)
    start = 0
    for at, (gap, word) in enumerate(zip(gaps, row[1:], strict=True), 1):
        perhaps = word.placed and not word.spaced and gap > max(_PERHAPS * word.size, 1.8 * middle)
        close = word.placed and gap > _TOUCHING * word.size  # a head that leaves its columns no room
        head = close and opens_right_head(" ".join(one.text for one in row[at : at + 8]))
        if gap > _COLUMN * word.size or perhaps or head:
            yield _piece(row[start:at], size)
            start = at
    yield _piece(row[start:], size)


def _piece(words: Sequence[Word], size: float) -> Piece:
    base = max(words, key=lambda w: (w.size, len(w.text))).base
    text, first = "", words[0].right
    for before, word in zip((None, *words), words, strict=False):
        if before is not None:
            if word.text == before.text and abs(word.left - before.left) < _TOUCHING * word.size:
                continue  # drawn twice to look bold
            gap = word.left - before.right
            if gap > _TOUCHING * word.size or (word.spaced and gap > _PRESSED * word.size):
                text += " "
            elif " " not in text:
                first = word.right
        raised = word.size < 0.8 * size and word.base - base > 0.15 * size
        text += word.text.translate(_RAISED) if raised else word.text
    lettered = [_is_bold(word.face) for word in words if any(c.isalnum() for c in word.text)]
    return Piece(words[0].left, words[-1].right, base, size, text, bool(lettered) and all(lettered),
                 first - words[0].left)  # fmt: skip


def _is_bold(face: str) -> bool:
    return "bold" in face.lower() or "black" in face.lower()


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


def _frame_end(rows: Sequence[Row], sides: list[str], start: int) -> int:
    """Where the head or the foot that begins at `start` ends; `start` when none begins there."""
    end = start
    while end < len(rows) and not (end > start and _opens_text(rows, end)):
        if not sides[end] and not _under_right(rows, sides, start, end):
            break
        end += 1
    texts = [piece.text for row in rows[start:end] for piece in row.pieces]
    both = any("R" in side for side in sides[start:end]) and any("L" in side for side in sides[start:end])
    opens = marks_frame(one_line(rows[start].pieces[0].text)) or sides[start] != "L"
    if both and opens and any(marks_frame(one_line(text)) for text in texts):
        return end
    return start


def _under_right(rows: Sequence[Row], sides: list[str], start: int, at: int) -> bool:
    """Whether a row in the middle of the page belongs to the right column by what stands above it there."""
    row = rows[at]
    for above, side in zip(rows[start:at], sides[start:at], strict=True):
        if "R" not in side:
            continue
        left = above.pieces[_cut(above)].left if side == "LR" else above.left
        centred = abs(left + above.right - row.left - row.right) < 2 * _ALIGNED
        if abs(left - row.left) < _ALIGNED or centred:
            sides[at] = "R"
            return True
    return False


def _opens_text(rows: Sequence[Row], at: int) -> bool:
    """A short first line of the text below a head: its words say so, or its place."""
    if _TEXT.match(rows[at].text) or is_type_alone(rows[at].text):
        return True
    gap = rows[at - 1].base - rows[at].base
    ends = rows[at].text.endswith((".", ":", ";"))
    return ends and gap > 2.2 * rows[at].size and rows[at].left < rows[at - 1].left


def _full_end(rows: Sequence[Row], sides: list[str], start: int) -> int:
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
    line: Line | None = None
    for at, row in enumerate(rows):
        if line and goes_on(line.text, row.text):
            line = Line(f"{line.text} {row.text}", bold=line.bold and row.bold)
            continue
        if line:
            yield line
        if at and rows[at - 1].base - row.base > 2.2 * row.size:
            yield BLANK
        line = Line(row.text, bold=row.bold)
    if line:
        yield line


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
    full = right - above.right < row.pieces[0].first + row.size
    if gap > 1.45 * leading or not full or _centred(row, left, right):
        return False
    if max(len(above.pieces), len(row.pieces)) > 2:
        return False  # a row of a table
    if above.text.endswith((".", ":", ";")) and (section_number(row.text) or ITEM_MARK.match(row.text)):
        return False
    return row.left - left < 0.9 * row.size


def _centred(row: Row, left: float, right: float) -> bool:
    before, behind = row.left - left, right - row.right
    return before > 2 * row.size and abs(before - behind) < 1.5 * row.size
