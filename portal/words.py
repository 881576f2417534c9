"""Words as search compares them, and what a person asks for with them. Pure.

The database cuts texts with the function `search_words` of the migrations; `words` is its twin, and
a test holds the two together. One spelling per syllable: hoà is hòa, uỷ is ủy, kỹ is kĩ, Ð (eth) is
Đ. The spelling is only ever compared: it also moves the tone of "hoàn", so it is never shown.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from portal.text import fold, one_line

MAX_CHARACTERS = 200
MAX_WORDS = 20

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TONE_PLACE = re.compile(f"([ou])([aeiy])([{_TONES}])")
_FINAL_Y = re.compile(rf"(?<!\w)([hklmst]|qu?[{_TONES}]?)y([{_TONES}]?)(?!\w)")
#: Letters and digits; superscripts and other signs that Python counts among them are not.
WORD = re.compile(r"[^\W_\u00a1-\u00bf\u2000-\u2bff\u3000-\u303f]+")
_QUOTES = str.maketrans("“”„‟«»″", '"' * 7)
_PART = re.compile(r'(-?)"([^"]*)"|(-?)([^\s"]+)|"')


def tidy(typed: str) -> str:
    """What is searched for: NFC, one line, at most 200 characters and 20 words."""
    return " ".join(one_line(typed[: MAX_CHARACTERS * 2])[:MAX_CHARACTERS].split()[:MAX_WORDS])


def words(text: str) -> list[str]:
    """The words of `text`, each in its one spelling, accents kept."""
    return [spelling(token) for token in tokens(text)]


def tokens(text: str) -> list[str]:
    """The words of `text` as written, in lower case."""
    return WORD.findall(text.lower())


# A language has some thousand syllables: remembering them makes ranking two hundred titles five times faster.
@lru_cache(maxsize=20_000)
def spelling(token: str) -> str:
    """One tone placement, i for a final y, đ for ð."""
    marked = unicodedata.normalize("NFD", token.replace("ð", "đ"))
    placed = _FINAL_Y.sub(r"\1i\2", _TONE_PLACE.sub(r"\1\3\2", marked))
    return unicodedata.normalize("NFC", placed)


@lru_cache(maxsize=20_000)
def bare(token: str) -> str:
    """The spelling of a word without its accents: what the "vietnamese" configuration makes of it."""
    return fold(spelling(token))


@dataclass(frozen=True)
class Wanted:
    """What was typed: groups of words that stand together, and groups that must not occur.

    A group of one is a word; a longer one comes from quotation marks or from a compound such as
    446-QĐ/TU. `groups` is empty when nothing was asked for.
    """

    groups: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(word for group in self.groups for word in group)

    @cached_property
    def bare_words(self) -> tuple[str, ...]:
        return tuple(map(bare, self.words))

    @cached_property
    def phrase(self) -> str:
        """The words in a row, between spaces: a part of every text in this form that has them so."""
        return f" {' '.join(self.words)} "

    @cached_property
    def bare_phrase(self) -> str:
        """The same without accents."""
        return f" {' '.join(self.bare_words)} "

    @cached_property
    def accented(self) -> bool:
        """Whether any accent was typed: then texts with the same accents come first."""
        return any(word != bare(word) for word in self.words)

    def query(self, exact: bool = False) -> str:
        """In web search syntax, every group quoted, so that no word is read as an operator."""
        parts = [_quoted(group, exact) for group in self.groups]
        return " ".join(parts + ["-" + _quoted(group, exact) for group in self.without])


def wanted(typed: str) -> Wanted:
    """Read what a person typed; never fails, and reads at most 200 characters and 20 words."""
    groups: list[tuple[str, ...]] = []
    without: list[tuple[str, ...]] = []
    room = MAX_WORDS
    for match in _PART.finditer(tidy(typed).translate(_QUOTES)):
        sign, text = match[1] or match[3], match[2] or match[4] or ""
        group = tuple(words(text))[:room]
        room -= len(group)
        if group:
            (without if sign and not group[0].isdigit() else groups).append(group)
    if not groups:
        groups, without = without, []
    return Wanted(tuple(groups), tuple(without))


def _quoted(group: tuple[str, ...], exact: bool) -> str:
    return '"' + " ".join(group if exact else map(bare, group)) + '"'
