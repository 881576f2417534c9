"""Scenes of fields, hills and water. Each paints a whole 1600 × 900 canvas."""

from __future__ import annotations

import math

from portal.demo import people, props
from portal.demo.canvas import Canvas, Colour, mix, rgb, smooth


def mountains(c: Canvas, base: float, tall: float = 260, layers: int = 3) -> None:
    """Ranges that pale with distance, mist at the foot of each."""
    for i in range(layers):
        depth = 0.72 - 0.2 * i
        line = c.peaks(base + i * 34, tall * (1 - 0.24 * i), 330 - 50 * i)
        floor = base + i * 34 + 110
        c.ridge(line, c.at("#4d7480", depth), c.at("#6f9a86", depth + 0.12), floor)
        c.veil(floor - 150, floor, rgb(c.light.haze), 0.0, 0.85)
    c.rect(0, base + layers * 34 + 74, c.width, base + layers * 34 + 330, rgb(c.light.haze))


def terraces(c: Canvas) -> None:
    """Rice terraces in the first sun, a buffalo on a bank."""
    c.sky((1120, 300))
    c.cloud(360, 150, 120, 0.45)
    c.cloud(1380, 110, 90, 0.35)
    mountains(c, 410)
    props.birds(c, 560, 210, 17)
    crops = ("#d9b64c", "#b9b457", "#8fae52", "#cfae49", "#a8b055")
    drift = c.rng.uniform(0, 6)
    y, gap = 452.0, 15.0
    for i in range(13):
        slope = 54 + i * 9

        def bank(x: float, base: float = y, slope: float = slope, i: int = i) -> float:
            fold = (
                math.sin(x / 310 + drift + i * 0.16) * slope * 0.5
                + math.sin(x / 127 + i * 0.43) * slope * 0.13
            )
            return base + fold - slope * 0.55 * math.cos((x - 800) / 520)

        depth = max(0.0, 0.5 - i * 0.055)
        crop = crops[i % 5]
        if i in (3, 6, 9):
            c.ridge(bank, c.bright("#bcd3cf", 0.45, depth), c.at("#9dbdb9", depth), 905)
        else:
            c.ridge(bank, c.bright(crop, 0.16, depth), c.dark(crop, 0.12, depth), 905)
        lip = [(x, bank(x)) for x in range(-20, 1640, 20)]
        c.line(lip, 3 + i * 0.9, c.dark("#6c7f3c", 0.25, depth))
        if i == 4:
            props.stilt_house(c, 330, bank(330) + 6, 120, 0.22)
            props.tree(c, 238, bank(238) + 8, 105, depth=0.22)
            props.tree(c, 430, bank(430) + 6, 80, "#7b9a4e", 0.22)
        if i == 6:
            props.stilt_house(c, 1255, bank(1255) + 8, 165, 0.14)
            props.palm(c, 1392, bank(1392) + 8, 170, 0.05, 0.14)
            props.tree(c, 1130, bank(1130) + 8, 110, depth=0.14)
        y, gap = y + gap, gap * 1.14
    _buffalo(c, 1010, 742, 150)
    people.person(c, 870, 748, 138, "#3d5a78", hat=True, pose="point", facing=1)
    props.bamboo(c, 66, 930, 470)
    c.veil(700, 900, rgb(c.light.shadow), 0.0, 0.18)


def _buffalo(c: Canvas, x: float, y: float, w: float) -> None:
    hide, shade = c.dark("#4d4340", 0.25), c.dark("#4d4340", 0.5)
    for dx in (-0.34, -0.2, 0.18, 0.31):
        c.poly(
            [
                (x + dx * w - 0.04 * w, y - 0.3 * w),
                (x + dx * w + 0.05 * w, y - 0.3 * w),
                (x + dx * w + 0.025 * w, y),
                (x + dx * w - 0.025 * w, y),
            ],
            shade,
        )
    body = [
        (-0.44, -0.42),
        (-0.3, -0.56),
        (0, -0.55),
        (0.3, -0.6),
        (0.44, -0.46),
        (0.4, -0.26),
        (0.05, -0.2),
        (-0.34, -0.22),
    ]
    c.poly(smooth([(x + dx * w, y + dy * w) for dx, dy in body], 6, closed=True), hide)
    c.poly(
        smooth(
            [
                (x + dx * w, y + dy * w)
                for dx, dy in ((0.36, -0.55), (0.58, -0.5), (0.68, -0.34), (0.6, -0.29), (0.44, -0.36))
            ],
            6,
            closed=True,
        ),
        hide,
    )
    c.line(
        smooth([(x + 0.5 * w, y - 0.5 * w), (x + 0.44 * w, y - 0.62 * w), (x + 0.32 * w, y - 0.68 * w)], 6),
        0.03 * w,
        c.at("#cbbfa6"),
    )
    c.line(
        smooth([(x - 0.43 * w, y - 0.42 * w), (x - 0.5 * w, y - 0.3 * w), (x - 0.48 * w, y - 0.14 * w)], 6),
        0.02 * w,
        shade,
    )


