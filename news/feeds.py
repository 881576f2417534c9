"""RSS of what is published."""

from __future__ import annotations

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet

from news.models import Article
from portal.models import SiteSettings


class ArticleFeed(Feed):
    link = "/"

    def title(self) -> str:
        return str(SiteSettings.objects.first() or SiteSettings())

    def description(self) -> str:
        return "Tin bài mới nhất"

    def items(self) -> QuerySet[Article]:
        return Article.objects.published().select_related("category").defer("body", "search").newest()[:30]

    def item_title(self, item: Article) -> str:
        return item.title

    def item_description(self, item: Article) -> str:
        return item.summary

    def item_pubdate(self, item: Article) -> datetime | None:
        return item.published_at

    def item_categories(self, item: Article) -> list[str]:
        return [item.category.name]
