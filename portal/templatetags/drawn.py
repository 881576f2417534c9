"""Parts of a page that are drawn once for equal values.

    {% drawn "includes/_card.html" article=article level=3 %}
    {% drawn name values %}

As with {% include … only %} the part sees these values and nothing else. So what was drawn before is right
again whenever the values are equal, however long ago: nobody has to say that something changed, and a
value that was forgotten is missing from the page instead of old on it. What reads the clock needs the day
among its values.
"""

from __future__ import annotations

import io
import pickle
from hashlib import blake2b
from typing import Any

from django import template
from django.core.cache import caches
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


class Columns(pickle.Pickler):
    """Writes a row as what it holds: half the price of what Django writes for its other versions."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, Model):
            return _new, (type(value),), vars(value), None, None, _fill
        return NotImplemented


def _new(model: type[Model]) -> Model:
    return model.__new__(model)


def _fill(row: Model, columns: dict[str, Any]) -> None:
    vars(row).update(columns)


def _written(values: dict[str, Any]) -> bytes:
    file = io.BytesIO()
    Columns(file).dump(values)
    return file.getvalue()


@register.simple_tag
def drawn(name: str, values: dict[str, Any] | None = None, **named: Any) -> SafeString:
    """The template of that name drawn with the values, given as a whole or by name.

    Values are compared as pickles, the rows of a table among them; equal ones may rarely look different,
    and the part is then drawn again.

    Raises:
        TypeError: a value is no data, such as a request or a generator.
    """
    data = _written(values or named)
    key = f"{name}-{blake2b(data, digest_size=16).hexdigest()}"
    kept = caches["drawn"]
    part = kept.get(key)
    if part is None:
        # from a copy: what drawing leaves on a row, such as a cached property, would make it look different
        part = render_to_string(name, pickle.loads(data))  # noqa: S301 - written two lines above
        kept.set(key, part)
    return part
