"""When an article was published: its own stamp among the page's dates, never the page's clock. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime

from news.intake import dates, furniture
from news.intake.lines import HEADING, Line, ends_sentence

_DAY = re.compile(r"(?<![\d/.])(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}))?(?![\d/])")
#: How far the day printed on a page may lie from the days its first paragraphs speak of.
_NEAR_DAYS = 12


def stamp_of(line: Line) -> dates.Stamp | None:
    """The date of a line that holds nothing else but tools, counters, a section's name or a person's."""
    stamp = dates.find(line.text) if line.role in ("p", HEADING, "li") else None
    if stamp is None or dates.is_listed(line.text):
        return None
    rest = re.sub(
        r"\b(?:so )?(?:luot|lan) (?:xem|doc|truy cap)\b|\b\d+\b", " ", furniture.strip_tools(stamp.rest)
    )
    return stamp if len(rest.split()) <= 4 and not ends_sentence(line.text) else None


def published(lines: list[Line]) -> date | datetime | None:
    """The publication time given by the lines around a title, the labelled ones first."""
    stamps = [stamp for line in lines if (stamp := stamp_of(line))]
    return _best([s for s in stamps if s.label or not s.zoned] or stamps)


def of_article(head: list[Line], under: list[dates.Stamp], opening: str) -> date | datetime | None:
    """The stamp under the title; else one above it that is not the page's own clock."""
    if chosen := _best(under):
        return chosen
    above = [(stamp, i == len(head) - 1) for i, line in enumerate(head) if (stamp := stamp_of(line))]
    certain = [
        s
        for s, adjacent in above
        if s.label in (dates.PUBLISHED, dates.UPDATED) or (adjacent and not s.like_a_clock and not s.label)
    ]
    return _best(certain) or _best([s for s, _ in above if s.label != dates.CLOCK and _plausible(s, opening)])


def _best(stamps: list[dates.Stamp]) -> date | datetime | None:
    for label in (dates.PUBLISHED, dates.BARE, dates.UPDATED):
        found = [s.value for s in stamps if s.label == label]
        if found:
            return (
                next((v for v in found if isinstance(v, datetime)), found[0])
                if label == dates.BARE
                else found[0]
            )
    return None


def _plausible(stamp: dates.Stamp, opening: str) -> bool:
    """True when the text's first paragraphs speak of a day close to the stamp: a page's clock is far away."""
    day = date(stamp.value.year, stamp.value.month, stamp.value.day)
    for d, m, y in _DAY.findall(opening)[:20]:
        try:
            told = date(int(y) if y else day.year, int(m), int(d))
        except ValueError:
            continue
        if abs((day - told).days) <= _NEAR_DAYS:
            return True
    return False
