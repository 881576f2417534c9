"""PostgreSQL full-text search in Vietnamese.

A vector holds every word twice, as written and without accents ("vận" and "van"), in the spelling
of `portal.words`. One GIN index then answers both questions: the words without accents find any
accents, the words as typed find only theirs, and a word typed without accents still finds all.
Vectors are generated columns, so nothing can forget them. Numbers of official texts are matched by
their key in the register: unaccent would make TƯ (Trung ương) into TU (Tỉnh ủy).
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models import ExpressionWrapper, F, Func, Q, Value

from portal.words import MAX_CHARACTERS, MAX_WORDS, Wanted, bare, tidy, wanted

__all__ = [
    "MAX_CHARACTERS",
    "MAX_WORDS",
    "THROUGH_INDEXES",
    "Wanted",
    "indexes",
    "query",
    "search",
    "spoken",
    "tidy",
    "vector",
    "wanted",
]

#: Without accents, and as written; the first is made by a migration of `portal`.
FOLDED, EXACT = "vietnamese", "simple"
#: Sent before a statement, with which it is one transaction: that one uses an index wherever there is one.
#: The planner takes `@@` for cheap and reads the whole table for a common word, but each call unpacks
#: a vector stored aside: 1,000 hits took 36 ms so, and 3 ms through the index.
THROUGH_INDEXES = "SET LOCAL enable_seqscan = off"


class Words(Func):
    """search_vector(column, weight): both forms of each word; made by a migration of `portal`."""

    function = "search_vector"
    output_field = SearchVectorField()


class Joined(Func):
    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = SearchVectorField()


def vector(**weights: str) -> models.GeneratedField:
    """A stored, weighted tsvector: vector(title="A", lead="B", body_text="C")."""
    parts = [Words(F(column), Value(weight)) for column, weight in weights.items()]
    expression = Joined(*parts) if len(parts) > 1 else parts[0]
    return models.GeneratedField(expression=expression, output_field=SearchVectorField(), db_persist=True)


def indexes(name: str) -> list[GinIndex]:
    """Of a model with two vectors: `search` of everything, and `headline` of its title."""
    # Pending entries of a fast update would be read through by every search until a vacuum.
    columns = ("search", "headline")
    return [GinIndex(fields=[column], name=f"{name}_{column}", fastupdate=False) for column in columns]


def query(asked: Wanted | str, exact: bool = False) -> SearchQuery:
    """What was asked for as a tsquery; `exact` keeps the accents that were typed."""
    asked = wanted(asked) if isinstance(asked, str) else asked
    return spoken(asked.query(exact), exact)


def spoken(words: Any, exact: bool) -> SearchQuery:
    """The same from words in the spelling of `Wanted.query`, or from a slot for them."""
    return SearchQuery(words, config=EXACT if exact else FOLDED, search_type="websearch")


def prefixed(typed: list[str]) -> SearchQuery:
    """The words `typed`, accents optional, the last one perhaps not finished."""
    *whole, last = [bare(token) for token in typed]
    return SearchQuery(" & ".join([*whole, f"{last}:*"]), config=EXACT, search_type="raw")


def search(rows: models.QuerySet, typed: str, *then: str) -> models.QuerySet:
    """The rows that match: first those with the words in their headline as typed, then with other accents.

    Ties by the `then` orderings. A rank by the whole text would unpack every vector that matches.
    """
    asked = wanted(typed)
    told = (Q(headline=query(asked, exact=True)), Q(headline=query(asked)))
    best = [ExpressionWrapper(words, models.BooleanField()).desc() for words in told]
    return rows.filter(search=query(asked)).order_by(*best, *then)
