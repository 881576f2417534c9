"""The part of a text that shows why it was found, and the words in it to mark. Pure.

Works on stored plain text only; linear on hostile input and never raises.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import lru_cache
from itertools import islice

from portal.html import excerpt
from portal.words import WORD, Wanted, bare, spelling, words

LENGTH = 260
BEFORE = 70
#: How far into a text the words are looked for; a longer text shows its beginning.
READ = 30_000
LOOKED_AT = 8

_BASES = "aăâeêioôơuưy"
_VARIANTS: dict[str, str] = defaultdict(str, {"d": "đ"})
for _base in _BASES:
    _letters = [
        unicodedata.normalize("NFC", _base + tone) for tone in ("", *"\u0300\u0301\u0303\u0309\u0323")
    ]
    _VARIANTS[bare(_base)] += "".join(_letters)


def extract(asked: Wanted, text: str, *others: str, limit: int = LENGTH) -> str:
    """About `limit` characters around the first place where the words stand, best together.

    Of several texts the first one in which any of the words stands tells; if none does, the very first.
    """
    for told in (text, *others):
        place = _place(told[:READ], asked)
        if place is not None and place < limit - BEFORE:
            return excerpt(told, limit)
        if place is not None:
            start = told.find(" ", max(0, place - BEFORE), place) + 1 or max(0, place - BEFORE)
            return "…" + excerpt(told[start : start + limit * 4], limit)
    return excerpt(text, limit)


def holds(text: str, asked: Wanted) -> bool:
    """Whether any of the words occurs."""
    return _place(text[:READ], asked) is not None


def marked(text: str, asked: Wanted) -> list[tuple[str, bool]]:
    """`text` in pieces, True where a word that was asked for stands; joined they are `text` again.

    A word typed with accents marks only words with the same accents; where there are none, the words under
    other accents, provided that all of them stand there: one alone, "toàn văn" for "dân vận", says nothing.
    """
    wanted = set(asked.words)
    loose = set(asked.bare_words)
    found = [(match.span(), match[0].lower()) for match in WORD.finditer(text)]
    hits = [place for place, word in found if spelling(word) in wanted or bare(word) in wanted]
    if not hits and loose <= {bare(word) for _, word in found}:
        hits = [place for place, word in found if bare(word) in loose]
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in hits:
        # Neighbours are marked as one: "dân vận" is one thing to a reader, and so is "09-NQ/TU".
        if pieces and pieces[-1][1] and not text[at:start].strip("-/").strip():
            pieces[-1] = (pieces[-1][0] + text[at:end], True)
        else:
            pieces += [(text[at:start], False)] if start > at else []
            pieces.append((text[start:end], True))
        at = end
    return [*pieces, (text[at:], False)] if at < len(text) else pieces


def _place(text: str, asked: Wanted) -> int | None:
    """Where the words stand together, as typed or else with any accents; or where one of them stands."""
    if not asked.words:
        return None
    lowered = text.lower()
    alone = sorted(asked.words, key=len, reverse=True) if len(asked.words) > 1 else []
    for wanted in (asked.words, *((word,) for word in alone)):
        matches = list(islice(re.finditer(_pattern(wanted), lowered), LOOKED_AT))
        if matches:
            return next((m for m in matches if tuple(words(m[0])) == wanted), matches[0]).start()
    return None


@lru_cache(maxsize=1000)
def _pattern(wanted: tuple[str, ...]) -> str:
    """These words in a row under any accents."""
    (first, *rest), *others = map(_loose, wanted)
    row = r"\W{1,3}".join("".join(letters) for letters in (rest, *others))
    # What must not stand before the first letter is asked after it: so the search leaps from one such letter
    # to the next, and is ten times faster where there is no word.
    return rf"{first}(?<!\w.){row}(?!\w)"


def _loose(word: str) -> list[str]:
    """Of each letter of `word` a pattern for it under any accents; a final i also finds y."""
    plain = bare(word)
    letters = [f"[{letter}{_VARIANTS[letter]}]" if letter in _VARIANTS else letter for letter in plain]
    if plain.endswith("i"):
        letters[-1] = f"[i{_VARIANTS['i']}y{_VARIANTS['y']}]"
    return letters
