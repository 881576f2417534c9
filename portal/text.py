"""Vietnamese text: one spelling to store, one folding to find, one order to sort. Pure.

Unicode background: TCVN 6909:2001 allows precomposed and combining letters; practice, and this
portal, is precomposed (NFC). Real pages also carry U+00D0 (Icelandic eth) for Đ, half-composed
letters ("ô" + U+0309), no-break and zero-width spaces, and six kinds of dash.
"""

from __future__ import annotations

import re
import unicodedata

#: Characters that show nothing yet break matching, or reverse the reading direction of a name.
INVISIBLE = dict.fromkeys(
    [
        *range(0x09), *range(0x0B, 0x0D), *range(0x0E, 0x20), 0x7F, *range(0x80, 0xA0),
        0xAD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, *range(0x200B, 0x2010),
        *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x3164, 0xFEFF, 0xFFA0,
        *range(0xFFF9, 0xFFFC), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000), *range(0xE0000, 0xE0080),
    ]
)  # fmt: skip
_DASHES = dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D], "-")
_DE = str.maketrans({"đ": "d", "ð": "d", "Đ": "D", "Ð": "D"})
_SPACES = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n{3,}")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_STACKED = re.compile(r"([\u0300-\u036f])[\u0300-\u036f]{3,}")

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: chr(0x41 + i) for i, letter in enumerate(_ALPHABET)}
#: Tones in dictionary order: ngang, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def nfc(text: str) -> str:
    """Precomposed form without invisible, control and surrogate characters; lines are kept.

    More than three marks on one letter ("Zalgo") are cut to one: no Vietnamese letter has them.
    """
    decomposed = unicodedata.normalize("NFD", text.translate(INVISIBLE))
    return unicodedata.normalize("NFC", _STACKED.sub(r"\1", decomposed))


def one_line(text: str) -> str:
    """`nfc` for titles, names and captions: every run of white space is one space."""
    return _SPACES.sub(" ", nfc(text)).strip()


def paragraphs(text: str) -> str:
    """`nfc` for plain text of several lines: spaces tidied, at most one blank line in a row."""
    lines = nfc(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return _BLANK_LINES.sub("\n\n", "\n".join(_SPACES.sub(" ", line).strip() for line in lines)).strip()


def fold(text: str) -> str:
    """What is compared when accents do not matter: lower case, no marks, đ/Ð as d, ASCII dashes.

    Never fold a document's symbol with it: "TƯ" is Trung ương and must not become "tu".
    """
    wide = unicodedata.normalize("NFKD", text.translate(INVISIBLE).translate(_DASHES).translate(_DE))
    bare = "".join(c for c in wide if not unicodedata.combining(c))
    return _SPACES.sub(" ", bare.casefold().translate(_DE)).strip()


def slug(text: str, limit: int = 80) -> str:
    """An ASCII address: "Đảng bộ tỉnh" is "dang-bo-tinh"; cut between words; "" becomes "bai"."""
    words = _NOT_SLUG.sub("-", fold(text)).strip("-")
    if len(words) > limit:
        words = words[: limit + 1].rpartition("-")[0] or words[:limit]
    return words or "bai"


def sort_key(text: str) -> str:
    """A key whose code-point order is the Vietnamese dictionary's order.

    Letters a ă â b c d đ e ê …, tones compared only where the letters are equal (ngang, huyền,
    hỏi, ngã, sắc, nặng). Stored in a column with the "C" collation: the embedded server has no ICU.
    """
    letters, tones = [], []
    for char in nfc(text).translate(_DASHES).lower():
        base, *marks = list(unicodedata.normalize("NFD", char))
        tone = "0"
        for mark in marks:
            if mark in _TONES:
                tone = _TONES[mark]
            else:
                base = unicodedata.normalize("NFC", base + mark)
        if base in _RANK:
            letters.append(_RANK[base])
            tones.append(tone)
        elif char.isdigit():
            letters.append(char)
        elif not letters or letters[-1] != " ":
            letters.append(" ")
    return "".join(letters).strip() + "!" + "".join(tones)
