"""Addresses by the name of their view, for pages that show dozens: Django's `reverse` tries every pattern.

What a name looks like is asked of `reverse` once; then the arguments are only put in.
"""

from __future__ import annotations

from functools import cache

from django.urls import reverse


def address(name: str, *arguments: str | int) -> str:
    """What `reverse` gives for arguments that need no quoting: slugs and numbers."""
    return _shape(name, tuple(type(argument) for argument in arguments)).format(*arguments)


@cache
def _shape(name: str, kinds: tuple[type, ...]) -> str:
    """ "/tin/{}-{}/": the address with a mark for each argument."""
    marks = [f"mark{place}mark" if kind is str else 7001 + place for place, kind in enumerate(kinds)]
    shape = reverse(name, args=marks)
    for mark in marks:
        shape = shape.replace(str(mark), "{}", 1)
    return shape
