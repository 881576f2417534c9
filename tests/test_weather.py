"""Thời tiết: fetched by a command, shown while fresh, silent otherwise."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from pages import skies, weather
from pages.models import WeatherPlace
from portal import settings as settings_module
from tests.other_sites import answering, page

NOW = datetime(2026, 11, 22, 7, 10, tzinfo=UTC)
GOOD = {"time": "2026-11-22T07:00", "temperature_2m": 21.6, "relative_humidity_2m": 74, "weather_code": 61}


def answer(**changes) -> bytes:
    return json.dumps({"utc_offset_seconds": 0, "current": {**GOOD, **changes}}).encode()


# What a service says


def test_an_answer_of_the_service_is_read():
    found = skies.read_open_meteo(answer(), NOW)
    assert found == skies.Weather(21.6, 74, 61, datetime(2026, 11, 22, 7, 0, tzinfo=UTC))


def test_its_time_is_read_in_its_own_zone():
    body = json.dumps(
        {"utc_offset_seconds": 25_200, "current": {**GOOD, "time": "2026-11-22T14:00"}}
    ).encode()
    assert skies.read_open_meteo(body, NOW).measured_at == datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"null",
        b'{"current": null}',
        b"[" * 100_000,
        answer(time="hôm nay"),
        answer(time=None),
        answer(time="2026-11-23T07:00"),  # tomorrow
        answer(temperature_2m="21"),
        answer(temperature_2m=True),
        answer(temperature_2m=210),
        answer(temperature_2m=float("nan")),
        answer(temperature_2m=None),
        answer(relative_humidity_2m=101),
        answer(weather_code=-1),
        answer(weather_code=None),
    ],
)
def test_what_is_not_the_weather_is_refused(body):
    with pytest.raises(skies.Unreadable):
        skies.read_open_meteo(body, NOW)


@pytest.mark.parametrize(
    ("code", "words"),
    [(0, "Trời quang"), (1, "Ít mây"), (3, "Nhiều mây"), (45, "Có sương mù"), (51, "Mưa phùn"),
     (63, "Có mưa"),     (80, "Mưa rào"), (95, "Có dông"), (99, "Có dông"), (250, "Có dông")],
)  # fmt: skip
def test_every_code_has_words(code, words):
    assert skies.sky(code)[0] == words


def test_imagined_weather_is_plausible_everywhere_all_year_and_always_the_same():
    for day in range(0, 366, 5):
        moment = NOW + timedelta(days=day, hours=day)
        for latitude, longitude in ((8.6, 104.7), (16.1, 108.2), (23.3, 105.3)):
            found = skies.imagined(latitude, longitude, moment)
            assert found == skies.imagined(latitude, longitude, moment)
            assert 5 < found.temperature < 40
            assert 0 <= found.humidity <= 100
            assert found.measured_at <= moment


# The row and the page


@pytest.fixture
def place(db):
    return WeatherPlace.objects.create(name="Vùng cao Bản Lầu", latitude=22.1, longitude=105.8)


def measured(place, hours: float = 0, **columns):
    at = timezone.now() - timedelta(hours=hours)
    place.remember(
        **{"temperature": 17.6, "humidity": 80, "code": 51, "measured_at": at, "problem": ""} | columns
    )


def test_readers_see_place_degrees_sky_and_the_time_of_the_measurement(client, place):
    measured(place)
    words = client.get("/").content.decode()
    assert "Vùng cao Bản Lầu" in words
    assert "18°" in words
    assert "Mưa phùn" in words
    assert f"{timezone.localtime(place.measured_at):%H:%M}</time>" in words


def test_weather_that_was_never_measured_or_long_ago_is_not_shown(client, place, settings):
    assert "Vùng cao" not in client.get("/").content.decode()
    measured(place, hours=settings.WEATHER_HOURS + 0.1)
    assert "Vùng cao" not in client.get("/").content.decode()


def test_a_place_that_staff_hid_is_not_shown(client, place):
    measured(place)
    WeatherPlace.objects.update(shown=False)
    assert "Vùng cao" not in client.get("/").content.decode()


def test_the_command_stores_what_the_provider_says(place, settings):
    settings.WEATHER_URL = "local:"
    call_command("fetch_weather", stdout=StringIO())
    place.refresh_from_db()
    assert place.degrees
    assert place.is_fresh(timezone.now())


def test_a_failure_is_recorded_and_the_last_value_stays(place, settings):
    measured(place, hours=1)
    settings.WEATHER_URL = "http://127.0.0.1/?{latitude}&{longitude}"
    with pytest.raises(CommandError, match="1 nơi"):
        call_command("fetch_weather", stdout=StringIO())
    place.refresh_from_db()
    assert "nội bộ" in place.problem
    assert place.degrees == "18"


def test_without_a_service_nothing_happens(place, settings):
    settings.WEATHER_URL = ""
    call_command("fetch_weather", stdout=StringIO())
    place.refresh_from_db()
    assert place.asked_at is None


def test_the_service_is_asked_for_the_place_of_the_row(place, monkeypatch):
    monkeypatch.setattr(weather, "fetch", partial(weather.fetch, allowed=lambda address: True))
    body = answer(time=f"{timezone.now().astimezone(UTC):%Y-%m-%dT%H:%M}")
    with answering(page(body)) as (url, asked):
        read = partial(weather.ask, url + "/v1/forecast?latitude={latitude}&longitude={longitude}")
        assert weather.renew(place, read) == ""
    assert b"GET /v1/forecast?latitude=22.1000&longitude=105.8000 " in asked[0]
    assert place.words == "22 °C, Có mưa"


@pytest.mark.parametrize("reply", [page(b"", "500 Oops"), page(b"x" * 40_000), page(b"{}")])
def test_a_service_out_of_order_is_a_recorded_failure(place, monkeypatch, reply):
    monkeypatch.setattr(weather, "fetch", partial(weather.fetch, allowed=lambda address: True))
    with answering(reply) as (url, _):
        assert weather.renew(place, partial(weather.ask, url))
    place.refresh_from_db()
    assert place.problem
    assert place.measured_at is None


def test_a_measurement_is_no_new_version_of_what_staff_wrote(place):
    before = WeatherPlace.pgh_event_model.objects.count()
    measured(place)
    assert WeatherPlace.pgh_event_model.objects.count() == before
    place.name = "Trung tâm"
    place.save()
    assert WeatherPlace.pgh_event_model.objects.count() == before + 1


@pytest.mark.parametrize(
    ("address", "fit"),
    [
        ("https://api.example.org/?lat={latitude}&lon={longitude}", True),
        ("https://api.example.org/?lat={latitude}", False),
        ("https://api.example.org/", False),
        ("ftp://api.example.org/{latitude}{longitude}", False),
        ("https://api.example.org/{latitude}{longitude}{place}", False),
        ("https://api.example.org/{latitude}{longitude}{", False),
        ("{latitude}{longitude}", False),
    ],
)
def test_the_services_address_has_places_for_both_coordinates(address, fit):
    assert settings_module.weather_address(address) is fit
