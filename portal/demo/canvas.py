"""Flat drawing in units of a 1600-wide sheet: shapes, gradients, light, mist; edges smooth by oversampling.

Depth is colour: `Canvas.at(colour, depth)` moves a colour towards the haze of the hour, so the same roof
is red nearby and a pale warm grey on the horizon.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageChops, ImageColor, ImageDraw

Point = tuple[float, float]
Colour = tuple[int, int, int]

OVERSAMPLING = 2
_GRAIN = 256


def rgb(code: str) -> Colour:
    red, green, blue = ImageColor.getrgb(code)[:3]
    return red, green, blue


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`one` with `share` (0 to 1) of `other` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


@dataclass(frozen=True)
class Light:
    """An hour of the day: the sky from top to horizon, the haze of distance, the tone over near colours."""

    sky: tuple[str, str, str]
    haze: str
    tone: str
    strength: float
    sun: str
    shadow: str
    overcast: bool = False


LIGHTS = {
    "dawn": Light(("#86a9c6", "#f4d9b8", "#fbead0"), "#f0d7bf", "#f2a671", 0.14, "#fff4d6", "#4c4560"),
    "noon": Light(("#79b4d6", "#bfe0ea", "#edf5ea"), "#cfe5e8", "#fff3c4", 0.07, "#fffbe8", "#2e4a57"),
    "dusk": Light(("#565183", "#cf7f8b", "#f8bd85"), "#d89a92", "#8a3f63", 0.24, "#ffe0a8", "#33264a"),
    "rain": Light(("#8497a1", "#adbcc0", "#d2dad6"), "#bccaca", "#62777f", 0.28, "#f3f5ef", "#33454e", True),
}


class Canvas:
    """A sheet `width` × `height` units; y grows downwards. `rng` is the only source of chance."""

    def __init__(self, light: Light, rng: Random, pixels: tuple[int, int], width: float = 1600) -> None:
        self.light, self.rng, self.pixels = light, rng, pixels
        self.width, self.height = width, width * pixels[1] / pixels[0]
        self.scale = OVERSAMPLING * pixels[0] / width
        big = (pixels[0] * OVERSAMPLING, pixels[1] * OVERSAMPLING)
        self.image = Image.new("RGB", big, light.sky[2])
        self.pen = ImageDraw.Draw(self.image)

    def at(self, colour: str, depth: float = 0.0) -> Colour:
        """The colour as this hour shows it, `depth` 0 near, 1 lost in the haze."""
        toned = mix(rgb(colour), rgb(self.light.tone), self.light.strength)
        return mix(toned, rgb(self.light.haze), depth)

    def dark(self, colour: str, share: float = 0.3, depth: float = 0.0) -> Colour:
        """The side of a thing that the light does not reach."""
        return mix(self.at(colour, depth), mix(rgb(self.light.shadow), rgb(self.light.haze), depth), share)

    def bright(self, colour: str, share: float = 0.3, depth: float = 0.0) -> Colour:
        return mix(self.at(colour, depth), rgb(self.light.sun), share)

    def poly(self, points: Iterable[Point], colour: Colour) -> None:
        self.pen.polygon(self._scaled(points), colour)

    def rect(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        k = self.scale
        self.pen.rectangle((left * k, top * k, right * k, bottom * k), colour)

    def round_rect(
        self, left: float, top: float, right: float, bottom: float, r: float, colour: Colour
    ) -> None:
        k = self.scale
        self.pen.rounded_rectangle((left * k, top * k, right * k, bottom * k), r * k, colour)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        k = self.scale
        self.pen.ellipse(((x - rx) * k, (y - ry) * k, (x + rx) * k, (y + ry) * k), colour)

    def slice(
        self, x: float, y: float, rx: float, ry: float, start: float, end: float, colour: Colour
    ) -> None:
        """A part of an oval, degrees clockwise from the right, closed by its chord."""
        k = self.scale
        self.pen.chord(((x - rx) * k, (y - ry) * k, (x + rx) * k, (y + ry) * k), start, end, colour)

    def line(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """A stroke with round ends and joints."""
        scaled, thick = self._scaled(points), width * self.scale
        self.pen.line(scaled, colour, max(1, round(thick)), joint="curve")
        if thick > 3:
            for x, y in (scaled[0], scaled[-1]):
                r = thick / 2
                self.pen.ellipse((x - r, y - r, x + r, y + r), colour)

    def ring(self, x: float, y: float, r: float, width: float, colour: Colour) -> None:
        k = self.scale
        box = ((x - r) * k, (y - r) * k, (x + r) * k, (y + r) * k)
        self.pen.ellipse(box, outline=colour, width=max(1, round(width * k)))

    def shape(self, points: Sequence[Point], top: Colour, bottom: Colour, alpha: float = 1.0) -> None:
        """A polygon filled from `top` to `bottom`."""
        scaled = self._scaled(points)
        left, right = math.floor(min(x for x, _ in scaled)), math.ceil(max(x for x, _ in scaled))
        upper, lower = math.floor(min(y for _, y in scaled)), math.ceil(max(y for _, y in scaled))
        left, upper = max(left, 0), max(upper, 0)
        right, lower = min(right, self.image.width), min(lower, self.image.height)
        if right <= left or lower <= upper:
            return
        mask = Image.new("L", (right - left, lower - upper))
        ImageDraw.Draw(mask).polygon([(x - left, y - upper) for x, y in scaled], round(255 * alpha))
        self.image.paste(_ramp((top, bottom), mask.size), (left, upper), mask)

    def veil(self, top: float, bottom: float, colour: Colour, start: float, end: float) -> None:
        """Mist over the whole width, its strength running from `start` to `end` (0 to 1)."""
        upper, lower = round(top * self.scale), round(bottom * self.scale)
        strip = Image.new("L", (1, 64))
        strip.putdata([round(255 * (start + (end - start) * i / 63)) for i in range(64)])
        column = strip.resize((1, lower - upper), Image.Resampling.BILINEAR)
        mask = column.resize((self.image.width, lower - upper), Image.Resampling.NEAREST)
        self.image.paste(colour, (0, upper, self.image.width, lower), mask)

    def glow(self, x: float, y: float, r: float, colour: Colour, alpha: float) -> None:
        """A soft disc of light, strongest in the middle."""
        k = self.scale
        side = max(2, round(2 * r * k))
        fall = Image.radial_gradient("L").resize((64, 64), Image.Resampling.BOX)
        mask = fall.point([round(255 * alpha * max(0.0, 1 - v / 181) ** 1.7) for v in range(256)])
        mask = mask.resize((side, side), Image.Resampling.BILINEAR)
        self.image.paste(colour, (round((x - r) * k), round((y - r) * k)), mask)

    def sky(self, sun: Point | None = None, radius: float = 46, horizon: float = 0.62) -> None:
        """The hour's sky down to `horizon` (share of the height), with its sun."""
        top, middle, low = (rgb(code) for code in self.light.sky)
        size = (self.image.width, round(self.image.height * horizon))
        self.image.paste(_ramp((top, mix(top, middle, 0.6), middle, low), size), (0, 0))
        self.image.paste(low, (0, size[1], self.image.width, self.image.height))
        if sun:
            self.glow(*sun, radius * 9, rgb(self.light.sun), 0.75)
        if sun and not self.light.overcast:
            self.oval(*sun, radius, radius, mix(rgb(self.light.sun), (255, 255, 255), 0.35))

    def cloud(self, x: float, y: float, size: float, alpha: float = 0.5) -> None:
        """A long flat cloud of three lobes."""
        colour = mix(rgb(self.light.sky[2]), (255, 255, 255), 0.4)
        lobes = [
            (-1.1, 0.02, 0.9, 0.17),
            (-0.3, -0.14, 0.7, 0.25),
            (0.6, -0.03, 0.95, 0.19),
            (0, 0.09, 1.7, 0.14),
        ]
        k = self.scale
        half_w, half_h = 2.1 * size, 0.5 * size
        mask = Image.new("L", (max(1, round(2 * half_w * k)), max(1, round(2 * half_h * k))))
        pen = ImageDraw.Draw(mask)
        for dx, dy, rx, ry in lobes:
            cx, cy = (half_w + dx * size) * k, (half_h + dy * size) * k
            box = (cx - rx * size * k, cy - ry * size * k, cx + rx * size * k, cy + ry * size * k)
            pen.ellipse(box, round(255 * alpha))
        self.image.paste(colour, (round((x - half_w) * k), round((y - half_h) * k)), mask)

    def ridge(
        self, line: Callable[[float], float], top: Colour, bottom: Colour, floor: float, step: float = 10
    ) -> None:
        """Everything between a skyline and `floor`, filled from `top` to `bottom`."""
        count = int(self.width / step) + 2
        points = [(i * step, line(i * step)) for i in range(-1, count)]
        self.shape([(-step, floor), *points, (count * step, floor)], top, bottom)

    def waves(self, base: float, *sizes: tuple[float, float]) -> Callable[[float], float]:
        """A rolling skyline around `base`: the sum of (amplitude, wave length) sines with random phases."""
        parts = [(a, math.tau / length, self.rng.uniform(0, math.tau)) for a, length in sizes]
        return lambda x: base + sum(a * math.sin(x * w + phase) for a, w, phase in parts)

    def peaks(self, base: float, height: float, width: float, rough: float = 0.1) -> Callable[[float], float]:
        """A mountain skyline: steep rounded summits about `width` apart, small crags on their flanks."""
        rng, summits = self.rng, []
        x = -width
        while x < self.width + width:
            summits.append((x, height * rng.uniform(0.45, 1.0), width * rng.uniform(0.55, 0.95)))
            x += width * rng.uniform(0.55, 1.0)
        crag = self.waves(0, (height * rough * 0.5, width * 0.37), (height * rough * 0.3, width * 0.13))

        def line(at: float) -> float:
            top = max(h * math.exp(-(((at - mid) / half) ** 2) * 1.9) for mid, h, half in summits)
            return base - top + crag(at) * top / height

        return line

    def finished(self) -> Image.Image:
        """The sheet at its final size, with a fine paper grain."""
        image = self.image.resize(self.pixels, Image.Resampling.BOX)
        tile = Image.frombytes("L", (_GRAIN, _GRAIN), self.rng.randbytes(_GRAIN * _GRAIN))
        tile = tile.point([112 + v // 8 for v in range(256)])
        paper = Image.new("L", self.pixels)
        for left in range(0, self.pixels[0], _GRAIN):
            for top in range(0, self.pixels[1], _GRAIN):
                paper.paste(tile, (left, top))
        grain = Image.merge("RGB", (paper, paper, paper))
        return Image.blend(image, ImageChops.soft_light(image, grain), 0.4)

    def _scaled(self, points: Iterable[Point]) -> list[Point]:
        return [(x * self.scale, y * self.scale) for x, y in points]


def smooth(points: Sequence[Point], parts: int = 8, closed: bool = False) -> list[Point]:
    """A curve through the points (Catmull–Rom), `parts` steps between each two."""
    ends = (points[-1], (points[0], points[1])) if closed else (points[0], (points[-1],))
    chain = [ends[0], *points, *ends[1]]
    curve: list[Point] = []
    for a, b, c, d in zip(chain, chain[1:], chain[2:], chain[3:], strict=False):
        curve += [_between(a, b, c, d, i / parts) for i in range(parts)]
    return curve if closed else [*curve, points[-1]]


def _between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    def axis(i: int) -> float:
        return 0.5 * (
            2 * b[i]
            + (c[i] - a[i]) * t
            + (2 * a[i] - 5 * b[i] + 4 * c[i] - d[i]) * t * t
            + (3 * b[i] - a[i] - 3 * c[i] + d[i]) * t**3
        )

    return axis(0), axis(1)


def _ramp(colours: Sequence[Colour], size: tuple[int, int]) -> Image.Image:
    """A vertical gradient through the colours, evenly spaced."""
    strip = Image.new("RGB", (1, 128))
    steps = len(colours) - 1
    rows = []
    for i in range(128):
        at = i / 127 * steps
        low = min(int(at), steps - 1)
        rows.append(mix(colours[low], colours[low + 1], at - low))
    strip.putdata(rows)
    return strip.resize((1, size[1]), Image.Resampling.BILINEAR).resize(size, Image.Resampling.NEAREST)
