"""PostgreSQL full-text search in Vietnamese.

The configuration "vietnamese" (first migration of `portal`) is `simple` behind `unaccent`: accents
are optional, no stemming, no stop words. Vectors are generated columns, so nothing can forget them.
Symbols such as 446-QĐ/TU never go through it: PostgreSQL reads "QĐ/TU" as a file path and unaccent
would make TƯ into TU. They are matched by their key in the register.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, SearchVectorField
from django.db import models
from django.db.models import F

from portal.text import one_line

CONFIG = "vietnamese"
MAX_CHARACTERS = 200
MAX_WORDS = 20


def vector(**weights: str) -> models.GeneratedField:
    """A stored, weighted tsvector: vector(title="A", lead="B", body_text="C")."""
    parts = [SearchVector(column, weight=weight, config=CONFIG) for column, weight in weights.items()]
    expression: Any = parts[0]
    for part in parts[1:]:
        expression = expression + part
    return models.GeneratedField(expression=expression, output_field=SearchVectorField(), db_persist=True)


def tidy(typed: str) -> str:
    """What is searched for: NFC, one line, at most 200 characters and 20 words."""
    return " ".join(one_line(typed[: MAX_CHARACTERS * 2])[:MAX_CHARACTERS].split()[:MAX_WORDS])


def query(typed: str) -> SearchQuery:
    """Web search syntax ("phrase", -not, or): the only parser that never fails on what people type."""
    return SearchQuery(tidy(typed), config=CONFIG, search_type="websearch")


def search(rows: models.QuerySet, typed: str, *then: str) -> models.QuerySet:
    """The rows that match, best first, ties by the `then` orderings."""
    wanted = query(typed)
    return rows.filter(search=wanted).annotate(rank=SearchRank(F("search"), wanted)).order_by("-rank", *then)
