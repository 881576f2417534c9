"""Rows that are read a thousand times for each time that one is saved."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any, Self, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Func, QuerySet, TextField
from django.db.models.base import ModelState
from django.db.models.functions import Cast, JSONObject

M = TypeVar("M", bound=models.Model)


class Row(models.Model):
    """A model whose rows become objects as they come from the database.

    Django gives every column that was left out a value that says so, sets each column through its
    descriptor and sends two signals: for a list of fifteen cards a sixth of what the page costs. A column
    that was left out is fetched when it is asked for, as ever; who needs the signals uses `models.Model`.
    """

    class Meta:
        abstract = True

    @classmethod
    def from_db(  # type: ignore[override]  # the stubs are those of a later Django
        cls, db: str | None, field_names: Collection[str], values: Sequence[Any]
    ) -> Self:
        row = cls.__new__(cls)
        state = ModelState()
        state.db, state.adding = db, False
        vars(row).update(zip(field_names, values, strict=True), _state=state)
        return row


def beside(rows: QuerySet, **columns: Any) -> Cast:
    """Rows that belong to the row around them, as a column of it: the text of a JSON list of objects.

    `told` makes a list of it, for whoever draws it; a part of a page that was drawn before does not.
    """
    listed = ArraySubquery(rows.values(row=JSONObject(**columns)))
    return Cast(Func(listed, function="to_json"), TextField())


def told(text: str, model: type[M], **around: models.Model) -> list[M]:
    """The rows of `model` in a column that `beside` made; `around` is the row that has it, by its field."""
    return [model(**_values(model, columns), **around) for columns in json.loads(text)]


def _values(model: type[models.Model], columns: dict[str, Any]) -> dict[str, Any]:
    """As the fields have them: in JSON days and moments are text, and what a row points at is an object."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    return {name: _value(fields[name], value) for name, value in columns.items()}


def _value(field: Any, value: Any) -> Any:
    to = field.related_model
    return to(**_values(to, value)) if to else field.to_python(value)
