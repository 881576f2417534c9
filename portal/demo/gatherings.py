"""Scenes of people at one task: meeting, building, shaking hands. Each paints a whole 1600 × 900 canvas."""

from __future__ import annotations

import math

from portal.demo import people, props
from portal.demo.canvas import Canvas, mix, rgb, smooth
from portal.demo.landscapes import mountains


def meeting(c: Canvas) -> None:
    """A village meeting in the yard of the culture house."""
    c.sky((230, 190))
    c.cloud(1200, 120, 120, 0.5)
    mountains(c, 380, 190, 2)
    yard = "#d8bf95"
    c.ridge(c.waves(452, (10, 700)), c.at("#7fa061", 0.3), c.at("#8fae68", 0.2), 560)
    for x in (60, 150, 1230, 1370, 1500, 1580):
        props.tree(c, x, 540, c.rng.uniform(150, 220), "#5d8c52", 0.2)
    props.ground(c, 536, yard)
    props.house(c, 800, 560, 640, "#f0dfb6", "#b2513a", 0.04)
    c.round_rect(690, 352, 910, 392, 4, c.at("#a5211f", 0.04))
    props.flag(c, 1192, 560, 330)
    props.tree(c, 300, 600, 330, "#55844b", 0.05)
    c.rect(700, 556, 900, 564, c.at("#8a5a3b"))
    _table(c, 812, 640, 170)
    people.shadow(c, 700, 642, 60, yard)
    people.person(c, 700, 640, 205, "#e9e2d3", pose="point", facing=1, hair="grey")
    people.person(c, 958, 636, 190, "#3d6d70", hair="bun", pose="hold", facing=-1, legs="#2a2a30")
    rows = ((722, 200, 10, 132), (802, 250, 8, 178), (912, 320, 7, 236))
    for y, h, count, gap in rows:
        start = 800 - gap * (count - 1) / 2
        for i in range(count):
            if abs(i - (count - 1) / 2) < 0.6 and y < 760:
                continue
            seat = start + i * gap + c.rng.uniform(-16, 16)
            cloth = people.CLOTHES[c.rng.randrange(len(people.CLOTHES))]
            hair = c.rng.choice(("short", "short", "bun", "grey"))
            people.shadow(c, seat, y, 0.17 * h, yard)
            people.seated_back(c, seat, y, h, cloth, hair=hair, hat=c.rng.random() < 0.16)
    c.veil(780, 900, rgb(c.light.shadow), 0.0, 0.2)


def _table(c: Canvas, x: float, y: float, w: float) -> None:
    for dx in (-0.42, 0.42):
        c.rect(x + dx * w - 5, y - 78, x + dx * w + 5, y, c.dark("#6b4630", 0.3))
    c.poly(
        [(x - 0.5 * w, y - 84), (x + 0.5 * w, y - 84), (x + 0.53 * w, y - 26), (x - 0.53 * w, y - 26)],
        c.at("#2f6d63"),
    )
    c.rect(x - 0.52 * w, y - 90, x + 0.52 * w, y - 80, c.at("#3f8578"))
    for dx, colour in ((-0.06, "#d9534a"), (0.0, "#e9b44c"), (0.06, "#e58a7a")):
        c.oval(x + dx * w, y - 112, 12, 12, c.at(colour))
    c.round_rect(x - 13, y - 106, x + 13, y - 88, 4, c.at("#e8e2d6"))
    c.rect(x + 0.2 * w, y - 94, x + 0.4 * w, y - 88, c.at("#f5f1e6"))


