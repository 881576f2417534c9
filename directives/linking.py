"""Citations become links when a text is read, from its rows; links are never stored in the HTML."""

from __future__ import annotations

from collections.abc import Iterable

from directives import citations, symbols
from directives.models import Directive


def linked(html: str, targets: Iterable[Directive]) -> str:
    """The HTML with each citation of a visible document linked; `targets` as `Citation.targets` gives."""
    known: dict[tuple[str, object], Directive] = {}
    for target in targets:
        known[target.cited_key, target.cited_date] = target  # type: ignore[attr-defined]
        known.setdefault((target.cited_key, None), target)  # type: ignore[attr-defined]
    if not known:
        return html

    def address(found: citations.Citation) -> tuple[str, str] | None:
        symbol = symbols.parse(found.symbol) if found.symbol else None
        target = known.get((symbol.key, found.date)) if symbol else None
        return (target.get_absolute_url(), target.subject) if target else None

    return citations.link(html, address)
