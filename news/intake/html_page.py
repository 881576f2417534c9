"""Saved HTML → the line model: the main block found by where the running text lies. Pure.

Nothing here knows a portal. Scripts, navigation, forms and lists of links are dropped unless most of the
page's running text lies inside them (a SharePoint page is one big form).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from lxml import etree, html

from news.intake import dates, people
from news.intake.furniture import is_site_name, unglue
from news.intake.lines import CAPTION, HEADING, IMAGE, ITEM, TABLE, Line
from news.intake.page import Image, NotAnArticle
from news.intake.reading import MAX_LINES, Document, join_labels
from portal.text import fold, one_line

_LOOKS = re.compile(r"<(?:!doctype\s+html|html|head|body|article|main)\b", re.IGNORECASE)
_BLOCK_TAGS = re.compile(r"<(?:p|div|table|h[1-6]|span|td|ul)\b[^<>]{0,500}>", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_ALWAYS_OUT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "audio",
        "video",
        "select",
        "textarea",
        "button",
        "input",
        "head",
        "link",
        "meta",
        "map",
    ]
)
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
_BLOCKS = frozenset(
    (
        "p div section article main header h1 h2 h3 h4 h5 h6 ul ol li table tbody thead tfoot tr "
        "td th blockquote pre "
        "figure figcaption center dl dt dd address fieldset hr label legend option form body html "
        "nav aside footer "
        "caption details summary hgroup"
    ).split()
)
_INLINE = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "sub": "sub", "sup": "sup"}
_CAPTION_NAMES = re.compile(
    r"(?:^|[\s_-])(?:caption|wp-caption-text|image-?caption|img-?caption|chu-?thich|photo-?desc\w*|"
    r"pic-?desc|expnoedit|image_desc)(?:$|[\s_-])"
)
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
_SUFFIX = re.compile(r"\s+(?:[-–|»:]|::)\s+")
#: lxml refuses these when text moves between elements.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MAX_TAGS = 100_000
_NOT_WORD = re.compile(r"\W+")
_MAX_DEPTH = 150
_GOOD = 60
#: A heading longer than this many words is a lead that the page only shows large.
_LONGEST_HEADING = 22


def is_html(text: str) -> bool:
    head = text[:20_000]
    return bool(_LOOKS.search(head[:3000])) or len(_BLOCK_TAGS.findall(head)) >= 3


def read(text: str) -> Document:
    """The lines of the page's main block with the title, date and byline lines around it."""
    tree = _tree(text)
    if tree is None:
        return Document([])
    named, published, author = _head(tree)
    _prune(tree)
    lines = list(_Reader(_main_block(tree)).lines(tree))[:MAX_LINES]
    title = _as_shown(named, lines) if named else None
    heading = next((x.text for x in lines if x.tag == "h1" and (not named or _same(x.text, named))), None)
    title = heading or title
    return Document(
        join_labels(_around(lines, title)),
        title=title,
        page_name=_headline(named) if named and not title else None,
        published=published,
        author=author,
    )


