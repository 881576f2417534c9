"""What pages of lower apps show of the news: the template composes, so that `directives` never imports us."""

from __future__ import annotations

from django import template
from django.db.models import QuerySet

from directives.models import Directive
from news.models import Article

register = template.Library()

MOST = 20


@register.simple_tag
def articles_citing(directive: Directive) -> QuerySet[Article]:
    """The newest published articles that cite an official text."""
    citing = Article.objects.published().filter(citations__target=directive)
    return citing.only("title", "slug", "published_at").distinct().newest()[:MOST]
