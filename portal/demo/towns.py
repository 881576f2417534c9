"""Scenes between houses: street, school, market. Each paints a whole 1600 × 900 canvas."""

from __future__ import annotations

import math

from portal.demo import people, props
from portal.demo.canvas import Canvas, rgb, smooth
from portal.demo.landscapes import mountains


def street(c: Canvas) -> None:
    """A town street hung with flags on a holiday."""
    c.sky((800, 300), 44, 0.7)
    c.cloud(560, 120, 100, 0.5)
    c.cloud(1080, 180, 80, 0.4)
    c.ridge(c.peaks(520, 120, 260), c.at("#6a8f96", 0.7), c.at("#8fb0a8", 0.72), 580)
    props.ground(c, 560, "#b9b2a8")
    vanish = (800, 545)
    c.poly([(770, 560), (830, 560), (1190, 905), (410, 905)], c.dark("#9a9691", 0.1))
    for i in range(7):
        near, far = (i / 7) ** 1.7, ((i + 0.45) / 7) ** 1.7
        y0, y1 = 562 + 345 * near, 562 + 345 * far
        c.poly(
            [
                (800 - 2 - 5 * near, y0),
                (800 + 2 + 5 * near, y0),
                (800 + 2 + 5 * far, y1),
                (800 - 2 - 5 * far, y1),
            ],
            c.at("#efe9da"),
        )
    walls = ("#f0d9a4", "#e3c2a0", "#cfd9c4", "#f2e6cf", "#d9b79c", "#c3d3d6")
    for side in (-1, 1):
        spans = [60, 105, 170, 262, 390, 560, 830]
        for i, (near, far) in enumerate(zip(spans[1:], spans, strict=False)):
            wall = walls[(i * 2 + (side > 0) * 3 + c.rng.randrange(2)) % 6]
            _shop(c, vanish, side, far, near, wall, 1.02 + 0.22 * c.rng.random(), max(0.0, 0.42 - i * 0.085))
    for i, reach in enumerate((120, 200, 320, 500)):
        for side in (-1, 1):
            size = 30 + reach * 0.3
            x, y = 800 + side * reach * 0.86, 545 + reach * 0.36
            if i % 2 == (side > 0):
                props.tree(c, x, y + 6, size * 1.7, "#5f8c4d", max(0.0, 0.36 - i * 0.1))
            else:
                props.flag(c, x, y + 4, size * 1.75, max(0.0, 0.34 - i * 0.1))
    for x, y, h, cloth, pose, face, hair in (
        (706, 640, 74, "#2f5d7c", "walk", 1, "short"),
        (884, 660, 86, "#a83b33", "walk", -1, "bun"),
        (560, 760, 158, "#e9e2d3", "walk", 1, "bun"),
        (1060, 812, 196, "#3d6d70", "walk", -1, "short"),
        (1128, 822, 140, "#c78a3a", "walk", -1, "short"),
        (430, 850, 214, "#6a4a6e", "stand", 1, "grey"),
    ):
        people.shadow(c, x, y, 0.2 * h, "#a8a29a")
        people.person(c, x, y, h, cloth, pose=pose, facing=face, hair=hair)
    _cycle(c, 870, 850, 190)
    c.veil(800, 900, rgb(c.light.shadow), 0.0, 0.16)


