"""What scenes are furnished with: trees, houses, flags, boats; each stands on the point given."""

from __future__ import annotations

import math

from portal.demo.canvas import Canvas, Point, mix, rgb, smooth


def ground(c: Canvas, top: float, colour: str, depth: float = 0.0) -> None:
    c.shape(
        [(0, top), (c.width, top), (c.width, c.height + 5), (0, c.height + 5)],
        c.at(colour, depth + 0.12),
        c.dark(colour, 0.08, depth),
    )


def tree(c: Canvas, x: float, y: float, h: float, leaf: str = "#5d8a4e", depth: float = 0.0) -> None:
    """A round broad-leaved tree, lit from the left."""
    trunk = c.dark("#7a5236", 0.25, depth)
    c.poly(
        [(x - 0.035 * h, y), (x + 0.035 * h, y), (x + 0.015 * h, y - 0.5 * h), (x - 0.015 * h, y - 0.5 * h)],
        trunk,
    )
    lobes = [
        (-0.2, -0.55, 0.2),
        (0.2, -0.54, 0.21),
        (0.02, -0.5, 0.2),
        (-0.09, -0.76, 0.21),
        (0.13, -0.74, 0.19),
    ]
    for dx, dy, r in lobes:
        c.oval(x + (dx + 0.02) * h, y + (dy + 0.035) * h, r * h, r * h * 0.92, c.dark(leaf, 0.32, depth))
    for dx, dy, r in lobes:
        c.oval(x + dx * h, y + dy * h, r * h * 0.94, r * h * 0.86, c.at(leaf, depth))
    for dx, dy, r in lobes[:1] + lobes[3:]:
        c.oval(
            x + (dx - 0.04) * h, y + (dy - 0.04) * h, r * h * 0.55, r * h * 0.48, c.bright(leaf, 0.22, depth)
        )


def palm(
    c: Canvas, x: float, y: float, h: float, lean: float = 0.0, depth: float = 0.0, leaf: str = "#4f7d4b"
) -> None:
    """An areca or coconut palm; `lean` bends its trunk sideways, as a share of the height."""
    top = (x + lean * h, y - h * 0.86)
    c.line(
        smooth([(x, y), (x + lean * h * 0.35, y - h * 0.45), top], 8),
        0.035 * h,
        c.dark("#8a6b4f", 0.15, depth),
    )
    for i, angle in enumerate((-168, -140, -112, -80, -50, -22, 6, 184)):
        a = math.radians(angle)
        size = 0.34 * h * (0.9 if i % 2 else 1.0)
        tip = (top[0] + math.cos(a) * size, top[1] + math.sin(a) * size * 0.75 + size * 0.32)
        crown = (top[0] + math.cos(a) * size * 0.55, top[1] + math.sin(a) * size * 0.7 - size * 0.05)
        under = (crown[0] * 0.97 + top[0] * 0.03, crown[1] + size * 0.17)
        tone = c.dark(leaf, 0.28, depth) if i % 2 else c.at(leaf, depth)
        c.poly([*smooth([top, crown, tip], 6), *smooth([tip, under, top], 6)], tone)


def bamboo(c: Canvas, x: float, y: float, h: float, depth: float = 0.0) -> None:
    """A clump of bamboo that bows to both sides."""
    for i in range(9):
        way = (i - 4) / 4
        tip = (x + way * h * 0.5, y - h * (1.0 - 0.3 * abs(way)))
        middle = (x + way * h * 0.16, y - h * 0.62)
        stem = smooth([(x + way * h * 0.05, y), middle, tip], 8)
        c.line(stem, 0.014 * h, c.dark("#7c9a54", 0.1 + 0.05 * (i % 3), depth))
        for px, py in stem[7::2]:
            for side in (-1, 1):
                end = (px + side * 0.1 * h, py + 0.05 * h)
                leaf = c.at("#6f9a52", depth) if (i + side) % 2 else c.dark("#6f9a52", 0.25, depth)
                c.poly(
                    [
                        (px, py),
                        (px + side * 0.05 * h, py - 0.006 * h),
                        end,
                        (px + side * 0.045 * h, py + 0.035 * h),
                    ],
                    leaf,
                )


def flag(c: Canvas, x: float, y: float, h: float, depth: float = 0.0) -> None:
    """The national flag on a pole of height `h`."""
    c.line([(x, y), (x, y - h)], max(2.5, 0.016 * h), c.at("#d8d2c6", depth))
    w, t = 0.36 * h, 0.24 * h
    wave = [(x + w * i / 8, y - h + 0.018 * h * math.sin(i * 0.9)) for i in range(9)]
    c.poly([*wave, *[(px, py + t) for px, py in reversed(wave)]], c.at("#c8201f", depth))
    c.poly(star(x + w * 0.5, y - h + t * 0.52, t * 0.3), c.at("#f6cf47", depth))


