"""What every template may use: whose portal this is, its links, the time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from directives.models import Directive, DirectiveQuerySet
from news.models import Article, ArticleQuerySet
from pages.models import Alert, Block, WeatherPlace
from portal.models import HOME_CACHE, SITE_CACHE, Link, LinkBox, SiteSettings
from readers.models import Poll, PollQuerySet

SECONDS = 15
#: The templates includes/_<name>.html that are the same on every page for everyone, drawn with these rows.
FRAME = ("head", "serif", "masthead", "footer")
#: Drafts in consultation that the home page names.
MOST_DRAFTS = 3
#: "Đọc nhiều": how many, of the articles of how long.
MOST_READ, MOST_READ_SINCE = 5, timedelta(days=30)
#: The main menu until staff make their own: parts that every installation has, by the name of their view.
USUAL_MENU = (
    ("Trang chủ", "home"),
    ("Tin bài", "archive_latest"),
    ("Văn bản", "directive_list"),
    ("Bản tin", "bulletin_list"),
    ("Thư viện ảnh", "gallery_list"),
    ("Hỏi đáp", "question_list"),
    ("Ý kiến bạn đọc", "comment_list"),
    ("Cơ cấu tổ chức", "organisation"),
)


class UsualLink(NamedTuple):
    """What the templates read of a `Link`, for links that nobody has made yet."""

    label: str
    url: str


def load() -> dict[str, Any]:
    """The shared rows, and the `frame` that is drawn with them around every page."""
    rows = _rows()
    told = {**rows, "site_url": settings.SITE_URL, "now": timezone.localtime()}
    return rows | {"frame": {name: render_to_string(f"includes/_{name}.html", told) for name in FRAME}}


def _rows() -> dict[str, Any]:
    """The shared rows, in four statements; cached in each worker for 15 seconds."""
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
    top = links_of(places.TOP)
    side = [box for box in map(_alive, placed(places.SIDE)) if box["links"]]
    footer = placed(places.FOOTER)
    at_the_foot = {link.url for link in top} | {link.url for box in (*side, *footer) for link in box["links"]}
    return {
        "site": SiteSettings.objects.first() or SiteSettings(),
        "menu": links_of(places.MENU) or _usual_menu(),
        "top_links": top,
        "link_boxes": side,
        "footer_boxes": footer,
        "privacy_is_linked": reverse("privacy") in at_the_foot,
        "blocks": Block.arrangement(Block.objects.all()),
        "scheduled_alerts": list(Alert.objects.filter(until__gt=timezone.now())),
    }


def _usual_menu() -> list[UsualLink]:
    return [UsualLink(label, reverse(name)) for label, name in USUAL_MENU]


def _most_read() -> ArticleQuerySet:
    return Article.objects.published().most_read(timezone.now() - MOST_READ_SINCE)[:MOST_READ]


def _polls() -> PollQuerySet:
    return Poll.objects.filter(closes_at__gt=timezone.now()).with_options()


def _drafts() -> DirectiveQuerySet:
    """Those that ask for opinions today, the first to close first."""
    rows = Directive.objects.published().in_consultation(timezone.localdate()).select_related("type")
    return rows.defer("body", "body_text", "search")[:MOST_DRAFTS]


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


def load_home() -> dict[str, Any]:
    """What the small blocks that staff show have to say, and the open drafts; cached likewise."""
    blocks, kinds = shared()["blocks"], Block.Kind
    places = WeatherPlace.objects.filter(shown=True)
    return {
        "most_read": list(_most_read()) if kinds.MOST_READ in blocks else [],
        "polls": list(_polls()) if kinds.POLL in blocks else [],
        "weather_places": list(places) if kinds.WEATHER in blocks else [],
        "drafts": list(_drafts()),
    }


def home() -> dict[str, Any]:
    """What `load_home` gave at most `SECONDS` ago."""
    return cache.get_or_set(HOME_CACHE, load_home, SECONDS) or {}


def open_drafts() -> list[tuple[Directive, str]]:
    """Drafts that take opinions today, each with how long: "còn 8 ngày"."""
    left = [(draft, draft.comments_days_left(timezone.localdate())) for draft in home()["drafts"]]
    return [(draft, words) for draft, words in left if words]


def poll() -> Poll | None:
    """The newest poll that is open now."""
    moment = timezone.now()
    return next((poll for poll in home()["polls"] if poll.is_open(moment)), None)


def weather() -> list[WeatherPlace]:
    """The places whose weather was measured lately enough to be called the weather of now."""
    moment = timezone.now()
    return [place for place in home()["weather_places"] if place.is_fresh(moment)]


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `site`, `site_url`, `menu`, `top_links`, `link_boxes`, `footer_boxes`, `now`."""
    return {**shared(), "site_url": settings.SITE_URL, "now": timezone.localtime()}
