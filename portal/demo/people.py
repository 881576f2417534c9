"""People, flat and without faces; each stands or sits on the point given."""

from __future__ import annotations

import math

from portal.demo.canvas import Canvas, Colour, Point, smooth

SKIN = "#c98f66"
HAIR = "#2a211f"
CLOTHES = ("#a83b33", "#2f5d7c", "#e9e2d3", "#4f7a4a", "#c78a3a", "#6a4a6e", "#3d6d70", "#d3b98c")


def person(
    c: Canvas,
    x: float,
    y: float,
    h: float,
    cloth: str,
    *,
    legs: str = "#2c2f3a",
    hat: bool = False,
    hair: str = "short",
    facing: int = 1,
    pose: str = "stand",
    depth: float = 0.0,
) -> Point:
    """A standing figure of height `h`, feet at (x, y); returns its forward hand.

    `hair` is short, bun or grey; `pose` is stand, wave, point, hold, work, applaud or walk;
    `facing` is 1 to the right, -1 to the left.
    """
    f = facing
    skin, top, low = c.at(SKIN, depth), c.at(cloth, depth), c.at(legs, depth)
    shade = c.dark(cloth, 0.28, depth)
    lean = 0.16 * h * f if pose == "work" else 0.0
    stride = 0.1 * h if pose == "walk" else 0.035 * h
    hip, shoulder = y - 0.47 * h, y - (0.76 if pose == "work" else 0.8) * h
    sx = x + lean
    for side, tone in ((-1, c.dark(legs, 0.3, depth)), (1, low)):
        foot = x + side * (stride + 0.02 * h)
        c.poly(
            [
                (x + side * 0.06 * h - 0.055 * h, hip - 0.02 * h),
                (x + side * 0.06 * h + 0.055 * h, hip - 0.02 * h),
                (foot + 0.04 * h, y - 0.02 * h),
                (foot - 0.035 * h, y - 0.02 * h),
            ],
            tone,
        )
        c.oval(foot + 0.018 * h * f, y - 0.015 * h, 0.05 * h, 0.018 * h, c.dark("#3a2f2a", 0.4, depth))
    back_hand = {"work": (x + 0.3 * h * f, y - 0.42 * h), "walk": (x - 0.16 * h * f, y - 0.5 * h)}.get(
        pose, (x - 0.12 * h * f, y - 0.46 * h)
    )
    back_shoulder = (sx - 0.1 * h * f, shoulder + 0.045 * h)
    _arm(c, back_shoulder, back_hand, 0.058 * h, shade, skin, bend=-0.03 * h * f)
    torso = [
        (sx - 0.03 * h, shoulder - 0.015 * h),
        (sx + 0.03 * h, shoulder - 0.015 * h),
        (sx + 0.115 * h, shoulder + 0.025 * h),
        (sx + 0.125 * h - lean * 0.2, shoulder + 0.12 * h),
        (x + 0.105 * h, y - 0.58 * h),
        (x + 0.115 * h, hip + 0.035 * h),
        (x - 0.115 * h, hip + 0.035 * h),
        (x - 0.105 * h, y - 0.58 * h),
        (sx - 0.125 * h - lean * 0.2, shoulder + 0.12 * h),
        (sx - 0.115 * h, shoulder + 0.025 * h),
    ]
    c.poly(smooth(torso, 5, closed=True), top)
    hx, hy = sx + (0.02 * h * f if pose == "work" else 0.0), shoulder - 0.085 * h
    c.rect(hx - 0.024 * h, hy + 0.03 * h, hx + 0.024 * h, shoulder + 0.012 * h, c.dark(SKIN, 0.18, depth))
    head(c, hx, hy, h, hat=hat, hair=hair, facing=f, depth=depth)
    hand = {
        "stand": (x + 0.13 * h * f, y - 0.45 * h),
        "walk": (x + 0.17 * h * f, y - 0.5 * h),
        "wave": (sx + 0.24 * h * f, shoulder - 0.13 * h),
        "point": (sx + 0.32 * h * f, shoulder - 0.02 * h),
        "hold": (sx + 0.21 * h * f, y - 0.62 * h),
        "applaud": (sx + 0.13 * h * f, y - 0.66 * h),
        "work": (x + 0.36 * h * f, y - 0.5 * h),
    }[pose]
    _arm(c, (sx + 0.095 * h * f, shoulder + 0.05 * h), hand, 0.06 * h, top, skin, bend=0.03 * h)
    return hand


