"""The picture that stands beside a shared link: 1200 × 630, PNG, the office's colours and faces. Pure."""

from __future__ import annotations

import io
import math
import unicodedata
from bisect import bisect_right
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock

from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont, Layout, truetype

FONTS = Path(__file__).resolve().parent / "fonts"
SANS, SEMIBOLD = "be-vietnam-pro-400.ttf", "be-vietnam-pro-600.ttf"
SERIF = "source-serif-4-650.ttf"
WIDTH, HEIGHT = 1200, 630
MARGIN, BAND, HAIRLINE, FOOT = 72, 116, 4, 548
#: The light scheme of the style sheet.
PAPER, INK, SOFT, RED, GOLD, STAR, ON_RED = (
    "#faf7f2", "#1f1a17", "#5c524b", "#a3151a", "#c9a24a", "#ffd969", "#ffe9b0",
)  # fmt: skip
#: Sizes that the words are tried in, largest first; of those that fit in none the end is cut off.
TITLE_SIZES, LINE_SIZES = (68, 60, 52, 46), (34, 30, 26)
#: Two stacked marks above (Ễ) and one below (Ộ) keep clear of the next line.
LEADING = 1.32
#: Of so many letters at most; and no line holds as many as the second. They bound the measuring.
MAX_LETTERS, MAX_LINE = 600, 200
#: Threads draw one after another: what is asked for in a crowd must not slow the pages of all others.
_EASEL = Lock()


@lru_cache(maxsize=32)
def card(office: str, kicker: str, title: str, host: str) -> bytes:
    """The PNG; the same bytes for the same words. Any string is drawn, however long."""
    with _EASEL:
        image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        draw = ImageDraw.Draw(image)
        draw.rectangle((0, 0, WIDTH, BAND - 1), fill=RED)
        draw.rectangle((0, BAND, WIDTH, BAND + HAIRLINE - 1), fill=GOLD)
        image.paste(STAR, (MARGIN - 4, 30), _star(56))
        _write(draw, office, (MARGIN + 72, 70), SEMIBOLD, ON_RED)
        _write(draw, kicker, (MARGIN, 190), SEMIBOLD, RED)
        _write_title(draw, title)
        draw.rectangle((MARGIN, FOOT, WIDTH - MARGIN, FOOT + 1), fill=GOLD)
        _write(draw, host, (MARGIN, 598), SANS, SOFT)
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        return buffer.getvalue()


def _write(draw: ImageDraw.ImageDraw, words: str, at: tuple[int, int], face: str, colour: str) -> None:
    """One line from `at`, its left end on the baseline, to the right margin."""
    font, lines = fit(words, face, LINE_SIZES, WIDTH - MARGIN - at[0], lines=1)
    for line in lines:
        draw.text(at, line, fill=colour, font=font, anchor="ls")


def _write_title(draw: ImageDraw.ImageDraw, title: str) -> None:
    """Under the kicker, as large as it fits above the foot, and there in the middle."""
    top, bottom = 210, FOOT - 16
    font, lines = fit(title, SERIF, TITLE_SIZES, WIDTH - 2 * MARGIN, height=bottom - top)
    step = font.size * LEADING
    baseline = top + (bottom - top - step * len(lines)) / 2 + step * 0.76
    for place, line in enumerate(lines):
        draw.text((MARGIN, round(baseline + place * step)), line, fill=INK, font=font, anchor="ls")


def fit(
    words: str, face: str, sizes: tuple[int, ...], width: int, height: float = math.inf, lines: int = 0
) -> tuple[FreeTypeFont, list[str]]:
    """The largest face and the lines in which the words fit into pixels; the last ends in "…" if cut.

    `lines` bounds their number, else `height` does.
    """
    words = " ".join(unicodedata.normalize("NFC", words[:MAX_LETTERS]).split())
    for size in sizes:
        font = _font(face, size)
        room = lines or int(height // (size * LEADING))
        found = wrap(words, font, width)
        if len(found) <= room:
            return font, found
    kept = found[:room]
    return font, [*kept[:-1], _cut(kept[-1], font, width)]


def wrap(words: str, font: FreeTypeFont, width: int) -> list[str]:
    """Lines no wider than `width` pixels; only a word that is wider itself is broken."""
    lines: list[str] = []
    line = ""
    for word in words.split():
        if font.getlength(longer := f"{line} {word}".lstrip()) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while (taken := _letters(line, font, width)) < len(line):
            lines.append(line[:taken])
            line = line[taken:]
    return [*lines, line] if line else lines


def _cut(line: str, font: FreeTypeFont, width: int) -> str:
    """The line with "…" after its last whole word; after a letter where it is one word."""
    while font.getlength(f"{line}…") > width:
        shorter, _, _ = line.rpartition(" ")
        line = shorter or line[: _letters(line, font, width - font.getlength("…"))]
    return f"{line.rstrip(' ,.;:–-')}…"


def _letters(word: str, font: FreeTypeFont, width: float) -> int:
    """How many letters of the word fit; at least one."""
    counts = range(1, min(len(word), MAX_LINE) + 1)
    return max(1, bisect_right(counts, width, key=lambda count: font.getlength(word[:count])))


@cache
def _font(face: str, size: int) -> FreeTypeFont:
    # The basic layout: every letter of Vietnamese is one sign, and hostile scripts cost no more than others.
    return truetype(FONTS / face, size, layout_engine=Layout.BASIC)


@cache
def _star(side: int) -> Image.Image:
    """The five-pointed star as a mask; drawn large, for smooth edges."""
    centre, points = side * 2, []
    for corner in range(10):
        radius = side * 2 * (1 if corner % 2 == 0 else 0.382)
        angle = math.radians(36 * corner - 90)
        points.append((centre + radius * math.cos(angle), centre + radius * math.sin(angle)))
    large = Image.new("L", (side * 4, side * 4))
    ImageDraw.Draw(large).polygon(points, fill=255)
    return large.resize((side, side), Image.Resampling.LANCZOS)