def _shop(
    c: Canvas,
    vanish: tuple[float, float],
    side: int,
    far: float,
    near: float,
    wall: str,
    tall: float,
    depth: float,
) -> None:
    """A house front in perspective, from `far` to `near` units beside the vanishing point."""
    vx, vy = vanish

    def spot(reach: float, up: float) -> tuple[float, float]:
        return vx + side * reach, vy + reach * 0.33 - up * reach * 0.98

    face = c.at(wall, depth) if side < 0 else c.dark(wall, 0.1, depth)
    c.poly([spot(far, 0), spot(near, 0), spot(near, tall), spot(far, tall)], face)
    c.poly(
        [spot(far, tall), spot(near, tall), spot(near, tall + 0.07), spot(far, tall + 0.07)],
        c.dark("#a5533c", 0.08, depth),
    )
    c.poly([spot(far, 0.4), spot(near, 0.4), spot(near, 0.45), spot(far, 0.45)], c.dark(wall, 0.25, depth))
    for start, end in ((0.14, 0.42), (0.58, 0.86)):
        a, b = far + (near - far) * start, far + (near - far) * end
        c.poly([spot(a, 0.56), spot(b, 0.56), spot(b, 0.84), spot(a, 0.84)], c.dark("#56737c", 0.2, depth))
    a, b = far + (near - far) * 0.12, far + (near - far) * 0.88
    c.poly([spot(a, 0), spot(b, 0), spot(b, 0.3), spot(a, 0.3)], c.dark("#5b4a40", 0.3, depth))
    awning = ("#a83b33", "#3d7a72", "#c78a3a")[round(far) % 3]
    edge = near - (near - far) * 0.06
    low = [(x - side * 0.14 * near, y + 0.02 * near) for x, y in (spot(a, 0.27), spot(edge, 0.27))]
    c.poly([spot(a, 0.37), spot(edge, 0.37), low[1], low[0]], c.at(awning, depth))


def _cycle(c: Canvas, x: float, y: float, w: float) -> None:
    frame = c.dark("#2f4a57", 0.2)
    for dx in (-0.32, 0.32):
        ring = [
            (x + dx * w + 0.19 * w * math.cos(a), y - 0.2 * w + 0.19 * w * math.sin(a))
            for a in (i * math.pi / 14 for i in range(29))
        ]
        c.line(ring, 0.02 * w, c.dark("#33302e", 0.3))
    c.line(
        [
            (x - 0.32 * w, y - 0.2 * w),
            (x - 0.06 * w, y - 0.2 * w),
            (x + 0.22 * w, y - 0.48 * w),
            (x - 0.12 * w, y - 0.48 * w),
            (x - 0.06 * w, y - 0.2 * w),
        ],
        0.025 * w,
        frame,
    )
    c.line([(x + 0.32 * w, y - 0.2 * w), (x + 0.2 * w, y - 0.58 * w)], 0.025 * w, frame)
    tunic = [
        (x - 0.16 * w, y - 0.56 * w),
        (x - 0.14 * w, y - 0.92 * w),
        (x - 0.02 * w, y - 1.02 * w),
        (x + 0.08 * w, y - 0.92 * w),
        (x + 0.02 * w, y - 0.58 * w),
    ]
    c.line(
        smooth([(x - 0.06 * w, y - 0.56 * w), (x + 0.1 * w, y - 0.4 * w), (x, y - 0.16 * w)], 6),
        0.1 * w,
        c.at("#f1eee6"),
    )
    c.poly(
        smooth(
            [
                (x - 0.14 * w, y - 0.6 * w),
                (x + 0.02 * w, y - 0.56 * w),
                (x - 0.1 * w, y - 0.3 * w),
                (x - 0.36 * w, y - 0.34 * w),
            ],
            6,
            closed=True,
        ),
        c.at("#efeae0"),
    )
    c.poly(smooth(tunic, 6, closed=True), c.at("#f6f2ea"))
    c.line(
        [(x + 0.03 * w, y - 0.9 * w), (x + 0.12 * w, y - 0.72 * w), (x + 0.19 * w, y - 0.6 * w)],
        0.06 * w,
        c.at("#f6f2ea"),
    )
    people.head(c, x - 0.01 * w, y - 1.1 * w, w * 1.02, hat=True, hair="bun", facing=1)


