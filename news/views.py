"""The public pages of news."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from directives.linking import linked
from directives.models import Directive
from news import archive
from news.models import Article, ArticleCitation, ArticleQuerySet, Bulletin, Category, Topic
from news.reading import with_contents
from news.related import further
from portal.forms import page_number
from portal.paging import KeyPages
from portal.prepared import Among, prepared
from portal.qr import qr

PER_PAGE = 15
#: Counting stops here: nobody pages on, the archive leads to any day.
COUNTED = 100_000


@prepared
def _readable(pk: int) -> QuerySet[Article]:
    return Article.objects.for_page().published().filter(pk=pk)


@prepared
def _cited(pk: int) -> QuerySet[Directive]:
    return ArticleCitation.targets(pk).for_list()


@require_safe
def article_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    article = _readable.first(pk) or Article.objects.for_page().public_or_404(pk=pk)
    if slug != article.slug:
        return redirect(article, permanent=True)
    return article_page(request, article)


def article_page(request: HttpRequest, article: Article) -> HttpResponse:
    """The article as readers see it; the admin's preview shows a draft through the same door."""
    cited = _cited(article.pk) if article.cites else []
    body, contents = with_contents(linked(article.body, cited))
    context = {
        "article": article,
        "section_url": article.category.get_absolute_url(),
        "body": body,
        "contents": contents,
        "cited": list(dict.fromkeys(cited)),
        "further": further(article),
        "qr": qr(settings.SITE_URL + article.get_absolute_url()),
    }
    return render(request, "news/article_detail.html", context)


@prepared
def _category(slug: str) -> QuerySet[Category]:
    return Category.objects.filter(slug=slug)


@prepared
def _in_category(pk: int) -> QuerySet:
    return _keys(Article.objects.published().filter(category=pk))


@prepared
def _cards(pks: list[int]) -> QuerySet[Article]:
    return Article.objects.filter(Among("pk", pks)).for_cards()


def _keys(rows: ArticleQuerySet) -> QuerySet:
    return rows.newest().values_list("pk")[: COUNTED + 1]


def _page(request: HttpRequest, rows: ArticleQuerySet) -> Page:
    return _page_of(request, _keys(rows).query.sql_with_params)


def _page_of(request: HttpRequest, keys: Callable[[], Any]) -> Page:
    return KeyPages(keys, _cards, PER_PAGE, COUNTED).get_page(page_number(request.GET.get("trang")))


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    chosen = _category.first(slug)
    if chosen is None:
        raise Http404
    page = _page_of(request, partial(_in_category.sql, chosen.pk))
    return render(request, "news/category.html", {"category": chosen, "page": page})


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    chosen = get_object_or_404(Topic, slug=slug)
    page = _page(request, Article.objects.published().filter(topics=chosen))
    return render(request, "news/topic.html", {"topic": chosen, "page": page})


@require_safe
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything under one byline; nobody is an author before something is published."""
    page = _page(request, Article.objects.published().filter(author=slug).exclude(author=""))
    if not page.object_list:
        raise Http404
    return render(request, "news/author.html", {"author": page.object_list[0].byline, "page": page})


@require_safe
def archive_latest(request: HttpRequest) -> HttpResponse:
    day = archive.newest() or timezone.localdate()
    return redirect(archive.Period(day.year, day.month).url)


@require_safe
def archive_period(
    request: HttpRequest, year: int, month: int | None = None, day: int | None = None
) -> HttpResponse:
    """A year's months, a month's calendar, a day; each with its articles."""
    if (period := archive.Period.of(year, month, day)) is None:
        raise Http404
    around = period.around()
    context: dict[str, Any] = {
        "period": period,
        "around": around,
        "before": around.neighbour(-1),
        "after": around.neighbour(1),
    }
    if month:
        weeks, counts = archive.calendar(around)
        context |= {"weeks": weeks, "weekdays": archive.WEEKDAYS}
        found = counts.get(period.starts_on, 0) if day else sum(counts.values())
    else:
        context["months"] = months = archive.months(around)
        found = sum(cell.count for cell in months)
    context["found"] = found
    return render(request, "news/archive.html", context | {"page": _page(request, archive.articles(period))})


@require_safe
def bulletin_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(Bulletin.objects.published(), PER_PAGE).get_page(page_number(request.GET.get("trang")))
    return render(request, "news/bulletin_list.html", {"page": page})


@require_safe
def bulletin_detail(request: HttpRequest, year: int, number: int) -> HttpResponse:
    return bulletin_page(request, Bulletin.objects.public_or_404(year=year, number=number))


def bulletin_page(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    """The issue's contents, for readers and the preview; an article that is not published is not in it."""
    entries = (
        Article.objects.published()
        .for_cards()
        .filter(entries__bulletin=bulletin)
        .annotate(section=F("entries__section"))
        .order_by("entries__order", "entries__pk")
    )
    return render(request, "news/bulletin_detail.html", {"bulletin": bulletin, "articles": entries})
