"""Citations become links when a text is read, from its rows; links are never stored in the HTML."""

from __future__ import annotations

from collections.abc import Iterable

from directives import citations, symbols
from directives.models import Citation, Directive


def linked(html: str, rows: Iterable[Citation]) -> str:
    """The HTML with each citation whose row has a (visible) target linked to it."""
    targets: dict[tuple[str, object], Directive] = {}
    for row in rows:
        if row.target:
            targets[row.key, row.date] = row.target
            targets.setdefault((row.key, None), row.target)
    if not targets:
        return html

    def address(found: citations.Citation) -> tuple[str, str] | None:
        symbol = symbols.parse(found.symbol) if found.symbol else None
        target = targets.get((symbol.key, found.date)) if symbol else None
        return (target.get_absolute_url(), target.subject) if target else None

    return citations.link(html, address)
