"""Querysets that are built and compiled once in a process, and then only run.

Django builds the tree of a queryset and turns it into SQL at each use; for a page of a few rows that is
the larger half of the work. A prepared query stays an ordinary queryset, in the words of its models:

    @prepared
    def newest_in(category: int) -> QuerySet[Article]:
        return Article.objects.published().filter(category=category).newest()[:15]

    for article in newest_in(3): ...

The function is called once, with a `Slot` for each argument. So an argument may stand only where a filter
takes a value; and what the function reads for itself, such as the time, it reads once for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import date, datetime
from functools import cache, wraps
from typing import Any, get_type_hints

from django.contrib.postgres.fields import ArrayField
from django.db import connections, models
from django.db.models import Expression, Func, QuerySet

#: The types that an argument may have, and how PostgreSQL is to read them.
FIELDS: dict[Any, models.Field] = {
    int: models.BigIntegerField(),
    str: models.TextField(),
    date: models.DateField(),
    datetime: models.DateTimeField(),
    list[int]: ArrayField(models.BigIntegerField()),
}


class Slot(Expression):
    """A value that is known only when the statement runs."""

    def __init__(self, name: str, output_field: models.Field) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class Among(Func):
    """The condition that a column has a value of a list; for `__in` Django must know how many there are."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()


class Statement:
    """The SQL of a queryset with slots, and how to make rows of what it answers."""

    def __init__(self, rows: QuerySet) -> None:
        self.rows = rows
        self.compiler = rows.query.get_compiler(rows.db)
        self.sql, self.parameters = self.compiler.as_sql()

    def run(self, values: dict[str, Any]) -> list[Any]:
        parameters = tuple(values[p.name] if isinstance(p, Slot) else p for p in self.parameters)
        compiler = copy(self.compiler)
        compiler.connection = connections[self.rows.db]  # each thread has its own
        compiler.as_sql = lambda *_, **__: (self.sql, parameters)
        query = copy(self.rows.query)
        query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
        bound = object.__new__(type(self.rows))
        vars(bound).update(vars(self.rows), _query=query)
        return list(bound)


def prepared(build: Callable[..., QuerySet]) -> Callable[..., list[Any]]:
    """Make of a function that returns a queryset one that returns its rows; see the module.

    Its arguments are given by position, and each has a type of `FIELDS`.
    """
    hints = get_type_hints(build)
    hints.pop("return")

    @cache
    def statement() -> Statement:
        return Statement(build(**{name: Slot(name, FIELDS[kind]) for name, kind in hints.items()}))

    @wraps(build)
    def run(*arguments: Any) -> list[Any]:
        return statement().run(dict(zip(hints, arguments, strict=True)))

    return run
