"""What Word shows but does not type: automatic numbers, letters that an old font makes Vietnamese. Pure.

Both are written into the document's own XML before it is converted, as if they had been typed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from portal import legacy

_NS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_ROMAN = [
    (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
]  # fmt: skip
_TCVN3_ALONE = re.compile("[µ¶·¸¹»¼½¾©®ª«¬\xad]")
_LEVELS = frozenset("012345678")
_FACES = ("ascii", "hAnsi", "cs")


@dataclass(frozen=True, slots=True)
class Typed:
    """The main part of a .docx. `old_font`: some of it was in one. `tracked`: changes wait to be accepted."""

    document: bytes
    old_font: bool
    tracked: bool


def rewrite(document: bytes, styles: bytes | None, numbering: bytes | None) -> Typed:
    """The main part of a .docx with its numbers typed and its old fonts' text in Unicode.

    Raises lxml.etree.XMLSyntaxError for XML that is broken.
    """
    root = _parse(document)
    known = _Styles(_parse(styles) if styles else None)
    counters = _Numbering(_parse(numbering) if numbering else None)
    tracked = next(root.iter(f"{_NS}ins", f"{_NS}del"), None) is not None
    old_font = False
    for paragraph in root.iter(f"{_NS}p"):
        old_font = _unfont(paragraph, known) or old_font
        _type_number(paragraph, known, counters)
    written = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return Typed(written, old_font, tracked)


def _parse(part: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    return etree.fromstring(part, parser)


def _value(element: etree._Element | None, path: str) -> str | None:
    """The w:val of the element at `path` below `element`."""
    found = element.find("/".join(_NS + step for step in path.split("/"))) if element is not None else None
    return found.get(f"{_NS}val") if found is not None else None


class _Styles:
    """Paragraph styles by id; what a style does not say its ancestors may."""

    def __init__(self, root: etree._Element | None) -> None:
        found = root.iter(f"{_NS}style") if root is not None else []
        self.rows = {style.get(f"{_NS}styleId", ""): style for style in found}
        default = root.find(f"{_NS}docDefaults/{_NS}rPrDefault") if root is not None else None
        self.default_face = _face(default)

    def lineage(self, name: str | None) -> list[etree._Element]:
        found: list[etree._Element] = []
        while name in self.rows and len(found) < 20:
            found.append(self.rows[name])
            name = _value(found[-1], "basedOn")
        return found

    def face(self, name: str | None) -> str:
        faces = (_face(style) for style in self.lineage(name))
        return next(filter(None, faces), self.default_face)

    def numbered(self, name: str | None) -> tuple[str | None, str | None]:
        for style in self.lineage(name):
            if number := _value(style, "pPr/numPr/numId"):
                return number, _value(style, "pPr/numPr/ilvl")
        return None, None


def _face(holder: etree._Element | None) -> str:
    """The font that a run's, or a style's, properties name; "" when they name none."""
    fonts = holder.find(f"{_NS}rPr/{_NS}rFonts") if holder is not None else None
    if fonts is None:
        return ""
    return next((face for kind in _FACES if (face := fonts.get(_NS + kind))), "")


def _unfont(paragraph: etree._Element, styles: _Styles) -> bool:
    """Text set in ".VnTime" or "VNI-Times" as Unicode, and whether there was any.

    A font whose name ends in H shows capitals.
    """
    found = False
    inherited = styles.face(_value(paragraph, "pPr/pStyle"))
    for run in paragraph.iter(f"{_NS}r"):
        face = _face(run) or styles.face(_value(run, "rPr/rStyle")) or inherited
        if encoding := encoding_of(face):
            for hyphen in run.iter(f"{_NS}softHyphen"):
                # TCVN3 has its ư there, and programs take it for the place to break a word.
                hyphen.tag, hyphen.text = f"{_NS}t", "\u00ad"
            for text in run.iter(f"{_NS}t"):
                shown = from_font(text.text or "", face, encoding)
                found = found or shown != text.text
                text.text = shown
    return found


def encoding_of(face: str) -> str | None:
    """The old encoding that a font's name promises."""
    name = face.rpartition("+")[2].lower().lstrip("/")
    if name.startswith((".vn", "vntime", ".vntime")):
        return legacy.TCVN3
    return legacy.VNI if name.startswith("vni") else None


def encoding_of_text(text: str) -> str | None:
    """TCVN3 of a part of a text, by signs that no Vietnamese of Unicode has; VNI's are ordinary letters."""
    return (
        legacy.TCVN3 if len(_TCVN3_ALONE.findall(text)) > 1 and legacy.detect(text) == legacy.TCVN3 else None
    )


