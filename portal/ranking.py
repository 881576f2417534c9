"""Which of the texts found stands first. Pure.

The database finds and counts; this weighs the two hundred best. The order of the weights is the
promise to the reader: a number he typed, then his accents, then words in the title, then how close
together the words stand, then what is newer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from portal.words import Wanted, bare, spelling, tokens

NUMBER = 1000.0  # an official text or bulletin whose number was typed
EXACT = 100.0  # every word occurs with the accents that were typed
TITLE_EXACTLY = 60.0  # the words stand together in the title, accents as typed
TITLE_PHRASE = 40.0  # the same, whatever the accents
TITLE_WORDS = 25.0  # the share of the words that the title has
TITLE_SHARE = 10.0  # the share of the title that the words make up
CLOSENESS = 20.0  # the words stand near each other, more than once, or in the lead
RECENCY = 8.0  # of today; a third of it is left after HALF_LIFE
HALF_LIFE = 700.0  # days


class Hit(NamedTuple):
    """A text that was found; `closeness` is PostgreSQL's cover density, from 0 to 1.

    `exact` says that every word occurs with the accents that were typed.
    """

    kind: str
    pk: int
    title: str
    day: date | None = None
    closeness: float = 0.0
    exact: bool = False
    number: bool = False


def ranked(hits: Iterable[Hit], asked: Wanted, today: date) -> list[Hit]:
    """Each text once, the best first; the order of equals never changes."""
    best: dict[tuple[str, int], Hit] = {}
    for hit in hits:
        known = best.get((hit.kind, hit.pk))
        if known is None or (hit.number and not known.number):
            best[hit.kind, hit.pk] = hit
    scores = {key: score(hit, asked, today) for key, hit in best.items()}
    return sorted(
        best.values(),
        key=lambda hit: (-scores[hit.kind, hit.pk], -(hit.day or date.min).toordinal(), hit.kind, -hit.pk),
    )


def score(hit: Hit, asked: Wanted, today: date) -> float:
    """The weight of one text; more is better."""
    spelled, plain, words = _title(hit.title)
    points = min(1.0, hit.closeness) * CLOSENESS
    if hit.day:
        points += math.exp(-max(0, (today - hit.day).days) / HALF_LIFE) * RECENCY
    if hit.number:
        points += NUMBER
    if hit.exact and asked.accented:
        points += EXACT + (TITLE_EXACTLY if asked.phrase in spelled else 0.0)
    if asked.words and words:
        points += TITLE_PHRASE if asked.bare_phrase in plain else 0.0
        present = sum([word in words for word in asked.bare_words])
        points += present / len(asked.words) * TITLE_WORDS
        points += min(1.0, present / len(words)) * TITLE_SHARE
    return points


# The newest texts are among the hits of every common word.
@lru_cache(maxsize=4096)
def _title(title: str) -> tuple[str, str, tuple[str, ...]]:
    """A title in its one spelling, the same without accents, and its words without accents."""
    written = tokens(title)
    words = tuple(map(bare, written))
    return f" {' '.join(map(spelling, written))} ", f" {' '.join(words)} ", words
