"""Dates as portals print them beside an article: "Thứ Năm, 23/02/2023 09:00", "Cập nhật lúc: …". Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from portal.text import fold

PUBLISHED, UPDATED, CLOCK, BARE = "published", "updated", "clock", ""
VIETNAM = timezone(timedelta(hours=7))

_MONTHS = {
    "mot": 1, "gieng": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7,
    "tam": 8, "chin": 9, "muoi": 10, "muoi mot": 11, "muoi hai": 12, "chap": 12,
}  # fmt: skip
_WORD_MONTH = r"(muoi mot|muoi hai|gieng|mot|hai|ba|tu|nam|sau|bay|tam|chin|muoi|chap|\d{1,2})"
_DAY_FORMS = (
    re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<![\d/])(?P<d>\d{1,2}) ?[/.-] ?(?P<m>\d{1,2}) ?[/.-]{1,2} ?(?P<y>\d{4})(?![\d/])"),
    re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})"
        rf" ?thang {_WORD_MONTH.replace('(', '(?P<m>', 1)},? ?(?:nam )?(?P<y>\d{{4}})(?!\d)"
    ),
    re.compile(rf"\bthang {_WORD_MONTH.replace('(', '(?P<m>', 1)} (?P<d>\d{{1,2}}), ?(?P<y>\d{{4}})(?!\d)"),
)
_TIME = re.compile(
    r"(?<![\d/.])(?P<h>\d{1,2}) ?(?::|h|gio) ?(?P<n>\d{1,2})?(?::\d{1,2})?(?:\.\d{1,6})?(?: ?phut)?"
    r"(?: ?(?P<half>am|pm|sa|ch)\b)?(?![\d/])"
)
_ZONE = re.compile(r"\(? ?(?:gmt|utc) ?\+ ?0?7(?::?00)? ?\)?")
_OFFSET = re.compile(r"(?:z|(?P<sign>[+-])(?P<h>\d{2}):?(?P<n>\d{2}))$")
_WEEKDAY = re.compile(
    r"\b(?:thu ?(?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|t[2-7]|cn|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
_LABELS = (
    (CLOCK, re.compile(r"\b(?:hom nay(?: la)?|bay gio(?: la)?|today)\b")),
    (
        PUBLISHED,
        re.compile(
            r"\b(?:ngay dang(?: tai| tin| bai)?|dang(?: tai)? (?:ngay|luc|vao)|da dang(?: luc| ngay)?|"
            r"(?:ngay )?xuat ban(?: luc| ngay)?|ngay (?:tao|viet|phat hanh|dua tin)|"
            r"thoi gian(?: dang)?|gui luc|"
            r"(?:duoc )?viet ngay|posted(?: on)?|published(?: on)?|created)\b"
        ),
    ),
    (
        UPDATED,
        re.compile(
            r"\b(?:(?:lan |ngay )?cap nhat(?: lan cuoi| cuoi| gan nhat| moi nhat)?(?: luc| ngay| vao)?|"
            r"sua lan cuoi|(?:last )?(?:updated|modified)(?: on)?)\b"
        ),
    ),
)
_LISTED = re.compile(
    r"\(\s*(?:\d{1,2}:\d{2}[\s,|-]*)?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?(?:[\s,|"
    r"-]*\d{1,2}:\d{2}(?::\d{2})?)?\s*\)$"
)
_JOINERS = re.compile(r"[\s|,;:()\[\]•·–—/*-]+")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date found in a line: its value, what the line calls it, and the folded words left beside it."""

    value: date | datetime
    label: str
    rest: str
    zoned: bool = False
    weekday: bool = False

    @property
    def like_a_clock(self) -> bool:
        """Today's day as pages print it at their top: with its weekday and no hour, or with the time zone."""
        return self.zoned or (self.weekday and not isinstance(self.value, datetime))


def find(text: str) -> Stamp | None:
    """The first date of a short line with its hour, or None; a line over 200 characters is no date line."""
    if len(text) > 200 or not any(c.isdigit() for c in text):
        return None
    folded = fold(text)
    for form in _DAY_FORMS:
        found = form.search(folded)
        day = _day(found["y"], found["m"], found["d"]) if found else None
        if found and day:
            # The space keeps the year and the hour apart for the time's own look-behind.
            return _stamp(day, f"{folded[: found.start()]} \u0000 {folded[found.end() :]}")
    return None


def is_date_line(text: str) -> Stamp | None:
    """The stamp when the line is a date and nothing much else (a section's name, a view count)."""
    stamp = find(text)
    if stamp is None or len(stamp.rest.split()) > 3:
        return None
    return stamp


def is_listed(text: str) -> bool:
    """An entry of a list of other news: a headline followed by its date in brackets."""
    return bool(_LISTED.search(text)) and len(text.split()) > 4


def iso(text: str) -> date | datetime | None:
    """A machine's date ("2024-03-14T08:15:00+07:00", also other zones) in Vietnamese time."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        stamp = find(text.strip())
        return stamp.value if stamp else None
    if moment.tzinfo:
        try:
            moment = moment.astimezone(VIETNAM).replace(tzinfo=None)
        except OverflowError:
            return None
    if len(text.strip()) <= 10:
        return moment.date()
    return moment.replace(second=0, microsecond=0)


def _stamp(day: date, rest: str) -> Stamp:
    rest, zoned = _ZONE.subn(" ", rest)
    label = BARE
    for name, pattern in _LABELS:
        rest, hits = pattern.subn(" ", rest)
        if hits and not label:
            label = name
    rest, weekdays = _WEEKDAY.subn(" ", rest)
    value: date | datetime = day
    clock = _nearest_time(rest)
    if clock:
        hour = _hour(int(clock["h"]), clock["half"])
        minute = int(clock["n"] or 0)
        if hour < 24 and minute < 60:
            value = datetime(day.year, day.month, day.day, hour, minute)
            rest = rest[: clock.start()] + " " + rest[clock.end() :]
    rest = _JOINERS.sub(" ", rest.replace("\u0000", " ")).strip()
    return Stamp(
        value,
        label,
        rest.removeprefix("ngay ").removesuffix(" ngay").removesuffix("luc").strip(),
        bool(zoned),
        bool(weekdays),
    )


def _nearest_time(rest: str) -> re.Match[str] | None:
    """The hour that stands beside the date: after it, else before it."""
    place = rest.index("\u0000")
    times = list(_TIME.finditer(rest))
    after = next((t for t in times if t.start() > place), None)
    before = next((t for t in reversed(times) if t.end() <= place), None)
    if after and rest[place + 1 : after.start()].strip(" |,-–()t:") in ("", "luc", "vao luc"):
        return after
    return before or after


def _hour(hour: int, half: str | None) -> int:
    if half in ("pm", "ch") and hour < 12:
        return hour + 12
    return 0 if half in ("am", "sa") and hour == 12 else hour


def _day(year: str, month: str, day: str) -> date | None:
    """A real day between 1990 and 2100; 3/25/2021, printed by an English server, is 25 March."""
    y, m, d = int(year), _MONTHS.get(month, 0) or int(month), int(day)
    if m > 12 >= d:
        m, d = d, m
    try:
        return date(y, m, d) if 1990 <= y <= 2100 else None
    except ValueError:
        return None