def star(x: float, y: float, r: float) -> list[Point]:
    """The ten corners of a five-pointed star."""
    corners = []
    for i in range(10):
        size = r if i % 2 == 0 else r * 0.4
        angle = -math.pi / 2 + i * math.pi / 5
        corners.append((x + size * math.cos(angle), y + size * math.sin(angle)))
    return corners


def house(
    c: Canvas, x: float, y: float, w: float, wall: str, roof: str = "#b4553b", depth: float = 0.0
) -> None:
    """A village house with a tiled roof, a door and two windows; `x` is its middle."""
    h = 0.34 * w
    c.rect(x - w / 2, y - h, x + w / 2, y, c.at(wall, depth))
    c.rect(x - w / 2, y - h, x + w / 2, y - h * 0.8, c.dark(wall, 0.22, depth))
    c.rect(x - w / 2, y - h * 0.12, x + w / 2, y, c.dark(wall, 0.18, depth))
    for dx, half, top in ((0, 0.09, 0.72), (-0.29, 0.075, 0.68), (0.29, 0.075, 0.68)):
        bottom = y - (0 if dx == 0 else h * 0.26)
        c.rect(x + (dx - half) * w, y - h * top, x + (dx + half) * w, bottom, c.dark("#5b7a72", 0.25, depth))
        c.rect(x + dx * w - 0.004 * w, y - h * top, x + dx * w + 0.004 * w, bottom, c.at(wall, depth))
    eave, ridge = y - h * 0.94, y - h * 1.78
    c.poly(
        [(x - 0.58 * w, eave), (x + 0.58 * w, eave), (x + 0.47 * w, ridge), (x - 0.47 * w, ridge)],
        c.at(roof, depth),
    )
    for i in range(1, 6):
        level = ridge + (eave - ridge) * i / 6
        reach = (0.47 + 0.11 * i / 6) * w
        c.line([(x - reach, level), (x + reach, level)], 0.005 * w, c.dark(roof, 0.22, depth))
    c.rect(x - 0.58 * w, eave, x + 0.58 * w, eave + 0.022 * w, c.dark(roof, 0.45, depth))
    c.rect(x - 0.48 * w, ridge - 0.014 * w, x + 0.48 * w, ridge + 0.006 * w, c.dark(roof, 0.3, depth))


def stilt_house(c: Canvas, x: float, y: float, w: float, depth: float = 0.0, roof: str = "#7d6450") -> None:
    """A house on stilts with a hipped thatch roof and a stair on the right; `x` is its middle."""
    floor, eave, ridge = y - 0.2 * w, y - 0.4 * w, y - 0.74 * w
    for i in range(6):
        px = x + (-0.4 + 0.16 * i) * w
        c.rect(
            px - 0.012 * w,
            floor,
            px + 0.012 * w,
            y + (0.02 * w if i % 2 else 0),
            c.dark("#6d4c35", 0.35, depth),
        )
    c.rect(x - 0.44 * w, floor - 0.012 * w, x + 0.44 * w, floor + 0.016 * w, c.dark("#6d4c35", 0.2, depth))
    c.rect(x - 0.42 * w, eave - 0.04 * w, x + 0.42 * w, floor - 0.012 * w, c.at("#a87c52", depth))
    for i in range(12):
        px = x + (-0.385 + 0.07 * i) * w
        c.line([(px, eave), (px, floor - 0.014 * w)], 0.005 * w, c.dark("#a87c52", 0.25, depth))
    for dx in (-0.22, 0.12):
        c.rect(
            x + dx * w, eave + 0.02 * w, x + (dx + 0.12) * w, floor - 0.05 * w, c.dark("#4c3526", 0.35, depth)
        )
    c.rect(x - 0.46 * w, floor - 0.075 * w, x + 0.46 * w, floor - 0.062 * w, c.dark("#8a623f", 0.15, depth))
    outline = [
        (x - 0.56 * w, eave + 0.02 * w),
        (x + 0.56 * w, eave + 0.02 * w),
        (x + 0.33 * w, ridge),
        (x - 0.33 * w, ridge),
    ]
    c.shape(outline, c.bright(roof, 0.18, depth), c.dark(roof, 0.2, depth))
    c.poly(
        [
            (x - 0.56 * w, eave + 0.02 * w),
            (x - 0.33 * w, ridge),
            (x - 0.24 * w, ridge),
            (x - 0.38 * w, eave + 0.02 * w),
        ],
        c.dark(roof, 0.3, depth),
    )
    c.line([(x - 0.34 * w, ridge), (x + 0.34 * w, ridge)], 0.024 * w, c.dark(roof, 0.4, depth))
    foot, head_ = (x + 0.62 * w, y + 0.02 * w), (x + 0.44 * w, floor)
    for shift in (0, 0.05 * w):
        c.line(
            [(foot[0] + shift, foot[1]), (head_[0] + shift, head_[1])],
            0.012 * w,
            c.dark("#6d4c35", 0.3, depth),
        )
    for i in range(1, 6):
        px, py = foot[0] + (head_[0] - foot[0]) * i / 6, foot[1] + (head_[1] - foot[1]) * i / 6
        c.line([(px, py), (px + 0.05 * w, py)], 0.009 * w, c.dark("#6d4c35", 0.3, depth))