def school(c: Canvas) -> None:
    """Pupils at the flag in the yard of a new school."""
    c.sky((340, 200))
    c.cloud(900, 110, 120, 0.5)
    mountains(c, 360, 170, 2)
    c.ridge(c.waves(470, (8, 600)), c.at("#83a866", 0.26), c.at("#8fb06c", 0.2), 580)
    props.ground(c, 556, "#dcc79f")
    wall = "#f2d991"
    c.rect(330, 286, 1400, 580, c.at(wall, 0.04))
    c.rect(330, 412, 1400, 432, c.dark(wall, 0.2, 0.04))
    c.poly([(296, 290), (1434, 290), (1380, 206), (350, 206)], c.at("#b2513a", 0.05))
    c.rect(296, 284, 1434, 300, c.dark("#b2513a", 0.35, 0.05))
    for floor in (300, 436):
        for i in range(8):
            x = 356 + i * 131
            if i in (3, 4) and floor == 436:
                c.rect(x - 10, 448, x + 126, 580, c.dark("#6b5138", 0.25, 0.04))
                continue
            c.rect(x, floor + 18, x + 44, floor + 84, c.dark("#4f7f7c", 0.15, 0.04))
            c.rect(x + 54, floor + 18, x + 98, floor + 84, c.dark("#4f7f7c", 0.15, 0.04))
            c.rect(x, floor + 48, x + 98, floor + 52, c.at(wall, 0.04))
        for x in range(330, 1404, 134):
            c.rect(x - 7, floor, x + 7, floor + 116 + (28 if floor == 436 else 0), c.bright(wall, 0.3, 0.04))
    for x in range(330, 1400, 16):
        c.rect(x, 388, x + 5, 412, c.bright("#e8e0cb", 0.2, 0.04))
    props.flag(c, 800, 640, 420)
    props.tree(c, 180, 660, 430, "#c0432f", 0.0)
    props.tree(c, 1510, 640, 350, "#5b8a4c", 0.04)
    c.round_rect(728, 634, 872, 656, 5, c.at("#c9bba0"))
    for y, h, count, gap in ((700, 122, 9, 122), (772, 150, 8, 160), (868, 190, 7, 206)):
        for i in range(count):
            place = 820 - gap * (count - 1) / 2 + i * gap + c.rng.uniform(-9, 9)
            _pupil(c, place, y, h, girl=(i + round(y)) % 2 == 0)
    people.person(c, 620, 660, 190, "#8a4a62", hair="bun", facing=1, pose="applaud", legs="#efe9dd")
    c.veil(800, 900, rgb(c.light.shadow), 0.0, 0.18)


def _pupil(c: Canvas, x: float, y: float, h: float, girl: bool) -> None:
    people.shadow(c, x, y, 0.16 * h, "#dcc79f")
    for side in (-1, 1):
        c.rect(
            x + side * 0.055 * h - 0.04 * h,
            y - 0.42 * h,
            x + side * 0.055 * h + 0.04 * h,
            y - 0.02 * h,
            c.dark("#27415f", 0.1),
        )
        c.oval(x + side * 0.055 * h, y - 0.02 * h, 0.05 * h, 0.024 * h, c.dark("#2b2624", 0.2))
    body = [
        (x - 0.04 * h, y - 0.75 * h),
        (x + 0.04 * h, y - 0.75 * h),
        (x + 0.125 * h, y - 0.71 * h),
        (x + 0.125 * h, y - 0.4 * h),
        (x - 0.125 * h, y - 0.4 * h),
        (x - 0.125 * h, y - 0.71 * h),
    ]
    for side in (-1, 1):
        c.line(
            [(x + side * 0.115 * h, y - 0.68 * h), (x + side * 0.15 * h, y - 0.46 * h)],
            0.065 * h,
            c.dark("#f6f3ea", 0.12),
        )
    c.poly(smooth(body, 5, closed=True), c.at("#f8f5ee"))
    c.round_rect(
        x - 0.1 * h, y - 0.66 * h, x + 0.1 * h, y - 0.43 * h, 0.03 * h, c.at("#3f7f9a" if girl else "#4f7a4a")
    )
    c.poly([(x - 0.09 * h, y - 0.74 * h), (x + 0.09 * h, y - 0.74 * h), (x, y - 0.63 * h)], c.at("#c8201f"))
    c.rect(x - 0.03 * h, y - 0.8 * h, x + 0.03 * h, y - 0.74 * h, c.dark(people.SKIN, 0.15))
    people.head(c, x, y - 0.86 * h, h * 1.3, hair="bun" if girl else "short", behind=True)
    if girl:
        c.line([(x, y - 0.84 * h), (x, y - 0.7 * h)], 0.055 * h, c.at(people.HAIR))


