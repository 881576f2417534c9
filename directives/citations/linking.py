"""Links from cited texts to their pages, made in the tree of clean HTML and never in its source. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from lxml import etree
from lxml import html as lxml_html

from directives.citations.finder import Citation, find

#: Gives the address and the title of the link for a citation, or None to leave it as it is.
UrlFor = Callable[[Citation], tuple[str, str] | None]

_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "u", "var", "br",
    "wbr",
})  # fmt: skip
_OPAQUE = frozenset({
    "a", "button", "iframe", "math", "object", "option", "script", "select", "style", "svg",
    "template", "textarea", "title",
})  # fmt: skip
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass
class _Piece:
    """One text of the tree: the text of `node`, or its tail; `start` is its place in the block's text."""

    node: etree._Element
    is_tail: bool
    start: int
    text: str
    closed: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True)
class _Point:
    """A place in `parent`: `offset` letters into the text after its child `after` (-1: its first text)."""

    parent: etree._Element
    after: int
    offset: int

    @property
    def text(self) -> str:
        return (self.parent.text if self.after < 0 else self.parent[self.after].tail) or ""

    def put(self, text: str) -> None:
        if self.after < 0:
            self.parent.text = text
        else:
            self.parent[self.after].tail = text


def link(html: str, url_for: UrlFor) -> str:
    """`html` with every citation that `url_for` resolves made a link; the rest unchanged.

    `html` is a clean fragment. Citations are found over the text of a whole paragraph, so a number
    broken by <strong> is still one; what lies in a link is never touched, so linking twice is linking
    once. A citation that begins outside an element and ends inside it stays as it is.
    """
    if not re.search(r"[0-9０-９]", html):
        return html
    try:
        root = lxml_html.fragment_fromstring(_NOT_XML.sub("", html), create_parent="div")
    except (etree.ParserError, ValueError, AssertionError):
        return html
    linked = [_link_block(block, url_for) for block in list(_blocks(root))]
    if not any(linked):
        return html
    children = "".join(etree.tostring(child, encoding="unicode", method="html") for child in root)
    return escape(root.text or "", quote=False) + children


def _link_block(block: list[_Piece], url_for: UrlFor) -> bool:
    """Link the citations of one paragraph, the last first so that the places before it stay right."""
    starts = [piece.start for piece in block]
    linked = False
    for citation in reversed(find("".join(piece.text for piece in block))):
        first = bisect_right(starts, citation.start) - 1
        last = bisect_right(starts, citation.end - 1) - 1
        if any(piece.closed for piece in block[first : last + 1]):
            continue
        target = url_for(citation)
        span = _span(_point(block[first], citation.start), _point(block[last], citation.end))
        if target and span:
            _wrap(*span, etree.Element("a", {"href": target[0], "title": target[1]}))
            linked = True
    return linked


def _blocks(root: etree._Element) -> Iterator[list[_Piece]]:
    """The texts of each paragraph-like run, in reading order; a <br> counts as a line break."""
    block: list[_Piece] = []
    at = 0
    closed = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if block and tag and tag not in _INLINE and node is not root:
            yield block
            block, at = [], 0
        closed += (event == "start" and tag in _OPAQUE) - (event == "end" and tag in _OPAQUE)
        text = "\n" if tag == "br" and event == "start" else node.text if event == "start" else node.tail
        if text:
            block.append(_Piece(node, event != "start", at, text, closed > 0))
            at += len(text)
    if block:
        yield block


def _point(piece: _Piece, place: int) -> _Point:
    if not piece.is_tail:
        return _Point(piece.node, -1, place - piece.start)
    parent = piece.node.getparent()
    return _Point(parent, parent.index(piece.node), place - piece.start)


def _span(start: _Point, end: _Point) -> tuple[_Point, _Point] | None:
    """The two points moved out of elements they stand at the very edge of, until both have one parent."""
    above = {start.parent, *start.parent.iterancestors()}
    while end.parent not in above:
        if end.after != len(end.parent) - 1 or end.offset < len(end.text):
            return None
        outer = end.parent.getparent()
        end = _Point(outer, outer.index(end.parent), 0)
    while start.parent is not end.parent:
        if start.after >= 0 or start.offset:
            return None
        outer = start.parent.getparent()
        start = _Point(outer, outer.index(start.parent) - 1, 0)
        start = _Point(outer, start.after, len(start.text))
    return start, end


def _wrap(start: _Point, end: _Point, anchor: etree._Element) -> None:
    """Move what lies between the points into `anchor` and put it in their place."""
    parent, head, rest = start.parent, start.text, end.text
    if start.after == end.after:
        anchor.text = head[start.offset : end.offset]
    else:
        inside = parent[start.after + 1 : end.after + 1]
        end.put(rest[: end.offset])
        anchor.text = head[start.offset :]
        anchor.extend(inside)
    start.put(head[: start.offset])
    parent.insert(start.after + 1, anchor)
    anchor.tail = rest[end.offset :]
