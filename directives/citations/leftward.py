"""Patterns over reversed text: what stands before a known place is read in one attempt. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable


def words(choices: Iterable[str]) -> str:
    """A pattern of the `choices` written backwards, in any case and the longest first."""
    return f"(?i:{alternation(choice.lower()[::-1] for choice in choices)})"


def alternation(choices: Iterable[str]) -> str:
    """A pattern of the `choices`, the longest first; a space is any white space.

    A hundred names side by side cost a hundred trials at every number; as a tree, which tries what
    they begin with in common once, they cost a few.
    """
    tails: dict[str, set[str]] = {}
    for choice in filter(None, choices):
        tails.setdefault(choice[0], set()).add(choice[1:])
    branches = []
    for letter, rest in sorted(tails.items()):
        end = alternation(rest)
        own = r"\s{1,40}" if letter == " " else re.escape(letter)
        branches.append(own + (f"{end}?" if end and "" in rest else end))
    return f"(?:{'|'.join(branches)})" if branches else ""


def before(text: str, place: int, reach: int) -> str:
    """The `reach` characters before `place`, the nearest first."""
    return text[max(0, place - reach) : place][::-1]
