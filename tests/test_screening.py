"""Why a comment waits: tables of sentences, their near-misses, and what hostile text cannot break."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import example, given, settings

from comments.screening import Entry, WordList, fingerprint, screen
from comments.screening.words import matcher
from comments.word_lists import DEFAULT_LISTS
from tests.sentences import CLEAN, CLEAN_NAMES, HELD, HELD_NAMES, HOSTILE


def codes(text, name="Nguyễn Thị Hoa", **context):
    return {reason.code for reason in screen(name, text, DEFAULT_LISTS, **context)}


@pytest.mark.parametrize(("text", "expected"), HELD)
def test_a_text_waits_for_exactly_these_reasons(text, expected):
    assert codes(text) == set(expected.split())


@pytest.mark.parametrize("text", CLEAN)
def test_an_innocent_text_waits_for_no_reason(text):
    assert codes(text) == set()


@pytest.mark.parametrize(("name", "expected"), HELD_NAMES)
def test_a_name_that_pretends_waits(name, expected):
    assert codes("Bài viết hay.", name=name) == set(expected.split())


@pytest.mark.parametrize("name", CLEAN_NAMES)
def test_an_ordinary_name_passes(name):
    assert codes("Bài viết hay.", name=name) == set()


def test_a_reason_shows_the_words_as_they_were_typed():
    text = "Mời bà con chơi c á  đ ộ tại nhà, gọi 0912.345.678 nhé."
    shown = {(hit.code, hit.words) for reason in screen("Lan", text, DEFAULT_LISTS) for hit in reason.hits}
    assert shown == {("gambling", "c á  đ ộ"), ("phone", "0912.345.678")}


def test_words_typed_in_combining_form_are_shown_whole():
    text = unicodedata.normalize("NFD", "Chơi cá độ đêm nay")
    (reason,) = screen("Lan", text, DEFAULT_LISTS)
    assert reason.hits[0].words == unicodedata.normalize("NFD", "cá độ")


def test_every_reason_holds_and_has_a_vietnamese_label():
    reasons = screen("Quản trị viên", "ĐỒ NGU, vào abc.com hoặc gọi 0912345678", DEFAULT_LISTS)
    assert {r.code: (r.label, r.severity) for r in reasons} == {
        "link": ("Có liên kết, kể cả viết trá hình", "hold"),
        "phone": ("Có số điện thoại", "hold"),
        "insult": ("Từ ngữ xúc phạm, thô tục", "hold"),
        "imitation": ("Tên giống cơ quan, chức vụ hoặc người quản trị", "hold"),
    }


def test_a_hit_in_the_name_says_so():
    (reason,) = screen("Lan 0912345678", "Bài viết hay.", DEFAULT_LISTS)
    assert [(h.field, h.words) for h in reason.hits] == [("name", "0912345678")]


def test_offices_named_in_the_text_are_no_imitation():
    assert codes("Quản trị viên và Bí thư Tỉnh ủy cần trả lời.") == set()


def test_an_article_on_gambling_may_be_discussed_in_its_own_words():
    article = "Công an tỉnh triệt phá đường dây đánh bạc, ghi lô đề qua mạng"
    assert codes("Nạn lô đề và việc rủ nhau đánh bạc còn nhiều.", article=article) == set()
    assert codes("Nhà cái uy tín đây.", article=article) == {"gambling"}


def test_an_article_never_excuses_insults():
    assert codes("Đồ ngu!", article="Vì sao gọi người khác là đồ ngu là sai") == {"insult"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Xem https://chinhphu.vn/tin-tuc nhé", set()),
        ("Xem xaydungchinhsach.chinhphu.vn nhé", set()),
        ("Xem https://chinhphu.vn.vidu.example/ nhé", {"link"}),
        ("Xem https://chinhphu.vn@vidu.example/ nhé", {"link"}),
        ("Xem gia-chinhphu.vn nhé", {"link"}),
        ("Xem giachinhphu.vn nhé", {"link"}),
    ],
)
def test_only_trusted_hosts_may_be_linked(text, expected):
    assert codes(text, trusted_hosts=["chinhphu.vn"]) == expected


def words(*entries):
    return [WordList("thu", "Từ ngữ thử", entries)]


@pytest.mark.parametrize(
    ("entry", "text", "hit"),
    [
        (Entry("lá cải"), "báo lá cải", "lá cải"),
        (Entry("lá cải"), "bao la cai", "la cai"),
        (Entry("lá cải"), "lạ cái gì", None),
        (Entry("lá cải"), "lá, cải", None),
        (Entry("lá cải"), "lá\ncải", None),
        (Entry("lá cải"), "l\ná\nc\nả\ni", "l\ná\nc\nả\ni"),
        (Entry("lá cải", exceptions=("lá cải xanh",)), "rau lá cải xanh", None),
        (Entry("lá cải", exceptions=("lá cải xanh",)), "lá cải xanh, báo lá cải", "lá cải"),
        (Entry("lá cải", exceptions=("la cai",)), "la cai", None),
        (Entry("lá cải", exceptions=("la cai",)), "lá cải", "lá cải"),
        (Entry("đĩ", exact_accents=True), "đi đò", None),
        (Entry("đĩ", exact_accents=True), "di", None),
        (Entry("đĩ", exact_accents=True), "ĐĨ", "ĐĨ"),
        (Entry("hoà", exact_accents=True), "hòa", "hòa"),
        (Entry("bet"), "alphabet", None),
        (Entry("bet"), "b-e-t", "b-e-t"),
        (Entry("bet"), "bet365", "bet"),
        (Entry("báo lá cải"), "docbaolacaingay", "baolacai"),
        (Entry("boong"), "bong", None),
        (Entry("lô đề"), "10 đề", None),
        (Entry("..."), "...", None),
        (Entry(""), "chữ", None),
    ],
)
def test_an_entry_finds_its_word_and_not_its_neighbours(entry, text, hit):
    found = [h.words for r in screen("Lan", text, words(entry)) if r.code == "thu" for h in r.hits]
    assert found == ([hit] if hit else [])


def test_a_list_for_names_leaves_texts_alone():
    for_names = [replace(words(Entry("giám đốc"))[0], applies_to="name")]
    assert screen("Lan", "Giám đốc sở", for_names) == []
    assert [r.code for r in screen("Giám đốc sở", "Hay", for_names)] == ["thu"]


def test_equal_lists_from_the_database_are_compiled_once():
    first, second = words(Entry("lá cải")), words(Entry("lá cải"))
    assert first[0] is not second[0]
    assert matcher(tuple(first)) is matcher(tuple(second))


def test_no_default_entry_is_left_unreachable():
    for words_of in DEFAULT_LISTS:
        for entry in words_of.entries:
            name, text = (entry.text, "") if words_of.applies_to == "name" else ("Lan", entry.text)
            assert words_of.kind in {r.code for r in screen(name, text, DEFAULT_LISTS)}, entry


def test_no_exception_of_a_default_entry_waits_for_it():
    for words_of in DEFAULT_LISTS:
        for entry in words_of.entries:
            for phrase in entry.exceptions:
                alone = [replace(words_of, entries=(entry,))]
                assert screen("Lan", phrase, alone) == [], (entry, phrase)


@settings(max_examples=150, deadline=None)
@given(name=HOSTILE, text=HOSTILE, article=HOSTILE)
def test_no_text_breaks_screening_and_every_hit_lies_in_what_was_typed(name, text, article):
    for reason in screen(name, text, DEFAULT_LISTS, article=article, recent={fingerprint(text)}):
        for hit in reason.hits:
            typed = name if hit.field == "name" else text
            assert 0 <= hit.start <= hit.end <= len(typed)
            assert hit.words == typed[hit.start : hit.end]
            assert hit.words or reason.code == "blank_name"


@settings(max_examples=150, deadline=None)
@given(text=HOSTILE, name=HOSTILE)
@example(text="Chơi сá độ tại vn88。com", name="Quản trị vіên")
def test_composed_and_combining_texts_wait_for_the_same_reasons(text, name):
    forms = [(unicodedata.normalize(f, name), unicodedata.normalize(f, text)) for f in ("NFC", "NFD")]
    first, second = ([r.code for r in screen(*form, DEFAULT_LISTS)] for form in forms)
    assert first == second
    assert fingerprint(forms[0][1]) == fingerprint(forms[1][1])