def road(c: Canvas) -> None:
    """Villagers pour the last stretch of a concrete road."""
    c.sky((1250, 250))
    c.cloud(420, 140, 130, 0.45)
    mountains(c, 420, 280)
    c.ridge(c.waves(506, (16, 800), (6, 210)), c.at("#86a862", 0.28), c.dark("#7fa055", 0.02), 905)
    for i in range(5):
        y = 560 + i * i * 13
        c.line(
            [(x, y + 12 * math.sin(x / 210 + i)) for x in range(-20, 620, 20)], 3 + i, c.dark("#7a9a4c", 0.14)
        )
    for x in (90, 210, 1330, 1470):
        props.tree(c, x, 540, c.rng.uniform(110, 160), "#5f8f55", 0.24)
    props.stilt_house(c, 400, 556, 150, 0.22)
    props.house(c, 1180, 556, 150, "#eddcb4", depth=0.22)
    left = smooth([(330, 905), (600, 740), (800, 640), (850, 580), (820, 520)], 10)
    right = smooth([(838, 520), (905, 580), (950, 640), (1010, 740), (1270, 905)], 10)
    c.poly([*left, *right], c.at("#b98f61"))
    concrete_l = smooth([(700, 690), (800, 640), (850, 580), (820, 520)], 10)
    concrete_r = smooth([(838, 520), (905, 580), (950, 640), (975, 690)], 10)
    c.poly([*concrete_l, *concrete_r], c.at("#d9d6cc", 0.05))
    c.poly(
        smooth(
            [(470, 822), (690, 690), (840, 700), (985, 690), (1115, 806), (900, 800), (700, 838)],
            8,
            closed=True,
        ),
        c.at("#a9a8a2"),
    )
    for i in range(3):
        c.line(
            smooth([(560 + i * 36, 800 - i * 26), (760, 768 - i * 26), (1010 - i * 14, 786 - i * 30)], 8),
            3,
            c.dark("#a9a8a2", 0.16),
        )
    c.line([(328, 902), (696, 690)], 9, c.at("#c9a46f"))
    c.line([(1268, 902), (978, 690)], 9, c.at("#c9a46f"))
    _mixer(c, 1330, 800)
    for x, y, h, cloth, pose, face, hat in (
        (640, 700, 150, "#4f7a4a", "work", 1, True),
        (1040, 716, 158, "#2f5d7c", "work", -1, True),
        (520, 812, 222, "#a83b33", "work", 1, True),
        (800, 836, 240, "#3b6a8a", "work", 1, False),
        (1112, 850, 236, "#c78a3a", "work", -1, True),
    ):
        people.person(c, x, y, h, cloth, pose=pose, facing=face, hat=hat, hair="bun" if h == 222 else "short")
        hand = (x + 0.36 * h * face, y - 0.5 * h)
        _shovel(
            c,
            (hand[0] - 0.2 * h * face, hand[1] - 0.14 * h),
            (hand[0] + 0.26 * h * face, y - 0.02 * h),
            0.022 * h,
        )
    people.person(c, 250, 800, 226, "#e9e2d3", pose="point", facing=1, hair="grey")
    _barrow(c, 180, 860, 190)
    c.veil(800, 900, rgb(c.light.shadow), 0.0, 0.18)


def _shovel(c: Canvas, top: tuple[float, float], tip: tuple[float, float], width: float) -> None:
    c.line([top, tip], width, c.at("#b08a5a"))
    side = 1 if tip[0] > top[0] else -1
    x, y = tip
    c.poly(
        [
            (x - 4 * width * 0.4, y - 3 * width),
            (x + 2.6 * width * side, y - 1.2 * width),
            (x + 3.4 * width * side, y + 1.6 * width),
            (x - 1.2 * width * side, y + 1.2 * width),
        ],
        c.dark("#7d8488", 0.15),
    )


def _mixer(c: Canvas, x: float, y: float) -> None:
    for dx in (-70, 70):
        c.oval(x + dx, y - 24, 27, 27, c.dark("#33302e", 0.3))
        c.oval(x + dx, y - 24, 12, 12, c.at("#a9a49a"))
    c.poly([(x - 96, y - 44), (x + 96, y - 44), (x + 70, y - 66), (x - 70, y - 66)], c.dark("#53605f", 0.25))
    drum = smooth(
        [
            (x - 62, y - 70),
            (x - 92, y - 140),
            (x - 50, y - 214),
            (x + 10, y - 228),
            (x + 66, y - 160),
            (x + 56, y - 72),
        ],
        8,
        closed=True,
    )
    c.poly(drum, c.at("#d0872f"))
    c.poly(
        smooth([(x + 12, y - 70), (x + 20, y - 226), (x + 66, y - 160), (x + 56, y - 72)], 6),
        c.dark("#d0872f", 0.25),
    )
    c.oval(x - 20, y - 218, 36, 15, c.dark("#4a4440", 0.4))
    c.line([(x - 86, y - 128), (x + 62, y - 128)], 8, c.bright("#d0872f", 0.2))


