"""Personal data is hidden before a text is shown, and nothing else of it."""

import pytest
from hypothesis import given, settings

from comments.screening import MASKS, PERSONAL, Hit, mask, screen
from comments.word_lists import DEFAULT_LISTS
from tests.sentences import HOSTILE


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Gọi 0912 345 678 nhé", "Gọi [số điện thoại đã ẩn] nhé"),
        ("CCCD 006085001234 bị sai", "CCCD [số giấy tờ đã ẩn] bị sai"),
        ("STK 19034567890123 của tôi", "STK [số tài khoản đã ẩn] của tôi"),
        ("Gửi hoa@thu.example nhé", "Gửi [địa chỉ e-mail đã ẩn] nhé"),
        ("Zalo 0912345678 nhé", "[tài khoản liên hệ đã ẩn] nhé"),
        ("0912345678, 0987654321", "[số điện thoại đã ẩn], [số điện thoại đã ẩn]"),
        ("Không có gì để ẩn", "Không có gì để ẩn"),
    ],
)
def test_masking_hides_personal_data_and_leaves_the_rest(text, masked):
    assert mask(text, personal_hits(text)) == masked
    assert personal_hits(masked) == []


def personal_hits(text):
    return [h for r in screen("Lan", text, DEFAULT_LISTS) if r.code in PERSONAL for h in r.hits]


def test_masking_ignores_hits_of_the_name_and_names_other_hits_plainly():
    hits = [Hit("insult", 4, 10, "đồ ngu"), Hit("phone", 0, 3, "091", field="name")]
    assert mask("Hắn đồ ngu", hits) == "Hắn [đã ẩn]"


@pytest.mark.parametrize("hit", [Hit("phone", 0, 3, "xyz"), Hit("phone", 2, 99, "c"), Hit("phone", 1, 1, "")])
def test_masking_refuses_places_of_another_version_of_the_text(hit):
    with pytest.raises(ValueError, match="no longer"):
        mask("abc", [hit])


@settings(max_examples=150, deadline=None)
@given(text=HOSTILE)
def test_masking_hides_every_hit_and_keeps_everything_else(text):
    hits = [h for r in screen("Lan", text, DEFAULT_LISTS) for h in r.hits]
    masked = mask(text, hits)
    hidden = {place for hit in hits for place in range(hit.start, hit.end)}
    left = "".join(char for place, char in enumerate(text) if place not in hidden)
    for note in {*MASKS.values(), "[đã ẩn]"}:
        masked = masked.replace(note, "")
    assert masked == left
