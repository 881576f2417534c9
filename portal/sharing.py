"""Pictures that lead on: beside shared links (og:image), and the code of the fan page; made when asked.

The version stands in the address, because whoever shows links keeps a picture by its address for months.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from directives.models import Directive
from directives.models.querysets import LONG
from news.models import Article
from portal.press.card import card
from portal.publishing import Publishable
from portal.qr import qr_svg
from portal.site import shared
from portal.templatetags.vietnamese import day


@require_safe
def article_card(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    rows = Article.objects.select_related("category").defer("body", "body_text", "search", "headline")
    article = rows.public_or_404(pk=pk)
    kicker = f"{article.category.name} · {day(article.published_at)}"
    return _answer(article, version, "article_card", kicker, article.title)


@require_safe
def directive_card(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    directive = Directive.objects.select_related("type").defer(*LONG).public_or_404(pk=pk)
    number = f"{directive.type.name} {directive.symbol}".strip()
    kicker = " · ".join(part for part in (number, day(directive.issued_on)) if part)
    return _answer(directive, version, "directive_card", kicker, directive.subject)


@require_safe
def fanpage_code(request: HttpRequest) -> HttpResponse:
    """The address of the page on a social network, for a telephone that reads it off the screen."""
    address = shared()["site"].fanpage_url
    if not address:
        raise Http404("Chưa có trang mạng xã hội.")
    return HttpResponse(qr_svg(address), content_type="image/svg+xml")


def _answer(item: Publishable, version: int, name: str, kicker: str, title: str) -> HttpResponse:
    """The picture, kept by proxies as long as a page; from another version's address to the present one."""
    if version != item.version:
        return redirect(name, item.pk, item.version)
    site: Any = shared()["site"]
    office = f"{site.name} {site.superior_name}".strip()
    drawn = card(office, kicker, title, urlsplit(settings.SITE_URL).netloc)
    return HttpResponse(
        drawn,
        content_type="image/png",
        # Others may show it in their own pages: it is made for that.
        headers={"Cross-Origin-Resource-Policy": "cross-origin"},
    )
