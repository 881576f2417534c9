"""What a saved page's machine-readable head says: title, time of publication, author. Pure."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from news.intake import dates, people
from portal.text import one_line

_WEB = re.compile(r"^https?://[^\s/]+/\S{1,1000}$", re.IGNORECASE)
_DATE_META = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "pubdate",
    "publishdate",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "article:published",
)


@dataclass(frozen=True, slots=True)
class Head:
    """What the head says; None for what it does not. `address` is the page's own, for the redirect."""

    title: str | None
    published: date | datetime | None
    author: str | None
    address: str | None


def read(tree: Any) -> Head:
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        meta.setdefault(name, one_line(element.get("content") or ""))
    linked = _linked_data(tree)
    named = next((one_line(t.text or "") for t in tree.iter("title")), "")
    writer = linked.get("author")
    writer = writer[0] if isinstance(writer, list) and writer else writer
    told = _text(writer.get("name") if isinstance(writer, dict) else writer)
    author = told or meta.get("author", "") or meta.get("article:author", "")
    canonical = (
        e.get("href") or "" for e in tree.iter("link") if (e.get("rel") or "").lower() == "canonical"
    )
    address = one_line(next(canonical, "") or meta.get("og:url", ""))
    return Head(
        title=_text(linked.get("headline")) or meta.get("og:title") or named or None,
        published=dates.iso(when) if (when := _published(tree, linked, meta)) else None,
        author=author if people.is_name(author) and not people.is_organ(author) else None,
        address=address if _WEB.match(address) else None,
    )


def _published(tree: Any, linked: dict[str, Any], meta: dict[str, str]) -> str:
    told = _text(linked.get("datePublished")) or next((meta[n] for n in _DATE_META if meta.get(n)), "")
    marked = (t.get("datetime") for t in tree.iter("time") if t.get("datetime") and _near_heading(t))
    return told or next(marked, "")


def _near_heading(element: Any) -> bool:
    return not any(a.tag in ("aside", "footer", "li") for a in element.iterancestors())


def _text(value: Any) -> str:
    return one_line(value) if isinstance(value, str) else ""


def _linked_data(tree: Any) -> dict[str, Any]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text or len(script.text) > 100_000:
            continue
        try:
            data = json.loads(script.text, strict=False)
        except (ValueError, RecursionError):
            continue
        items = (
            data if isinstance(data, list) else data.get("@graph", [data]) if isinstance(data, dict) else []
        )
        for item in items if isinstance(items, list) else []:
            if isinstance(item, dict) and item.get("headline"):
                return item
    return {}
