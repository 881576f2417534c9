"""A small portal for the search tests: tests/data/search_corpus.tsv saved through the product's own door."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests import factories

DATA = Path(__file__).parent / "data"


def table(name: str) -> Iterator[list[str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row and not row[0].startswith("#"):
                yield row


def save() -> dict[tuple[str, int], str]:
    """Save the corpus; returns (kind, pk) → key."""
    category = factories.category(name="Cơ sở", slug="co-so")
    keys: dict[tuple[str, int], str] = {}
    for place, (key, kind, title, second, text, *_) in enumerate(table("search_corpus.tsv")):
        day = datetime(2026, 1, 1, tzinfo=UTC) - timedelta(days=place)
        row: Any
        if kind == "tin":
            row = factories.article(
                title=title, lead=second, body=f"<p>{text}</p>", published_at=day, category=category
            )
        elif kind == "van-ban":
            type_name, abbreviation, body, mark, symbol, subject = title.split("|")
            row = factories.directive(
                type=factories.document_type(type_name, abbreviation),
                issuing_body=factories.body(body, mark),
                symbol=symbol, subject=subject, body=f"<p>{text}</p>", published_at=day,
                issued_on=datetime.strptime(second, "%d/%m/%Y").date(),
            )  # fmt: skip
        else:
            number, year = map(int, title.split("/"))
            row = factories.bulletin(
                number=number, year=year, month=number, title=second, introduction=text, published_at=day
            )
        keys[kind, row.pk] = key
    return keys
