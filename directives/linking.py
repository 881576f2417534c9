"""Citations become links when a text is read, from its rows; links are never stored in the HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from directives import citations, symbols
from directives.models import Directive

#: What `linked` reads of a target.
LINKED = ("symbol", "subject")


def linked(html: str, targets: Iterable[Directive]) -> str:
    """The HTML with each citation of a visible document linked; `targets` as `Citation.targets` gives."""
    known: dict[tuple[str, date | None], tuple[str, str]] = {}
    for target in targets:
        link = (target.get_absolute_url(), target.subject)
        known[target.cited_key, target.cited_date] = link  # type: ignore[attr-defined]
    times = Counter(key for key, _ in known)
    # "18-CT/TW" alone, beside two that are quoted with their dates, may be either: never linked.
    known |= {(key, None): link for (key, _), link in known.items() if times[key] == 1}
    return _linked(html, tuple(known.items())) if known else html


@lru_cache(maxsize=256)
def _linked(html: str, known: tuple[tuple[tuple[str, date | None], tuple[str, str]], ...]) -> str:
    """Parsing costs more than the rest of a page, and gives the same until the text or a target changes."""
    links = dict(known)

    def address(found: citations.Citation) -> tuple[str, str] | None:
        symbol = symbols.parse(found.symbol) if found.symbol else None
        return links.get((symbol.key, found.date)) if symbol else None

    return citations.link(html, address)
