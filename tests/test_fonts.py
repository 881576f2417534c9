"""The font files themselves: a missing letter would be drawn from another font in the middle of a word."""

from __future__ import annotations

import re
import struct
import unicodedata
from pathlib import Path

import brotli
import pytest

STATIC = Path(__file__).resolve().parent.parent / "static"
FONTS = sorted((STATIC / "fonts").glob("*.woff2"))
MAX_BYTES = 20_000
MAX_BYTES_OF_AN_ARTICLE = 66_000  # the four faces that every article uses

#: Tag numbers that woff2 spells out in one byte (W3C WOFF 2.0, section 4.1), as far as they are needed here.
KNOWN_TAGS = {0: "cmap", 10: "glyf", 11: "loca"}

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
LOWER = {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES} | {"đ"}
LETTERS = LOWER | {letter.upper() for letter in LOWER}
BEYOND_ASCII = {letter for letter in LETTERS if not letter.isascii()}

REPERTOIRES = {
    "Vietnamese letters": "".join(sorted(LETTERS)),
    "figures and punctuation": "0123456789.,;:!?()[]/&%@#*+-=",
    "quotes and dashes": "“”‘’‚„‹›«»–—…",
    "signs of official texts": "№₫€§°²³·•×±½†",
    "Latin-1 letters": "".join(chr(code) for code in range(0xC0, 0x100)),
    "spaces and the fixed hyphen": "\u0020\u00a0\u2009\u202f\u2011",
}


def base128(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    while True:
        value = value << 7 | data[at] & 0x7F
        at += 1
        if not data[at - 1] & 0x80:
            return value, at


def cmap_table(path: Path) -> bytes:
    """The character map inside a woff2 file: its tables follow each other in one brotli stream."""
    data = path.read_bytes()
    assert data[:4] == b"wOF2"
    tables, compressed = struct.unpack_from(">H", data, 12)[0], struct.unpack_from(">I", data, 20)[0]
    at, start, place = 48, 0, None
    for _ in range(tables):
        flags = data[at]
        at += 1
        tag = KNOWN_TAGS.get(flags & 0x3F, "")
        if flags & 0x3F == 0x3F:
            at += 4
        length, at = base128(data, at)
        version = flags >> 6
        if (tag in ("glyf", "loca") and version != 3) or (tag not in ("glyf", "loca") and version != 0):
            length, at = base128(data, at)
        if tag == "cmap":
            place = slice(start, start + length)
        start += length
    assert place is not None
    return brotli.decompress(data[at : at + compressed])[place]


def characters(path: Path) -> set[str]:
    """Every character that the font draws with a glyph of its own (cmap formats 4 and 12)."""
    cmap = cmap_table(path)
    found: set[str] = set()
    for index in range(struct.unpack_from(">H", cmap, 2)[0]):
        offset = struct.unpack_from(">I", cmap, 4 + 8 * index + 4)[0]
        if struct.unpack_from(">H", cmap, offset)[0] == 4:
            half = struct.unpack_from(">H", cmap, offset + 6)[0]
            ends = struct.unpack_from(f">{half // 2}H", cmap, offset + 14)
            starts = struct.unpack_from(f">{half // 2}H", cmap, offset + 16 + half)
            found |= {chr(c) for low, high in zip(starts, ends, strict=True) for c in range(low, high + 1)}
    return found - {"\uffff"}


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.stem)
@pytest.mark.parametrize("repertoire", REPERTOIRES)
def test_every_character_of_vietnamese_prose_is_in_the_one_file(font, repertoire):
    assert sorted(set(REPERTOIRES[repertoire]) - characters(font)) == []


def test_the_alphabet_checked_is_the_whole_one():
    assert len(BEYOND_ASCII) == 134
    assert {"Ễ", "ộ", "Ặ", "ỹ", "Đ"} <= LETTERS
    assert not any(unicodedata.combining(letter) for letter in LETTERS)


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.stem)
def test_a_font_file_stays_small(font):
    assert font.stat().st_size <= MAX_BYTES


def test_the_fonts_of_an_article_fit_the_budget():
    faces = ("be-vietnam-pro-400", "be-vietnam-pro-600", "source-serif-4-400", "source-serif-4-650")
    assert (
        sum((STATIC / "fonts" / f"{face}.woff2").stat().st_size for face in faces) <= MAX_BYTES_OF_AN_ARTICLE
    )


def test_the_style_sheet_names_every_font_and_no_other():
    named = set(re.findall(r"fonts/([\w-]+\.woff2)", (STATIC / "css" / "site.css").read_text()))
    assert named == {font.name for font in FONTS}


def test_each_family_carries_its_licence():
    for family in ("be-vietnam-pro", "source-serif-4"):
        assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / f"OFL-{family}.txt").read_text().upper()
