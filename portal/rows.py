"""Rows that are read a thousand times for each time that one is saved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Self

from django.db import models
from django.db.models.base import ModelState


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
