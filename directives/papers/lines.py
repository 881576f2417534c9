"""The line model that Word files and PDFs share, and lines as clean-to-be HTML. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

TABLE, PICTURE = "table", "img"


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, heading, list item, table or picture; an empty `text` with the tag "p" is a blank line.

    `inner` is inline HTML, of a table the whole element; a table's `text` has its cells apart by " | ".
    `picture` is the place of a picture's bytes among those of the file. `bold`: every letter is.
    `list_tag` is "ul" or "ol" for an item.
    """

    text: str
    inner: str = ""
    tag: str = "p"
    list_tag: str = ""
    bold: bool = False
    picture: int | None = None

    @property
    def html(self) -> str:
        return self.inner or escape(self.text, quote=False)


BLANK = Line("")


def to_html(lines: Iterable[Line]) -> str:
    """The lines as simple HTML without pictures; items in a row share one list."""
    out: list[str] = []
    open_list = ""
    for line in lines:
        if not line.text:
            continue
        if line.list_tag != open_list:
            out += [f"</{open_list}>"] if open_list else []
            out += [f"<{line.list_tag}>"] if line.list_tag else []
            open_list = line.list_tag
        out.append(line.html if line.tag == TABLE else f"<{line.tag}>{line.html}</{line.tag}>")
    out += [f"</{open_list}>"] if open_list else []
    return "".join(out)


def to_text(lines: Iterable[Line]) -> str:
    """Paragraphs apart by a blank line."""
    return "\n\n".join(line.text for line in lines if line.text)
