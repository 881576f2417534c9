from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from bench.plain.models import Article


def article_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Three statements: the article, its category, the five latest."""
    published = Article.objects.filter(status="published", published_at__lte=timezone.now())
    article = get_object_or_404(published, pk=pk, slug=slug)
    latest = published.exclude(pk=pk).only("title", "slug", "published_at").order_by("-published_at", "-pk")
    return render(request, "article.html", {"article": article, "latest": latest[:5]})