def _barrow(c: Canvas, x: float, y: float, w: float) -> None:
    c.oval(x + 0.42 * w, y - 0.1 * w, 0.11 * w, 0.11 * w, c.dark("#33302e", 0.3))
    c.oval(x + 0.42 * w, y - 0.1 * w, 0.045 * w, 0.045 * w, c.at("#a9a49a"))
    c.poly(
        smooth([(x - 0.3 * w, y - 0.36 * w), (x - 0.02 * w, y - 0.46 * w), (x + 0.4 * w, y - 0.36 * w)], 6),
        c.at("#b9b3a4"),
    )
    c.poly(
        [
            (x - 0.36 * w, y - 0.36 * w),
            (x + 0.46 * w, y - 0.36 * w),
            (x + 0.24 * w, y - 0.12 * w),
            (x - 0.2 * w, y - 0.12 * w),
        ],
        c.at("#2f6d8a"),
    )
    c.line(
        [(x - 0.62 * w, y - 0.34 * w), (x - 0.2 * w, y - 0.13 * w), (x + 0.42 * w, y - 0.1 * w)],
        0.03 * w,
        c.dark("#4a4440", 0.2),
    )
    c.line([(x - 0.14 * w, y - 0.12 * w), (x - 0.2 * w, y + 0.01 * w)], 0.03 * w, c.dark("#4a4440", 0.2))


