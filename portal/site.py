"""What every template may use: whose portal this is, its links, the time."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from pages.models import Alert, Block, WeatherPlace
from portal.models import SITE_CACHE, Link, LinkBox, SiteSettings

SECONDS = 15
#: The templates includes/_<name>.html that are the same on every page for everyone, drawn with these rows.
FRAME = ("head", "masthead", "footer")


def load() -> dict[str, Any]:
    """The shared rows, and the `frame` that is drawn with them around every page."""
    rows = _rows()
    told = {**rows, "site_url": settings.SITE_URL, "now": timezone.localtime()}
    return rows | {"frame": {name: render_to_string(f"includes/_{name}.html", told) for name in FRAME}}


def _rows() -> dict[str, Any]:
    """The shared rows, in four statements and one for the weather; cached in each worker for 15 seconds."""
    boxes: dict[LinkBox, list[Link]] = {}
    rows = Link.objects.select_related("box").order_by(
        "box__placement", "box__order", "box_id", "order", "pk"
    )
    for link in rows:
        boxes.setdefault(link.box, []).append(link)

    def placed(placement: str) -> list[dict[str, Any]]:
        return [{"title": b.title, "links": links} for b, links in boxes.items() if b.placement == placement]

    def links_of(placement: str) -> list[Link]:
        return [link for box in placed(placement) for link in box["links"]]

    places = LinkBox.Placement
    blocks = Block.arrangement(Block.objects.all())
    return {
        "site": SiteSettings.objects.first() or SiteSettings(),
        "menu": links_of(places.MENU),
        "top_links": links_of(places.TOP),
        "link_boxes": [box for box in map(_alive, placed(places.SIDE)) if box["links"]],
        "footer_boxes": placed(places.FOOTER),
        "blocks": blocks,
        "weather_places": list(WeatherPlace.objects.filter(shown=True))
        if Block.Kind.WEATHER in blocks
        else [],
        "scheduled_alerts": list(Alert.objects.filter(until__gt=timezone.now())),
    }


def _alive(box: dict[str, Any]) -> dict[str, Any]:
    return {**box, "links": [link for link in box["links"] if not link.is_dead]}


def shared() -> dict[str, Any]:
    """What `load` gave at most `SECONDS` ago."""
    return cache.get_or_set(SITE_CACHE, load, SECONDS) or {}


def alerts() -> list[Alert]:
    """Those whose time it is now, the most serious first."""
    moment, levels = timezone.now(), list(reversed(Alert.Level.values))
    return sorted(
        (a for a in shared()["scheduled_alerts"] if a.is_on(moment)), key=lambda a: levels.index(a.level)
    )


def weather() -> list[WeatherPlace]:
    """The places whose weather was measured lately enough to be called the weather of now."""
    moment = timezone.now()
    return [place for place in shared()["weather_places"] if place.is_fresh(moment)]


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `site`, `site_url`, `menu`, `top_links`, `link_boxes`, `footer_boxes`, `now`."""
    return {**shared(), "site_url": settings.SITE_URL, "now": timezone.localtime()}
