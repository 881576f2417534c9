"""Addresses without asking Django each time: the same ones."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse

from portal.addresses import address


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("home", []),
        ("article_detail", ["duong-moi", 7]),
        ("article_detail", ["mark0mark-7001", 7002]),
        ("category", ["thoi-su"]),
        ("bulletin_detail", [2026, 11]),
        ("archive", [2026]),
        ("archive", [2026, 2, 3]),
        ("register_file", ["csv"]),
    ],
)
def test_an_address_is_what_django_would_make_of_it(name, arguments):
    for _ in range(2):
        assert address(name, *arguments) == reverse(name, args=arguments)


def test_a_name_that_no_view_has_is_an_error():
    with pytest.raises(NoReverseMatch):
        address("no-such-view", 1)
