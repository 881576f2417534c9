"""The one place where text becomes trusted HTML: cleaned bodies, and linked data for machines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from html import escape
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def cleaned(html: str) -> SafeString:
    """Print the value of an HTMLField, or what `linked` and `with_anchors` made of one, as HTML.

    Nothing else may be printed so: an HTMLField cannot hold anything but the allow-list of `portal.html`.
    """
    return mark_safe(html)  # noqa: S308 - cleaned when it was stored


def with_marks(pieces: Iterable[tuple[str, bool]]) -> SafeString:
    """Plain text in pieces as HTML, those that are True in <mark>."""
    shown = (f"<mark>{escape(words)}</mark>" if marked else escape(words) for words, marked in pieces)
    return mark_safe("".join(shown))  # noqa: S308 - every piece is escaped


#: What would end a script element early, or open a comment in it.
_SCRIPT_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def json_ld(data: dict[str, Any]) -> SafeString:
    """Linked data as a script element: data, so a strict CSP leaves it alone; empty values are left out.

    Days and moments may stand in it as they are.
    """
    facts = {"@context": "https://schema.org"} | {name: value for name, value in data.items() if value}
    words = json.dumps(facts, ensure_ascii=False, default=_stamp).translate(_SCRIPT_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{words}</script>')  # noqa: S308 - escaped for a script


def _stamp(when: date) -> str:
    """Who cuts the hour off a moment must be left with the day that the page shows."""
    return (timezone.localtime(when) if isinstance(when, datetime) else when).isoformat()


def breadcrumbs(site_url: str, *steps: tuple[str, str]) -> dict[str, Any]:
    """A schema.org BreadcrumbList of (label, path) steps below the home page."""
    items = [
        {"@type": "ListItem", "position": place, "name": label, "item": site_url + path}
        for place, (label, path) in enumerate((("Trang chủ", "/"), *steps), start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def organization(context: dict[str, Any]) -> dict[str, Any]:
    """The publisher, from the site settings."""
    site, url = context["site"], context["site_url"]
    return {
        "@type": "GovernmentOrganization",
        "name": str(site),
        "url": f"{url}/",
        "email": site.email,
        "telephone": site.phone,
    }


@register.simple_tag(takes_context=True)
def site_ld(context: dict[str, Any]) -> SafeString:
    """The organisation and how to search its site, for the home page."""
    url = context["site_url"]
    search = {
        "@type": "SearchAction",
        "target": f"{url}/tim-kiem/?q={{search_term_string}}",
        "query-input": "required name=search_term_string",
    }
    return json_ld(
        {
            "@type": "WebSite",
            "url": f"{url}/",
            "name": str(context["site"]),
            "inLanguage": "vi",
            "publisher": organization(context),
            "potentialAction": search,
        }
    )
