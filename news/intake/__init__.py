"""Intake: an old portal's page → a filled draft. Pure; its face is one verb.

parse(raw, name) -> Page        raises NotAnArticle(reason in Vietnamese), and nothing else
"""

from __future__ import annotations

from news.intake import article, html_page, notice, reading
from news.intake.page import ARTICLE, NOTICE, CitedSymbol, Image, NotAnArticle, Page

__all__ = ["ARTICLE", "NOTICE", "CitedSymbol", "Image", "NotAnArticle", "Page", "parse"]


def parse(raw: bytes, name: str = "") -> Page:
    """Read a text dump or a saved HTML page; `name` becomes `Page.path`.

    Raises NotAnArticle when the bytes are no page (empty, binary, over 5 MB), or the page is no article: a
    list, a menu, a log-in form, an error page.
    """
    text, warnings = reading.decode(raw)
    document = html_page.read(text) if html_page.is_html(text) else reading.read_dump(text)
    document.warnings += warnings
    page = notice.read(document, name) or article.read(document, name)
    page.address = document.address
    return page
