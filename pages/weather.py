"""Where the weather comes from, and how a row gets it: by the command `fetch_weather` only."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.utils import timezone

from pages.models import WeatherPlace
from pages.skies import Provider, Unreadable, Weather, imagined, read_open_meteo
from portal.fetching import Unreachable, fetch

SECONDS, MOST_BYTES = 8.0, 32 * 1024


def provider() -> Provider | None:
    """What WEATHER_URL names: "local:", the address of a service with {latitude} and {longitude}, or none."""
    if settings.WEATHER_URL == "local:":
        return lambda latitude, longitude: imagined(latitude, longitude, timezone.now())
    return partial(ask, settings.WEATHER_URL) if settings.WEATHER_URL else None


def ask(address: str, latitude: float, longitude: float) -> Weather:
    """Raises Unreachable, Unreadable."""
    url = address.format(latitude=f"{latitude:.4f}", longitude=f"{longitude:.4f}")
    answer = fetch(url, seconds=SECONDS, most=MOST_BYTES, accept="application/json")
    if answer.status != 200:
        raise Unreachable(f"dịch vụ trả lời {answer.status}")
    if answer.cut:
        raise Unreadable("trả lời dài quá mức")
    return read_open_meteo(answer.body, timezone.now())


def renew(place: WeatherPlace, read: Provider) -> str:
    """Store what the provider says now; "" or why it failed, with the last value left as it was."""
    try:
        weather = read(place.latitude, place.longitude)
    except (Unreachable, Unreadable) as error:
        place.remember(problem=str(error))
        return str(error)
    place.remember(
        temperature=weather.temperature,
        humidity=weather.humidity,
        code=weather.code,
        measured_at=weather.measured_at,
        problem="",
    )
    return ""
