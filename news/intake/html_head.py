"""What a saved page's machine-readable head says: title, time of publication, author. Pure."""

from __future__ import annotations

import json
from typing import Any

from news.intake import dates, people
from portal.text import one_line

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


def read(tree: Any) -> tuple[str | None, Any, str | None]:
    """Title, time and author from the machine-readable head."""
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        meta.setdefault(name, one_line(element.get("content") or ""))
    linked = _linked_data(tree)
    title = (
        _text(linked.get("headline"))
        or meta.get("og:title")
        or next((one_line(t.text or "") for t in tree.iter("title")), "")
    )
    when = _text(linked.get("datePublished")) or next(
        (meta[name] for name in _DATE_META if meta.get(name)), ""
    )
    if not when:
        when = (
            next((t.get("datetime") for t in tree.iter("time") if t.get("datetime") and _near_heading(t)), "")
            or ""
        )
    writer = linked.get("author")
    writer = writer[0] if isinstance(writer, list) and writer else writer
    author = (
        _text(writer.get("name") if isinstance(writer, dict) else writer)
        or meta.get("author", "")
        or meta.get("article:author", "")
    )
    return (
        title or None,
        dates.iso(when) if when else None,
        author if people.is_name(author) and not people.is_organ(author) else None,
    )


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
