# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools[woff]>=4.55"]
# ///
"""Make the site's web fonts: one woff2 per face that holds every Vietnamese letter.

    npm pack @fontsource/be-vietnam-pro @fontsource-variable/source-serif-4   # unpack both into PACKAGES
    uv run tools/fonts.py PACKAGES static/fonts

The published subsets split Vietnamese over three files, so one word may be drawn from two of them with a
visible jump. Here the three are joined, cut down to REPERTOIRE and stripped of hinting. For every face the
script prints its size and the metric overrides of its fallback, to be copied into static/css/site.css: with
them a line of text is as wide and as high before the font has arrived as after.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from fontTools.merge import Merger  # type: ignore[import-not-found,unused-ignore]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-not-found,unused-ignore]
from fontTools.subset import Options, Subsetter  # type: ignore[import-not-found,unused-ignore]
from fontTools.ttLib import TTFont  # type: ignore[import-not-found,unused-ignore]
from fontTools.varLib.instancer import instantiateVariableFont  # type: ignore[import-not-found,unused-ignore]

SUBSETS = ("latin", "latin-ext", "vietnamese")
#: Typst reads no woff2: the press gets the same faces unpacked.
PRESS = Path(__file__).resolve().parent.parent / "portal" / "press" / "fonts"
#: Contextual refinements that cost more bytes than a reader sees are left out.
FEATURES = ["kern", "locl", "tnum", "lnum"]


class Face(NamedTuple):
    output: str
    source: str  # path inside the unpacked packages; {} is the subset's name
    axes: dict[str, float]
    fallback: str  # the system font whose metrics stand in


_SANS = "fontsource-be-vietnam-pro/files/be-vietnam-pro-{}-%d-normal.woff2"
_SERIF = "fontsource-variable-source-serif-4/files/source-serif-4-{}-opsz-%s.woff2"
FACES = (
    Face("be-vietnam-pro-400", _SANS % 400, {}, "LiberationSans-Regular"),
    Face("be-vietnam-pro-600", _SANS % 600, {}, "LiberationSans-Bold"),
    Face("source-serif-4-400", _SERIF % "normal", {"wght": 400, "opsz": 16}, "LiberationSerif-Regular"),
    Face("source-serif-4-400-italic", _SERIF % "italic", {"wght": 400, "opsz": 16}, "LiberationSerif-Italic"),
    Face("source-serif-4-650", _SERIF % "normal", {"wght": 650, "opsz": 28}, "LiberationSerif-Bold"),
)

#: Words as they come in news prose: the average advance of real text decides the fallback's size.
SAMPLE = (
    "Ban Dân vận Tỉnh ủy phối hợp với Mặt trận Tổ quốc và các đoàn thể tổ chức đối thoại với nhân dân về "
    "đất đai, đường liên thôn, trạm y tế; người dân hiến 12.400 m² đất, ngày 20/11/2026, "
    "theo Chỉ thị số 31-CT/TU."
)


def vietnamese_letters() -> str:
    """The 12 vowels × 6 tones, Y with its tones, đ; both cases, precomposed (134 with marks)."""
    letters = set("đĐ")
    for vowel in "aăâeêioôơuưy":
        for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"):
            letter = unicodedata.normalize("NFC", vowel + tone)
            letters |= {letter, letter.upper()}
    return "".join(sorted(letters))


REPERTOIRE = (
    "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)]))
    + vietnamese_letters()
    + "ŒœŠšŽž₫€“”‘’‚„‹›–—…•№−†™\u2009\u202f\u2011"
)


def add_missing(font: TTFont) -> None:
    """Draw № as N and º (the packages lack it); let narrow spaces and the fixed hyphen borrow a glyph."""
    cmap, glyphs, metrics = font.getBestCmap(), font["glyf"], font["hmtx"]
    capital, ring = cmap[ord("N")], cmap[ord("º")]
    pen = TTGlyphPen(glyphs)
    pen.addComponent(capital, (1, 0, 0, 1, 0, 0))
    pen.addComponent(ring, (1, 0, 0, 1, metrics[capital][0], 0))
    font.setGlyphOrder([*font.getGlyphOrder(), "numero"])
    glyphs["numero"] = pen.glyph()
    metrics["numero"] = (metrics[capital][0] + metrics[ring][0], metrics[capital][1])
    borrowed = {0x2009: cmap[0x20], 0x202F: cmap[0x20], 0x2011: cmap[ord("-")]}
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update({0x2116: "numero"} | borrowed)


def build(face: Face, packages: Path, scratch: Path) -> TTFont:
    """One static font of the face: subsets instanced, joined, cut to REPERTOIRE, unhinted."""
    parts = []
    for subset in SUBSETS:
        font = TTFont(packages / face.source.format(subset))
        if face.axes:
            font = instantiateVariableFont(font, face.axes)
        for table in ("STAT", "MVAR", "avar", "fpgm", "prep", "cvt ", "gasp"):
            if table in font:
                del font[table]
        font.flavor = None
        part = scratch / f"{face.output}-{subset}.ttf"
        font.save(part)
        parts.append(str(part))
    merged = Merger().merge(parts)
    add_missing(merged)
    options = Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(text=REPERTOIRE)
    subsetter.subset(merged)
    merged.flavor = "woff2"
    return merged


def advance(font: TTFont, text: str) -> float:
    """Mean advance of `text` in units of the em."""
    cmap, metrics = font.getBestCmap(), font["hmtx"]
    total = sum(metrics[cmap.get(ord(letter), ".notdef")][0] for letter in text)
    return float(total / len(text) / font["head"].unitsPerEm)


def overrides(font: TTFont, fallback: TTFont) -> str:
    """CSS descriptors that give `fallback` the advance and the line box of `font`."""
    size = advance(font, SAMPLE) / advance(fallback, SAMPLE)
    hhea, em = font["hhea"], font["head"].unitsPerEm * size
    return (
        f"size-adjust: {size:.2%}; ascent-override: {hhea.ascent / em:.2%}; "
        f"descent-override: {-hhea.descent / em:.2%}; line-gap-override: {hhea.lineGap / em:.2%};"
    )


def main(packages: Path, output: Path, system_fonts: Path) -> None:
    with TemporaryDirectory() as scratch:
        for face in FACES:
            font = build(face, packages, Path(scratch))
            path = output / f"{face.output}.woff2"
            font.save(path)
            font.flavor = None
            font.save(PRESS / f"{face.output}.ttf")
            missing = {c for c in REPERTOIRE if ord(c) not in font.getBestCmap()}
            fallback = TTFont(system_fonts / f"{face.fallback}.ttf")
            print(f"{path.name}: {path.stat().st_size} bytes; not drawn: {''.join(sorted(missing))!a}")
            print(f"  {overrides(font, fallback)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path("/usr/share/fonts/truetype/liberation"))