def tea(c: Canvas) -> None:
    """Rows of tea over round hills, women picking."""
    c.sky((420, 240))
    c.cloud(1150, 160, 130, 0.5)
    c.cloud(760, 90, 80, 0.35)
    mountains(c, 390, 210, 2)
    for centre, top, spread, depth, rows in (
        (1250, 380, 620, 0.34, 15),
        (330, 440, 640, 0.18, 15),
        (1080, 560, 980, 0.0, 13),
    ):
        _tea_hill(c, centre, top, spread, depth, rows)
    for x, y, h, cloth in (
        (560, 640, 150, "#a83b33"),
        (760, 700, 185, "#2f5d7c"),
        (1240, 690, 180, "#e9e2d3"),
        (1010, 618, 130, "#6a4a6e"),
    ):
        _picker(c, x, y, h, cloth)
    _tea_front(c)


def _tea_hill(c: Canvas, centre: float, top: float, spread: float, depth: float, rows: int) -> None:
    leaf = "#5f9148"

    def hill(x: float, drop: float = 0.0) -> float:
        return top + drop + (1 - math.exp(-(((x - centre) / spread) ** 2) * 2.1)) * 250

    c.ridge(hill, c.bright(leaf, 0.2, depth), c.dark(leaf, 0.1, depth), 905)
    drop = 8.0
    for i in range(rows):
        row = [(x, hill(x, drop) + 3 * math.sin(x / 23 + i)) for x in range(-20, 1640, 16)]
        c.line(row, 3 + i * 0.75, c.dark(leaf, 0.42, depth))
        c.line([(x, y - 3 - i * 0.75) for x, y in row], 2 + i * 0.5, c.bright(leaf, 0.26, depth))
        drop += 12 + i * 3.1


def _picker(c: Canvas, x: float, y: float, h: float, cloth: str) -> None:
    side = 1 if x < 900 else -1
    basket = c.at("#c29a5b")
    people.person(c, x, y, h, cloth, hat=True, hair="bun", pose="hold", facing=side)
    bx = x - 0.17 * h * side
    c.poly(
        [
            (bx - 0.1 * h, y - 0.74 * h),
            (bx + 0.1 * h, y - 0.74 * h),
            (bx + 0.075 * h, y - 0.44 * h),
            (bx - 0.075 * h, y - 0.44 * h),
        ],
        basket,
    )
    c.oval(bx, y - 0.74 * h, 0.1 * h, 0.03 * h, c.dark("#6f9a45", 0.1))
    c.oval(x, y - 0.03 * h, 0.4 * h, 0.2 * h, c.dark("#5f9148", 0.12))
    c.oval(x + 0.12 * h, y - 0.07 * h, 0.25 * h, 0.12 * h, c.bright("#5f9148", 0.12))


def _tea_front(c: Canvas) -> None:
    for base, tone in ((810, 0.06), (868, 0.2)):
        for i in range(24):
            x = i * 72 - 20 + c.rng.uniform(-12, 12)
            y = base + 26 * math.sin(x / 260 + base)
            c.oval(x, y + 40, 62, 52, c.dark("#4f8040", 0.16 + tone))
            c.oval(x - 8, y + 26, 44, 30, c.bright("#629a4a", 0.1 - tone * 0.3))


