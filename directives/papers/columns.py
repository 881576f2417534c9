"""The two columns of an official text's head and foot, and the order in which they are read. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from directives.papers.lines import Line
from directives.signature import ITEM_MARK, is_authority, is_position
from portal.text import fold, one_line

#: Between two columns of one line that only tabs or a run of spaces set apart.
COLUMN = "\t"
_GAP = re.compile(r"\s*\t\s*| {5,}")
_HEAD = re.compile(
    r"^(?:dang cong san viet nam|cong hoa xa hoi chu nghia viet nam|doc lap ?- ?tu do ?- ?hanh phuc"
    r"|so ?:? ?[\d. …]{0,12} ?[-/])"
)
_RECIPIENTS = re.compile(r"^noi nhan ?[:.]?")
_PLACE = re.compile(r"^[^\W\d][^,\d]{1,60}, ?ngay\b.{0,40}\bnam\b")
#: A number or a bullet set off by a tab is no column.
_MARK = re.compile(r"^(?:[-–+•*]|\(?\w{1,4}[.):]|(?:Điều|Mục|Phần|Chương)\s+\w{1,4}[.:]?)$")
#: Lines of one column alone that may stand between lines of two.
_BETWEEN = 3


def is_frame(cells: Iterable[Sequence[str]], width: int) -> bool:
    """Whether a table only sets two columns side by side: the head, the recipients beside the signature."""
    return 2 <= width <= 3 and any(marks_frame(line) for cell in cells for line in cell)


def marks_frame(line: str) -> bool:
    """A line that stands only in the head or the foot of an official text."""
    if len(line) > 120:
        return False
    bare = fold(line)
    if _HEAD.match(bare) or _RECIPIENTS.match(bare) or _PLACE.match(bare):
        return True
    return line.isupper() and (is_authority(line) or is_position(line))


def tabbed(text: str) -> str:
    """`text` with one tab for each gap between columns; without one when there is a single column."""
    left = text[:1] == COLUMN
    parts = [words for part in _GAP.split(text) if (words := one_line(part))]
    return COLUMN * left + COLUMN.join(parts)


def side_by_side(lines: Sequence[Line]) -> list[Line]:
    """Lines of two columns read down the left one, then the right; other tabs are spaces."""
    out: list[Line] = []
    at = 0
    while at < len(lines):
        end = _frame_end(lines, at)
        if end == at:
            out.append(_joined(lines[at]))
            at += 1
            continue
        halves = [_halves(line) for line in lines[at:end]]
        out += [half for half, _ in halves if half.text]
        out += [half for _, half in halves if half.text]
        at = end
    return out


def _frame_end(lines: Sequence[Line], start: int) -> int:
    """Where the two-column part that begins at `start` ends; `start` when none does."""
    if not _is_pair(lines[start]):
        return start
    end, at = start + 1, start + 1
    while at < len(lines) and at - end < _BETWEEN:
        at += 1
        if _is_pair(lines[at - 1]):
            end = at
    if any(_RECIPIENTS.match(fold(half.text)) for line in lines[start:end] for half in _halves(line)):
        while end < len(lines) and ITEM_MARK.match(lines[end].text):
            end += 1
    marked = any(marks_frame(half.text) for line in lines[start:end] for half in _halves(line))
    return end if marked else start


def _is_pair(line: Line) -> bool:
    left, gap, right = line.text.partition(COLUMN)
    return bool(gap) and (not _MARK.match(left) or marks_frame(right))


def _halves(line: Line) -> tuple[Line, Line]:
    left, gap, right = line.text.partition(COLUMN)
    if not gap:
        return line, Line("")
    return replace(line, text=left, inner=""), replace(line, text=right.replace(COLUMN, " "), inner="")


def _joined(line: Line) -> Line:
    return replace(line, text=one_line(line.text)) if COLUMN in line.text else line
