"""The Vietnamese lunar date of a day, computed offline. Pure.

The calendar's rules: a month begins on the day of the new moon in Vietnamese time (UTC+7); the month
that holds the winter solstice is the eleventh; of thirteen months between two elevenths the first that
holds no major solar term is a leap month. The moments come from Meeus, "Astronomical Algorithms"
(chapters 25 and 49, abridged), good to a few minutes between 1900 and 2100. One time zone for all
years: the calendars that north and south printed before 1976 differed from it on a few days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import floor, radians, sin

VIETNAM = 7 / 24
SYNODIC_MONTH = 29.530588861
#: Julian day number of 1 January of year 1 minus its ordinal, so that noon of a date is ordinal + OFFSET.
OFFSET = 1_721_425
STEMS = ("Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý")
BRANCHES = ("Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi")


@dataclass(frozen=True)
class LunarDate:
    day: int
    month: int
    year: int
    leap: bool

    @property
    def year_name(self) -> str:
        """Bính Ngọ: the stem and branch of the year."""
        return f"{STEMS[(self.year + 6) % 10]} {BRANCHES[(self.year + 8) % 12]}"

    def __str__(self) -> str:
        leap = " nhuận" if self.leap else ""
        return f"{self.day}/{self.month}{leap} {self.year_name}"


def lunar(day: date) -> LunarDate:
    """The lunar date of a Gregorian day in Vietnamese time.

    Raises ValueError outside 1900–2100, where the abridged formulas have not been checked.
    """
    if not 1900 <= day.year <= 2100:
        raise ValueError(f"{day:%Y} lies outside 1900–2100")
    today = day.toordinal()
    # The eleventh month may begin in November or December; the day may still belong to the year before it.
    year = next(y for y in (day.year + 1, day.year, day.year - 1) if _eleventh(y - 1) <= today)
    for begins, month, leap in reversed(_months(year)):
        if begins <= today:
            return LunarDate(today - begins + 1, month, year - 1 if month > 10 else year, leap)
    raise AssertionError("every day lies in a month")


@lru_cache(maxsize=64)
def _months(year: int) -> tuple[tuple[int, int, bool], ...]:
    """First day, number, leap mark of the months from the eleventh of `year` - 1 to the tenth of `year`."""
    first, last = _eleventh(year - 1), _eleventh(year)
    index = round((first + OFFSET - _new_moon(0)) / SYNODIC_MONTH)
    begins = [day for k in range(-1, 15) if first <= (day := _new_moon_day(index + k)) < last]
    long_year = len(begins) == 13
    months: list[tuple[int, int, bool]] = []
    number, leap_found = 10, False
    for place, start in enumerate(begins):
        following = begins[place + 1] if place + 1 < len(begins) else last
        leap = long_year and not leap_found and place > 0 and _term(start) == _term(following)
        leap_found = leap_found or leap
        number += 0 if leap else 1
        months.append((start, (number - 1) % 12 + 1, leap))
    return tuple(months)


@lru_cache(maxsize=64)
def _eleventh(year: int) -> int:
    """The first day of the month that holds the winter solstice of `year`."""
    index = floor((date(year, 12, 31).toordinal() + OFFSET - _new_moon(0)) / SYNODIC_MONTH) + 1
    while (start := _new_moon_day(index)) > date(year, 12, 31).toordinal() or _term(start) >= 9:
        index -= 1  # term 9 begins with the solstice: a month that starts after it is the twelfth
    return start


def _term(day: int) -> int:
    """Which twelfth of the sun's yearly path midnight of a day lies in; 0 begins at the spring equinox."""
    return floor(_sun_longitude(day + OFFSET - 0.5 - VIETNAM) / 30)


def _new_moon_day(index: int) -> int:
    """The ordinal of the Vietnamese day of the new moon number `index` since January 2000."""
    return floor(_new_moon(index) + 0.5 + VIETNAM) - OFFSET


def _new_moon(index: int) -> float:
    """The Julian day (UT) of a new moon; Meeus, chapter 49."""
    t = index / 1236.85
    mean = 2451550.09766 + SYNODIC_MONTH * index + 0.00015437 * t**2 - 0.00000015 * t**3
    sun = radians(2.5534 + 29.10535670 * index - 0.0000014 * t**2)
    moon = radians(201.5643 + 385.81693528 * index + 0.0107582 * t**2)
    latitude = radians(160.7108 + 390.67050284 * index - 0.0016118 * t**2)
    node = radians(124.7746 - 1.56375588 * index + 0.0020672 * t**2)
    e = 1 - 0.002516 * t - 0.0000074 * t**2
    correction = (
        -0.40720 * sin(moon)
        + 0.17241 * e * sin(sun)
        + 0.01608 * sin(2 * moon)
        + 0.01039 * sin(2 * latitude)
        + 0.00739 * e * sin(moon - sun)
        - 0.00514 * e * sin(moon + sun)
        + 0.00208 * e**2 * sin(2 * sun)
        - 0.00111 * sin(moon - 2 * latitude)
        - 0.00057 * sin(moon + 2 * latitude)
        + 0.00056 * e * sin(2 * moon + sun)
        - 0.00042 * sin(3 * moon)
        + 0.00042 * e * sin(sun + 2 * latitude)
        + 0.00038 * e * sin(sun - 2 * latitude)
        - 0.00024 * e * sin(2 * moon - sun)
        - 0.00017 * sin(node)
    )
    # Dynamical time runs ahead of the clock by about a minute; a century's parabola is near enough here.
    ahead = (62.92 + 0.32217 * (100 * t) + 0.005589 * (100 * t) ** 2) / 86_400 if t > -0.15 else 30 / 86_400
    return mean + correction - ahead


def _sun_longitude(julian_day: float) -> float:
    """The sun's apparent longitude in degrees, 0 ≤ x < 360; Meeus, chapter 25."""
    t = (julian_day - 2451545.0) / 36525
    anomaly = radians(357.52911 + 35999.05029 * t - 0.0001537 * t**2)
    centre = (
        (1.914602 - 0.004817 * t - 0.000014 * t**2) * sin(anomaly)
        + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
        + 0.000289 * sin(3 * anomaly)
    )
    true = 280.46646 + 36000.76983 * t + 0.0003032 * t**2 + centre
    return (true - 0.00569 - 0.00478 * sin(radians(125.04 - 1934.136 * t))) % 360
