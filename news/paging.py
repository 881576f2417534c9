"""Pages of articles that cost the same at any depth and among any number of articles."""

from __future__ import annotations

from functools import cached_property

from django.core.paginator import Page, Paginator

from news.models import Article, ArticleQuerySet

PER_PAGE = 15
#: Counting stops here: nobody pages on, the archive leads to any day.
COUNTED = 100_000


class ArticlePages(Paginator):
    """The page's articles are found in an index alone; only they are then fetched, with what a card shows.

    `known`: how many there are, if the caller has counted already.
    """

    def __init__(self, rows: ArticleQuerySet, known: int | None = None) -> None:
        super().__init__(rows.newest(), PER_PAGE)
        self.rows, self.known = rows, known

    @cached_property
    def count(self) -> int:
        if self.known is not None:
            return self.known
        return self.rows.order_by().values("pk")[:COUNTED].count()

    def page(self, number: int | str) -> Page:
        page = super().page(number)
        found = page.object_list.values("pk")  # type: ignore[attr-defined]
        page.object_list = list(Article.objects.filter(pk__in=found).for_cards().newest())
        return page
