"""The demo's pictures are drawn the same everywhere, and no two alike. No database."""

from __future__ import annotations

import itertools

import pytest

from portal.demo import pictures


@pytest.mark.parametrize("scene", pictures.SCENES)
def test_a_scene_is_drawn_alike_twice_and_differs_at_every_hour(scene):
    drawn = [pictures.draw(scene, seed, (160, 90)) for seed in range(4)]
    assert {picture.size for picture in drawn} == {(160, 90)}
    assert {picture.mode for picture in drawn} == {"RGB"}
    assert drawn[2].tobytes() == pictures.draw(scene, 2, (160, 90)).tobytes()
    for one, other in itertools.combinations(drawn, 2):
        assert one.tobytes() != other.tobytes()


def test_covers_are_portraits_with_one_paper_for_each_of_four_seeds():
    corners = {pictures.cover("tea", seed, (90, 120)).getpixel((2, 2)) for seed in range(4)}
    assert len(corners) == 4
    assert pictures.cover("tea", 1).size == (900, 1200)
    assert pictures.cover("tea", 1).tobytes() == pictures.cover("tea", 1).tobytes()


@pytest.mark.parametrize("paint", [pictures.draw, pictures.cover])
def test_an_unknown_scene_is_refused(paint):
    with pytest.raises(KeyError):
        paint("volcano", 0)
