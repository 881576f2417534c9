"""PDFs drawn word by word, as scanners, browsers and office programs draw them: every place is given."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from textwrap import wrap

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from tests.sheets import Sheet

A4 = (595.0, 842.0)
#: Of every letter, in ems.
WIDTH = 0.5

_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /A def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"""


def shown(text: str) -> str:
    """A text as the operand of "Tj": the codes of the letters are those of Unicode."""
    return f"<{text.encode('utf-16-be').hex()}>"


def placed(x: float, y: float, text: str, size: float = 14.0, font: str = "F1") -> str:
    """One text set down at a place."""
    return f"BT /{font} {size:g} Tf 1 0 0 1 {x:g} {y:g} Tm {shown(text)} Tj ET"


def _name(value: str) -> NameObject:
    return NameObject(f"/{value}")


def _font(writer: PdfWriter, face: str) -> DictionaryObject:
    codes = DecodedStreamObject()
    codes.set_data(_TO_UNICODE)
    descriptor = {"Type": _name("FontDescriptor"), "FontName": _name(face), "Flags": NumberObject(4)}
    system = {"Registry": TextStringObject("Adobe"), "Ordering": TextStringObject("Identity")}
    below = {
        "Type": _name("Font"),
        "Subtype": _name("CIDFontType2"),
        "BaseFont": _name(face),
        "CIDSystemInfo": _dictionary({**system, "Supplement": NumberObject(0)}),
        "DW": NumberObject(int(WIDTH * 1000)),
        "FontDescriptor": _dictionary(descriptor),
    }
    return _dictionary(
        {
            "Type": _name("Font"),
            "Subtype": _name("Type0"),
            "BaseFont": _name(face),
            "Encoding": _name("Identity-H"),
            "DescendantFonts": ArrayObject([_dictionary(below)]),
            "ToUnicode": writer._add_object(codes),
        }
    )


def _dictionary(values: dict) -> DictionaryObject:
    return DictionaryObject({_name(key): value for key, value in values.items()})


def drawn(
    *pages: Iterable[str],
    size: Sequence[float] = A4,
    turn: int = 0,
    in_form: bool = False,
    faces: tuple[str, str] = ("Times", "Times-Bold"),
) -> bytes:
    """A file of pages with these drawing operators; the fonts F1 and F2 have these names.

    `turn`: the degrees a viewer turns each page by. `in_form`: the page draws a form that draws them.
    """
    writer = PdfWriter()
    fonts = _dictionary({f"F{at}": _font(writer, face) for at, face in enumerate(faces, 1)})
    for operators in pages:
        page = writer.add_blank_page(*size)
        resources = _dictionary({"Font": fonts})
        content = DecodedStreamObject()
        content.set_data("\n".join(operators).encode())
        if in_form:
            box = ArrayObject([FloatObject(one) for one in (0, 0, *size)])
            form = {"Type": _name("XObject"), "Subtype": _name("Form"), "BBox": box, "Resources": resources}
            content.update(_dictionary(form))
            resources = _dictionary({"XObject": _dictionary({"X": writer._add_object(content)})})
            content = DecodedStreamObject()
            content.set_data(b"q /X Do Q")
        page[_name("Contents")] = writer._add_object(content)
        page[_name("Resources")] = resources
        if turn:
            page.rotate(turn)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def scanned(sheet: Sheet, size: float = 12.0) -> list[str]:
    """The invisible text layer of a scan: every word set down by itself, without spaces, none of them bold.

    The places are those of a page typed on paper: head and foot in two columns, the rest in lines of 76.
    """
    out = ["3 Tr"]
    y = 800.0

    def words(left: float, text: str, y: float) -> None:
        for word in text.split():
            out.append(placed(left, y, word, size))
            left += (len(word) + 0.6) * WIDTH * size

    def middle(centre: float, text: str, y: float) -> None:
        words(centre - (len(text) - 0.4 * text.count(" ")) * WIDTH * size / 2, text, y)

    left = sheet.left if sheet.kind else (*sheet.left, *sheet.title)
    for number, text in enumerate(left):
        for part in wrap(text, 32):
            middle(170, part, y - 16 * number)
            number += 0.9
    for number, text in enumerate((*sheet.right, sheet.place_date)):
        middle(420, text, y - 2 - 20 * number)
    y -= 20 * 6
    for text in (sheet.kind, *sheet.title, sheet.rule) if sheet.kind else ():
        middle(300, text, y)
        y -= 17
    y -= 12
    for paragraph in sheet.paragraphs:
        rows = wrap(paragraph, 76, initial_indent="   ")
        for number, row in enumerate(rows):
            words(85 if number else 110, row, y)
            y -= 16
        y -= 5
    y -= 14
    for number, text in enumerate(("Nơi nhận:", *sheet.recipients)):
        words(85, text, y - 15 * number)
    for number, text in enumerate((*sheet.signature[:-1], "", "", sheet.signature[-1])):
        middle(430, text, y - 3 - 16 * number)
    return out
