"""RSS and Atom of what is published: the whole site's news, or one category's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from news.models import Article, Category
from portal.models import SiteSettings

NEWEST = 30


class ArticleFeed(Feed):
    """The newest articles; with a slug, those of that category."""

    def get_object(self, request: HttpRequest, slug: str = "") -> Category | None:
        return get_object_or_404(Category, slug=slug) if slug else None

    def title(self, category: Category | None) -> str:
        site = str(SiteSettings.objects.first() or SiteSettings())
        return f"{category} – {site}" if category else site

    def description(self, category: Category | None) -> str:
        return (category.description if category else "") or "Tin bài mới nhất"

    subtitle = description

    def link(self, category: Category | None) -> str:
        return category.get_absolute_url() if category else reverse("home")

    def items(self, category: Category | None) -> QuerySet[Article]:
        newest = Article.objects.published().select_related("category").defer("body", "search").newest()
        return (newest.filter(category=category) if category else newest)[:NEWEST]

    def item_title(self, item: Any) -> str:
        return item.title

    def item_description(self, item: Any) -> str:
        return item.summary

    def item_pubdate(self, item: Article) -> datetime:
        return timezone.localtime(item.published_at)

    def item_updateddate(self, item: Article) -> datetime:
        return timezone.localtime(item.updated_at)

    def item_author_name(self, item: Article) -> str | None:
        return item.byline or None

    def item_categories(self, item: Article) -> list[str]:
        return [item.category.name]


class AtomArticleFeed(ArticleFeed):
    feed_type = Atom1Feed
