"""Saved HTML → the line model: one line per block, inline mark-up kept as simple HTML. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from lxml import etree, html

from news.intake import html_blocks, html_head
from news.intake.furniture import is_site_name, unglue
from news.intake.lines import CAPTION, HEADING, IMAGE, ITEM, PARAGRAPH, TABLE, Line
from news.intake.page import Image, NotAnArticle
from news.intake.reading import MAX_LINES, Document, join_labels
from portal.text import fold, one_line

_LOOKS = re.compile(r"<(?:!doctype\s+html|html|head|body|article|main)\b", re.IGNORECASE)
_BLOCK_TAGS = re.compile(r"<(?:p|div|table|h[1-6]|span|td|ul)\b[^<>]{0,500}>", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_INLINE = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "sub": "sub", "sup": "sup"}
_CAPTION_NAMES = re.compile(
    r"(?:^|[\s_-])(?:caption|wp-caption-text|image-?caption|img-?caption|chu-?thich|photo-?desc\w*|"
    r"pic-?desc|expnoedit|image_desc)(?:$|[\s_-])"
)
_SUFFIX = re.compile(r"\s+(?:[-–|»:]|::)\s+")
#: lxml refuses these when text moves between elements.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MAX_TAGS = 100_000
_NOT_WORD = re.compile(r"\W+")
_MAX_DEPTH = 150
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
    head = html_head.read(tree)
    named = head.title
    html_blocks.prune(tree)
    lines = list(_Reader(html_blocks.main_block(tree)).lines(tree))[:MAX_LINES]
    title = _as_shown(named, lines) if named else None
    heading = next((x.text for x in lines if x.tag == "h1" and (not named or _same(x.text, named))), None)
    title = heading or title
    return Document(
        join_labels(_around(lines, title)),
        title=title,
        page_name=_headline(named) if named and not title else None,
        published=head.published,
        author=head.author,
        address=head.address,
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
        yield from self._walk(tree, 0, "p", PARAGRAPH, False)
        yield from self._flush("p", PARAGRAPH)

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
        block = name in html_blocks.BLOCKS
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
                near and role == PARAGRAPH,
                linked / letters,
                self.outside,
            )


def _shape(element: Any, tag: str, role: str) -> tuple[str, str]:
    """The HTML block and the role that an element gives to the text inside it."""
    name = element.tag
    names = f"{element.get('class') or ''}".lower()
    if name == "figcaption" or (name != "figure" and _CAPTION_NAMES.search(names)):
        return "p", CAPTION
    if name in ("h1", "h2", "h3", "h4", "h5", "h6"):
        if name != "h1" and len(element.text_content().split()) > _LONGEST_HEADING:
            return "p", PARAGRAPH
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
