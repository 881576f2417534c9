"""The add form opened with fields filled in by a link. Nothing is stored until its reader saves.

A link names the fields of the form as parameters: ?symbol=446-QĐ/TU&type=3&issued_on=2021-11-26.
Whatever a field cannot read is left empty, so that no address, however mistyped, is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict


def query(values: Mapping[str, Any]) -> str:
    """Field names with their values (primary keys for rows, lists for several, ISO days) as a query."""
    return urlencode({name: value for name, value in values.items() if value not in ("", None)}, doseq=True)


def readable(fields: Mapping[str, forms.Field], given: QueryDict) -> dict[str, Any]:
    """What the parameters say of these fields, as initial values; the unreadable is left out."""
    found = {}
    for name in given.keys() & fields.keys():
        field = fields[name]
        several = isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
        try:
            found[name] = field.clean(given.getlist(name) if several else given[name])
        except ValidationError:
            continue
    return found
