"""Numbers of official texts and bulletins as people type them into the one search box. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from directives import citations, symbols
from portal.text import fold

_ABBREVIATIONS = {fold(abbr): symbols.type_variants(abbr) for abbr in symbols.TYPES if len(abbr) > 1}
_NAMES = {fold(name): (name,) for names in symbols.TYPES.values() for name in names}
_TYPES = {
    abbr: tuple(n for a in types for n in symbols.TYPES[a]) for abbr, types in _ABBREVIATIONS.items()
} | _NAMES
_TYPE = "|".join(sorted(map(re.escape, _TYPES), key=len, reverse=True))
_SHORT = re.compile(
    rf"(?:van ban |(?P<before>{_TYPE}) ?)?(?:so )?(?P<number>[0-9]{{1,5}})(?: ?[-/]? ?(?P<after>{_TYPE}))?"
    r"(?P<rest>(?: ?[-/] ?|,? nam | )(?P<year>(?:19|20)[0-9]{2})|,? (?:ngay|cua|ve|nhiem ky) .*)?"
)
_BULLETIN = re.compile(
    r"(?:so )?ban tin(?: dan van)?(?: so)? (?P<number>[0-9]{1,3})"
    r"(?:(?: ?[-/] ?|,? nam | )(?P<year>(?:19|20)[0-9]{2}))?"
)
_PREFIX = re.compile(rf"(?P<type>{_TYPE})(?: \S.*)?")


@dataclass(frozen=True)
class Number:
    """A number that may have been meant: whole (`keys`) or cut short to its figure and perhaps its type."""

    keys: tuple[str, ...] = ()
    figure: int | None = None
    types: tuple[str, ...] = ()
    year: int | None = None

    def __bool__(self) -> bool:
        return bool(self.keys) or self.figure is not None


def directive(typed: str) -> Number:
    """The official text whose number was typed: "446 qd tu", "15-ct/tu", "chỉ thị 31", "31", or none.

    A figure alone that can be a year is none: who types 2026 looks for news of that year.
    """
    if keys := symbols.candidates(typed):
        return Number(keys=keys)
    named = [symbols.parse(found.symbol) for found in citations.find(typed) if found.symbol]
    if keys := tuple(dict.fromkeys(symbol.key for symbol in named if symbol)):
        return Number(keys=keys)
    match = _SHORT.fullmatch(fold(typed))
    if match is None:
        return Number()
    named_type = match["before"] or match["after"] or ""
    figure = int(match["number"])
    if (match["rest"] or 1900 <= figure < 2100) and not named_type:
        return Number()
    year = int(match["year"]) if match["year"] else None
    return Number(figure=figure, types=_TYPES.get(named_type, ()), year=year)


def bulletin(typed: str) -> Number:
    """The issue that was typed: "bản tin số 8/2024", "bản tin 8"."""
    match = _BULLETIN.fullmatch(fold(typed))
    if match is None:
        return Number()
    return Number(figure=int(match["number"]), year=int(match["year"]) if match["year"] else None)


def of_type(typed: str) -> tuple[tuple[str, ...], str]:
    """Names of the type that `typed` begins with, and the rest: "kế hoạch dân vận" is a plan on "dan van".

    The rest keeps its accents; ((), "") when it begins otherwise.
    """
    match = _PREFIX.fullmatch(fold(typed))
    if match is None:
        return (), ""
    return _TYPES[match["type"]], " ".join(typed.split()[len(match["type"].split()) :])
