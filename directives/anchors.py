"""Addresses inside an official text: section 2.1 is #muc-2.1. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from portal.html import excerpt, to_text

_BLOCK = re.compile(r"<(p|h2|h3|h4)>(.*?)</\1>", re.DOTALL)
_NUMBER = re.compile(
    r"(?:(?P<decimal>\d{1,2}(?:\.\d{1,2}){0,3})[.)]?|(?P<roman>[IVX]{1,5})\s*[-–.]|(?:Điều|Mục)\s+(?P<article>\d{1,3})[.:]?)\s+\S"
)
_ANCHORED = re.compile(r'<(p|h2|h3|h4) id="muc-(?P<number>[^"]+)">.*?</\1>', re.DOTALL)
TITLE_LENGTH = 90


@dataclass(frozen=True)
class Section:
    number: str
    title: str
    anchor: str


def with_anchors(html: str) -> tuple[str, list[Section]]:
    """The clean HTML with an id on each numbered block, and the sections in order.

    A number that comes again (an annex that starts at 1) keeps its text but gets no second id.
    """
    sections: dict[str, Section] = {}

    def number(block: re.Match[str]) -> str:
        text = to_text(block[2])
        found = _NUMBER.match(text)
        label = next((group for group in found.groups() if group), "") if found else ""
        if not label or label in sections:
            return block[0]
        title = excerpt(text.partition("\n")[0], TITLE_LENGTH)
        sections[label] = Section(label, title, f"muc-{label}")
        return f'<{block[1]} id="muc-{escape(label)}">{block[2]}</{block[1]}>'

    return _BLOCK.sub(number, html), list(sections.values())


def with_invitations(html: str, address: str) -> str:
    """What `with_anchors` made, with a link to `address`?muc=muc-2.1 after each section."""

    def invite(block: re.Match[str]) -> str:
        number = block["number"]
        link = f'href="{escape(address)}?muc=muc-{number}" aria-label="Góp ý mục này: {number}"'
        return f'{block[0]}<p class="opine"><a {link} rel="nofollow">Góp ý mục này</a></p>'

    return _ANCHORED.sub(invite, html)
