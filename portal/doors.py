"""The doors for machines: what crawlers, feed readers, browsers and security researchers ask for by name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from comments.questions import answered
from directives.models import Directive
from galleries.models import Gallery
from news.models import Article, ArticleImage, Bulletin, Category
from pages.models import Page
from portal.models import SiteSettings
from portal.publishing import PublishableQuerySet

PLAIN = "text/plain; charset=utf-8"
#: Search engines take news from a sitemap for two days.
NEWS_FOR = timedelta(days=2)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read; result pages and private addresses are no pages of their own."""
    lines = [
        "User-agent: *",
        "Disallow: /quan-tri/",
        "Disallow: /tim-kiem/?",
        "Disallow: /tim-kiem/goi-y/",
        "Disallow: /tim-kiem/rss/",
        "Disallow: /tim-kiem/atom/",
        "Disallow: /y-kien/",
        "Disallow: /hoi-dap/gui/",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type=PLAIN)


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell about a hole."""
    site = SiteSettings.objects.first() or SiteSettings()
    expires = (timezone.now() + timedelta(days=180)).replace(microsecond=0)
    lines = [
        f"Contact: mailto:{site.email}" if site.email else f"Contact: {settings.SITE_URL}/",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: vi, en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type=PLAIN)


@require_safe
def humans(request: HttpRequest) -> HttpResponse:
    """Who answers for the site, in plain words."""
    site = SiteSettings.objects.first() or SiteSettings()
    facts = [str(site), site.responsible, site.address, site.phone, site.email]
    return HttpResponse("\n".join(fact for fact in facts if fact) + "\n", content_type=PLAIN)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(static("img/favicon.svg"))


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Lets a phone keep the site on its home screen, under the name in the site settings."""
    site = SiteSettings.objects.first() or SiteSettings()
    content = {
        "name": str(site),
        "short_name": site.name[:30],
        "lang": "vi",
        "start_url": "/",
        "display": "browser",
        "background_color": "#ffffff",
        "theme_color": "#8e1116",
        "icons": [
            {"src": static("img/icon-180.png"), "sizes": "180x180", "type": "image/png"},
            {"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        ],
    }
    return JsonResponse(
        content, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """Lets a browser search here from its address bar."""
    return render(request, "opensearch.xml", content_type="application/opensearchdescription+xml")


class Pages(Sitemap):
    """Canonical addresses, whatever host name a crawler came by."""

    limit = 2000
    rows: PublishableQuerySet

    def items(self) -> QuerySet:
        return self.rows.published()

    def lastmod(self, item: Any) -> Any:
        return item.updated_at

    def get_urls(
        self, page: int | str = 1, site: Any = None, protocol: str | None = None
    ) -> list[dict[str, Any]]:
        found = super().get_urls(page, site, protocol)
        for entry in found:
            entry["location"] = settings.SITE_URL + entry["item"].get_absolute_url()
        return found


class Articles(Pages):
    """With their pictures, and for two days as news."""

    def items(self) -> QuerySet:
        pictures = ArticleImage.objects.exclude(image="").only("article_id", "image")
        wanted = ("title", "slug", "published_at", "updated_at")
        return (
            Article.objects.published()
            .only(*wanted)
            .order_by("pk")
            .prefetch_related(Prefetch("images", pictures))
        )

    def get_urls(
        self, page: int | str = 1, site: Any = None, protocol: str | None = None
    ) -> list[dict[str, Any]]:
        found = super().get_urls(page, site, protocol)
        fresh = timezone.now() - NEWS_FOR
        for entry in found:
            article = entry["item"]
            entry["pictures"] = [settings.SITE_URL + picture.image.url for picture in article.images.all()]
            entry["news"] = article.published_at >= fresh
        return found


class Galleries(Pages):
    """With their pictures."""

    def items(self) -> QuerySet:
        return Gallery.objects.published().for_page().order_by("pk")

    def get_urls(
        self, page: int | str = 1, site: Any = None, protocol: str | None = None
    ) -> list[dict[str, Any]]:
        found = super().get_urls(page, site, protocol)
        for entry in found:
            entry["pictures"] = [settings.SITE_URL + picture.image.url for picture in entry["item"].pictures]
        return found


class Directives(Pages):
    def items(self) -> QuerySet:
        return Directive.objects.published().only("symbol", "subject", "updated_at").order_by("pk")


class Bulletins(Pages):
    def items(self) -> QuerySet:
        return Bulletin.objects.published().only("year", "number", "updated_at").order_by("pk")


class Categories(Pages):
    def items(self) -> QuerySet:
        return Category.objects.order_by("pk")

    def lastmod(self, item: Category) -> None:
        return None


class Institution(Pages):
    def items(self) -> QuerySet:
        return Page.objects.published().only("slug", "updated_at").order_by("pk")


class Questions(Pages):
    def items(self) -> QuerySet:
        return answered().order_by("pk")

    def lastmod(self, item: Any) -> Any:
        return item.answer.answered_on


SITEMAPS = {
    "trang": Institution,
    "tin": Articles,
    "van-ban": Directives,
    "ban-tin": Bulletins,
    "thu-vien-anh": Galleries,
    "hoi-dap": Questions,
    "chuyen-muc": Categories,
}
