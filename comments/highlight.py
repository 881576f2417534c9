"""A text cut at the places that screening found, so that a template can mark them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Piece(NamedTuple):
    """`why` is "" for ordinary words, else the reasons these words were found for."""

    words: str
    why: str


def pieces(text: str, spans: Iterable[tuple[int, int, str]]) -> list[Piece]:
    """`text` in order; overlapping spans are joined, those outside the text are left out."""
    joined: list[tuple[int, int, list[str]]] = []
    for start, end, why in sorted(spans):
        if not 0 <= start < end <= len(text):
            continue
        if joined and start < joined[-1][1]:
            first, last, reasons = joined[-1]
            joined[-1] = (first, max(last, end), reasons if why in reasons else [*reasons, why])
        else:
            joined.append((start, end, [why]))
    found, at = [], 0
    for start, end, reasons in joined:
        found += [Piece(text[at:start], ""), Piece(text[start:end], "; ".join(reasons))]
        at = end
    return [piece for piece in (*found, Piece(text[at:], "")) if piece.words]