def market(c: Canvas) -> None:
    """A morning market under awnings."""
    c.sky((260, 210))
    c.cloud(1020, 110, 110, 0.45)
    mountains(c, 370, 170, 2)
    for x in (40, 160, 1480, 1570):
        props.tree(c, x, 520, c.rng.uniform(170, 230), "#5d8c52", 0.2)
    props.house(c, 420, 520, 330, "#efd9a8", depth=0.22)
    props.house(c, 1180, 520, 360, "#dfe0cb", "#a9583f", 0.22)
    props.ground(c, 508, "#cfb68d")
    for x, y, w, colour, d in (
        (330, 640, 300, "#b8433a", 0.12),
        (800, 620, 290, "#2f7a72", 0.14),
        (1270, 640, 310, "#cf8d35", 0.12),
    ):
        _stall(c, x, y, w, colour, d)
    for x, y, h, cloth, pose, face, hat, hair in (
        (560, 676, 168, "#3d6d70", "walk", 1, False, "bun"),
        (1030, 680, 170, "#2f5d7c", "walk", -1, False, "short"),
        (1108, 684, 120, "#c78a3a", "walk", -1, False, "short"),
        (690, 706, 176, "#6a4a6e", "hold", 1, True, "bun"),
    ):
        people.shadow(c, x, y, 0.2 * h, "#cfb68d")
        people.person(c, x, y, h, cloth, pose=pose, facing=face, hat=hat, hair=hair)
    for x, y, s in ((210, 838, 1.05), (640, 862, 1.1), (1080, 850, 1.05), (1470, 846, 1.0)):
        _seller(c, x, y, s)
    people.person(c, 880, 880, 262, "#e9e2d3", pose="hold", facing=-1, hair="bun", legs="#3d5a78")
    people.person(c, 1290, 876, 256, "#4f7a4a", pose="point", facing=-1)
    c.veil(800, 900, rgb(c.light.shadow), 0.0, 0.18)


def _stall(c: Canvas, x: float, y: float, w: float, colour: str, depth: float) -> None:
    for dx in (-0.46, 0.46):
        c.rect(x + dx * w - 4, y - 0.72 * w, x + dx * w + 4, y, c.dark("#7c5a3e", 0.2, depth))
    people.person(c, x - 0.14 * w, y - 4, 0.52 * w, "#7a3440", hair="bun", pose="hold", depth=depth)
    people.person(c, x + 0.2 * w, y - 4, 0.54 * w, "#33586f", pose="stand", facing=-1, depth=depth)
    c.rect(x - 0.48 * w, y - 0.24 * w, x + 0.48 * w, y, c.dark("#a9794e", 0.1, depth))
    c.rect(x - 0.5 * w, y - 0.27 * w, x + 0.5 * w, y - 0.23 * w, c.at("#c2925f", depth))
    goods = ("#d9534a", "#e5a23c", "#7fa84a", "#b9552f", "#e8cf6a", "#5f8f45")
    for i in range(6):
        gx = x + (-0.4 + 0.16 * i) * w
        for dx, dy in ((-0.035, 0), (0.035, 0), (0, 0), (-0.018, -0.04), (0.02, -0.04), (0, -0.075)):
            c.oval(
                gx + dx * w,
                y - (0.285 - dy) * w,
                0.03 * w,
                0.028 * w,
                c.dark(goods[i], 0.06 if dx > 0 else 0.0, depth),
            )
    top, low = y - 0.88 * w, y - 0.66 * w
    for i in range(10):
        a, b = -0.46 + 0.092 * i, -0.46 + 0.092 * (i + 1)
        tone = c.at(colour if i % 2 == 0 else "#f4ead4", depth)
        c.poly([(x + a * w, top), (x + b * w, top), (x + b * 1.22 * w, low), (x + a * 1.22 * w, low)], tone)
        c.slice(x + (a + b) / 2 * 1.22 * w, low - 1, 0.056 * w, 0.05 * w, 0, 180, tone)
    c.line([(x - 0.46 * w, top), (x + 0.46 * w, top)], 6, c.dark(colour, 0.25, depth))


