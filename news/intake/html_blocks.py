"""Which elements of a saved page hold its running text. Pure.

Nothing here knows a portal. Scripts, navigation, forms and lists of links are dropped unless much of the
running text lies inside them (a SharePoint page is one big form).
"""

from __future__ import annotations

import re
from typing import Any

_ALWAYS_OUT = frozenset(
    {
        "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "audio",
        "video", "select", "textarea", "button", "input", "head", "link", "meta", "map",
    }
)  # fmt: skip
_OUT_TAGS = frozenset(["nav", "aside", "footer", "form"])
_OUT_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|footer|sidebar|breadcrumbs?|duong-?dan|related|relate|"
    r"lien-?quan|tin-?lien-?quan|tin-?khac|other-?news|othernews|news-?other|comments?|"
    r"binh-?luan|y-?kien|share|sharing|social|addthis|toolbar|tool-?box|tools|print|qr-?code|"
    r"weather|thoi-?tiet|ads?|advert\w*|banner|login|search|paging|pagination|pager|"
    r"tags?|tagcloud|rating|widgets?|popup|modal|cookies?|copyright|most-?read|most-?view\w*|"
    r"xem-?nhieu|doc-?nhieu|skip-?link|visually-?hidden|sr-only|hotline|counter|thong-?ke)(?:$|"
    r"[\s_-])"
)
_MAIN_NAMES = re.compile(
    r"(?:^|[\s_-])(?:article-?body|entry-?content|post-?content|detail-?content|content-?detail|"
    r"news-?content|article-?content|articledetail|noi-?dung|noidung|chi-?tiet|"
    r"bodytext|news-?detail|item-?page|article__body|detail__content|fck_detail|cms-?body|"
    r"ms-rtestate-field)(?:$|[\s_-])"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
BLOCKS = frozenset(
    {
        "p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol",
        "li", "table", "tbody", "thead", "tfoot", "tr", "td", "th", "blockquote", "pre", "figure",
        "figcaption", "center", "dl", "dt", "dd", "address", "fieldset", "hr", "label", "legend", "option",
        "form", "body", "html", "nav", "aside", "footer", "caption", "details", "summary", "hgroup",
    }
)  # fmt: skip
_GOOD = 60


def prune(tree: Any) -> None:
    """Take out what is never text, and navigation and widgets that hold little of the running text."""
    mass = _masses(tree)
    total = mass.get(tree, 0) or 1
    doomed = []
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag
        names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}".lower()
        widget = tag in _OUT_TAGS or _OUT_NAMES.search(names) or "navigation" in names
        hidden = "hidden" in element.attrib or _HIDDEN.search(element.get("style") or "")
        if tag in _ALWAYS_OUT or (
            (widget or hidden)
            and tag not in ("html", "body", "main", "h1")
            and mass.get(element, 0) < total * 0.3
        ):
            doomed.append(element)
    for element in doomed:
        if element.getparent() is not None and element is not tree:
            element.drop_tree()


def main_block(tree: Any) -> Any:
    """The smallest element that holds three quarters of the running text; a named one needs two fifths."""
    mass = _masses(tree)
    total = mass.get(tree, 0)
    if not total:
        return tree
    for element in tree.iter():
        if isinstance(element.tag, str) and mass.get(element, 0) >= total * 0.4:
            names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
            if element.get("itemprop") == "articleBody" or _MAIN_NAMES.search(names):
                return element
    node = tree
    while True:
        heavy = next(
            (
                c
                for c in node
                if mass.get(c, 0) >= mass[node] * 0.75 and c.tag not in ("p", "li", "td", "blockquote")
            ),
            None,
        )
        if heavy is None:
            return node
        node = heavy


def _masses(tree: Any) -> dict[Any, int]:
    """Letters of running text (blocks of 60 letters and more, few of them links) under each element."""
    mass: dict[Any, int] = {}
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in _ALWAYS_OUT or element.tag not in BLOCKS:
            continue
        own, linked = _own_text(element)
        if own < _GOOD or linked * 2 > own:
            continue
        node, depth = element, 0
        while node is not None and depth < 400:
            mass[node] = mass.get(node, 0) + own
            node, depth = node.getparent(), depth + 1
    return mass


def _own_text(element: Any) -> tuple[int, int]:
    """Letters directly in a block (inline children included), and how many of them are links."""
    own, linked = len((element.text or "").strip()), 0
    stack = [(child, False) for child in element]
    while stack:
        node, in_link = stack.pop()
        own += len((node.tail or "").strip()) if node.getparent() is element or not in_link else 0
        if not isinstance(node.tag, str) or node.tag in BLOCKS or node.tag in _ALWAYS_OUT:
            continue
        in_link = in_link or node.tag == "a"
        letters = len((node.text or "").strip())
        own += letters
        linked += letters if in_link else 0
        stack += [(child, in_link) for child in node]
    return own, linked
