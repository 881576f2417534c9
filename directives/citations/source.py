"""A text made readable for the finder, with the way back to the places of the text as given. Pure."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from html import unescape

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
#: Tags that break no word, those that end a line, and those that end a paragraph or a cell.
_INLINE = "abbr|a|b|big|cite|code|del|em|font|ins|i|mark|small|span|strong|strike|sub|sup|s|u|wbr|o:p"
_BLOCK = (
    "blockquote|caption|center|dd|div|dl|dt|figcaption|figure|h[1-6]|hr|img|li|ol|p|table|tbody|td|tfoot|th"
    "|thead|tr|ul"
)
#: What closes between a symbol and its date stays: there ends what the citation covers.
_BEFORE_DATE = r"/[A-Za-z]{1,6}>[\s,]{0,9}[(\[]?(?:(?i:ng[aà])|[0-9]{1,2}[/.-][0-9])"
_TAG = rf"(?!{_BEFORE_DATE})/?(?i:(?P<inline>{_INLINE})|(?P<line>br)|{_BLOCK})(?:[\s/][^<>]{{0,999}})?>"
_ENTITY = r"(?:#[0-9]{1,6}|#[xX][0-9A-Fa-f]{1,5}|[A-Za-z]{2,8}[0-9]{0,2});"
#: One class of letters to look for, since an alternative would be tried at every letter of the text.
_ODD = re.compile(
    f"[<&{_MARKS}{_HIDDEN}\uff01-\uff5e{''.join(_TWINS)}]"
    rf"(?:(?<=[{_MARKS}])[{_MARKS}]{{1,2}}|(?<=<)(?P<tag>{_TAG})|(?<=&)(?P<entity>{_ENTITY}))?"
)


class Source:
    """`text` is NFC with ASCII digits and slashes and nothing invisible; `start` and `end` map back.

    Of HTML source the words remain: inline tags are nothing, a <br> ends a line, other tags a paragraph.

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
            start = match.start() - marked
            parts += (
                given[at:start],
                self._plain(_words(match, given[start : match.end()]), match.end(), match.end() - start),
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

    def _plain(self, words: str, end: int, length: int) -> str:
        """What `words` read as; they stand for `length` characters up to `end`, and those lost are a step."""
        plain = unicodedata.normalize("NFC", words.translate(_READABLE))
        lost = length - len(plain)
        if lost:
            shift = lost + self._shift(len(self._shifts))
            self._shifts.append(shift)
            self._steps.append(end - shift)
            self._composed.append(bool(plain))
        return plain


def _words(match: re.Match[str], given: str) -> str:
    """What an odd place of the text says: `given` itself, but for a tag and an entity."""
    if match["entity"]:
        return unescape(given)
    if match["tag"]:
        return "" if match["inline"] else "\n" if match["line"] else "\n\n"
    return given
