"""The two columns of an official text's head and foot, and the order in which they are read. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from directives.papers.lines import BLANK, Line
from directives.signature import ITEM_MARK, is_authority, is_position
from portal.text import fold, one_line

#: Between two columns of one line that only tabs or a run of spaces set apart.
COLUMN = "\t"
_GAP = re.compile(r"\s*\t\s*| {5,}")
_HEAD = re.compile(
    r"^(?:dang cong san viet nam|cong hoa xa hoi chu nghia(?: viet(?: nam)?)?$"
    r"|doc lap ?- ?tu do ?- ?hanh phuc|so ?:? ?[\d. …]{0,12} ?[-/])"
)
_RECIPIENTS = re.compile(r"^noi nhan ?[:.]?")
_PLACE = re.compile(r"^[^\W\d][^,\d]{1,60}, ?ngay\b.{0,40}\bnam\b")
#: A number or a bullet set off by a tab is no column.
_MARK = re.compile(r"^(?:[-–+•*]|\(?\w{1,4}[.):]|(?:Điều|Mục|Phần|Chương)\s+\w{1,4}[.:]?)$")
_NAMES = ("dang cong san viet nam", "cong hoa xa hoi chu nghia viet nam")
_MOTTO = ("doc lap - tu do", "doc lap-tu do")
_DATE_CUT = re.compile(r"^[^\W\d][^,\d]{1,60}, ?ngày\b[^,;:]{0,28}$")
_YEAR = re.compile(r"năm\s*\d{4}\W*$")
#: Lines of one column alone that may stand between lines of two.
_BETWEEN = 3
_LONGEST, _LONGEST_ALONE = 140, 60
_TEXT = re.compile(r"^(?:Kính gửi|Kính trình|Căn cứ|Thực hiện|Điều \d)\b")


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


def opens_right_head(line: str) -> bool:
    """Whether the line begins with the name of the State or the Party in capitals, or with the motto."""
    bare = fold(line[:60])
    return bare.startswith(_MOTTO) or (line[:20].isupper() and bare.startswith(_NAMES))


def tabbed(text: str) -> str:
    """`text` with one tab for each gap between columns, and the tabs it begins with."""
    leading = len(text) - len(text.lstrip(COLUMN))
    parts = [words for part in _GAP.split(text) if (words := one_line(part))]
    return COLUMN * leading + COLUMN.join(parts)


def goes_on(above: str, below: str) -> bool:
    """Whether a line of a column is the rest of a name or of a date that did not fit on the line above."""
    whole = fold(f"{above} {below}")
    if any(whole == name for name in _NAMES):
        return True
    return bool(_DATE_CUT.match(above) and not _YEAR.search(above) and _YEAR.search(f"{above} {below}"))


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
        # In a head whose both columns are centred by tabs a line of the left one begins with a tab too.
        centred = all(line.text.startswith(COLUMN) for line in lines[at:end] if _is_pair(line))
        halves = [_halves(_outdented(line) if centred else line) for line in lines[at:end]]
        out += [*(half for half, _ in halves if half.text), BLANK, *(half for _, half in halves if half.text)]
        at = end
    return out


def _frame_end(lines: Sequence[Line], start: int) -> int:
    """Where the two-column part that begins at `start` ends; `start` when none does."""
    if not _is_pair(lines[start]) or _is_text(lines[start]):
        return start
    end, at = start + 1, start + 1
    while at < len(lines) and at - end < _BETWEEN and not _is_text(lines[at]):
        at += 1
        if _is_pair(lines[at - 1]):
            end = at
    halves = [half for line in lines[start:end] for half in line.text.split(COLUMN)]
    if any(_RECIPIENTS.match(fold(half)) for half in halves):
        while end < len(lines) and ITEM_MARK.match(lines[end].text):
            end += 1
    return end if any(marks_frame(half) for half in halves) else start


def _is_text(line: Line) -> bool:
    """A line that stands neither in a head nor in a foot; many indent each paragraph with a tab."""
    return len(line.text) > _LONGEST or bool(_TEXT.match(line.text.strip()))


def _is_pair(line: Line) -> bool:
    left, gap, right = _outdented(line).text.partition(COLUMN)
    if not gap:  # the right column alone, or the first line of a paragraph
        alone = line.text.startswith(COLUMN) and len(left) <= _LONGEST_ALONE
        return alone and not left.endswith((".", ":", ";"))
    return not _MARK.match(left) or marks_frame(right)


def _outdented(line: Line) -> Line:
    return replace(line, text=line.text[1:]) if line.text.startswith(COLUMN) else line


def _halves(line: Line) -> tuple[Line, Line]:
    left, gap, right = line.text.partition(COLUMN)
    if not gap:
        return line, Line("")
    return replace(line, text=left, inner=""), replace(line, text=one_line(right), inner="")


def _joined(line: Line) -> Line:
    return replace(line, text=one_line(line.text)) if COLUMN in line.text else line