def _tree(text: str) -> Any:
    if text.count("<") > MAX_TAGS:
        raise NotAnArticle(f"Trang có quá {MAX_TAGS:,} thẻ HTML.".replace(",", "."))
    parser = html.HTMLParser(recover=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        tree = html.document_fromstring(_DECLARATION.sub("", _NOT_XML.sub(" ", text)), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return tree


def _head(tree: Any) -> tuple[str | None, Any, str | None]:
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


def _prune(tree: Any) -> None:
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


def _masses(tree: Any) -> dict[Any, int]:
    """Letters of running text (blocks of 60 letters and more, few of them links) under each element."""
    mass: dict[Any, int] = {}
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in _ALWAYS_OUT or element.tag not in _BLOCKS:
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
        if not isinstance(node.tag, str) or node.tag in _BLOCKS or node.tag in _ALWAYS_OUT:
            continue
        in_link = in_link or node.tag == "a"
        letters = len((node.text or "").strip())
        own += letters
        linked += letters if in_link else 0
        stack += [(child, in_link) for child in node]
    return own, linked


def _main_block(tree: Any) -> Any:
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


def _key(text: str) -> str:
    """Letters and digits only: the head and the page seldom use the same quotation marks."""
    return _NOT_WORD.sub(" ", fold(text)).strip()


def _same(heading: str, named: str) -> bool:
    """True when the head's title is the heading, with the site's name around it or cut short."""
    ours, theirs = _key(heading), _key(named)
    return bool(ours) and (ours in theirs or (len(theirs) > 30 and ours.startswith(theirs)))


def _as_shown(named: str, lines: list[Line]) -> str | None:
    """The line that prints the head's title, with or without the site's name; None when no line does."""
    parts = _SUFFIX.split(named)
    shown = {
        _key(line.text): line.text for line in reversed(lines) if line.words > 2 and len(line.text) < 500
    }
    whole = [named, *(" - ".join(parts[:n]) for n in range(len(parts) - 1, 0, -1)), *parts]
    return next((shown[key] for part in whole if (key := _key(part)) in shown), None)


def _headline(named: str) -> str | None:
    """A title that the page shows nowhere is the site's or the template's unless it is a real headline."""
    best = max(_SUFFIX.split(named), key=len)
    return best if len(best.split()) >= 6 and not is_site_name(best) else None


def _around(lines: list[Line], title: str | None) -> list[Line]:
    """The main block, what stands between the title and it, and the few lines right after it."""
    inside = [i for i, line in enumerate(lines) if not line.outside]
    if not inside:
        return lines
    first, last = inside[0], inside[-1]
    wanted = fold(title or "")
    heading = next((i for i in range(first - 1, -1, -1) if wanted and fold(lines[i].text) == wanted), None)
    if heading is None:
        heading = next((i for i in range(first - 1, -1, -1) if lines[i].tag == "h1"), max(0, first - 6))
    return lines[max(0, heading - 3) : last + 9]


class _Reader:
    """Walks the tree once, in order, and gives a line per block; inline mark-up is kept as simple HTML."""

    def __init__(self, main: Any) -> None:
        self.main = main
        self.text: list[str] = []
        self.inner: list[str] = []
        self.linked = 0
        self.after_image = False
        self.outside = True

    def lines(self, tree: Any) -> Iterator[Line]:
        yield from self._walk(tree, 0, "p", PARAGRAPH_ROLE, False)
        yield from self._flush("p", PARAGRAPH_ROLE)

    def _walk(self, element: Any, depth: int, tag: str, role: str, in_link: bool) -> Iterator[Line]:
        entering = element is self.main
        if entering:
            yield from self._flush(tag, role)
            self.outside = False
        if depth > _MAX_DEPTH:
            self._add(element.text_content(), in_link)
        elif element.tag == "table" and _is_data(element):
            yield from self._flush(tag, role)
            yield _table(element, self.outside)
        else:
            yield from self._open(element, depth, tag, role, in_link)
        if entering:
            yield from self._flush(tag, role)
            self.outside = True

    def _open(self, element: Any, depth: int, tag: str, role: str, in_link: bool) -> Iterator[Line]:
        name = element.tag
        if name == "br":
            yield from self._flush(tag, role)
            return
        if name == "img":
            yield from self._image(element, tag, role)
            return
        block = name in _BLOCKS
        if block:
            yield from self._flush(tag, role)
            tag, role = _shape(element, tag, role)
        mark = _INLINE.get(name, "")
        href = _address(element.get("href")) if name == "a" else ""
        opened = f'<a href="{escape(href)}">' if href else f"<{mark}>" if mark else ""
        closing = "</a>" if href else f"</{mark}>" if mark else ""
        self.inner.append(opened)
        self._add(element.text or "", in_link or name == "a")
        for child in element:
            if isinstance(child.tag, str):
                yield from self._walk(child, depth + 1, tag, role, in_link or name == "a")
            self._add(child.tail or "", in_link or name == "a")
        self.inner.append(closing)
        if block:
            yield from self._flush(tag, role)

    def _add(self, text: str, in_link: bool) -> None:
        if text:
            self.text.append(text)
            self.inner.append(escape(text, quote=False))
            self.linked += len(text.strip()) if in_link else 0

    def _image(self, element: Any, tag: str, role: str) -> Iterator[Line]:
        source = element.get("data-src") or element.get("data-original") or element.get("src") or ""
        small = any(
            (element.get(side) or "").strip(" px").isdigit() and int(element.get(side).strip(" px")) < 60
            for side in ("width", "height")
        )
        if not source or (source.startswith("data:") and len(source) > 2000) or small:
            return
        yield from self._flush(tag, role)
        self.after_image = True
        yield Line(
            "",
            True,
            IMAGE,
            image=Image(one_line(source)[:1000], one_line(element.get("alt") or "")),
            outside=self.outside,
        )

    def _flush(self, tag: str, role: str) -> Iterator[Line]:
        shown = one_line("".join(self.text))
        inner = _balanced("".join(self.inner))
        letters, linked = len(shown) or 1, self.linked
        self.text, self.inner, self.linked = [], [], 0
        if not shown:
            return
        near, self.after_image = self.after_image, False
        pieces = unglue(shown)
        for i, piece in enumerate(pieces):
            whole = one_line(inner).strip() if len(pieces) == 1 else escape(piece, quote=False)
            yield Line(
                piece,
                i == 0,
                role,
                tag,
                whole,
                None,
                near and role == PARAGRAPH_ROLE,
                linked / letters,
                self.outside,
            )


PARAGRAPH_ROLE = "p"


def _shape(element: Any, tag: str, role: str) -> tuple[str, str]:
    """The HTML block and the role that an element gives to the text inside it."""
    name = element.tag
    names = f"{element.get('class') or ''}".lower()
    if name == "figcaption" or (name != "figure" and _CAPTION_NAMES.search(names)):
        return "p", CAPTION
    if name in ("h1", "h2", "h3", "h4", "h5", "h6"):
        if name != "h1" and len(element.text_content().split()) > _LONGEST_HEADING:
            return "p", PARAGRAPH_ROLE
        return name if name in ("h1", "h2", "h3", "h4") else "h4", HEADING
    if name == "li":
        parent = element.getparent()
        return ("ol" if parent is not None and parent.tag == "ol" else "ul"), ITEM
    if name == "blockquote":
        return "blockquote", role
    return tag, role


def _address(href: str | None) -> str:
    """A link kept: http, https, mailto or a path of the old portal; "" for scripts and the like."""
    clean = re.sub(r"\s+", "", one_line(href or ""))
    return (
        clean if re.match(r"^(?:https?://|mailto:|/(?!/)|[\w%.~-]+(?:[/?#]|$))", clean, re.IGNORECASE) else ""
    )


def _balanced(inner: str) -> str:
    """Inline tags that a block or a line break cut are closed where the line ends."""
    opened: list[str] = []
    out: list[str] = []
    for part in re.split(r"(<[^<>]*>)", inner):
        if part.startswith("</"):
            name = part[2:-1]
            if opened and opened[-1] == name:
                opened.pop()
                out.append(part)
        elif part.startswith("<"):
            opened.append(part[1:-1].split(" ")[0])
            out.append(part)
        else:
            out.append(part)
    out += [f"</{name}>" for name in reversed(opened)]
    return re.sub(r"<(strong|em|sub|sup)>\s*</\1>", "", "".join(out))


def _is_data(table: Any) -> bool:
    """A table of figures, not one that only lays out a page, a picture or a signature."""
    rows = table.xpath("./tr | ./tbody/tr | ./thead/tr")[:500]
    widths = [len(row.xpath("./td | ./th")) for row in rows]
    if (
        len(rows) < 2
        or min(widths, default=0) < 2
        or table.find(".//img") is not None
        or table.find(".//table") is not None
    ):
        return False
    cells = [one_line(cell.text_content()[:3000]) for row in rows[:60] for cell in row.xpath("./td | ./th")]
    return all(len(c) < 1500 for c in cells) and not any(
        re.match(r"^(?:Nơi nhận|Số\s*:?\s*\d|ĐẢNG CỘNG SẢN|CỘNG HÒA)", c) for c in cells
    )


def _table(table: Any, outside: bool) -> Line:
    rows = [
        [one_line(cell.text_content()) for cell in row.xpath("./td | ./th")]
        for row in table.xpath("./tr | ./tbody/tr | ./thead/tr")
    ]
    shown = "\n".join(" | ".join(row) for row in rows)
    inner = "".join(
        "<tr>" + "".join(f"<td>{escape(cell, quote=False)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return Line(shown, True, TABLE, "table", f"<table><tbody>{inner}</tbody></table>", outside=outside)
