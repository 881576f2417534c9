"""A .docx as lines, in the order in which they are read: a two-column head or foot column by column. Pure."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape, unescape
from xml.parsers.expat import ExpatError

import mammoth
from lxml import etree, html

from directives.papers import typed
from directives.papers.columns import COLUMN, is_frame, side_by_side, tabbed
from directives.papers.guard import BROKEN_ARCHIVE, Unreadable
from directives.papers.lines import BLANK, PICTURE, TABLE, Line
from portal import legacy
from portal.text import nfc, one_line

_STYLES = """
u => u
strike => s
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
"""
#: What mammoth and its parser raise for a document that is not as it should be.
_BROKEN = (
    *BROKEN_ARCHIVE, KeyError, IndexError, AttributeError, TypeError, RecursionError, SyntaxError, ExpatError,
    etree.LxmlError,
)  # fmt: skip
_PARTS = ("word/document.xml", "word/styles.xml", "word/numbering.xml")
_INLINE = {"strong", "em", "u", "s", "sup", "sub"}
_BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6"}
_TAG = re.compile(r"<[^<>]*>")
_GAP = re.compile(r"\S {5,}\S")
#: Icelandic eth, typed in place of Đ.
_ETH = str.maketrans("Ðð", "Đđ")


@dataclass(frozen=True, slots=True)
class Read:
    """`old_font`: some text was in a font of before Unicode. `tracked`: changes wait to be accepted."""

    lines: list[Line]
    old_font: bool
    tracked: bool


def read(data: bytes) -> Read:
    """The lines of a file that has passed `guard.kind`. Raises Unreadable."""
    try:
        archive, main = _typed_out(data)
        converted = mammoth.convert_to_html(
            io.BytesIO(archive),
            style_map=_STYLES,
            ignore_empty_paragraphs=False,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(lambda image: {}),
        ).value
    except _BROKEN as error:
        raise Unreadable("Tệp Word hỏng, không đọc được nội dung.") from error
    root = html.fragment_fromstring(converted.translate(_ETH) or "<p></p>", create_parent="div")
    old_font = _from_old_font(root) or main.old_font
    return Read(side_by_side([line for block in root for line in _lines(block)]), old_font, main.tracked)


def _typed_out(data: bytes) -> tuple[bytes, typed.Typed]:
    """The same archive with its main part rewritten, and that part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        names = set(old.namelist())
        document, *others = (old.read(name) if name in names else None for name in _PARTS)
        main = typed.rewrite(document or b"", *others)
        for part in old.infolist():
            new.writestr(part.filename, main.document if part.filename == _PARTS[0] else old.read(part))
    return out.getvalue(), main


def _lines(block: etree._Element) -> Iterator[Line]:
    tag = block.tag
    if tag == "table":
        yield from _table(block)
    elif tag in {"ul", "ol"}:
        yield from _items(block, tag)
    elif tag in _BLOCKS:
        yield from _paragraph(block, "p" if tag == "p" else f"h{min(4, max(2, int(tag[1])))}")
    elif isinstance(tag, str):
        for inner in block:
            yield from _lines(inner)


def _paragraph(block: etree._Element, tag: str) -> Iterator[Line]:
    pictures = list(block.iter("img"))
    for image in pictures:
        if (src := image.get("src", "")).isdigit():
            yield Line(one_line(image.get("alt", "")), tag=PICTURE, picture=int(src))
    bold = _letters(block) == sum(_letters(one) for one in block.iter("strong"))
    empty = not pictures
    for piece in _inline(block).split("<br>"):
        shown = nfc(_TAG.sub("", piece))
        if text := one_line(unescape(shown)):
            empty = False
            columns = COLUMN in shown or _GAP.search(shown)
            yield Line(tabbed(unescape(shown)) if columns else text, one_line(piece), tag, bold=bold)
    if empty:
        yield BLANK


def _letters(element: etree._Element) -> int:
    return sum(c.isalnum() for c in "".join(element.itertext()))


def _inline(element: etree._Element) -> str:
    """The inside of a paragraph with the marks that mean something; line breaks as <br>."""
    out = [escape(element.text or "", quote=False)]
    for child in element:
        if child.tag == "br":
            out.append("<br>")
        elif child.tag in _INLINE:
            # A mark is closed before a break and opened after it, so that each line is whole.
            name = child.tag
            pieces = _inline(child).split("<br>")
            out.append(
                "<br>".join(f"<{name}>{piece}</{name}>" if piece.strip() else piece for piece in pieces)
            )
        elif child.tag == "a" and child.get("href", "").startswith(("http://", "https://", "mailto:")):
            out.append(f'<a href="{escape(child.get("href", ""))}">{_inline(child)}</a>')
        elif isinstance(child.tag, str):
            out.append(_inline(child))
        out.append(escape(child.tail or "", quote=False))
    return "".join(out)


def _items(block: etree._Element, kind: str) -> Iterator[Line]:
    for item in block:
        if item.tag != "li":
            continue
        nested = [child for child in item if child.tag in {"ul", "ol", "table"}]
        for child in nested:
            item.remove(child)
        yield from (replace(line, list_tag=kind) for line in _paragraph(item, "li") if line.text)
        for child in nested:
            yield from _lines(child)


def _table(table: etree._Element) -> Iterator[Line]:
    """A frame for the head or the foot column by column; any other table whole."""
    rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr")]
    cells = [[[line for block in cell for line in _lines(block)] for cell in row] for row in rows]
    width = max((len(row) for row in cells), default=0)
    if is_frame([[line.text for line in cell] for row in cells for cell in row], width):
        for column in range(width):
            for row in cells:
                yield from row[column] if column < len(row) else []
            yield BLANK
        return
    inner = "".join(
        "<tr>" + "".join(_cell(cell, lines) for cell, lines in zip(row, read, strict=True)) + "</tr>"
        for row, read in zip(rows, cells, strict=True)
    )
    text = "\n".join(
        " | ".join(" ".join(line.text for line in cell if line.text) for cell in row) for row in cells
    )
    if text.strip(" |\n"):
        yield Line(text, f"<table>{inner}</table>", TABLE)


def _cell(cell: etree._Element, lines: list[Line]) -> str:
    spans = "".join(
        f' {name}="{value}"' for name in ("colspan", "rowspan") if (value := cell.get(name, "")).isdigit()
    )
    words = "<br>".join(line.html for line in lines if line.text)
    return f"<{cell.tag}{spans}>{words}</{cell.tag}>"


def _from_old_font(root: etree._Element) -> bool:
    """Text in an old encoding though no font says so, in the whole file or some blocks; whether any was."""
    whole = legacy.detect(" ".join(root.itertext()))
    found = False
    for block in root:
        encoding = whole or typed.encoding_of_text(" ".join(block.itertext()))
        if encoding is None:
            continue
        found = True
        for element in block.iter():
            element.text = element.text and legacy.to_unicode(element.text, encoding)
        for element in block.iterdescendants():
            element.tail = element.tail and legacy.to_unicode(element.tail, encoding)
    return found
