"""The line model: text dumps and saved HTML both become a list of `Line`, read by one set of rules. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape

from news.intake.page import Image

#: What closes a sentence or a clause, quotes and brackets after it included.
_CLOSED = re.compile(r"[.!?…:;][\"”’')\]»]{0,3}$")
_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]»]{0,3}$")
_NEXT_SENTENCE = re.compile(r"[^\W\d]{2}[.!?…] [A-ZĐÀ-Ỹ]")
_ITEM = re.compile(r"^(?:[-–+*•●▪◦]\s*\S|[a-zđ][.)]\s|\(?[ivx\d]{1,4}[.)]\s)")
_HANGING = re.compile(
    r"(?:,|\b(?:và|của|số|ngày|tại|các|những|với|cho|về|từ|là|theo|trong|để|đến|do|có|được|cùng|"
    r"hoặc|tháng|năm|việc))$",
    re.IGNORECASE,
)

PARAGRAPH, HEADING, CAPTION, IMAGE, ITEM, TABLE = "p", "h", "caption", "image", "li", "table"


@dataclass(slots=True)
class Line:
    """One line of a page.

    `gap`: a blank line stood before it. `near_image`: points for a caption: 2 under a
    picture, 3 under a file's name or an alt that stands for one. `links`: the share (0-1)
    of its letters that are link text. `inner`: its inline HTML when the page was HTML.
    `tag`: the HTML block it becomes. `outside`: it lies outside the page's main block.
    """

    text: str
    gap: bool = False
    role: str = PARAGRAPH
    tag: str = "p"
    inner: str | None = None
    image: Image | None = None
    near_image: int = 0
    links: float = 0.0
    outside: bool = False

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def html(self) -> str:
        return self.inner if self.inner is not None else escape(self.text, quote=False)


def ends_sentence(text: str) -> bool:
    return bool(_SENTENCE_END.search(text[-6:]))


def is_item(text: str) -> bool:
    """A list item by its mark: "- …", "+ …", "a) …", "1. …"."""
    return bool(_ITEM.match(text))


def is_prose(line: Line) -> bool:
    """Running text: 30 words or more, or 12 that end with, or hold, the end of a sentence."""
    if line.role not in (PARAGRAPH, ITEM):
        return False
    if line.words >= 30:
        return True
    return line.words >= 12 and bool(_CLOSED.search(line.text[-6:]) or _NEXT_SENTENCE.search(line.text))


def continues(before: Line, after: Line) -> bool:
    """True when `after` is the second half of a sentence that a line or page break cut in `before`."""
    if not joinable(before, after):
        return False
    if after.text[:1].islower():
        return True
    return not after.gap and before.words >= 4 and bool(_HANGING.search(before.text[-8:]))


def joinable(before: Line, after: Line) -> bool:
    """True unless a sentence ends, or a list item or another kind of line begins, between the two."""
    if before.role not in (PARAGRAPH, ITEM) or after.role != PARAGRAPH or is_item(after.text):
        return False
    return not _CLOSED.search(before.text[-6:])


def rejoin(lines: Iterable[Line]) -> list[Line]:
    """Paragraphs whole again where a page break split them."""
    whole: list[Line] = []
    for line in lines:
        if whole and continues(whole[-1], line):
            first = whole[-1]
            inner = None if first.inner is None and line.inner is None else f"{first.html} {line.html}"
            whole[-1] = replace(first, text=f"{first.text} {line.text}", inner=inner)
        else:
            whole.append(line)
    return whole


def plain(lines: Iterable[Line]) -> str:
    """Paragraphs apart by a blank line."""
    return "\n\n".join(line.text for line in lines if line.text)


def simple_html(lines: Iterable[Line]) -> str:
    """The lines as simple HTML; list items in a row share one list."""
    out: list[str] = []
    open_list = ""
    for line in lines:
        wanted = line.tag if line.tag in ("ul", "ol") else ""
        if wanted != open_list:
            out += [f"</{open_list}>"] if open_list else []
            out += [f"<{wanted}>"] if wanted else []
            open_list = wanted
        out.append(_block(line))
    if open_list:
        out.append(f"</{open_list}>")
    return "\n".join(block for block in out if block)


def _block(line: Line) -> str:
    if line.image:
        caption = f"<figcaption>{escape(line.image.caption)}</figcaption>" if line.image.caption else ""
        return (
            f'<figure><img src="{escape(line.image.src)}" alt="{escape(line.image.alt)}">{caption}</figure>'
        )
    if line.role == TABLE:
        return line.inner or ""
    if not line.text:
        return ""
    tag = "li" if line.tag in ("ul", "ol") else line.tag
    return f"<{tag}>{line.html}</{tag}>"