def river(c: Canvas) -> None:
    """A wide river, a bridge, boats."""
    c.sky((1180, 330), 52)
    c.cloud(420, 170, 140, 0.5)
    c.cloud(1420, 120, 80, 0.3)
    mountains(c, 420, 270)
    water_top = 520
    low, high = rgb(c.light.sky[2]), c.at("#5f93a0", 0.1)
    c.shape(
        [(0, water_top), (1600, water_top), (1600, 905), (0, 905)],
        mix(low, high, 0.3),
        c.dark("#4d8391", 0.25),
    )
    bank = c.waves(512, (7, 420), (4, 130))
    c.ridge(bank, c.at("#6d9166", 0.42), c.at("#5b8259", 0.36), water_top + 8)
    for x in (60, 130, 205, 330, 1010, 1090, 1170, 1320, 1400, 1490, 1560):
        props.tree(c, x, 520, c.rng.uniform(60, 100), "#5d8a58", 0.38)
    props.house(c, 262, 522, 90, "#e7d6b5", depth=0.36)
    props.house(c, 1250, 522, 96, "#e4dcc8", depth=0.36)
    _bridge(c, 500)
    if c.light.strength < 0.2:
        _sun_path(c, 1180, water_top + 14, high)
    _ripples(c, 545, 890)
    props.boat(c, 1265, 640, 190, "#4a6f80", 0.12)
    _sampan(c, 560, 742, 430)
    for x in range(-10, 330, 13):
        tall = 120 + 70 * math.sin(x / 31) + c.rng.uniform(0, 40)
        tip = (x + 26 + c.rng.uniform(-14, 20), 905 - tall)
        c.poly(
            [(x - 5, 905), (x + 6, 905), *smooth([(x + 8, 905 - tall * 0.6), tip], 3)],
            c.dark("#5d7f45", c.rng.uniform(0.1, 0.4)),
        )


def _sun_path(c: Canvas, x: float, y: float, water: Colour) -> None:
    """The sun's broken reflection, widening towards the viewer."""
    for i in range(20):
        middle, half, level = x + c.rng.uniform(-28, 28), 14 + i * 6.5, y + i * 14
        share = 0.25 + i * 0.025
        c.line(
            [(middle - half, level), (middle + half, level)], 2 + i * 0.1, mix(rgb(c.light.sun), water, share)
        )


def _ripples(c: Canvas, top: float, bottom: float) -> None:
    for _ in range(44):
        x, y = c.rng.uniform(0, 1600), c.rng.uniform(top, bottom)
        half = 4 + (y - top) * 0.14
        c.line([(x - half, y), (x + half, y)], 1.8 + (y - top) * 0.004, c.bright("#80b0b8", 0.28))


def _bridge(c: Canvas, deck: float) -> None:
    stone = "#cdbfa9"
    for x in range(430, 1000, 130):
        c.rect(x - 9, deck, x + 9, deck + 48, c.dark(stone, 0.22, 0.26))
        c.rect(x - 15, deck + 42, x + 15, deck + 52, c.dark(stone, 0.3, 0.26))
    for x in range(365, 1000, 130):
        arch = [
            (x + 65 * math.cos(a), deck - 62 * math.sin(a)) for a in (i * math.pi / 16 for i in range(17))
        ]
        c.line(arch, 7, c.at("#b1503f", 0.2))
        for step in range(2, 15, 2):
            px, py = arch[step]
            c.line([(px, py), (px, deck)], 2, c.at("#b1503f", 0.26))
    c.rect(290, deck - 7, 1070, deck + 9, c.at(stone, 0.2))
    c.rect(290, deck + 5, 1070, deck + 11, c.dark(stone, 0.3, 0.24))


