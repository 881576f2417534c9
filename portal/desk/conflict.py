"""Two people saved one text: what the other's version says beside what was typed here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from portal.fields import RichText
from portal.html import clean, to_text


@dataclass(frozen=True)
class Difference:
    label: str
    theirs: str
    mine: str


def differences(form: forms.ModelForm) -> list[Difference]:
    """The fields of a bound form that differ from the stored row, as plain text on both sides."""
    found = []
    for name in form.changed_data:
        field = form.fields[name]
        if field.widget.is_hidden or isinstance(field, forms.FileField):
            continue
        theirs, mine = form.get_initial_for_field(field, name), form[name].data
        if isinstance(field.widget, RichText) and clean(str(theirs)) == clean(str(mine)):
            continue  # A browser sends other line ends than it was given.
        found.append(Difference(str(form[name].label), shown(field, theirs), shown(field, mine)))
    return found


def shown(field: forms.Field, value: Any) -> str:
    """A form value, stored or typed, as a person reads it; what cannot be read is shown as typed."""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if not value:
        return ""
    if isinstance(field.widget, RichText):
        return to_text(str(value))
    if isinstance(field, forms.ModelChoiceField):
        try:
            value = field.clean(value)
        except ValidationError:
            return str(value)
    if isinstance(value, list | tuple | models.QuerySet):
        return ", ".join(str(part) for part in value if part)
    return str(value)
