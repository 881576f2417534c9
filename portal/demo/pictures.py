"""The demo's pictures, drawn: the same scene and seed give the same picture on every machine."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

from PIL import Image, ImageOps

from portal.demo import gatherings, landscapes, roofs, towns
from portal.demo.canvas import LIGHTS, Canvas, Colour, Light, mix, rgb
from portal.demo.props import rain

SCENES: dict[str, Callable[[Canvas], None]] = {
    "terraces": landscapes.terraces,
    "tea": landscapes.tea,
    "river": landscapes.river,
    "stilts": landscapes.stilts,
    "coast": landscapes.coast,
    "faith": roofs.faith,
    "meeting": gatherings.meeting,
    "road": gatherings.road,
    "street": towns.street,
    "school": towns.school,
    "hall": gatherings.hall,
    "market": towns.market,
    "handshake": gatherings.handshake,
}
_INDOORS = {"hall"}
_HOURS = tuple(LIGHTS)


def draw(scene: str, seed: int, size: tuple[int, int] = (1280, 720)) -> Image.Image:
    """A 16:9 picture of one of `SCENES`; `seed` modulo 4 is its hour: dawn, noon, dusk, rain.

    Every second four seeds show it mirrored.

    Raises KeyError for a scene that does not exist.
    """
    paint = SCENES[scene]
    hour = _HOURS[seed % len(_HOURS)]
    canvas = Canvas(LIGHTS[hour], Random(f"{scene} {seed}"), size)  # noqa: S311 (a drawing, not a secret)
    paint(canvas)
    if canvas.light.overcast and scene not in _INDOORS:
        rain(canvas)
    picture = canvas.finished()
    return ImageOps.mirror(picture) if seed // len(_HOURS) % 2 else picture


#: Paper and ornament of the four covers.
_PAPERS = (("#8e1116", "#c9a24a"), ("#174a7c", "#d9b866"), ("#1d5b48", "#d9b866"), ("#7a4a1e", "#e8c77a"))
_SCENE_SHARE = 0.56


def cover(scene: str, seed: int, size: tuple[int, int] = (900, 1200)) -> Image.Image:
    """A 3:4 cover without words: the sun of a bronze drum over a scene; the top is free for a title.

    Raises KeyError for a scene that does not exist.
    """
    width, height = size
    picture_height = round(height * _SCENE_SHARE)
    paper, gold = _PAPERS[seed % len(_PAPERS)]
    plain = Light((paper, paper, paper), paper, paper, 0.0, gold, "#2a1512")
    sheet = Canvas(plain, Random(f"cover {seed}"), size, width=900)  # noqa: S311
    sheet.shape(
        [(0, 0), (900, 0), (900, 1200), (0, 1200)], mix(rgb(paper), (255, 255, 255), 0.06), rgb(paper)
    )
    _drum(sheet, 450, 1200 * (1 - _SCENE_SHARE), mix(rgb(paper), rgb(gold), 0.26))
    cover_image = sheet.finished()
    wide = draw(scene, seed, (round(picture_height * 16 / 9), picture_height))
    left = (wide.width - width) // 2
    cover_image.paste(wide.crop((left, 0, left + width, picture_height)), (0, height - picture_height))
    rule = max(2, round(height / 200))
    cover_image.paste(rgb(gold), (0, height - picture_height - rule, width, height - picture_height))
    return cover_image


def _drum(c: Canvas, x: float, y: float, ink: Colour) -> None:
    """Half of a Đông Sơn drum face: a sun of fourteen rays in rings of strokes, saw teeth and circles."""
    for r, width in ((150, 3), (168, 2), (226, 2), (244, 3), (316, 2), (336, 3), (414, 2), (432, 4)):
        c.ring(x, y, r, width, ink)
    for a in _steps(14):
        tip = (x + 142 * math.cos(a), y + 142 * math.sin(a))
        sides = [(x + 46 * math.cos(a + d), y + 46 * math.sin(a + d)) for d in (-0.2, 0.2)]
        c.poly([sides[0], tip, sides[1]], ink)
    c.oval(x, y, 48, 48, ink)
    for a in _steps(72):
        c.line(
            [(x + 176 * math.cos(a), y + 176 * math.sin(a)), (x + 218 * math.cos(a), y + 218 * math.sin(a))],
            2.4,
            ink,
        )
    for a in _steps(48):
        px, py = x + 280 * math.cos(a), y + 280 * math.sin(a)
        c.oval(px, py, 13, 13, ink)
        c.oval(px, py, 8, 8, rgb(c.light.tone))
        c.oval(px, py, 3, 3, ink)
    for a in _steps(60):
        c.poly(
            [
                (x + r * math.cos(a + d), y + r * math.sin(a + d))
                for r, d in ((344, -0.045), (406, 0), (344, 0.045))
            ],
            ink,
        )


def _steps(count: int) -> list[float]:
    """`count` equal angles around a circle, the first repeated at the end."""
    return [math.tau * i / count for i in range(count + 1)]