def from_font(text: str, face: str, encoding: str) -> str:
    """`text` as the font shows it. Text of Unicode's own in such a font stays as it is."""
    if any("\u0100" <= c <= "\u1eff" for c in text):
        return text
    shown = legacy.to_unicode(text, encoding)
    capitals = encoding == legacy.TCVN3 and re.sub(r"[\W_]", "", face.split(",")[0]).endswith("H")
    return shown.upper() if capitals else shown


class _Numbering:
    """Counts each list on, level by level, and prints its numbers."""

    def __init__(self, root: etree._Element | None) -> None:
        abstract = {}
        self.levels: dict[str, dict[int, etree._Element]] = {}
        self.lists: dict[str, str] = {}
        self.restarts: dict[str, dict[int, etree._Element]] = {}
        for row in root.iterfind(f"{_NS}abstractNum") if root is not None else []:
            abstract[row.get(f"{_NS}abstractNumId")] = _by_level(row)
        for row in root.iterfind(f"{_NS}num") if root is not None else []:
            of = _value(row, "abstractNumId") or ""
            name = row.get(f"{_NS}numId", "")
            self.lists[name] = of
            self.restarts[name] = {
                int(at): level
                for level in row.findall(f"{_NS}lvlOverride")
                if (at := level.get(f"{_NS}ilvl", "")) in _LEVELS
            }
            self.levels[name] = abstract.get(of, {})
        self.counts: Mapping[str, dict[int, int]] = defaultdict(dict)

    def label(self, number: str, level: int) -> str | None:
        """The next number of this list at this level; None for bullets and unknown lists."""
        defined = self.levels.get(number, {})
        if level not in defined or _value(defined[level], "numFmt") in {None, "bullet", "none"}:
            return None
        counts = self.counts[self.lists[number]]
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        for upper in range(level):
            counts.setdefault(upper, _start(defined.get(upper)))
        # Lists of one definition count on; one that says where it starts does so at its first item.
        restart = self.restarts[number].pop(level, None)
        if restart is not None:
            counts[level] = _start(restart, "startOverride")
        else:
            counts[level] = counts[level] + 1 if level in counts else _start(defined[level])
        pattern = _value(defined[level], "lvlText") or ""

        def printed(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            return _figure(counts.get(at, 1), _value(defined.get(at), "numFmt") or "decimal")

        return _PLACE.sub(printed, pattern)


def _by_level(abstract: etree._Element) -> dict[int, etree._Element]:
    levels = ((row.get(f"{_NS}ilvl", ""), row) for row in abstract.iterfind(f"{_NS}lvl"))
    return {int(at): row for at, row in levels if at in _LEVELS}


def _start(level: etree._Element | None, name: str = "start") -> int:
    value = _value(level, name) or "1"
    return int(value) if value.isascii() and value.isdigit() and len(value) < 5 else 1


def _figure(count: int, form: str) -> str:
    if form in {"lowerLetter", "upperLetter"}:
        letter = "abcdefghijklmnopqrstuvwxyz"[(count - 1) % 26]
        return letter.upper() if form == "upperLetter" else letter
    if form in {"lowerRoman", "upperRoman"}:
        roman = _roman(count)
        return roman if form == "upperRoman" else roman.lower()
    return f"{count:02d}" if form == "decimalZero" else str(count)


def _roman(count: int) -> str:
    out, left = "", count % 400
    for value, sign in _ROMAN:
        out += sign * (left // value)
        left %= value
    return out


def _type_number(paragraph: etree._Element, styles: _Styles, counters: _Numbering) -> None:
    """The paragraph's automatic number as its first run, and the paragraph no longer a list item."""
    style = _value(paragraph, "pPr/pStyle")
    of_style = styles.numbered(style)
    number = _value(paragraph, "pPr/numPr/numId") or of_style[0]
    if not number or number == "0":
        return
    level = _value(paragraph, "pPr/numPr/ilvl") or of_style[1] or "0"
    label = counters.label(number, int(level)) if level.isascii() and level.isdigit() else None
    if label is None:
        return
    properties = paragraph.find(f"{_NS}pPr")
    if properties is None:
        properties = etree.Element(f"{_NS}pPr")
        paragraph.insert(0, properties)
    for own in properties.findall(f"{_NS}numPr"):
        properties.remove(own)
    # Of a style that numbers, list number 0 is how Word itself says "not this paragraph".
    none = etree.SubElement(properties, f"{_NS}numPr")
    etree.SubElement(none, f"{_NS}ilvl").set(f"{_NS}val", "0")
    etree.SubElement(none, f"{_NS}numId").set(f"{_NS}val", "0")
    run = etree.Element(f"{_NS}r")
    first = paragraph.find(f"{_NS}r/{_NS}rPr")
    if first is not None:
        run.append(etree.fromstring(etree.tostring(first)))
    text = etree.SubElement(run, f"{_NS}t")
    text.text = f"{label} "
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    paragraph.insert(list(paragraph).index(properties) + 1, run)
