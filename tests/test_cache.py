"""The process's own cache: the objects themselves, for as long as was said."""

from __future__ import annotations

import pytest
from django.core.cache import cache


def test_what_is_kept_comes_back_as_it_is():
    menu = [object()]
    cache.set("menu", menu)
    assert cache.get("menu") is menu
    assert cache.get_or_set("menu", list) is menu


def test_what_is_deleted_or_past_its_time_is_loaded_again():
    cache.set("gone", 1)
    cache.delete("gone")
    cache.set("past", 1, timeout=0)
    assert [cache.get_or_set(key, lambda: 2) for key in ("gone", "past")] == [2, 2]
    assert cache.get("never", "nothing") == "nothing"


def test_the_first_of_two_who_add_has_added():
    assert (cache.add("lock", "one"), cache.add("lock", "two")) == (True, False)
    assert cache.get("lock") == "one"


def test_counting_starts_from_what_is_there():
    cache.set("times", 2)
    assert cache.incr("times", 3) == 5
    with pytest.raises(ValueError, match="unknown"):
        cache.incr("unknown")
