"""Clean HTML as plain data, which the sheet draws: no word of a text is ever read as a program. Pure.

A block is {"t": "p" | "h" | "ul" | "ol" | "quote" | "table" | "img" | "hr", …}; a run within a line is a
string or {"t": "strong" | "em" | "u" | "s" | "sub" | "sup" | "a" | "br", "c": [run, …]}.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

Block = dict[str, Any]
Run = str | dict[str, Any]
#: A picture's address → the name of its file beside the sheet; "" when there is none to be shown.
Pictures = Callable[[str], str]

MAX_DEPTH = 10  # the typesetter gives up at some 60 calls within each other
MAX_COLUMNS = 16
MAX_LINK = 2000

_RUNS = {"strong", "em", "u", "s", "sub", "sup", "a", "br"}
_VOID = {"br", "hr", "img"}
_NO_WORDS = {"ul", "ol", "table", "thead", "tbody", "tfoot", "tr"}  # words stand in what is in them
_HEADINGS = {"h2": 2, "h3": 3, "h4": 4}


@dataclass
class _Node:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[_Node | str] = field(default_factory=list)

    def number(self, name: str) -> int:
        return max(1, int(self.attributes.get(name) or 1))

    def find(self, tags: set[str]) -> list[_Node]:
        """The nearest descendants with one of the tags, in order."""
        found = []
        for child in self.children:
            if isinstance(child, _Node):
                found += [child] if child.tag in tags else child.find(tags)
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = _Node("")
        self.open = [("", self.root)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        parent = self.open[-1][1]
        if tag in _VOID:
            parent.children.append(node)
        elif len(self.open) > MAX_DEPTH:
            # What stands too deep is read as words of what is around it.
            around = next(node for _, node in reversed(self.open) if node.tag not in _NO_WORDS)
            self.open.append((tag, around))
        else:
            parent.children.append(node)
            self.open.append((tag, node))

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self.open[1:]):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1][1].children.append(data)


def blocks(html: str, base: str, pictures: Pictures, above: int = 1) -> list[Block]:
    """Clean HTML as blocks; links are made absolute with `base`.

    No heading is more than one level below the one before it, the first no more than one below `above`.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _Maker(base, pictures, above).blocks(reader.root)


class _Maker:
    def __init__(self, base: str, pictures: Pictures, above: int) -> None:
        self.base, self.pictures, self.above, self.level = base, pictures, above, above

    def blocks(self, node: _Node) -> list[Block]:
        made: list[Block] = []
        line: list[Run] = []

        def end_line() -> None:
            if any(not isinstance(run, str) or run.strip() for run in line):
                made.append({"t": "p", "c": line.copy()})
            line.clear()

        for child in node.children:
            if isinstance(child, str) or child.tag in _RUNS:
                line += self.runs([child])
            else:
                end_line()
                made += self.block(child)
        end_line()
        return made

    def block(self, node: _Node) -> list[Block]:
        if node.tag in _HEADINGS:
            self.level = min(self.above - 1 + _HEADINGS[node.tag], self.level + 1)
            return [{"t": "h", "level": self.level, "c": self.runs(node.children)}]
        if node.tag in {"ul", "ol"}:
            items = [self.blocks(item) for item in node.find({"li"})]
            return [{"t": node.tag, "start": node.number("start"), "c": items}] if items else []
        if node.tag == "blockquote":
            return [{"t": "quote", "c": self.blocks(node)}]
        if node.tag == "hr":
            return [{"t": "hr"}]
        if node.tag == "img":
            return self.picture(node, [])
        if node.tag == "figure":
            return self.figure(node)
        if node.tag == "table":
            return self.table(node)
        return self.blocks(node)

    def runs(self, children: list[_Node | str]) -> list[Run]:
        made: list[Run] = []
        for child in children:
            if isinstance(child, str):
                made.append(child)
            elif child.tag == "br":
                made.append({"t": "br"})
            elif child.tag == "a":
                address = self.address(child.attributes.get("href", ""))
                inside = self.runs(child.children)
                made += [{"t": "a", "href": address, "c": inside}] if address else inside
            elif child.tag in _RUNS:
                made.append({"t": child.tag, "c": self.runs(child.children)})
            else:  # a block within a line lends its words only
                made += self.runs(child.children)
        return made

    def address(self, href: str) -> str:
        """Absolute; "" for a place within the page, and for what no reader would open."""
        if not href or href.startswith("#") or len(href) > MAX_LINK:
            return ""
        try:
            return urljoin(self.base, href)
        except ValueError:
            return ""

    def figure(self, node: _Node) -> list[Block]:
        caption = [run for part in node.find({"figcaption"}) for run in self.runs(part.children)]
        images = node.find({"img"})
        if len(images) == 1 and not node.find({"table"}):
            return self.picture(images[0], caption)
        rest = [c for c in node.children if isinstance(c, str) or c.tag != "figcaption"]
        after: list[Block] = [{"t": "p", "c": caption}] if caption else []
        return self.blocks(_Node("", {}, rest)) + after

    def picture(self, node: _Node, caption: list[Run]) -> list[Block]:
        if name := self.pictures(node.attributes.get("src", "")):
            return [{"t": "img", "name": name, "alt": node.attributes.get("alt", ""), "caption": caption}]
        return [{"t": "p", "c": caption}] if caption else []

    def table(self, node: _Node) -> list[Block]:
        """The table; or, if it is too wide for paper, its cells one after another."""
        caption = [run for part in node.find({"caption"}) for run in self.runs(part.children)]
        before: list[Block] = [{"t": "p", "c": caption}] if caption else []
        rows = [inside for row in node.find({"tr"}) if (inside := row.find({"td", "th"}))]
        head = bool(rows) and all(cell.tag == "th" for cell in rows[0])
        places = _places(rows, head)
        made = [(cell, self.blocks(cell)) for row in rows for cell in row]
        if not places:
            return before + [block for _, content in made for block in content]
        cells = [
            {**place, "th": cell.tag == "th", "c": content}
            for place, (cell, content) in zip(places, made, strict=True)
        ]
        columns = max(place["x"] + place["colspan"] for place in places)
        return [*before, {"t": "table", "columns": columns, "head": head, "cells": cells}]


def _places(rows: list[list[_Node]], head: bool) -> list[dict[str, int]]:
    """Where each cell stands: spans are cut where they would meet another cell, the edge, or leave the head.

    Nothing if there are no cells, or more beside each other than MAX_COLUMNS.
    """
    taken: set[tuple[int, int]] = set()
    places = []
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (x, y) in taken:
                x += 1
            if x >= MAX_COLUMNS:
                return []
            bottom = y + 1 if head and y == 0 else min(len(rows), y + cell.number("rowspan"))
            right = x + 1
            while right < min(MAX_COLUMNS, x + cell.number("colspan")) and (right, y) not in taken:
                right += 1
            taken |= {(i, j) for i in range(x, right) for j in range(y, bottom)}
            places.append({"x": x, "y": y, "colspan": right - x, "rowspan": bottom - y})
            x = right
    columns = max((place["x"] for place in places), default=0) + 1
    return [place | {"colspan": min(place["colspan"], columns - place["x"])} for place in places]
