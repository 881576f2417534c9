"""Vietnamese text is stored one way, found without accents, sorted as a dictionary sorts."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import text

words = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)


@pytest.mark.parametrize(
    ("typed", "stored", "why"),
    [
        ("Dân vận khéo", "Dân vận khéo", "already as it should be"),
        (unicodedata.normalize("NFD", "Ủy ban Mặt trận"), "Ủy ban Mặt trận", "combining marks are composed"),
        ("hô\u0309", "hổ", "half-composed letters are met in real pages"),
        ("Bộ\u00a0Chính\u2003trị\t", "Bộ Chính trị", "every white space is one space"),
        ("Quản\u200b trị\u202e viên", "Quản trị viên", "nothing invisible, nothing that turns the reading"),
        ("a\u0301\u0302\u0303\u0304\u0305\u0306", "á", "no letter carries six marks"),
        ("hai\ndòng", "hai dòng", "a title has one line"),
        ("\ud800lẻ", "lẻ", "half of a surrogate pair is no character"),
    ],
)
def test_a_line_is_stored_one_way_however_it_was_typed(typed, stored, why):
    assert text.one_line(typed) == stored, why


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Đảng bộ", "dang bo", "accents and case are optional"),
        ("Ðảng", "Đảng", "U+00D0 is typed for Đ"),
        ("hoà bình", "hòa bình", "two places for one tone mark"),
        ("uỷ ban", "ủy ban", "the same"),
        ("4\u20136", "4-6", "every dash"),
        ("２０２６", "2026", "full-width digits"),
        ("ƯƠNG", "ương", "the horn"),
    ],
)
def test_spellings_of_one_word_fold_to_the_same(one, other, why):
    assert text.fold(one) == text.fold(other), why


@pytest.mark.parametrize(("one", "other"), [("dân", "dần hai"), ("bàn", "cán"), ("31-CT", "31/CT")])
def test_different_words_stay_different_when_folded(one, other):
    assert text.fold(one) != text.fold(other)


@pytest.mark.parametrize(
    ("title", "address"),
    [
        ("Đảng bộ tỉnh Đồng Sơn", "dang-bo-tinh-dong-son"),
        ("“Dân vận khéo”: 12.400 m²!", "dan-van-kheo-12-400-m2"),
        ("???", "bai"),
        ("", "bai"),
        ("một hai ba bốn năm sáu bảy tám chín mười mười một mười hai mười ba mười bốn mười lăm",
         "mot-hai-ba-bon-nam-sau-bay-tam-chin-muoi-muoi-mot-muoi-hai-muoi-ba-muoi-bon-muoi"),
    ],
)  # fmt: skip
def test_an_address_is_ascii_and_ends_with_a_whole_word(title, address):
    assert text.slug(title) == address


def test_names_sort_as_a_vietnamese_dictionary_sorts():
    ordered = [
        "an",
        "Anh",
        "ảnh",
        "ánh",
        "ăn",
        "âu",
        "ba",
        "da",
        "đa",
        "em",
        "ếch",
        "oai",
        "ôi",
        "ơn",
        "ưng",
        "yên",
    ]
    scrambled = ordered[::-1]
    assert sorted(scrambled, key=text.sort_key) == ordered


@given(words)
def test_storing_twice_changes_nothing(value):
    assert text.one_line(text.one_line(value)) == text.one_line(value)
    assert text.paragraphs(text.paragraphs(value)) == text.paragraphs(value)


@given(words)
def test_folding_does_not_see_the_difference_between_composed_and_decomposed(value):
    assert text.fold(unicodedata.normalize("NFD", value)) == text.fold(unicodedata.normalize("NFC", value))


@given(words)
def test_an_address_never_needs_escaping(value):
    assert text.slug(value).replace("-", "").isascii()
    assert text.slug(value).strip("-") == text.slug(value) != ""
