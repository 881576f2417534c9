"""Patterns over reversed text: what stands before a known place is read in one attempt. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable


def words(choices: Iterable[str]) -> str:
    """An alternation of the `choices` written backwards, the longest first; a space is any white space."""
    ordered = sorted(set(choices), key=len, reverse=True)
    return "|".join(re.escape(choice[::-1]).replace(r"\ ", r"\s{1,40}") for choice in ordered)


def before(text: str, place: int, reach: int) -> str:
    """The `reach` characters before `place`, the nearest first."""
    return text[max(0, place - reach) : place][::-1]
