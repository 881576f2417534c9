"""The one place where text becomes trusted HTML."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def cleaned(html: str) -> SafeString:
    """Print the value of an HTMLField, or what `linked` and `with_anchors` made of one, as HTML.

    Nothing else may be printed so: an HTMLField cannot hold anything but the allow-list of `portal.html`.
    """
    return mark_safe(html)  # noqa: S308 - cleaned when it was stored
