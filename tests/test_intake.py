"""Old pages are read into articles and official texts; what is no article is refused with the reason.

The look-alike pages in fixtures/pages were written for these tests, one per family of portals. The real pages
that the first import brought are read too where that folder lies beside the repository.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from news.intake import NotAnArticle, Page, parse

PAGES = Path(__file__).parent / "fixtures" / "pages"
SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
KEYS = (
    "path kind title lead published author source captions body citations document_type symbol sections recipients "
    "signing_authority signer_position signer signed_and_sealed warnings"
).split()


def expectations(folder: Path) -> list[Any]:
    listed = folder / "expected.json"
    if not listed.exists():
        return []
    return [
        pytest.param(folder / name, facts, id=name) for name, facts in json.loads(listed.read_text()).items()
    ]


def differences(page: Page, facts: dict[str, Any]) -> list[str]:
    """Each expected fact that the page does not show, in words."""
    shown = page.as_json()
    body = shown["body"]
    checks = {
        "lead_starts": lambda v: (shown["lead"] or "").startswith(v),
        "body_starts": lambda v: body.startswith(v),
        "body_ends": lambda v: body.endswith(v),
        "body_must_not_contain": lambda v: not [words for words in v if words in body],
        "rejoined_paragraph_contains": lambda v: any(v in paragraph for paragraph in body.split("\n\n")),
        "body_contains": lambda v: all(words in body for words in v),
        "title": lambda v: (shown["title"] or "").casefold() == v.casefold(),
        "html_contains": lambda v: all(words in page.body_html for words in v),
    }
    return [
        f"{key}: wanted {wanted!r}, got {shown.get(key, body[:80] + ' … ' + body[-80:])!r}"
        for key, wanted in facts.items()
        if not (checks[key](wanted) if key in checks else shown[key] == wanted)
    ]


@pytest.mark.parametrize(("path", "facts"), expectations(PAGES))
def test_each_family_of_portals_is_read_right(path: Path, facts: dict[str, Any]) -> None:
    if "refused" in facts:
        with pytest.raises(NotAnArticle) as refusal:
            parse(path.read_bytes(), path.name)
        assert facts["refused"] in refusal.value.reason.lower()
    else:
        assert differences(parse(path.read_bytes(), path.name), facts) == []


@pytest.mark.parametrize(("path", "facts"), expectations(SEEDS))
def test_the_real_pages_are_read_exactly(path: Path, facts: dict[str, Any]) -> None:
    assert differences(parse(path.read_bytes(), path.name), facts) == []
