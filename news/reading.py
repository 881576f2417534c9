"""A long text's table of contents. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.html import to_text
from portal.text import slug

#: Fewer headings than this are seen at a glance.
LONG = 3
_HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)


@dataclass(frozen=True)
class Heading:
    title: str
    anchor: str


def with_contents(html: str) -> tuple[str, list[Heading]]:
    """The clean HTML with an id on each h2, and the headings in order; a short text stays as it is.

    An anchor is made of the heading's words, so that a link to it survives new headings before it; a title
    that comes again gets its place added.
    """
    if html.count("<h2>") < LONG:
        return html, []
    headings: dict[str, Heading] = {}

    def mark(found: re.Match[str]) -> str:
        title = to_text(found[1])
        anchor = f"muc-{slug(title, 60)}"
        while anchor in headings:
            anchor += f"-{len(headings) + 1}"
        headings[anchor] = Heading(title, anchor)
        return f'<h2 id="{anchor}">{found[1]}</h2>'

    return _HEADING.sub(mark, html), list(headings.values())
