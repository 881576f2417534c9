"""The style sheets and templates keep their promises: contrast computed, budgets, nothing inline."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CSS = ROOT / "static" / "css"
SITE = (CSS / "site.css").read_text()
PUBLIC = [path for path in sorted((ROOT / "templates").rglob("*.html")) if "admin" not in path.parts]

#: Text, what it stands on, and the least contrast (WCAG 2.2: 1.4.3 text, 1.4.11 controls).
PAIRS = [
    *[
        (text, ground, 4.5)
        for text in ("ink", "soft", "red", "link", "gold-text")
        for ground in ("paper", "wash")
    ],
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
]


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))


LIGHT = tokens(re.search(r"@layer tokens \{\s*:root \{(.*?)\n  \}", SITE, re.DOTALL)[1])
DARK = LIGHT | tokens(re.search(r"prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}", SITE, re.DOTALL)[1])
HIGH = LIGHT | tokens(re.search(r':root\[data-contrast="high"\] \{(.*?)\}', SITE, re.DOTALL)[1])
SCHEMES = {"light": LIGHT, "dark": DARK, "high": HIGH}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_defines_it():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffcd00", "#da251d") == pytest.approx(3.28, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_every_colour_pair_can_be_read(scheme, text, ground, least):
    colours = SCHEMES[scheme]
    assert contrast(colours[text], colours[ground]) >= least


def test_the_style_sheets_and_scripts_fit_their_budgets():
    def packed(folder: str) -> int:
        return sum(len(gzip.compress(path.read_bytes())) for path in (ROOT / "static" / folder).iterdir())

    assert packed("css") <= 20_000
    assert packed("js") <= 15_000


@pytest.mark.parametrize("template", PUBLIC, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_holds_nothing_that_the_content_policy_refuses(template):
    html = template.read_text()
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:", html, re.IGNORECASE)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_the_pages_for_a_broken_site_need_nothing_of_the_site(name):
    html = (ROOT / "templates" / name).read_text()
    assert "{%" not in html
    assert "{{" not in html


def test_every_file_that_a_style_sheet_asks_for_is_there():
    for sheet in CSS.glob("*.css"):
        for address in re.findall(r'url\("([^"]+)"\)', sheet.read_text()):
            assert (CSS / address).resolve().is_file(), address
