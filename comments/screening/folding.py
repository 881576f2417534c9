"""Text folded letter by letter, so that what is found can be shown in the words as they were typed. Pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from portal.text import INVISIBLE

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
#: Marks that make another letter of it: ă â ơ, and "-" for the stroke of đ.
QUALITIES = frozenset("\u0306\u0302\u031b-")

#: Letters of other alphabets that are drawn like Latin ones; capitals first where they differ.
LOOKALIKES = {
    **dict(zip("авеԁԍһніјкӏморԛгѕстуѵԝхьүօոսհց", "abedghhijklmopqrsctyvwxbyonuhg", strict=True)),
    **dict(zip("ΗΝΥΜαβγεζηικμνορστυχωϲϳ", "hnymabyeznikmvopotuxwcj", strict=True)),
    **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɑɡıȷ", "abcdefghijklmnoprstuvwyzagij", strict=True)),
}
_SIGNS = {"。": ".", "·": ".", "•": ".", "∙": ".", "⋅": ".", "●": ".", "∶": ":", "⁄": "/", "∕": "/"}
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212")
#: Squared and circled capitals that Unicode does not decompose.
_ENCLOSED_A = (0x1F150, 0x1F170, 0x1F1E6)


class _Cells(dict[str, tuple[str, str]]):
    """One typed character → (the letters it folds to, the marks it carries)."""

    def __missing__(self, char: str) -> tuple[str, str]:
        cell = _cell(char)
        if len(self) < 20_000:
            self[char] = cell
        return cell


def _cell(char: str) -> tuple[str, str]:
    if char in "\n\r\u2028\u2029":
        return "\n", ""
    if ord(char) in INVISIBLE:
        return "", ""
    for first in _ENCLOSED_A:
        if first <= ord(char) < first + 26:
            return chr(ord("a") + ord(char) - first), ""
    letters, marks = [], []
    for part in unicodedata.normalize("NFKD", char):
        if unicodedata.category(part) in ("Mn", "Me"):
            marks.append(part)
        else:
            letters.append(_letter(part, marks))
    return "".join(letters), "".join(m for m in marks if m in TONES or m in QUALITIES)


def _letter(char: str, marks: list[str]) -> str:
    if char.isspace():
        return " "
    if char in _DASHES:
        return "-"
    if char in "đĐðÐ":
        marks.append("-")
        return "d"
    if char.isdigit():
        return str(unicodedata.digit(char))
    lower = char.casefold()
    return _SIGNS.get(char) or LOOKALIKES.get(char) or LOOKALIKES.get(lower, lower)


_CELLS = _Cells()


@dataclass(frozen=True, slots=True)
class Folded:
    """`text`: lower case, no marks, look-alikes and full-width forms as ASCII, invisible characters gone.

    `marks[i]`: the Vietnamese marks typed on the letter `text[i]`, which stands at `starts[i]:ends[i]` of
    the typed text.
    """

    text: str
    marks: list[str]
    starts: list[int] | range
    ends: list[int] | range

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Place in the typed text of the folded letters `start` to `end` (excluded), marks included."""
        return self.starts[start], self.ends[end - 1]

    def bare(self, start: int, end: int) -> bool:
        """No letter between the two places was typed with a mark."""
        return not any(self.marks[start:end])


def fold(text: str) -> Folded:
    """Canonically equivalent texts (NFC, NFD) fold to the same `text` and the same sets of `marks`."""
    cells = [_CELLS[char] for char in text]
    bases = [base for base, _ in cells]
    folded = "".join(bases)
    if len(folded) == len(text) and "" not in bases:
        return Folded(folded, [marks for _, marks in cells], range(len(text)), range(1, len(text) + 1))
    marks_of: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for place, (base, marks) in enumerate(cells):
        if base:
            marks_of += [marks] * len(base)
            starts += [place] * len(base)
            ends += [place + 1] * len(base)
        elif unicodedata.category(text[place]) in ("Mn", "Me") and ends:
            marks_of[-1] += marks
            ends[-1] = place + 1
    return Folded(folded, marks_of, starts, ends)
