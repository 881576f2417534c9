"""The style sheets and templates keep their promises: contrast computed, budgets, nothing inline."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.core.cache import caches

from portal.palette import PAIRS, contrast, schemes
from portal.roles import EDITOR
from tests import factories

ROOT = Path(__file__).resolve().parent.parent
CSS = ROOT / "static" / "css"
SITE = (CSS / "site.css").read_text()
PUBLIC = [path for path in sorted((ROOT / "templates").rglob("*.html")) if "admin" not in path.parts]

SCHEMES = schemes(SITE)


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


@pytest.mark.parametrize("missing", ["@layer tokens", "prefers-color-scheme: dark", 'data-contrast="high"'])
def test_a_style_sheet_without_a_scheme_is_refused(missing):
    with pytest.raises(ValueError, match="scheme"):
        schemes(SITE.replace(missing, "gone"))


@pytest.mark.django_db
def test_the_style_page_shows_every_component_to_staff_only(client):
    assert client.get("/kieu-mau/").status_code == 404
    client.force_login(factories.user(EDITOR))
    for kept in (caches["default"], caches["drawn"]):  # the frame of the page before, and its menu
        kept.clear()
    response = client.get("/kieu-mau/")
    assert "no-store" in response.headers["Cache-Control"]
    shown = {template.name for template in response.templates}
    components = {f"includes/{path.name}" for path in (ROOT / "templates" / "includes").glob("*.html")}
    assert sorted(components - shown) == []
    for scheme in schemes(SITE):
        assert response.text.count(f'data-scheme="{scheme}"') == 6
    ids = re.findall(r'\sid="([^"]+)"', response.text)
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.django_db
def test_the_style_page_s_schemes_are_those_of_the_site(client):
    assert client.get("/kieu-mau/mau.css").status_code == 404
    client.force_login(factories.user(EDITOR))
    rules = client.get("/kieu-mau/mau.css")
    assert rules.headers["Content-Type"] == "text/css; charset=utf-8"
    for name, colours in schemes(SITE).items():
        rule = next(line for line in rules.text.splitlines() if line.startswith(f'[data-scheme="{name}"]'))
        assert all(f"--{token}:{colour};" in rule for token, colour in colours.items())