def _sampan(c: Canvas, x: float, y: float, w: float) -> None:
    wood = "#5f4433"
    c.oval(x + 0.03 * w, y + 0.085 * w, 0.5 * w, 0.03 * w, c.dark("#4d8391", 0.5))
    people.person(c, x + 0.27 * w, y - 0.02 * w, 210, "#7a4a3c", hat=True, pose="hold", facing=-1)
    c.line([(x + 0.14 * w, y - 0.36 * w), (x + 0.42 * w, y + 0.16 * w)], 6, c.dark("#8a6848", 0.2))
    people.person(c, x - 0.2 * w, y + 0.03 * w, 170, "#2f5d7c", hat=True, hair="bun", facing=-1, pose="hold")
    c.poly(
        smooth(
            [
                (x - 0.5 * w, y - 0.1 * w),
                (x - 0.2 * w, y - 0.02 * w),
                (x + 0.25 * w, y - 0.02 * w),
                (x + 0.52 * w, y - 0.09 * w),
                (x + 0.3 * w, y + 0.08 * w),
                (x - 0.25 * w, y + 0.08 * w),
            ],
            8,
            closed=True,
        ),
        c.dark(wood, 0.2),
    )
    c.line(
        smooth(
            [
                (x - 0.49 * w, y - 0.1 * w),
                (x - 0.2 * w, y - 0.015 * w),
                (x + 0.25 * w, y - 0.015 * w),
                (x + 0.51 * w, y - 0.09 * w),
            ],
            8,
        ),
        6,
        c.at("#9a7450"),
    )
    for dx, colour in ((-0.08, "#c29a5b"), (0.02, "#a8763f"), (0.1, "#c8a566")):
        c.oval(x + dx * w, y - 0.045 * w, 0.055 * w, 0.045 * w, c.at(colour))


def stilts(c: Canvas) -> None:
    """A hamlet of stilt houses on a slope, kitchen smoke, a path."""
    c.sky((300, 280))
    c.cloud(1080, 150, 130, 0.45)
    mountains(c, 420, 290)
    slope = c.waves(486, (20, 900), (9, 260))
    c.ridge(slope, c.at("#7fa263", 0.34), c.at("#6f9a58", 0.2), 905)
    for x in (70, 190, 700, 820, 1120, 1450, 1545):
        props.tree(c, x, slope(x) + 12, c.rng.uniform(90, 140), "#5f8f55", 0.32)
    props.stilt_house(c, 560, slope(560) + 34, 190, 0.28)
    props.stilt_house(c, 1290, slope(1290) + 40, 220, 0.24)
    nearer = c.waves(600, (22, 1100), (8, 330))
    c.ridge(nearer, c.at("#86a85c", 0.12), c.dark("#6d9450", 0.05), 905)
    props.bamboo(c, 880, nearer(880) + 10, 250, 0.14)
    props.palm(c, 690, nearer(690) + 10, 260, -0.06, 0.12)
    path = smooth([(760, 905), (800, 820), (720, 740), (850, 670), (800, 612)], 10)
    other = smooth([(850, 606), (920, 668), (800, 742), (950, 820), (1010, 905)], 10)
    c.poly([*path, *other], c.at("#d9c096", 0.04))
    props.stilt_house(c, 330, 770, 430, 0.03)
    props.stilt_house(c, 1330, 752, 350, 0.05, "#8a6b4a")
    for x, y, size in ((1330, 480, 1.0), (330, 438, 1.2)):
        for i in range(7):
            c.glow(
                x + 10 * math.sin(i * 1.1) + i * 7,
                y - i * 25 * size,
                (13 + i * 6) * size,
                (255, 255, 255),
                0.36 - i * 0.04,
            )
    people.person(c, 845, 822, 150, "#7a3440", hair="bun", pose="walk", facing=1)
    people.person(c, 912, 830, 104, "#e9e2d3", pose="walk", facing=1)
    for x in (585, 640, 1100, 1130, 1545):
        _banana(c, x, 800 + 14 * math.sin(x), c.rng.uniform(150, 200))
    for x in range(0, 1640, 46):
        tall = c.rng.uniform(20, 58)
        c.poly(
            smooth([(x - 30, 905), (x - 14, 905 - tall), (x + 8, 893 - tall), (x + 34, 905)], 5),
            c.dark("#5b8346", 0.26),
        )


