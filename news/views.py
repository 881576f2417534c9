"""The public pages of news."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import F, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from directives.linking import linked
from news.models import Article, ArticleCitation, Bulletin, Category
from portal.forms import PageField

PER_PAGE = 15
OTHER_NEWS = 5


@require_safe
def article_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    article = Article.objects.select_related("category").public_or_404(pk=pk)
    if slug != article.slug:
        return redirect(article, permanent=True)
    return article_page(request, article)


def article_page(request: HttpRequest, article: Article) -> HttpResponse:
    """The article as readers see it; the admin's preview shows a draft through the same door."""
    cited = list(ArticleCitation.targets(article))
    prefetch_related_objects([article], "images")
    newer = Article.objects.published().exclude(pk=article.pk).filter(category=article.category_id)
    context = {
        "article": article,
        "body": linked(article.body, cited),
        "images": article.images.all(),
        "cited": list(dict.fromkeys(cited)),
        "other_news": newer.only("title", "slug", "published_at").newest()[:OTHER_NEWS],
    }
    return render(request, "news/article_detail.html", context)


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    chosen = get_object_or_404(Category, slug=slug)
    articles = Article.objects.published().filter(category=chosen).for_cards().newest()
    page = Paginator(articles, PER_PAGE).get_page(PageField().clean(request.GET.get("trang")))
    return render(request, "news/category.html", {"category": chosen, "page": page})


@require_safe
def bulletin_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(Bulletin.objects.published(), PER_PAGE).get_page(PageField().clean(request.GET.get("trang")))
    return render(request, "news/bulletin_list.html", {"page": page})


@require_safe
def bulletin_detail(request: HttpRequest, year: int, number: int) -> HttpResponse:
    return bulletin_page(request, Bulletin.objects.public_or_404(year=year, number=number))


def bulletin_page(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    """The issue's contents, for readers and for the preview; an article that is not published is not in it."""
    entries = (
        Article.objects.published()
        .for_cards()
        .filter(entries__bulletin=bulletin)
        .annotate(section=F("entries__section"))
        .order_by("entries__order", "entries__pk")
    )
    return render(request, "news/bulletin_detail.html", {"bulletin": bulletin, "articles": entries})
