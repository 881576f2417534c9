"""Is a text in force on a given day? Computed from dates and relations, stored nowhere. Pure.

Most Party texts say only that they take effect on the day of signing and never state an end, so the
default is "không xác định"; "hết hiệu lực" comes only from a recorded date or relation, which is
shown as the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Ending:
    """What another text does to this one: `words` such as "Được thay thế bởi 212-QĐ/TU"."""

    since: date | None
    partial: bool
    words: str
    by: Any = None


@dataclass(frozen=True)
class Validity:
    """`code` is one of unknown, future, valid, partial, ended; `by` is the text that ended it."""

    code: str
    label: str
    reason: str = ""
    since: date | None = None
    by: Any = None


def on(day: date, starts: date | None, ends: date | None, endings: Iterable[Ending] = ()) -> Validity:
    """The validity on `day` of a text in force from `starts` until the end of `ends`."""
    if starts and day < starts:
        return Validity("future", "Chưa có hiệu lực", f"Có hiệu lực từ {starts:%d/%m/%Y}", starts)
    done = [e for e in endings if e.since is None or e.since <= day]
    if whole := [e for e in done if not e.partial]:
        first = min(whole, key=lambda e: e.since or date.min)
        return Validity("ended", "Hết hiệu lực", _dated(first), first.since, first.by)
    if ends and day > ends:
        return Validity("ended", "Hết hiệu lực", f"Hết hiệu lực sau ngày {ends:%d/%m/%Y}", ends)
    if done:
        last = max(done, key=lambda e: e.since or date.min)
        return Validity("partial", "Hết hiệu lực một phần", _dated(last), last.since, last.by)
    if starts:
        return Validity("valid", "Còn hiệu lực", f"Có hiệu lực từ {starts:%d/%m/%Y}", starts)
    return Validity("unknown", "Chưa xác định hiệu lực")


def _dated(ending: Ending) -> str:
    return f"{ending.words} từ {ending.since:%d/%m/%Y}" if ending.since else ending.words
