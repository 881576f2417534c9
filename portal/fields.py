"""Columns that cannot hold the wrong thing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django_ckeditor_5.widgets import CKEditor5Widget

from portal import html, text


class RichText(CKEditor5Widget):
    """The one place that names the editor, so that it can be replaced."""

    def __init__(self) -> None:
        super().__init__(config_name="default", attrs={"class": "django_ckeditor_5"})


class HTMLField(models.TextField):
    """A text column that can only hold clean HTML: cleaned on every way in, `update()` included."""

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        try:
            return html.clean(super().clean(value, model_instance))
        except html.TooComplex as error:
            raise ValidationError(str(error)) from None

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        cleaned = html.clean(super().pre_save(model_instance, add) or "")
        setattr(model_instance, self.attname, cleaned)
        return cleaned

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return html.clean(value) if isinstance(value, str) else value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"widget": RichText(), **kwargs})


class LineField(models.CharField):
    """One line of Vietnamese: NFC, no invisible characters, single spaces."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return text.one_line(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        return self.to_python(super().get_prep_value(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        line = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, line)
        return line


class PlainTextField(models.TextField):
    """Several lines of plain Vietnamese, never HTML."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return text.paragraphs(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        return self.to_python(super().get_prep_value(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        plain = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, plain)
        return plain

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"widget": forms.Textarea(attrs={"rows": 4}), **kwargs})


class KeptTextField(models.TextField):
    """Text that a trigger of the database fills in; saving a row never writes what the instance holds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"editable": False, "blank": True, "default": "", **kwargs})

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return "" if add else models.F(self.attname)