def _arm(
    c: Canvas, start: Point, end: Point, width: float, sleeve: Colour, skin: Colour, bend: float
) -> None:
    middle = ((start[0] + end[0]) / 2 - bend * 0.4, (start[1] + end[1]) / 2 + abs(bend))
    c.line([middle, end], width * 0.72, skin)
    c.line(smooth([start, middle], 4), width, sleeve)
    near = (middle[0] + (end[0] - middle[0]) * 0.5, middle[1] + (end[1] - middle[1]) * 0.5)
    c.line([middle, near], width * 0.95, sleeve)
    c.oval(end[0], end[1], width * 0.5, width * 0.5, skin)


def head(
    c: Canvas,
    x: float,
    y: float,
    h: float,
    *,
    hat: bool = False,
    hair: str = "short",
    facing: int = 1,
    depth: float = 0.0,
    behind: bool = False,
) -> None:
    """A head for a figure of height `h`; `behind` shows the back of it."""
    rx, ry = 0.056 * h, 0.07 * h
    colour = c.at("#b9b3aa" if hair == "grey" else HAIR, depth)
    c.oval(x, y, rx, ry, colour if behind else c.at(SKIN, depth))
    if not behind:
        c.slice(x, y - 0.004 * h, rx * 1.06, ry * 1.06, 178, 362, colour)
        c.oval(x - 0.03 * h * facing, y - 0.012 * h, 0.03 * h, 0.045 * h, colour)
        c.oval(x + 0.012 * h * facing, y + 0.004 * h, 0.04 * h, 0.04 * h, c.at(SKIN, depth))
    if hair == "bun":
        c.oval(x - (0 if behind else 0.058 * h * facing), y + 0.012 * h, 0.03 * h, 0.032 * h, colour)
    if hat:
        straw(c, x, y - 0.035 * h, h, depth)


def straw(c: Canvas, x: float, y: float, h: float, depth: float = 0.0) -> None:
    """A nón lá whose rim is at `y`."""
    rim = 0.15 * h
    base = c.at("#e8d3a0", depth)
    curve = [
        (x + rim * math.cos(a), y + 0.026 * h * math.sin(a)) for a in (i * math.pi / 10 for i in range(11))
    ]
    c.poly([(x, y - 0.12 * h), *curve], base)
    c.poly([(x, y - 0.12 * h), *curve[5:]], c.dark("#d9bf85", 0.12, depth))


def seated_back(
    c: Canvas, x: float, y: float, h: float, cloth: str, *, hat: bool = False, hair: str = "short"
) -> None:
    """Somebody seated, seen from behind, on the ground line `y`; `h` is their standing height."""
    top, shade = c.at(cloth), c.dark(cloth, 0.3)
    c.rect(x - 0.12 * h, y - 0.2 * h, x - 0.09 * h, y, c.dark("#6b4630", 0.3))
    c.rect(x + 0.09 * h, y - 0.2 * h, x + 0.12 * h, y, c.dark("#6b4630", 0.3))
    c.round_rect(x - 0.15 * h, y - 0.235 * h, x + 0.15 * h, y - 0.185 * h, 0.012 * h, c.at("#8a5a3b"))
    body = [
        (x - 0.045 * h, y - 0.585 * h),
        (x + 0.045 * h, y - 0.585 * h),
        (x + 0.135 * h, y - 0.54 * h),
        (x + 0.15 * h, y - 0.4 * h),
        (x + 0.13 * h, y - 0.2 * h),
        (x - 0.13 * h, y - 0.2 * h),
        (x - 0.15 * h, y - 0.4 * h),
        (x - 0.135 * h, y - 0.54 * h),
    ]
    c.poly(smooth(body, 6, closed=True), top)
    c.line([(x, y - 0.5 * h), (x, y - 0.24 * h)], 0.012 * h, shade)
    c.rect(x - 0.026 * h, y - 0.62 * h, x + 0.026 * h, y - 0.57 * h, c.dark(SKIN, 0.15))
    head(c, x, y - 0.67 * h, h, hat=hat, hair=hair, behind=True)


def bust_back(c: Canvas, x: float, y: float, h: float, cloth: str, hair: str, depth: float = 0.0) -> None:
    """Head and shoulders from behind, cut at `y` by the row in front."""
    body = [(x - 0.15 * h, y), (x - 0.145 * h, y - 0.12 * h), (x - 0.04 * h, y - 0.2 * h)]
    c.poly(smooth([*body, *[(2 * x - px, py) for px, py in reversed(body)]], 6), c.at(cloth, depth))
    c.rect(x - 0.028 * h, y - 0.22 * h, x + 0.028 * h, y - 0.17 * h, c.dark(SKIN, 0.2, depth))
    head(c, x, y - 0.27 * h, h * 1.08, hair=hair, depth=depth, behind=True)


def shadow(c: Canvas, x: float, y: float, w: float, ground: str) -> None:
    c.oval(x + 0.12 * w, y, w, 0.14 * w, c.dark(ground, 0.2))
