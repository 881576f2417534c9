"""The weather of a place, as a service tells it or as it could be; and its words. Pure.

Codes of the sky are those of WMO table 4677 as weather services use them: 0 clear … 99 thunderstorm.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

#: Viet Nam has one zone all year.
ZONE = timezone(timedelta(hours=7))
#: (last code, words, picture of includes/_sky.html)
_SKIES = (
    (0, "Trời quang", "sun"),
    (2, "Ít mây", "part"),
    (3, "Nhiều mây", "cloud"),
    (49, "Có sương mù", "fog"),
    (59, "Mưa phùn", "drizzle"),
    (65, "Có mưa", "rain"),
    (69, "Mưa lạnh", "rain"),
    (79, "Có tuyết", "snow"),
    (82, "Mưa rào", "rain"),
    (86, "Có tuyết", "snow"),
    (99, "Có dông", "storm"),
)


class Unreadable(Exception):
    """An answer that is not the weather; the message says what is wrong with it."""


@dataclass(frozen=True)
class Weather:
    """What was measured: degrees Celsius, percent, a WMO code; `measured_at` is aware."""

    temperature: float
    humidity: int | None
    code: int
    measured_at: datetime


def sky(code: int) -> tuple[str, str]:
    """Words and picture of a WMO code; codes beyond the table count as its last."""
    return next(((words, icon) for last, words, icon in _SKIES if code <= last), _SKIES[-1][1:])


def read_open_meteo(body: bytes, now: datetime) -> Weather:
    """The answer of Open-Meteo's /v1/forecast?current=temperature_2m,relative_humidity_2m,weather_code.

    Its time is UTC unless its `utc_offset_seconds` says otherwise. Raises Unreadable.
    """
    try:
        answer = json.loads(body)
        current = answer["current"]
        zone = timezone(timedelta(seconds=int(answer.get("utc_offset_seconds", 0))))
        measured = datetime.fromisoformat(current["time"])
        measured = measured if measured.tzinfo else measured.replace(tzinfo=zone)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        raise Unreadable("trả lời không phải số liệu thời tiết") from None
    if measured > now + timedelta(hours=1):
        raise Unreadable("thời điểm đo ở tương lai")
    humidity = current.get("relative_humidity_2m")
    return Weather(
        _number(current.get("temperature_2m"), -60, 60),
        None if humidity is None else round(_number(humidity, 0, 100)),
        round(_number(current.get("weather_code"), 0, 99)),
        measured,
    )


def _number(value: Any, least: float, most: float) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not least <= value <= most:
        raise Unreadable("số liệu ngoài khoảng có thể")
    return float(value)


def imagined(latitude: float, longitude: float, now: datetime) -> Weather:
    """Weather as it could be there at this season and hour: for trying out and for tests, always the same."""
    local = now.astimezone(ZONE)
    season = math.cos(math.tau * (local.timetuple().tm_yday - 196) / 365)
    hour = math.cos(math.tau * (local.hour - 14) / 24)
    temperature = 24 + 5.5 * season * (latitude - 8) / 14 + 3.5 * hour - 3 * abs(longitude - 106.5)
    codes = (0, 1, 2, 3, 3, 51, 61, 80)
    code = codes[round(latitude * 7 + longitude * 3 + local.timetuple().tm_yday) % len(codes)]
    measured = now.replace(minute=0, second=0, microsecond=0)
    return Weather(round(temperature, 1), round(78 - 12 * hour), code, measured)


#: Reads the weather at a latitude and a longitude.
Provider = Callable[[float, float], Weather]
