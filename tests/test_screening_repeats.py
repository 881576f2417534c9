"""A text that was sent lately is known again in any dress, and people may still agree in the same words."""

import unicodedata

import pytest

from comments.screening import fingerprint
from tests.sentences import ZW
from tests.test_screening import codes

LONG = "Đề nghị huyện sớm sửa con đường liên thôn vì trời mưa các cháu không đi học được."


@pytest.mark.parametrize(
    "same",
    [
        LONG.upper(),
        LONG.replace(" ", "  ") + "!!!",
        unicodedata.normalize("NFD", LONG),
        "De nghi huyen som sua con duong lien thon vi troi mua cac chau khong di hoc duoc",
        LONG.replace("đường", "đườnggg"),
        LONG.replace("thôn", f"th{ZW}ôn"),
        LONG.replace("con", "сon"),
    ],
)
def test_small_changes_keep_the_fingerprint_and_wait_as_a_repeat(same):
    assert fingerprint(same) == fingerprint(LONG)
    assert "repeat" in codes(same, recent={fingerprint(LONG)})


def test_another_text_is_no_repeat():
    assert fingerprint(LONG) != fingerprint(LONG.replace("huyện", "xã"))
    assert codes(LONG.replace("thôn", "xã"), recent={fingerprint(LONG)}) == set()


def test_many_people_may_send_the_same_short_agreement():
    assert codes("Tôi đồng ý.", recent={fingerprint("Tôi đồng ý.")}) == set()


def test_signs_alone_have_fingerprints_of_their_own():
    assert fingerprint("???") != fingerprint("!!!")
