"""Who may import whom, and what a pure module is: the picture in the architecture notes, kept true."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("portal", "directives", "news", "galleries", "pages", "comments", "readers")

#: Nothing of Django in these: they turn text into facts and are tested in milliseconds.
PURE = [
    "portal/text.py",
    "portal/html.py",
    "portal/legacy.py",
    "portal/lunar.py",
    "portal/fetching.py",
    "portal/qr.py",
    "pages/skies.py",
    "portal/words.py",
    "portal/numbers.py",
    "portal/ranking.py",
    "portal/extracts.py",
    "portal/slips.py",
    "portal/palette.py",
    "portal/press",
    "directives/symbols.py",
    "directives/spreadsheet",
    "directives/citations",
    "directives/layout.py",
    "directives/sections.py",
    "directives/titles.py",
    "directives/signature.py",
    "directives/anchors.py",
    "directives/validity.py",
    "directives/relations.py",
    "directives/markings.py",
    "directives/signers.py",
    "directives/timeline.py",
    "directives/papers",
    "news/intake",
    "comments/screening",
    "portal/demo",
]
#: The modules of `portal` that apps may build on; the rest composes them and is imported by nobody.
FOUNDATION = {
    "portal.text",
    "portal.html",
    "portal.fields",
    "portal.publishing",
    "portal.search",
    "portal.words",
    "portal.models",
    "portal.commenting",
    "portal.images",
    "portal.forms",
    "portal.lunar",
    "portal.desk",
    "portal.legacy",
    "portal.templatetags",
    "portal.roles",
    "portal.fetching",
    "portal.prepared",
    "portal.rows",
    "portal.addresses",
    "portal.paging",
    "portal.qr",
    "portal.press",
}
ALLOWED = {
    "directives": {"directives"},
    "news": {"news", "directives"},
    "galleries": {"galleries", "news"},
    "pages": {"pages", "news"},
    "comments": {"comments", "news", "directives"},
    "readers": {"readers", "comments", "news"},
}


def modules(place: str) -> list[Path]:
    path = ROOT / place
    found = [path] if path.suffix else sorted(path.rglob("*.py"))
    return [p for p in found if "migrations" not in p.parts]


def imports(path: Path) -> set[str]:
    """Every module a file imports, as dotted names; `from a import b` counts as a.b and as a."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("place", PURE)
def test_a_pure_module_knows_nothing_of_django(place):
    assert modules(place), place
    for path in modules(place):
        assert not [name for name in imports(path) if name.split(".")[0] in {"django", "pghistory"}], path


@pytest.mark.parametrize("app", ALLOWED)
def test_imports_point_down_only(app):
    for path in modules(app):
        ours = {name for name in imports(path) if name.split(".")[0] in APPS and "." in name}
        for name in ours:
            top = name.split(".")[0]
            if top == "portal":
                assert any(f"{name}.".startswith(f"{known}.") for known in FOUNDATION), f"{path}: {name}"
            else:
                assert top in ALLOWED[app], f"{path}: {name}"


def test_the_foundation_does_not_know_the_apps():
    for name in FOUNDATION:
        path = ROOT / (name.replace(".", "/") + ".py")
        if path.exists():
            assert not {n.split(".")[0] for n in imports(path)} & set(ALLOWED), path


def test_only_one_module_knows_the_sanitiser_and_only_one_the_editor():
    users = {"nh3": [], "django_ckeditor_5.widgets": []}
    for app in APPS:
        for path in modules(app):
            for library in users:
                if library in imports(path):
                    users[library].append(path.relative_to(ROOT).as_posix())
    assert users == {"nh3": ["portal/html.py"], "django_ckeditor_5.widgets": ["portal/fields.py"]}


def test_text_becomes_trusted_html_in_one_place_only():
    for path in (ROOT / "templates").rglob("*.html"):
        words = path.read_text(encoding="utf-8").replace(" ", "")
        assert "|safe" not in words, path
        assert "autoescapeoff" not in words, path
    trusting = [
        p.relative_to(ROOT).as_posix() for app in APPS for p in modules(app) if "mark_safe" in p.read_text()
    ]
    assert trusting == ["portal/templatetags/cleaned.py"]