def _seller(c: Canvas, x: float, y: float, s: float) -> None:
    """A woman squatting behind her baskets."""
    cloth = people.CLOTHES[c.rng.randrange(4)]
    people.shadow(c, x, y, 120 * s, "#cfb68d")
    c.poly(
        smooth(
            [
                (x - 52 * s, y),
                (x - 58 * s, y - 60 * s),
                (x - 20 * s, y - 84 * s),
                (x + 30 * s, y - 80 * s),
                (x + 58 * s, y - 48 * s),
                (x + 54 * s, y),
            ],
            6,
            closed=True,
        ),
        c.dark("#2f3038", 0.15),
    )
    c.poly(
        smooth(
            [
                (x - 44 * s, y - 52 * s),
                (x - 40 * s, y - 124 * s),
                (x - 10 * s, y - 144 * s),
                (x + 12 * s, y - 144 * s),
                (x + 42 * s, y - 124 * s),
                (x + 46 * s, y - 52 * s),
            ],
            6,
            closed=True,
        ),
        c.at(cloth),
    )
    c.line(
        smooth([(x + 34 * s, y - 118 * s), (x + 62 * s, y - 84 * s), (x + 84 * s, y - 60 * s)], 6),
        17 * s,
        c.dark(cloth, 0.15),
    )
    c.oval(x + 86 * s, y - 58 * s, 9 * s, 9 * s, c.at(people.SKIN))
    c.rect(x - 8 * s, y - 156 * s, x + 8 * s, y - 138 * s, c.dark(people.SKIN, 0.18))
    people.head(c, x, y - 168 * s, 300 * s, hat=True, hair="bun")
    for dx, colour in ((-106, "#7fa84a"), (106, "#e5a23c")):
        bx, rim = x + dx * s, y - 46 * s
        for i in range(7):
            a = math.pi * (i + 0.5) / 7
            c.oval(
                bx + 32 * s * math.cos(a),
                rim - 12 * s * math.sin(a),
                13 * s,
                13 * s,
                c.dark(colour, 0.14 * (i % 2)),
            )
        for px, py in ((-13, -22), (13, -22), (0, -34), (0, -12)):
            c.oval(bx + px * s, rim + py * s, 14 * s, 14 * s, c.bright(colour, 0.1 + 0.1 * (px == 0)))
        weave = [
            (bx - 50 * s, rim),
            (bx + 50 * s, rim),
            (bx + 42 * s, y - 16 * s),
            (bx + 26 * s, y + 4),
            (bx - 26 * s, y + 4),
            (bx - 42 * s, y - 16 * s),
        ]
        c.poly(weave, c.at("#b98a50"))
        c.poly([*weave[1:4], (bx + 8 * s, y + 4), (bx + 18 * s, rim)], c.dark("#b98a50", 0.18))
        for level in (0.35, 0.68):
            half = (50 - 14 * level) * s
            c.line(
                [(bx - half, rim + 46 * s * level), (bx + half, rim + 46 * s * level)],
                2.4 * s,
                c.dark("#8a6236", 0.2),
            )
        c.line([(bx - 50 * s, rim), (bx + 50 * s, rim)], 7 * s, c.at("#d1a566"))
