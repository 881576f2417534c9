"""What changed between two versions of a text, for people: the changed paragraphs, word by word. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

MAX_LINES = 2_000  # SequenceMatcher is quadratic: beyond these two a change is shown as a whole
MAX_WORDS = 1_500


@dataclass(frozen=True)
class Piece:
    """A run of text; `kind` is "same", "gone", "new", or "gap" for unchanged paragraphs left out."""

    kind: str
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """The two texts merged; of unchanged paragraphs only those next to a change are kept."""
    old, new = before.split("\n"), after.split("\n")
    if len(old) > MAX_LINES or len(new) > MAX_LINES:
        return [Piece("gone", before), Piece("new", after)]
    found: list[Piece] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, from_, to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            found += _neighbours(old[from_:to], bool(found), to < len(old) or new_to < len(new))
        else:
            found += _changed("\n".join(old[from_:to]), "\n".join(new[new_from:new_to]))
    return found


def _neighbours(lines: list[str], after_change: bool, before_change: bool) -> list[Piece]:
    kept = after_change + before_change
    if len(lines) <= kept:
        return [Piece("same", "\n".join(lines) + "\n")]
    head = [Piece("same", lines[0] + "\n")] if after_change else []
    tail = [Piece("same", lines[-1] + "\n")] if before_change else []
    return [*head, Piece("gap", "…\n"), *tail]


def _changed(before: str, after: str) -> list[Piece]:
    old, new = before.split(" "), after.split(" ")
    if not before or not after or len(old) > MAX_WORDS or len(new) > MAX_WORDS:
        parts = [Piece("gone", before), Piece("new", after)]
    else:
        parts = []
        for kind, from_, to, new_from, new_to in SequenceMatcher(
            None, old, new, autojunk=False
        ).get_opcodes():
            if kind == "equal":
                parts.append(Piece("same", " ".join(old[from_:to]) + " "))
            else:
                parts.append(Piece("gone", " ".join(islice(old, from_, to))))
                parts.append(Piece("new", " ".join(islice(new, new_from, new_to)) + " "))
    return [*(part for part in parts if part.text.strip()), Piece("same", "\n")]
