"""Pages that show several apps at once, the error pages, and the doors for machines."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError, connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from comments.models import Comment
from directives.models import Directive
from galleries.models import Gallery
from news.models import Article, Bulletin, Category
from pages.models import Block
from portal import images, site
from portal.prepared import Among, prepared

log = logging.getLogger(__name__)
PER_CATEGORY = 4


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The blocks that staff arranged; what a hidden one would show is not asked for."""
    rows = [
        (small, [(f"home/_{kind}.html", HOME_BLOCKS[kind]()) for kind in row])
        for small, row in Block.rows(site.shared()["blocks"])
    ]
    context = {"rows": rows, "alerts": site.alerts(), "drafts": site.open_drafts()}
    return render(request, "home.html", context)


@prepared
def _newest() -> QuerySet[Article]:
    return Article.objects.published().for_cards().newest()[:5]


@prepared
def _featured() -> QuerySet[Article]:
    return Article.objects.published().filter(featured=True).for_cards().newest()[:1]


@prepared
def _texts() -> QuerySet[Directive]:
    return Directive.objects.published().for_rows()[:6]


@prepared
def _bulletins() -> QuerySet[Bulletin]:
    return Bulletin.objects.published()[:1]


@prepared
def _galleries() -> QuerySet[Gallery]:
    return Gallery.objects.published().for_shelf().newest()[:3]


@prepared
def _categories() -> QuerySet[Category]:
    return Category.objects.with_newest(PER_CATEGORY)


@prepared
def _cards(pks: list[int]) -> QuerySet[Article]:
    return Article.objects.published().filter(Among("pk", pks)).for_cards()


@prepared
def _answers(today: date) -> QuerySet[Comment]:
    return Comment.objects.visible().answered(today)[:3]


def _lead() -> dict[str, Any]:
    newest, lead = _newest(), _featured.first()
    if lead is None and newest:
        lead = newest[0]
    return {"lead": lead, "latest": [article for article in newest if article != lead][:4]}


def _texts_and_bulletin() -> dict[str, Any]:
    """The newest issue stands beside the texts unless it has its own block; validity is that of today."""
    apart = Block.Kind.BULLETIN in site.shared()["blocks"]
    shown = {"directives": _texts(), "bulletins": [] if apart else _bulletins()}
    return {**shown, "bulletin_apart": apart, "today": timezone.localdate()}


def _sections() -> dict[str, Any]:
    """Pairs of a category and its newest articles; none without one. Two statements."""
    categories = _categories()
    articles = {row.pk: row for row in _cards([pk for category in categories for pk in category.newest])}
    shown = ((c, [articles[pk] for pk in c.newest if pk in articles]) for c in categories)
    return {"sections": [(category, rows) for category, rows in shown if rows]}


#: What the template home/_<kind>.html shows, by kind of `pages.models.Block`.
HOME_BLOCKS: dict[str, Callable[[], dict[str, Any]]] = {
    Block.Kind.LEAD: _lead,
    Block.Kind.TEXTS: _texts_and_bulletin,
    Block.Kind.BULLETIN: lambda: {"bulletins": _bulletins()},
    Block.Kind.CATEGORIES: _sections,
    Block.Kind.GALLERY: lambda: {"galleries": _galleries()},
    Block.Kind.OPINIONS: lambda: {"answers": _answers(timezone.localdate())},
    Block.Kind.MOST_READ: lambda: {"most_read": site.home()["most_read"]},
    Block.Kind.POLL: lambda: {"poll": site.poll()},
    Block.Kind.WEATHER: lambda: {"weather": site.weather()},
    Block.Kind.LINKS: lambda: {"link_boxes": site.shared()["link_boxes"]},
}


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy.html")


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; says nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers too; 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (OperationalError, InterfaceError):
        return HttpResponse("database", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


@require_POST
def upload_image(request: HttpRequest) -> HttpResponse:
    """A picture dropped into the editor: {"url": …} or {"error": {"message": …}}, as CKEditor asks."""
    if not (request.user.is_active and request.user.is_staff):
        return JsonResponse({"error": {"message": "Hãy đăng nhập lại."}}, status=403)
    file = request.FILES.get("upload")
    if file is None:
        return JsonResponse({"error": {"message": "Chưa chọn ảnh."}}, status=400)
    try:
        jpeg = images.encode(images.accept(file))
    except ValidationError as error:
        return JsonResponse({"error": {"message": " ".join(error.messages)}}, status=400)
    name = default_storage.save(f"anh/{images.random_stem()}.jpg", ContentFile(jpeg))
    return JsonResponse({"url": default_storage.url(name)})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 with Retry-After while PostgreSQL is away. Both pages are files without a query."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        log.error("database away: %s", error)
        return HttpResponse(
            render_to_string("503.html"),
            status=503,
            headers={"Retry-After": "10", "Cache-Control": "no-store"},
        )
    return HttpResponse(render_to_string("500.html"), status=500, headers={"Cache-Control": "no-store"})