def boat(c: Canvas, x: float, y: float, w: float, hull: str, depth: float = 0.0, cabin: bool = True) -> None:
    """A wooden fishing boat on the water line `y`, bow to the right, with the painted eye of the coast."""
    deck = y - 0.13 * w
    side = [
        (x - 0.48 * w, deck - 0.04 * w),
        (x - 0.2 * w, deck + 0.015 * w),
        (x + 0.2 * w, deck),
        (x + 0.52 * w, deck - 0.13 * w),
    ]
    keel = [(x + 0.38 * w, y + 0.02 * w), (x, y + 0.045 * w), (x - 0.4 * w, y + 0.02 * w)]
    c.poly([*smooth(side, 6), *smooth(keel, 6)], c.at(hull, depth))
    c.line(smooth(side, 6), 0.018 * w, c.at("#d9b36a", depth))
    c.poly(
        [
            (x + 0.38 * w, y + 0.02 * w),
            *smooth(keel, 6),
            (x - 0.43 * w, y - 0.02 * w),
            (x + 0.41 * w, y - 0.02 * w),
        ],
        c.dark(hull, 0.45, depth),
    )
    c.oval(x + 0.37 * w, y - 0.1 * w, 0.028 * w, 0.02 * w, c.at("#f4efe2", depth))
    c.oval(x + 0.375 * w, y - 0.1 * w, 0.012 * w, 0.012 * w, c.dark("#1d2733", 0.2, depth))
    if cabin:
        c.rect(x - 0.36 * w, deck - 0.2 * w, x - 0.1 * w, deck + 0.012 * w, c.at("#e8dcc2", depth))
        for dx in (-0.32, -0.21):
            c.rect(
                x + dx * w,
                deck - 0.165 * w,
                x + (dx + 0.075) * w,
                deck - 0.085 * w,
                c.dark("#54737f", 0.25, depth),
            )
        c.rect(x - 0.39 * w, deck - 0.225 * w, x - 0.06 * w, deck - 0.195 * w, c.at("#a8432f", depth))
        c.line(
            [(x + 0.08 * w, deck), (x + 0.1 * w, deck - 0.5 * w)], 0.014 * w, c.dark("#7c5a3e", 0.1, depth)
        )
        c.line(
            [(x + 0.1 * w, deck - 0.48 * w), (x + 0.5 * w, deck - 0.12 * w)],
            0.005 * w,
            c.dark("#7c5a3e", 0.2, depth),
        )
        c.line(
            [(x + 0.1 * w, deck - 0.48 * w), (x - 0.38 * w, deck - 0.2 * w)],
            0.005 * w,
            c.dark("#7c5a3e", 0.2, depth),
        )
        c.poly(
            [(x + 0.1 * w, deck - 0.5 * w), (x + 0.2 * w, deck - 0.47 * w), (x + 0.1 * w, deck - 0.43 * w)],
            c.at("#c8201f", depth),
        )


def birds(c: Canvas, x: float, y: float, size: float) -> None:
    """A few birds far off."""
    colour = mix(rgb(c.light.shadow), rgb(c.light.haze), 0.35)
    for dx, dy, s in ((0, 0, 1.0), (2.2, -0.8, 0.8), (3.9, 0.3, 0.7), (-1.8, 1.1, 0.75)):
        px, py, w = x + dx * size, y + dy * size, s * size * 0.6
        wings = [
            (px - w, py - w * 0.35),
            (px - w * 0.45, py - w * 0.42),
            (px, py),
            (px + w * 0.45, py - w * 0.42),
            (px + w, py - w * 0.35),
        ]
        c.line(smooth(wings, 4), size * 0.1, colour)


def rain(c: Canvas, count: int = 90) -> None:
    """Slanting strokes of rain in front of everything."""
    colour = mix(rgb(c.light.haze), (255, 255, 255), 0.35)
    for _ in range(count):
        x, y = c.rng.uniform(0, c.width + 60), c.rng.uniform(0, c.height)
        length = c.rng.uniform(18, 42)
        c.line([(x, y), (x - length * 0.22, y + length)], 1.4, colour)
