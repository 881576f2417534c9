"""The colours of the style sheet and the contrast between them, as WCAG defines it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: Text, what it stands on, and the least contrast (WCAG 2.2: 1.4.3 text, 1.4.11 controls).
PAIRS: tuple[tuple[str, str, float], ...] = (
    *(
        (text, ground, 4.5)
        for text in ("ink", "soft", "red", "link", "gold-text")
        for ground in ("paper", "wash")
    ),
    ("good", "good-wash", 4.5),
    ("bad", "bad-wash", 4.5),
    ("ink", "bad-wash", 4.5),
    ("link", "bad-wash", 4.5),
    ("on-deep", "deep", 4.5),
    ("on-button", "button", 4.5),
    ("on-foot", "foot", 4.5),
    ("on-foot-soft", "foot", 4.5),
    ("edge", "paper", 3),
    ("edge", "wash", 3),
)
_BLOCKS = {
    "light": re.compile(r"@layer tokens \{\s*:root \{(.*?)\n  \}", re.DOTALL),
    "dark": re.compile(r"prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}", re.DOTALL),
    "high": re.compile(r':root\[data-contrast="high"\] \{(.*?)\}', re.DOTALL),
}


def schemes(sheet: str) -> dict[str, dict[str, str]]:
    """The colours of the light, dark and high-contrast scheme: {"light": {"ink": "#1f1a17", …}, …}.

    Raises ValueError when the style sheet no longer has one of them.
    """
    found: dict[str, dict[str, str]] = {}
    for name, block in _BLOCKS.items():
        if not (match := block.search(sheet)):
            raise ValueError(f"the style sheet has no {name} scheme")
        own = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", match[1]))
        found[name] = found.get("light", {}) | own
    return found


def luminance(colour: str) -> float:
    """Relative luminance of "#rgb" or "#rrggbb", 0 to 1."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def pairs(colours: Mapping[str, str]) -> list[tuple[str, str, str, str, float, float]]:
    """(text, its colour, ground, its colour, contrast, least contrast) of every pair in use."""
    return [
        (text, colours[text], ground, colours[ground], contrast(colours[text], colours[ground]), least)
        for text, ground, least in PAIRS
    ]
