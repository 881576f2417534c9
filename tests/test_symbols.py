"""Numbers of official texts: what a person types reaches the document, and no other."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives import symbols
from directives.symbols import Symbol

SPELLINGS = [
    # typed, printed, key, what it proves
    ("446-QĐ/TU", "446-QĐ/TU", "446-QĐ/TU", "the Party form"),
    ("446 qd tu", "446-QĐ/TU", "446-QĐ/TU", "no accents, no separators"),
    ("446qđtu", "446-QĐ/TU", "446-QĐ/TU", "nothing between the parts"),
    ("446-QÐ/TU", "446-QĐ/TU", "446-QĐ/TU", "Icelandic eth U+00D0"),
    ("４４６－QĐ／TU", "446-QĐ/TU", "446-QĐ/TU", "full-width digits and marks"),
    ("số: 15 – CT/TU", "15-CT/TU", "15-CT/TU", "the word, a colon, a dash"),
    ("Số 05-CT/TU", "05-CT/TU", "5-CT/TU", "zeros are printed, not matched"),
    ("5-ct/tu", "5-CT/TU", "5-CT/TU", "the same key without the zero"),
    ("Chỉ thị số 05-CT/TW", "05-CT/TW", "5-CT/TW", "the type name before"),
    ("18/NQ-TW", "18-NQ/TW", "18-NQ/TW", "State separators of a Party body"),
    ("45-QĐ/UBND", "45/QĐ-UBND", "45/QĐ-UBND", "Party separators of a State body"),
    ("72-NQ-TW", "72-NQ/TW", "72-NQ/TW", "two hyphens"),
    ("858CV/ĐUK", "858-CV/ĐUK", "858-CV/ĐUK", "lost hyphen"),
    ("20 KH/TU", "20-KH/TU", "20-KH/TU", "space for the hyphen"),
    ("90/TBMTTQ-BTT", "90/TB-MTTQ-BTT", "90/TB-MTTQ-BTT", "type glued to the issuer"),
    ("06/2023/TTBXD", "06/2023/TT-BXD", "6/2023/TT-BXD", "type glued to a ministry"),
    ("1234/TTCP-VP", "1234/TTCP-VP", "1234/TTCP-VP", "TTCP is a body, not a circular of the Government"),
    ("40-CT/TƯ", "40-CT/TW", "40-CT/TW", "TƯ is Trung ương"),
    ("40-CT/T.Ư", "40-CT/TW", "40-CT/TW", "with a full stop"),
    ("9-CV/BTCTƯ", "9-CV/BTCTW", "9-CV/BTCTW", "TƯ inside a longer mark"),
    ("40-CT/TƯ của Tỉnh ủy", "40-CT/TU", "40-CT/TU", "TƯ beside the words Tỉnh ủy"),
    ("chỉ thị 40-ct/tư của Ban Thường vụ Thành uỷ Huế", "40-CT/TU", "40-CT/TU", "beside Thành uỷ"),
    ("06-ĐA/TU", "06-ĐA/TU", "6-ĐA/TU", "a scheme"),
    ("06-DA/TU", "06-DA/TU", "6-DA/TU", "a project"),
    ("12-Ctr/BCĐ", "12-CTr/BCĐ", "12-CTR/BCĐ", "case of the type"),
    ("06-KH/BCĐ", "06-KH/BCĐ", "6-KH/BCĐ", "a steering committee in Party form"),
    ("45/KH-BCĐ", "45/KH-BCĐ", "45/KH-BCĐ", "and in State form: another document"),
    ("12-CV/BDVTU", "12-CV/BDVTU", "12-CV/BDVTU", "an office of a committee"),
    ("2-QĐ/Th.U", "2-QĐ/ThU", "2-QĐ/THU", "full stop inside the mark"),
    ("02-HDLN/BTCTU-UBKTTU", "02-HDLN/BTCTU-UBKTTU", "2-HDLN/BTCTU-UBKTTU", "joint offices"),
    ("30/2020/NĐ-CP", "30/2020/NĐ-CP", "30/2020/NĐ-CP", "a decree"),
    ("30 2020 nd cp", "30/2020/NĐ-CP", "30/2020/NĐ-CP", "a decree as typed on a phone"),
    ("91/2025/QH15", "91/2025/QH15", "91/2025/QH15", "a law"),
    ("91 2025 qh15", "91/2025/QH15", "91/2025/QH15", "a law as typed on a phone"),
    ("706/UBND-VP7", "706/UBND-VP7", "706/UBND-VP7", "an official letter"),
    ("30/ct-ttg", "30/CT-TTg", "30/CT-TTG", "lower case; the key has one case"),
    ("36a/NQ-CP", "36a/NQ-CP", "36A/NQ-CP", "letter after the number"),
    ("19-2017/NQ-CP", "19-2017/NQ-CP", "19/2017/NQ-CP", "year joined by a hyphen"),
    ("66.13/2026/NQ-CP", "66.13/2026/NQ-CP", "66.13/2026/NQ-CP", "decimals"),
    ("2025/QĐ-TTg", "2025/QĐ-TTg", "2025/QĐ-TTG", "a number that looks like a year"),
    ("208/KTNB", "208/KTNB", "208/KTNB", "a body that no list knows, without type letters"),
    ("64-CP", "64-CP", "64/CP", "old form, one key for both separators"),
    ("10/2005/TTLT/BNV-BTC", "10/2005/TTLT/BNV-BTC", "10/2005/TTLT-BNV-BTC", "old joint circular"),
]

NOT_SYMBOLS = [
    ("", "nothing"), ("446", "a number"), ("446-QĐ", "no issuer"), ("7/8 vụ việc", "a ratio"),
    ("12/12 thôn", "a ratio"), ("12/5 Trần Phú", "an address"), ("2021-2025", "a period"),
    ("5 năm", "a duration"), ("QĐ/TU", "no number"), ("12/QĐ", "a type is no body"),
    ("123456-QĐ/TU", "too many digits"),
    ("xin gửi 446-QĐ/TU nhé", "a sentence"), ("446-QĐ/", "cut"), ("-", "a dash"), ("số", "a word"),
]  # fmt: skip

MEANINGS = [
    ("06 da tu", ("6-DA/TU", "6-ĐA/TU"), "unaccented: project or scheme"),
    ("06 đa tu", ("6-ĐA/TU",), "accented: scheme only"),
    ("06-DA/HĐND", ("6/DA-HĐND",), "one accent anywhere: D is D"),
    ("446 qd tu", ("446-QĐ/TU",), "there is no type QD"),
    ("3 hd bdvtu", ("3-HD/BDVTU", "3-HĐ/BDVTU"), "guidance or contract"),
    ("06 kh bcd", ("6-KH/BCĐ", "6/KH-BCĐ"), "a body that writes both forms"),
    ("57/qd-dhsp", ("57/QĐ-DHSP", "57/QĐ-ĐHSP"), "a body that no list knows"),
    ("18 nq tu", ("18-NQ/TU",), "TU never means TW"),
    ("hello", (), "nothing"),
]

NAMES = [
    ("QĐ", "TU", None, "", ("Quyết định", "Quy định"), "a Party body's QĐ is not known from the symbol"),
    ("QĐ", "TU", None, "Quy định số ", ("Quy định",), "the words before tell"),
    ("QĐ", "UBND", None, "", ("Quyết định",), "the State writes QyĐ for Quy định"),
    ("TT", "TU", None, "", ("Thông tri",), "Party"),
    ("TT", "BNV", 2025, "", ("Thông tư",), "State"),
    ("TT", "XYZ", None, "", ("Thông tri", "Thông tư"), "not known"),
    ("NQ", "TW", None, "Chỉ thị số", ("Nghị quyết",), "words that disagree do not rule"),
    ("ZZ", "TU", None, "", (), "no such type"),
]


@pytest.mark.parametrize(("typed", "printed", "key", "why"), SPELLINGS)
def test_every_spelling_of_a_number_is_read_as_that_number(typed, printed, key, why):
    symbol = symbols.parse(typed)
    assert (str(symbol), symbol and symbol.key) == (printed, key), why


@pytest.mark.parametrize(("typed", "printed", "key", "why"), SPELLINGS)
def test_decomposed_accents_change_nothing(typed, printed, key, why):
    assert symbols.parse(unicodedata.normalize("NFD", typed)) == symbols.parse(typed), why


@pytest.mark.parametrize(("typed", "why"), NOT_SYMBOLS)
def test_what_is_no_number_is_not_read_as_one(typed, why):
    assert symbols.parse(typed) is None, why
    assert symbols.candidates(typed) == (), why


@pytest.mark.parametrize(("typed", "keys", "why"), MEANINGS)
def test_a_search_offers_every_meaning_of_unaccented_letters(typed, keys, why):
    assert symbols.candidates(typed) == keys, why


@pytest.mark.parametrize(("abbr", "issuer", "year", "words", "names", "why"), NAMES)
def test_the_name_behind_an_abbreviation_comes_from_its_words_or_issuer(
    abbr, issuer, year, words, names, why
):
    assert symbols.type_names(abbr, issuer, year, words) == names, why


def test_a_scheme_and_a_project_of_one_number_are_two_documents():
    assert symbols.parse("06-ĐA/TU").key != symbols.parse("06-DA/TU").key


def test_two_spellings_of_one_number_are_equal():
    assert symbols.parse("05-CT/TU") == symbols.parse("5 ct tu") == Symbol(5, type_abbr="CT", issuer="TU")


def test_a_number_made_from_its_parts_prints_two_digits_as_regulation_asks():
    assert str(Symbol(5, type_abbr="CT", issuer="TU")) == "05-CT/TU"


PARTY = st.builds(
    Symbol,
    number=st.integers(1, 9999),
    suffix=st.sampled_from(["", "a", "b"]),
    type_abbr=st.sampled_from(sorted(symbols.TYPES)),
    issuer=st.sampled_from(["TW", "TU", "HU", "ThU", "ĐU", "ĐUK", "BDVTU", "BTGDVTU", "UBKTTU-BTCTU"]),
)
STATE = st.builds(
    Symbol,
    number=st.integers(1, 9999),
    suffix=st.sampled_from(["", "a", ".13"]),
    year=st.none() | st.integers(1945, 2045),
    type_abbr=st.sampled_from(sorted(symbols.TYPES)),
    issuer=st.sampled_from(["UBND", "HĐND", "CP", "TTg", "UBTVQH15-CP", "UBND-BCA"]),
    hyphen=st.just(False),
)


@given(PARTY | STATE)
def test_what_is_printed_is_read_back(symbol):
    assert symbols.parse(str(symbol)) == symbol
    assert symbols.parse(symbol.key).key == symbol.key


@given(PARTY | STATE)
def test_a_search_without_accents_still_offers_the_number(symbol):
    plain = str(symbol).replace("Đ", "D").lower()
    assert symbol.key in symbols.candidates(plain)


@given(st.text(max_size=60) | st.text(alphabet="0123456789-/ .aAđĐưTUQ\u0301\u200b", max_size=60))
def test_no_text_breaks_the_reader(text):
    symbol = symbols.parse(text)
    assert symbol is None or symbols.parse(str(symbol)) == symbol
    assert len(symbols.candidates(text)) <= 32
