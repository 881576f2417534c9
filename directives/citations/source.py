"""A text made readable for the finder, with the way back to the places of the text as given. Pure."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

from portal.text import INVISIBLE

_TWINS = {
    "Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "\u2044": "/", "\u2215": "/", "\u3000": " ",
    "\x0b": "\n", "\x0c": "\n", "\u2028": "\n", "\u2029": "\n",
}  # fmt: skip
_HIDDEN = "".join(
    f"{chr(start)}-{chr(end)}"
    for start, end in [
        (0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x200B, 0x200F),
        (0x202A, 0x202E), (0x2060, 0x206F), (0xFEFF, 0xFEFF),
    ]
)  # fmt: skip
_READABLE = INVISIBLE | str.maketrans(_TWINS) | {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_MARKS = "\u0300-\u036f"
#: One class of letters to look for, since an alternative would be tried at every letter of the text.
_ODD = re.compile(f"[{_MARKS}{_HIDDEN}\uff01-\uff5e{''.join(_TWINS)}](?:(?<=[{_MARKS}])[{_MARKS}]{{1,2}})?")


class Source:
    """`text` is NFC with ASCII digits and slashes and nothing invisible; `start` and `end` map back.

    A step is an offset of `text` from which the given text lies further right than before.
    """

    def __init__(self, given: str) -> None:
        self._steps: list[int] = []
        self._shifts: list[int] = []
        self._composed: list[bool] = []
        parts: list[str] = []
        at = 0
        for match in _ODD.finditer(given):
            marked = unicodedata.combining(match[0][0]) > 0 and match.start() > at
            parts += (
                given[at : match.start() - marked],
                self._plain(given, match.start() - marked, match.end()),
            )
            at = match.end()
        self.text = "".join([*parts, given[at:]]) if parts else given

    def start(self, offset: int) -> int:
        """Place in the given text of the character at `offset`."""
        if not self._steps:
            return offset
        return offset + self._shift(bisect_right(self._steps, offset))

    def end(self, offset: int) -> int:
        """Place in the given text just after the character before `offset`, its marks included."""
        if not self._steps:
            return offset
        step = bisect_right(self._steps, offset - 1)
        marks = step < len(self._steps) and self._steps[step] == offset and self._composed[step]
        return offset + self._shift(step + marks)

    def _shift(self, steps: int) -> int:
        return self._shifts[steps - 1] if steps else 0

    def _plain(self, given: str, start: int, end: int) -> str:
        """What given[start:end] reads as; the letters lost are a step."""
        plain = unicodedata.normalize("NFC", given[start:end].translate(_READABLE))
        lost = end - start - len(plain)
        if lost:
            shift = lost + self._shift(len(self._shifts))
            self._shifts.append(shift)
            self._steps.append(end - shift)
            self._composed.append(bool(plain))
        return plain
