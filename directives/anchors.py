"""Addresses inside an official text: section 2.1 is #muc-2.1. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from html import escape

from portal.html import excerpt, to_text

_BLOCK = re.compile(r"<(p|h2|h3|h4)>(.*?)</\1>", re.DOTALL)
#: Those that number a whole text come first: "Điều 2" is #muc-2 even below a clause "2." of Điều 1.
_NUMBERS = tuple(
    re.compile(rf"{number}\s+\S")
    for number in (
        r"Điều\s+(\d{1,3})[.:]?",
        r"Mục\s+(\d{1,3})[.:]?",
        # A number alone wants its mark: "15 xã đã sắp xếp xong" is no section.
        r"(\d{1,2}(?=[.)])|\d{1,2}(?:\.\d{1,2}){1,3})[.)]?",
        r"([IVX]{1,5})\s*[-–.]",
    )
)
_ANCHORED = re.compile(r'<(p|h2|h3|h4) id="(?P<anchor>muc-(?P<number>[^"-]+)[^"]*)">.*?</\1>', re.DOTALL)
TITLE_LENGTH = 90


@dataclass(frozen=True)
class Section:
    number: str
    title: str
    anchor: str


def with_anchors(html: str) -> tuple[str, list[Section]]:
    """The clean HTML with an id on each numbered block, and the sections in order.

    A number that comes again, as in an annex that starts at 1, is #muc-1-2, then #muc-1-3.
    """
    blocks = list(_BLOCK.finditer(html))
    texts = [to_text(block[2]) for block in blocks]
    sections = _sections(texts)
    parts, end = [], 0
    for at, section in sections.items():
        block = blocks[at]
        parts += [html[end : block.start()], f'<{block[1]} id="{section.anchor}">{block[2]}</{block[1]}>']
        end = block.end()
    return "".join([*parts, html[end:]]), list(sections.values())


def _sections(texts: list[str]) -> dict[int, Section]:
    """By place among the texts, in their order."""
    numbered = [(rank, at, number) for at, text in enumerate(texts) for rank, number in _number(text)]
    times: Counter[str] = Counter()
    found = {}
    for _, at, number in sorted(numbered):
        times[number] += 1
        again = f"-{times[number]}" if times[number] > 1 else ""
        title = excerpt(texts[at].partition("\n")[0], TITLE_LENGTH)
        found[at] = Section(number, title, f"muc-{number}{again}")
    return dict(sorted(found.items()))


def _number(text: str) -> list[tuple[int, str]]:
    """The kind, as a place in `_NUMBERS`, and the number that opens the text; nothing when none does."""
    return [(rank, found[1]) for rank, pattern in enumerate(_NUMBERS) if (found := pattern.match(text))]


def with_invitations(html: str, address: str) -> str:
    """What `with_anchors` made, with a link to `address`?muc=muc-2.1 after each section."""

    def invite(block: re.Match[str]) -> str:
        number = block["number"]
        link = f'href="{escape(address)}?muc={block["anchor"]}" aria-label="Góp ý mục này: {number}"'
        return f'{block[0]}<p class="opine"><a {link} rel="nofollow">Góp ý mục này</a></p>'

    return _ANCHORED.sub(invite, html)
