"""A church and a pagoda side by side above the same roofs: a whole 1600 × 900 canvas."""

from __future__ import annotations

from portal.demo import people, props
from portal.demo.canvas import Canvas, Colour, rgb, smooth


def faith(c: Canvas) -> None:
    """A church and a pagoda side by side above the same roofs."""
    c.sky((820, 250), 50)
    c.cloud(330, 130, 110, 0.45)
    c.cloud(1300, 170, 130, 0.45)
    c.ridge(c.peaks(470, 150, 420), c.at("#5f8790", 0.66), c.at("#7fa597", 0.72), 560)
    c.veil(430, 560, rgb(c.light.haze), 0, 0.6)
    c.ridge(c.waves(556, (10, 620)), c.at("#86a96c", 0.5), c.at("#8fb070", 0.3), 700)
    props.birds(c, 900, 170, 15)
    for x in (40, 170, 690, 800, 905, 1490, 1580):
        props.tree(c, x, 640, c.rng.uniform(190, 250), "#5b8a58", 0.26)
    _church(c, 430, 690)
    _pagoda(c, 1180, 690)
    for x in (250, 622, 780, 1000, 1370):
        props.tree(c, x, 700, c.rng.uniform(120, 170), "#5f8f50", 0.1)
    c.shape([(0, 672), (1600, 672), (1600, 905), (0, 905)], c.at("#9bb070", 0.12), c.dark("#86a35d", 0.05))
    c.poly(
        smooth(
            [(600, 905), (660, 800), (700, 740), (720, 676), (900, 676), (930, 740), (990, 800), (1080, 905)],
            8,
        ),
        c.at("#ddc9a4"),
    )
    for x, y, w, wall in ((130, 786, 250, "#efe0c0"), (1480, 790, 260, "#e3e0cc")):
        props.house(c, x, y, w, wall)
    for x, y, h, cloth, hair, face in (
        (742, 800, 150, "#e9e2d3", "bun", 1),
        (868, 796, 156, "#7a5a3c", "short", -1),
        (962, 836, 172, "#3d6d70", "grey", -1),
    ):
        people.person(c, x, y, h, cloth, hair=hair, facing=face, pose="wave" if x == 742 else "stand")
    for x in (340, 1290):
        props.tree(c, x, 880, 210, "#557f47")
    c.veil(780, 900, rgb(c.light.shadow), 0, 0.16)


def _church(c: Canvas, x: float, y: float) -> None:
    wall, d = "#ead8b4", 0.1
    c.rect(x - 190, y - 210, x + 190, y, c.at(wall, d))
    c.poly(
        [(x - 210, y - 205), (x + 210, y - 205), (x + 110, y - 292), (x - 110, y - 292)], c.at("#a9563f", d)
    )
    c.rect(x - 66, y - 420, x + 66, y, c.bright(wall, 0.15, d))
    c.rect(x + 30, y - 420, x + 66, y, c.dark(wall, 0.12, d))
    c.poly([(x - 78, y - 416), (x + 78, y - 416), (x, y - 556)], c.at("#8f4a3b", d))
    c.poly([(x, y - 416), (x + 78, y - 416), (x, y - 556)], c.dark("#8f4a3b", 0.22, d))
    c.line([(x, y - 552), (x, y - 606)], 7, c.at("#f4ead2", d))
    c.line([(x - 17, y - 588), (x + 17, y - 588)], 7, c.at("#f4ead2", d))
    _arch(c, x, y, 34, 112, c.dark("#6b4630", 0.25, d))
    _arch(c, x, y - 300, 22, 76, c.dark("#56707a", 0.2, d))
    c.oval(x, y - 206, 26, 26, c.dark("#56707a", 0.15, d))
    for dx in (-150, -104, 104, 150):
        _arch(c, x + dx, y - 66, 14, 86, c.dark("#56707a", 0.2, d))
    for level in (y - 408, y - 262, y - 160):
        c.rect(x - 72, level, x + 72, level + 8, c.dark(wall, 0.2, d))


def _arch(c: Canvas, x: float, bottom: float, half: float, tall: float, colour: Colour) -> None:
    c.rect(x - half, bottom - tall + half, x + half, bottom, colour)
    c.oval(x, bottom - tall + half, half, half, colour)


def _pagoda(c: Canvas, x: float, y: float) -> None:
    d = 0.1
    for base, half, tall in ((y, 215, 130), (y - 196, 130, 84)):
        c.rect(x - half, base - tall, x + half, base, c.at("#c9a26a", d))
        for i in range(7):
            px = x - half + 12 + i * (2 * half - 24) / 6
            c.rect(px - 7, base - tall, px + 7, base, c.dark("#8a3a2c", 0.1, d))
        c.rect(x - half * 0.26, base - tall * 0.8, x + half * 0.26, base, c.dark("#5a3726", 0.25, d))
        eave, crown = base - tall, base - tall - 78
        left = smooth([(x - half - 86, eave - 34), (x - half - 20, eave + 2), (x - half * 0.6, eave + 8)], 6)
        right = [(2 * x - px, py) for px, py in reversed(left)]
        slope_r = smooth(
            [(x + half + 86, eave - 34), (x + half * 0.86, crown + 40), (x + half * 0.62, crown)], 6
        )
        slope_l = [(2 * x - px, py) for px, py in reversed(slope_r)]
        c.shape([*left, *right, *slope_r, *slope_l], c.bright("#8c4a38", 0.12, d), c.dark("#8c4a38", 0.2, d))
        c.line([*left, *right], 9, c.dark("#6b3327", 0.3, d))
        c.line([(x - half * 0.64, crown), (x + half * 0.64, crown)], 13, c.dark("#6b3327", 0.2, d))
    c.oval(x, y - 372, 15, 15, c.at("#e0b94f", d))
    c.rect(x - 240, y - 12, x + 240, y + 4, c.dark("#b9a889", 0.15, d))
    c.rect(x - 262, y + 2, x + 262, y + 18, c.at("#c9bba0", d))