def _banana(c: Canvas, x: float, y: float, h: float) -> None:
    c.poly(
        [(x - 0.05 * h, y), (x + 0.05 * h, y), (x + 0.03 * h, y - 0.5 * h), (x - 0.03 * h, y - 0.5 * h)],
        c.at("#9aa566"),
    )
    for i, (dx, dy) in enumerate(((-0.5, -0.62), (-0.3, -0.98), (0.04, -1.08), (0.36, -0.94), (0.52, -0.56))):
        tip, middle = (x + dx * h, y + dy * h), (x + dx * 0.55 * h, y + (dy - 0.17) * h)
        under = (x + dx * 0.6 * h, y + (dy + 0.14) * h)
        start = (x, y - 0.48 * h)
        tone = c.at("#6fa050") if i % 2 else c.dark("#6fa050", 0.18)
        c.poly([*smooth([start, middle, tip], 6), *smooth([tip, under, start], 6)], tone)
        c.line(
            smooth([start, (x + dx * 0.58 * h, y + (dy - 0.02) * h), tip], 6),
            0.012 * h,
            c.bright("#8fb85f", 0.15),
        )


def coast(c: Canvas) -> None:
    """A fishing beach: boats at anchor, basket boats on the sand."""
    c.sky((1060, 330), 54, 0.5)
    c.cloud(480, 150, 150, 0.5)
    c.cloud(1330, 190, 90, 0.35)
    c.ridge(c.peaks(432, 100, 380), c.at("#5d8792", 0.6), c.at("#7aa0a0", 0.66), 440)
    c.shape([(0, 432), (1600, 432), (1600, 760), (0, 760)], c.at("#a9cfcf", 0.3), c.at("#3f8c96", 0.0))
    _sun_path(c, 1060, 448, c.at("#7fb6b8"))
    _ripples(c, 450, 690)
    for x, y, w, hull in (
        (250, 500, 120, "#3f6f8c"),
        (520, 482, 84, "#7a8f4e"),
        (1390, 510, 140, "#a8432f"),
        (720, 545, 190, "#2f6f86"),
        (1165, 588, 260, "#33698a"),
    ):
        props.boat(c, x, y, w, hull, max(0.02, (600 - y) / 260))
    shore = c.waves(690, (26, 1300), (7, 300))
    for lift, tone in ((-16, 0.62), (-7, 0.85)):

        def foam(x: float, lift: float = lift) -> float:
            return shore(x) + lift + 5 * math.sin(x / 61)

        c.ridge(foam, c.bright("#dfeeea", tone), c.bright("#dfeeea", tone), 905)
    c.ridge(shore, c.dark("#d8bd8c", 0.1), c.bright("#ecd3a0", 0.12), 905)
    for x, y, r in ((330, 772, 92), (545, 800, 76)):
        _basket_boat(c, x, y, r)
    for x, y, h, cloth, pose in (
        (800, 792, 178, "#2f5d7c", "work"),
        (980, 800, 172, "#a83b33", "hold"),
        (1090, 790, 168, "#d3b98c", "stand"),
    ):
        people.person(c, x, y, h, cloth, hat=True, pose=pose, facing=1 if x < 900 else -1)
    for i in range(7):
        x = 850 + i * 17
        c.line(
            smooth([(x, 742), (x + 12, 800 + 5 * math.sin(i)), (x + 4, 818)], 5), 2, c.dark("#6b8a7a", 0.2)
        )
    c.line(smooth([(838, 728), (880, 772), (935, 766), (1000, 704)], 8), 4, c.dark("#5c7a6c", 0.2))
    props.palm(c, 1452, 905, 560, -0.16)
    props.palm(c, 1560, 930, 470, -0.08)
    props.palm(c, 60, 915, 520, 0.13)


def _basket_boat(c: Canvas, x: float, y: float, r: float) -> None:
    c.oval(x, y + r * 0.42, r * 1.1, r * 0.22, c.dark("#d8bd8c", 0.3))
    c.slice(x, y, r, r * 0.62, 0, 180, c.dark("#8a6236", 0.2))
    c.oval(x, y, r, r * 0.32, c.at("#b88a4e"))
    c.oval(x, y + r * 0.02, r * 0.88, r * 0.25, c.dark("#6e4c2c", 0.3))
    for i in range(9):
        a = math.pi * (i + 1) / 10
        c.line(
            [
                (x + r * math.cos(a), y + r * 0.33 * math.sin(a)),
                (x + r * 0.86 * math.cos(a), y + r * 0.57 * math.sin(a)),
            ],
            2.4,
            c.at("#a87a45"),
        )
    c.line([(x - r * 0.7, y - r * 0.1), (x + r * 0.95, y - r * 0.5)], 6, c.at("#a9855c"))