def hall(c: Canvas) -> None:
    """A meeting hall seen from the last rows."""
    c.rect(0, 0, 1600, 905, c.at("#efe0c4"))
    c.shape([(0, 0), (1600, 0), (1360, 120), (240, 120)], c.at("#e9d8b8"), c.bright("#f5ead2", 0.3))
    for side in (-1, 1):
        wall = [
            (800 + side * 800, 0),
            (800 + side * 560, 120),
            (800 + side * 560, 560),
            (800 + side * 800, 740),
        ]
        c.shape(wall, c.at("#e2cfa8"), c.dark("#d8bf92", 0.12))
        for i in range(3):
            near, far = 800 - 22 - i * 78, 800 - 70 - i * 78
            a, b = 800 + side * near, 800 + side * far
            c.shape(
                [(a, 160 + i * 20), (b, 172 + i * 20), (b, 470 - i * 12), (a, 500 - i * 12)],
                rgb(c.light.sky[0]),
                rgb(c.light.sky[2]),
            )
    c.rect(240, 120, 1360, 560, c.dark("#8e1116", 0.05))
    for i in range(28):
        x = 240 + i * 40
        c.shape(
            [(x, 120), (x + 16, 120), (x + 16, 560), (x, 560)],
            c.dark("#a3151a", 0.32),
            c.dark("#8e1116", 0.4),
        )
    c.rect(240, 120, 1360, 150, c.dark("#a3151a", 0.3))
    for i in range(14):
        c.slice(280 + i * 80, 148, 40, 30, 0, 180, c.at("#b3201f"))
        c.slice(280 + i * 80, 146, 40, 22, 0, 180, c.dark("#8e1116", 0.1))
    c.poly(props.star(560, 290, 66), c.at("#f2c94c"))
    for x in (330, 1270):
        props.flag(c, x, 520, 300)
    c.poly([(190, 545), (1410, 545), (1500, 616), (100, 616)], c.at("#b98552"))
    c.rect(100, 612, 1500, 648, c.dark("#8f5f38", 0.1))
    c.poly([(640, 506), (1180, 506), (1196, 586), (624, 586)], c.at("#f4efe2"))
    c.rect(624, 496, 1196, 512, c.at("#ffffff"))
    for i, (x, cloth) in enumerate(((706, "#2b3a55"), (830, "#3b3b46"), (950, "#f0ece2"), (1080, "#2b3a55"))):
        people.bust_back(c, x, 500, 200, cloth, "short", 0.0)
        people.head(
            c, x, 446, 216, hair="bun" if i == 2 else "short" if i != 3 else "grey", facing=(-1, 1)[i % 2]
        )
        c.round_rect(x + 32, 476, x + 46, 500, 3, c.at("#dfe8ea"))
    for x in range(652, 1190, 22):
        c.oval(
            x,
            584 + 3 * math.sin(x),
            15,
            12,
            c.at(("#d9534a", "#e9b44c", "#f1ede0", "#e58a7a")[(x // 22) % 4]),
        )
        c.oval(x + 10, 592, 13, 8, c.dark("#4f7d45", 0.1))
    people.person(c, 420, 590, 226, "#2b3a55", facing=1, pose="point")
    c.poly([(366, 486), (486, 486), (474, 606), (378, 606)], c.at("#a8703f"))
    c.poly([(356, 478), (496, 478), (486, 494), (366, 494)], c.dark("#8a5630", 0.1))
    c.poly(props.star(426, 548, 22), c.at("#f2c94c"))
    for i in range(7):
        c.oval(372 + i * 18, 474, 11, 9, c.at(("#d9534a", "#f1ede0", "#e9b44c")[i % 3]))
    c.line([(440, 474), (448, 438)], 3, c.dark("#33302e", 0.3))
    props.ground(c, 648, "#c9a878")
    coats = ("#2b3a55", "#f0ece2", "#4f5a66", "#7a3440", "#3d5d54", "#d9cdb4", "#33404f")
    for y, h, gap, shift in ((716, 216, 108, 0), (792, 290, 142, 52), (890, 390, 188, 16)):
        x = -40 + shift
        while x < 1660:
            bx = x + c.rng.uniform(-8, 8)
            people.bust_back(
                c, bx, y, h, c.rng.choice(coats), c.rng.choice(("short", "short", "bun", "grey"))
            )
            c.round_rect(bx - 0.2 * h, y - 0.1 * h, bx + 0.2 * h, y + 70, 0.04 * h, c.dark("#94262a", 0.1))
            c.round_rect(bx - 0.2 * h, y - 0.1 * h, bx + 0.2 * h, y - 0.07 * h, 0.012 * h, c.at("#b5473f"))
            x += gap
        c.rect(0, y + 12, 1600, y + 90, c.dark("#7a1d20", 0.32))
    c.glow(800, 60, 620, rgb(c.light.sun), 0.3)
    c.veil(700, 900, rgb(c.light.shadow), 0.0, 0.28)


def handshake(c: Canvas) -> None:
    """An official and a villager shake hands, neighbours around them."""
    c.sky((1180, 240), 56)
    c.cloud(380, 140, 130, 0.45)
    mountains(c, 430, 240)
    c.ridge(c.waves(520, (14, 760)), c.at("#86a862", 0.26), c.at("#94b36c", 0.14), 700)
    props.stilt_house(c, 260, 590, 300, 0.14)
    props.house(c, 1350, 590, 290, "#f0dfb6", depth=0.14)
    props.tree(c, 560, 588, 190, "#5d8c52", 0.18)
    props.palm(c, 1130, 590, 260, 0.06, 0.16)
    props.ground(c, 590, "#d3bd8e")
    crowd = (
        (170, 750, 300, "#3d6d70", "bun", 1),
        (330, 740, 330, "#c78a3a", "short", 1),
        (1230, 740, 325, "#6a4a6e", "bun", -1),
        (1400, 752, 345, "#4f7a4a", "grey", -1),
        (1530, 744, 300, "#2f5d7c", "short", -1),
    )
    for x, y, h, cloth, hair, face in crowd:
        people.shadow(c, x, y, 0.18 * h, "#d3bd8e")
        people.person(c, x, y, h, cloth, hair=hair, facing=face, pose="applaud", depth=0.06)
    people.person(c, 470, 800, 250, "#e9e2d3", hair="short", facing=1, pose="applaud", legs="#27415f")
    for x in (640, 965):
        people.shadow(c, x, 872, 110, "#d3bd8e")
    people.person(c, 640, 870, 560, "#f4f1e8", facing=1, pose="hold", legs="#2b3a55")
    people.person(c, 965, 870, 540, "#7a3f35", facing=-1, pose="hold", hat=True, legs="#3b3430")
    c.line([(735, 520), (800, 536)], 30, c.at("#f4f1e8"))
    c.line([(868, 536), (800, 540)], 30, c.at("#7a3f35"))
    c.oval(806, 538, 25, 19, c.at(people.SKIN))
    c.line([(790, 532), (824, 546)], 9, c.dark(people.SKIN, 0.14))
    c.veil(800, 900, rgb(c.light.shadow), 0.0, 0.2)
    c.glow(800, 520, 420, mix(rgb(c.light.sun), (255, 255, 255), 0.2), 0.14)
