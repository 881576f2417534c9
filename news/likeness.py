"""How alike two headlines are. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from portal.text import fold

_SYLLABLE = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=4096)
def pairs(title: str) -> frozenset[tuple[str, str]]:
    """The neighbouring syllables of a headline: most Vietnamese words are two, so a pair is about a word."""
    syllables = _SYLLABLE.findall(fold(title))
    return frozenset(pairwise(syllables))


def likeness(one: str, other: str) -> float:
    """0.0 for nothing in common to 1.0 for the same pairs; short headlines do not win by being short."""
    mine, yours = pairs(one), pairs(other)
    return 2 * len(mine & yours) / (len(mine) + len(yours)) if mine and yours else 0.0
