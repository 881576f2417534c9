"""The portal's one way to clean HTML and to read text out of it. Pure; the only import of the sanitiser.

What editors paste from Word and old portals is kept if it carries meaning (headings, lists, tables,
quotations, links, our own pictures) and dropped if it carries looks or behaviour.
"""

from __future__ import annotations

import re
from html import escape, unescape

import nh3

from portal.text import nfc, paragraphs

MAX_LENGTH = 500_000  # nh3 is quadratic on nesting: 300 kB of nested <div> held a worker for 26 s
MAX_MARKS = 20_000
MAX_DEPTH = 100
MAX_TEXT = 200_000  # a tsvector over 1 MB makes the save fail

_TAGS = {
    *("p", "br", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "strong", "em", "u", "s", "sub", "sup"),
    *(
        "a",
        "figure",
        "figcaption",
        "img",
        "hr",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
    ),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "figure": {"class"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
_CLASSES = {"image", "table", "image-style-side"}
_RENAMED = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4", "del": "s", "strike": "s"}
_RENAME = re.compile(r"<(/?)(b|i|h1|h5|h6|del|strike)(?=[\s>/])", re.IGNORECASE)
_OPENING = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>")
_VOID = {"br", "hr", "img", "input", "meta", "link", "col", "wbr", "source", "area", "base", "embed"}
_OUR_MEDIA = re.compile(r"/media/[\w./-]+")
_SAFE_PATH = re.compile(r"(?:/(?![/\\])|#)[^\\\x00-\x20]*")
_EMPTY = re.compile(r"<p>(?:\s|&nbsp;|<br>)*</p>")
_BLOCK_END = re.compile(
    r"</(?:p|h[1-6]|li|blockquote|figcaption|caption|tr|div|ul|ol|table|section|article)>|<hr[^>]*>",
    re.IGNORECASE,
)
_CELL_END = re.compile(r"</t[dh]>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_DROPPED = re.compile(r"<(script|style)\b[^>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)


class TooComplex(ValueError):
    """The HTML is larger or more deeply nested than any honest text; the message is for the editor."""


def clean(html: str) -> str:
    """HTML of the allow-list, NFC, without empty paragraphs; text without tags becomes paragraphs.

    Raises TooComplex for more than 500 kB, 20,000 marks, or 100 levels of nesting.
    """
    html = nfc(html)
    _refuse_bombs(html)
    if "<" not in html:
        return from_text(unescape(html))
    renamed = _RENAME.sub(lambda m: f"<{m[1]}{_RENAMED[m[2].lower()]}", html)
    cleaned = nh3.clean(
        renamed,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
    tidy = _EMPTY.sub("", cleaned).strip()
    return tidy if "<" in tidy else from_text(unescape(tidy))


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        return " ".join(token for token in value.split() if token in _CLASSES) or None
    if name == "src":
        return value if _OUR_MEDIA.fullmatch(value) and ".." not in value else None
    if name == "href":
        known_scheme = value.lower().startswith(("http://", "https://", "mailto:", "tel:"))
        return value if known_scheme or _SAFE_PATH.fullmatch(value) else None
    if name in {"width", "height", "colspan", "rowspan", "start"}:
        return value if value.isascii() and value.isdigit() and len(value) < 5 else None
    if name == "scope":
        return value if value in {"col", "row"} else None
    return value


def _refuse_bombs(html: str) -> None:
    if len(html) > MAX_LENGTH:
        raise TooComplex("Bài quá dài (hơn 500.000 ký tự). Hãy tách thành nhiều bài hoặc đính kèm tệp.")
    if html.count("<") > MAX_MARKS or html.count("&") > MAX_MARKS:
        raise TooComplex("Bài có quá nhiều định dạng. Hãy dán lại dưới dạng chữ thuần (Ctrl+Shift+V).")
    depth = deepest = 0
    for closing, tag, rest in _OPENING.findall(html):
        if tag.lower() in _VOID or rest.endswith("/"):
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        deepest = max(deepest, depth)
    # Tags left open ("<a" without ">") nest as well, though the pattern above cannot see them.
    if deepest > MAX_DEPTH or html.count("<") - html.count(">") > MAX_DEPTH:
        raise TooComplex("Bài lồng quá nhiều lớp định dạng. Hãy dán lại dưới dạng chữ thuần (Ctrl+Shift+V).")


def from_text(text: str) -> str:
    """Plain text as HTML: a blank line or a line break begins a new paragraph."""
    lines = (line for line in paragraphs(text).split("\n") if line)
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)


def to_text(html: str) -> str:
    """The words of clean HTML: blocks separated by blank lines, table cells by " | ".

    Safe on hostile input: never raises, linear; the result is at most 200,000 characters.
    """
    text = _DROPPED.sub(" ", html[:MAX_LENGTH])
    text = _BREAK.sub("\n", _BLOCK_END.sub("\n\n", _CELL_END.sub(" | ", text)))
    text = unescape(_TAG.sub("", text)).replace(" | \n", "\n")
    return paragraphs(text)[:MAX_TEXT]


def excerpt(text: str, limit: int = 240) -> str:
    """The beginning of a plain text, cut between words and closed with "…"."""
    line = " ".join(text[: limit * 4].split())
    if len(line) <= limit:
        return line
    return line[: limit + 1].rpartition(" ")[0].rstrip(" ,;:.–-") + "…"
