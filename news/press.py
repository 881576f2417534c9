"""An article, or a whole issue of the bulletin, as a PDF to keep: made of what is published, when asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from directives.linking import LINKED, linked
from directives.models import Directive
from news.models import Article, ArticleCitation, Bulletin, Picture
from portal.html import from_text
from portal.images import for_print
from portal.models import SiteSettings
from portal.press.printing import Busy, pdf
from portal.press.tree import Block, blocks
from portal.publishing import Publishable
from portal.qr import qr_svg
from portal.templatetags.vietnamese import weekday_time

#: So much is printed at most: it bounds the time that one request takes from the others.
MAX_PICTURES, MAX_ARTICLES, MAX_HTML = 24, 60, 1_000_000
EMBLEM = settings.BASE_DIR / "static" / "img" / "emblem.svg"


@require_safe
def article_pdf(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    article = Article.objects.for_page().public_or_404(pk=pk)
    if slug != article.slug:
        return redirect("article_pdf", article.slug, pk, permanent=True)
    sheet = Sheet(article, article.title)
    sheet.tell(article, ArticleCitation.targets(article.pk).only(*LINKED))
    return sheet.answer(f"{article.slug}.pdf")


@require_safe
def bulletin_pdf(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """The whole issue; an article that is not published is not in it."""
    bulletin = Bulletin.objects.public_or_404(year=year, number=number)
    articles = (
        Article.objects.published()
        .for_page()
        .filter(entries__bulletin=bulletin)
        .annotate(section=F("entries__section"))
        .order_by("entries__order", "entries__pk")
    )
    sheet = Sheet(bulletin, f"{bulletin}: {bulletin.title}" if bulletin.title else str(bulletin))
    sheet.open_issue(bulletin)
    for article in articles[:MAX_ARTICLES]:
        sheet.tell(article, (), level=2)
    return sheet.answer(f"ban-tin-{bulletin.year}-{bulletin.number}.pdf")


class Sheet:
    """What `portal/press/sheet.typ` is given: the document's words, and the files beside it."""

    def __init__(self, item: Publishable, title: str) -> None:
        site = SiteSettings.objects.first() or SiteSettings()
        day = timezone.localtime(item.published_at)
        self.address = settings.SITE_URL + item.get_absolute_url()
        emblem = _stored(site.emblem.name or "")
        self.files = {
            "qr.svg": qr_svg(self.address),
            "emblem.jpg" if emblem else "emblem.svg": emblem or EMBLEM.read_bytes(),
        }
        self.names: dict[str, str] = {}
        self.left = MAX_HTML
        self.document: dict[str, Any] = {
            "title": title,
            "running": title if len(title) <= 60 else f"{title[:60].rpartition(' ')[0]}…",
            "authors": [],
            "date": [day.year, day.month, day.day],
            "office": site.name,
            "superior": site.superior_name,
            "owner": f"{site.name} {site.superior_name}".strip(),
            "host": urlsplit(settings.SITE_URL).netloc,
            "address": self.address,
            "emblem": "emblem.jpg" if emblem else "emblem.svg",
            "issue": None,
            "stories": [],
        }

    def tell(self, article: Article, cited: Iterable[Directive], level: int = 1) -> None:
        """Add an article; its title is a heading of `level`. The rest of an endless issue is left out."""
        self.left -= len(article.body)
        if self.left < 0:
            return
        pictures = [block for picture in article.pictures if (block := self._picture(picture, picture))]
        body = blocks(linked(article.body, cited), self.address, self._file, level)
        source = f"Nguồn: {article.source_name}" if article.source_name else ""
        if article.byline and article.byline not in self.document["authors"]:
            self.document["authors"].append(article.byline)
        self.document["stories"].append(
            {
                "kicker": getattr(article, "section", "") or article.category.name,
                "title": article.title,
                "meta": [
                    part for part in (weekday_time(article.published_at), article.byline, source) if part
                ],
                "lead": article.lead,
                "blocks": pictures[:1] + body + pictures[1:],
            }
        )

    def open_issue(self, bulletin: Bulletin) -> None:
        """Make it a bulletin: cover, introduction and contents stand before the articles."""
        self.document["issue"] = {
            "kicker": f"Tháng {bulletin.month}/{bulletin.year}",
            "cover": self._picture(bulletin, None),
            "introduction": blocks(from_text(bulletin.introduction), self.address, self._file),
        }

    def answer(self, filename: str) -> HttpResponse:
        """The PDF, kept by proxies as long as the page; 503 while the press is busy."""
        try:
            made = pdf(self.document, self.files)
        except Busy:
            return HttpResponse(
                "Máy chủ đang tạo nhiều bản PDF. Hãy thử lại sau ít giây.",
                status=503,
                content_type="text/plain; charset=utf-8",
                headers={"Retry-After": "5", "Cache-Control": "no-store"},
            )
        return HttpResponse(
            made,
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'inline; filename="{filename}"',
                "Link": f'<{self.address}>; rel="canonical"',
            },
        )

    def _picture(self, picture: Picture, words: Any) -> Block | None:
        if not picture.image or not (name := self._file(picture.image.url)):
            return None
        alt = words.alt if words else getattr(picture, "cover_alt", "")
        return {
            "t": "img",
            "name": name,
            "alt": alt,
            "caption": [words.caption] if words and words.caption else [],
        }

    def _file(self, address: str) -> str:
        """The name beside the sheet of the picture at a /media/ address; "" if it cannot be read."""
        name = address.removeprefix(settings.MEDIA_URL)
        if name not in self.names and len(self.names) < MAX_PICTURES:
            data = _stored(name)
            self.names[name] = f"{len(self.names)}.jpg" if data else ""
            if data:
                self.files[self.names[name]] = data
        return self.names.get(name, "")


def _stored(name: str) -> bytes | None:
    try:
        with default_storage.open(name) as file:
            return for_print(file)
    except (OSError, SuspiciousFileOperation):
        return None
