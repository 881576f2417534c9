from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from bench.plain.models import Article, Comment


def article_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Three statements: the article with its category, the comments under it, the five latest."""
    published = Article.objects.filter(status="published", published_at__lte=timezone.now())
    article = get_object_or_404(published.select_related("category"), pk=pk, slug=slug)
    comments = Comment.objects.filter(article=article, state="published").order_by("-published_at")
    latest = published.exclude(pk=pk).only("title", "slug", "published_at").order_by("-published_at", "-pk")
    context = {"article": article, "comments": comments, "latest": latest[:5]}
    return render(request, "article.html", context)
