"""What pages of lower apps show of the news: the template composes, so that `directives` never imports us."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import QuerySet
from django.utils.safestring import SafeString

from directives.models import Directive
from news.models import Article
from portal.prepared import prepared
from portal.templatetags.cleaned import breadcrumbs, json_ld, organization

register = template.Library()

MOST = 20


@register.simple_tag
def articles_citing(directive: Directive) -> list[Article]:
    """The newest published articles that cite an official text."""
    return _citing(directive.pk)


@prepared
def _citing(pk: int) -> QuerySet[Article]:
    citing = Article.objects.published().filter(citations__target=pk)
    return citing.only("title", "slug", "published_at").distinct().newest()[:MOST]


@register.simple_tag(takes_context=True)
def article_ld(context: dict[str, Any], article: Article) -> SafeString:
    """schema.org NewsArticle with its breadcrumbs."""
    url, publisher = context["site_url"], organization(context)
    address = article.get_absolute_url()
    return json_ld(
        {
            "@type": "NewsArticle",
            "headline": article.title,
            "description": article.summary,
            "inLanguage": "vi",
            "mainEntityOfPage": url + address,
            "datePublished": article.published_at,
            "dateModified": article.updated_at,
            "articleSection": article.category.name,
            "image": [url + picture.image.url for picture in article.pictures if picture.image],
            "author": {"@type": "Person", "name": article.byline} if article.byline else publisher,
            "publisher": publisher,
            "isBasedOn": article.source_url,
            "breadcrumb": breadcrumbs(
                url, (article.category.name, article.category.get_absolute_url()), (article.title, address)
            ),
        }
    )
