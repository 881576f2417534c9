"""The life of a text in days: issued, in force, changed by others, ended. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Event:
    """`by` is the other text of the event, if any; `ahead` tells that the day is still to come."""

    day: date
    words: str
    by: Any = None
    ahead: bool = False


def events(
    today: date,
    issued: date | None,
    starts: date | None,
    ends: date | None,
    changes: Iterable[tuple[date | None, str, Any]] = (),
) -> list[Event]:
    """In order of days; what has no day is left out. Of one day, issuing comes first."""
    known = [
        (issued, "Ban hành", None),
        (starts, "Có hiệu lực", None),
        *changes,
        (ends, "Hết hiệu lực sau ngày này", None),
    ]
    return sorted(
        (Event(day, words, by, day > today) for day, words, by in known if day), key=lambda event: event.day
    )
