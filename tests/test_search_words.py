"""The pure half of search: words, numbers, extracts, ranking, slips; and their twin in the database."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import numbers
from portal.extracts import READ, extract, marked
from portal.ranking import Hit, ranked
from portal.slips import corrected, counted, slips
from portal.words import MAX_WORDS, bare, wanted, words

LETTERS = "aàáảãạăắằâấậeèéêếệiíịoòóọôốộơớợuùúủưứựyỳýỷỹỵbcdđghklmnpqrstvxÐĐOÀÁUÝ"
VIETNAMESE = st.text(alphabet=LETTERS + " 0123456789-/.,“”²…–'\"\\", max_size=80)
ANYTHING = st.text(alphabet=st.characters(codec="utf-8"), max_size=300)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("hoà", "hòa", True), ("thuỷ", "thủy", True), ("uỷ", "ủy", True), ("khoẻ", "khỏe", True),
        ("quý", "quí", True), ("qúy", "quý", True), ("kỹ", "kĩ", True), ("Mỹ", "mĩ", True),
        ("ĐẢNG", "đảng", True), ("Ðảng", "Đảng", True), ("12²", "“12”", True), ("hòa", "hóa", False),
        ("thủy", "thúy", False), ("tay", "tai", False), ("thúy", "thúi", False), ("TƯ", "TU", False),
        ("da", "đa", False), ("ủy", "úy", False), ("mai", "may", False),
    ],
)  # fmt: skip
def test_a_syllable_has_one_spelling_and_no_other_syllable_shares_it(one, other, same):
    assert (words(one) == words(other)) is same


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=VIETNAMESE)
def test_the_database_and_python_cut_the_same_words(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_words(%s), search_vector(%s, 'A')::text", [text, text])
        cut, vector = cursor.fetchone()
    assert cut.split() == words(text)
    for word in words(text):
        assert f"'{word}'" in vector
        assert f"'{bare(word)}'" in vector


@pytest.mark.parametrize(
    ("typed", "folded", "why"),
    [
        ("Dân Vận", '"dan" "van"', "words"),
        ('"dân vận" khéo', '"dan van" "kheo"', "a phrase"),
        ("“dân vận”", '"dan van"', "curly quotation marks"),
        ('"dân vận', '"dan" "van"', "a lone quotation mark is none"),
        ("bàn -ghế", '"ban" -"ghe"', "a word to leave out"),
        ("-ghế", '"ghe"', "nothing but words to leave out is a search for them"),
        ("446-QĐ/TU", '"446 qd tu"', "a compound stands together"),
        ("2020 -2025", '"2020" "2025"', "a figure is never left out: it is a range"),
        ("a or b", '"a" "or" "b"', "no word is an operator"),
        ("- ! & | ( ) : * ' \\", "", "signs alone ask for nothing"),
    ],
)
def test_what_is_typed_is_read_as_people_mean_it(typed, folded, why):
    assert wanted(typed).query() == folded, why


@given(ANYTHING)
def test_reading_a_search_never_fails_and_is_bounded(typed):
    asked = wanted(typed * 50)
    assert len(asked.words) <= MAX_WORDS
    assert "'" not in asked.query()
    numbers.directive(typed[:200])
    numbers.bulletin(typed[:200])
    numbers.of_type(typed[:200])


@pytest.mark.parametrize(
    ("typed", "keys", "figure", "types"),
    [
        ("446 qd tu", ("446-QĐ/TU",), None, ()),
        ("chỉ thị 31", (), 31, ("Chỉ thị",)),
        ("ct31", (), 31, ("Chỉ thị",)),
        ("31", (), 31, ()),
        ("446-QĐ", (), 446, ("Quyết định", "Quy định")),
        ("nghị quyết số 25 năm 2013", (), 25, ("Nghị quyết",)),
        ("Theo Chỉ thị số 31-CT/TU, ngày 02/3/2026", ("31-CT/TU",), None, ()),
        ("2026", (), None, ()),
        ("1900", (), None, ()),
        ("1899", (), 1899, ()),
        ("2100", (), 2100, ()),
        ("12 thôn", (), None, ()),
        ("30/4", (), None, ()),
        ("dân vận 2026", (), None, ()),
    ],
)
def test_numbers_are_seen_and_ordinary_figures_are_not(typed, keys, figure, types):
    number = numbers.directive(typed)
    assert (number.keys, number.figure, number.types) == (keys, figure, types)
    assert bool(number) == bool(keys or figure)


@pytest.mark.parametrize(
    ("typed", "figure", "year"),
    [
        ("bản tin số 8/2024", 8, 2024), ("Bản tin dân vận số 12, năm 2026", 12, 2026), ("ban tin 8", 8, None),
        ("số bản tin 3 2025", 3, 2025), ("bản tin", None, None), ("bản tin 2024/8", None, None),
        ("tin số 8", None, None), ("bản tin số 8/24", None, None),
    ],
)  # fmt: skip
def test_an_issue_of_the_bulletin_is_known_by_its_number_and_year(typed, figure, year):
    number = numbers.bulletin(typed)
    assert (number.figure, number.year, bool(number)) == (figure, year, figure is not None)


def test_the_year_beside_a_number_is_kept():
    assert numbers.directive("nghị quyết số 25 năm 2013").year == 2013
    assert numbers.directive("nghị quyết số 25").year is None


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("Tổ hoà giải cơ sở", "hòa giải", [("Tổ ", False), ("hoà giải", True), (" cơ sở", False)]),
        ("bàn và bán", "bàn", [("bàn", True), (" và bán", False)]),
        ("bán và bạn", "bàn", [("bán", True), (" và ", False), ("bạn", True)]),
        ("bán và bạn", "ban", [("bán", True), (" và ", False), ("bạn", True)]),
        ("số 446-QĐ", "446-qđ", [("số ", False), ("446-QĐ", True)]),
        ("bàn, bạn", "bàn bạn", [("bàn", True), (", ", False), ("bạn", True)]),
        ("đối thoại", "đổi thoài", [("đối thoại", True)]),
        ("toàn văn do cơ quan giữ", "dân vận", [("toàn văn do cơ quan giữ", False)]),
        ("không có gì", "khác", [("không có gì", False)]),
        ("", "khác", []),
    ],
)  # fmt: skip
def test_the_right_words_are_marked(text, typed, expected):
    assert marked(text, wanted(typed)) == expected


@given(ANYTHING, VIETNAMESE)
def test_marking_changes_no_letter_and_extracts_are_short(text, typed):
    asked = wanted(typed)
    assert "".join(piece for piece, _ in marked(text, asked)) == text
    assert len(extract(asked, text * 40)) <= 300


def test_an_extract_shows_the_place_and_prefers_the_accents_that_were_typed():
    text = "Chữ đệm. " * 100 + "Bán hàng. " + "Chữ đệm. " * 100 + "Bàn việc làng. " + "Chữ đệm. " * 100
    assert "Bàn việc" in extract(wanted("bàn"), text)
    assert "Bán hàng" in extract(wanted("ban"), text)
    assert extract(wanted("không-có"), text).startswith("Chữ đệm.")


@pytest.mark.parametrize("before", range(0, 90, 3))
def test_wherever_a_word_stands_its_extract_shows_it_and_begins_with_a_whole_word(before):
    text = "đệm nữa " * before + "suối đầu nguồn" + " đệm nữa" * 90
    shown = extract(wanted("suoi"), text)
    assert "suối đầu nguồn" in shown
    assert shown.removeprefix("…").split()[0] in {"đệm", "nữa", "suối"}
    assert (shown[0] == "…") == (not text.startswith(shown[:20]))


@pytest.mark.parametrize(
    ("typed", "there", "why"),
    [
        ("giữ suối", "nước suối trong", "one of the words where they do not stand together"),
        ("suối vì", "nước suối trong", "of single words the longest"),
        ("ky thuat", "lớp kỹ thuật", "i and y at the end are one letter"),
        ("suối", "a" * 400 + "/suối", "where no space stands before"),
    ],
)
def test_an_extract_shows(typed, there, why):
    text = f"Vì thế có đệm. {'Chữ đệm. ' * 80}{there} {'Chữ đệm. ' * 80}"
    assert there[-8:] in extract(wanted(typed), text), why


@pytest.mark.parametrize("unit", ["a", "aà", "b ", "ban ", "<a", "\u0301", "-", "đ"])
def test_extracts_of_hostile_text_take_no_time(unit):
    text = (unit * READ)[: READ * 2]
    assert extract(wanted("ban " * 20), text) is not None


TODAY, LAST_YEAR, OLD = date(2026, 6, 1), date(2025, 6, 1), date(2015, 1, 1)


@pytest.mark.parametrize(
    ("typed", "first", "second", "why"),
    [
        ("446", Hit("van-ban", 1, "Khác", number=True), Hit("tin", 2, "446", exact=True), "number"),
        ("bàn", Hit("tin", 1, "Khác", exact=True), Hit("tin", 2, "Bán"), "accents first"),
        ("bàn", Hit("tin", 1, "Bàn", exact=True), Hit("tin", 2, "Bán", exact=True), "titles"),
        ("dân vận", Hit("tin", 1, "Dân vận xa", exact=True), Hit("tin", 2, "Vận dân", exact=True), "order"),
        ("dan van", Hit("tin", 1, "Dân vận"), Hit("tin", 2, "Công tác dân vận"), "alone"),
        ("mo", Hit("tin", 1, "x", closeness=0.9), Hit("tin", 2, "x", closeness=0.1), "close together"),
        ("mo", Hit("tin", 1, "x", TODAY), Hit("tin", 2, "x", OLD), "what is newer"),
        ("mo", Hit("tin", 2, "x", TODAY), Hit("tin", 1, "x", TODAY), "equals always the same"),
        ("dan van", Hit("tin", 1, "Công tác dân vận"), Hit("tin", 2, "Vận dân"), "order, any accents"),
        ("mo cua kho", Hit("tin", 1, "Mở cửa", OLD), Hit("tin", 2, "Mở sân", TODAY), "more of the words"),
        ("dan van", Hit("tin", 1, "Dân vận", LAST_YEAR), Hit("tin", 2, "Về dân vận ở cơ sở", TODAY), "alone"),
        ("mo", Hit("tin", 1, "Mở"), Hit("tin", 2, "–"), "a title without words"),
    ],
)  # fmt: skip
def test_the_order_keeps_its_promises(typed, first, second, why):
    asked = wanted(typed)
    assert (
        ranked([first, second], asked, TODAY) == ranked([second, first], asked, TODAY) == [first, second]
    ), why


def test_a_text_that_was_found_by_words_and_by_its_number_stands_once_by_its_number():
    by_words, by_number = Hit("van-ban", 1, "x", exact=True), Hit("van-ban", 1, "x", number=True)
    for found in ([by_words, by_number], [by_number, by_words]):
        assert ranked(found, wanted("446"), TODAY) == [by_number]


TITLES = [
    "Dân vận khéo ở bản", "Mô hình dân vận khéo", "Công tác dân vận của Đảng", "Hòa giải ở cơ sở",
    "Tổ hòa giải cơ sở", "Công tác dân vận khéo",
]  # fmt: skip
TERMS = counted(TITLES)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dna vận", "dân vận"), ("danvan kheo", "dân vận khéo"), ("hoà giảii", "hoà giải"),
        ("dân vanj", "dân vận"),
        ("cong tacs", "công tác"), ("dân vận", ""), ("xyzzy", ""), ("", ""),
        ("một hai ba bốn năm sáu bảy", ""),
        ("nghiêngnghiêngnghiêng", ""),
    ],
)  # fmt: skip
def test_a_slip_is_corrected_from_known_titles(typed, meant):
    assert (
        corrected(typed.split(), lambda terms: {term: TERMS[term] for term in terms if term in TERMS})
        == meant
    )


def test_slips_are_one_letter_away():
    near = set(slips("dan"))
    assert {"dna", "adn", "da", "an", "dn", "dan", "dann", "ban", "dang"} <= near
    assert not {"dnab", "da n", "bon", "nad", "d", "n"} & near
