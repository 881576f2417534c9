"""When two spellings are one signer: "Nguyễn  Văn HOÀ" is "Nguyễn Văn Hòa"; Hoa is another person. Pure."""

from __future__ import annotations

import re
import unicodedata

from portal.text import one_line

_TONES = "\u0300\u0301\u0303\u0309\u0323"
#: Degrees and ranks change while the person stays.
_TITLES = re.compile(
    r"^(?:(?:đ/c|đồng chí|(?:gs|pgs|ts|ths|bs|ks|cn|cử nhân|thạc sĩ|tiến sĩ|kỹ sư|luật sư)\b"
    r"|(?:đại|thượng|trung|thiếu) (?:tướng|tá))[ .]*)+(?=\S)"
)


def name_key(name: str) -> str:
    """What the spellings of one name share, at most 200 characters.

    Case, spaces, composition, degrees and the place of the tone (hoà, hòa) do not count.
    """
    plain = _TITLES.sub("", one_line(name).lower())
    return " ".join(_syllable(word) for word in plain.split())[:200]


def _syllable(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(c for c in letters if c in _TONES)
    return unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES)) + tones
