"""The same thing again and again, and names that show nothing: the shape of a text, not its words. Pure."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator

from .folding import LOOKALIKES, Folded, fold

Span = tuple[int, int]

_RUNS = re.compile(r"(.)\1+")
_NOT_WORDS = re.compile(r"[^a-z0-9]+")
_STRETCHED = re.compile(r"([a-z])\1{7,}|([^\w\s.\-_=*~])\2{9,}")
_SENTENCE = re.compile(r"[^.!?\n]+")
_SAME_WORD = re.compile(r"(?<![a-z0-9])([a-z0-9]{1,20})(?:[^a-z0-9\n]{1,3}\1(?![a-z0-9])){5,}")
_WORD = re.compile(r"[a-z]+")
_FOREIGN = re.compile(
    "[" + "".join({form for c in LOOKALIKES for form in c + c.upper() if form > "\u024f"}) + "]"
)
_REVERSING = re.compile("[\u202a-\u202e\u2066-\u2069]")

#: Shorter opinions ("Tôi đồng ý.") are honestly the same from many people.
_SHORTEST_REPEAT = 40
_SHORTEST_SENTENCE = 12
_SAME_SENTENCES = 3
_SHORTEST_SHOUT = 40
_SHOUT = 0.8


def skeleton(folded: Folded) -> str:
    """Letters and digits only, runs of one letter cut to one: what stays equal under small changes."""
    return _RUNS.sub(r"\1", _NOT_WORDS.sub("", folded.text))


def fingerprint(text: str) -> str:
    """32 hexadecimal digits, equal for texts that differ in accents, case, spacing, signs, invisible
    characters, look-alike letters or stretched letters only."""
    folded = fold(text)
    return hashlib.sha256((skeleton(folded) or folded.text).encode()).hexdigest()[:32]


def long_enough_to_repeat(folded: Folded) -> bool:
    return len(skeleton(folded)) >= _SHORTEST_REPEAT


def floods(folded: Folded) -> Iterator[Span]:
    """One letter or sign held down, one word or one sentence over and over."""
    for pattern in (_STRETCHED, _SAME_WORD):
        yield from (m.span() for m in pattern.finditer(folded.text))
    sentences = [(m.span(), _NOT_WORDS.sub("", m[0])) for m in _SENTENCE.finditer(folded.text)]
    seen = Counter(words for _, words in sentences if len(words) >= _SHORTEST_SENTENCE)
    yield from (span for span, words in sentences if seen[words] >= _SAME_SENTENCES)


def shouts(text: str) -> bool:
    """Nearly every cased letter of a text of some length is a capital."""
    capitals = sum(c.isupper() for c in text)
    return capitals >= _SHORTEST_SHOUT and capitals >= _SHOUT * (capitals + sum(c.islower() for c in text))


def disguised(text: str, folded: Folded) -> Iterator[Span]:
    """Words that mix look-alike letters of other alphabets with Latin ones, as places in the typed text;
    and the characters that reverse the reading direction."""
    if _FOREIGN.search(text):
        for word in _WORD.finditer(folded.text):
            start, end = folded.span(*word.span())
            typed = text[start:end]
            if _FOREIGN.search(typed) and any(c.isalpha() and not _FOREIGN.match(c) for c in typed):
                yield start, end
    yield from (m.span() for m in _REVERSING.finditer(text))


def shows_nothing(folded: Folded) -> bool:
    return not any(c.isalnum() for c in folded.text)
