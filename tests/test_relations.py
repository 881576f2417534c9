"""What texts do to each other: read from their words, entered once, read from both ends, never in a loop."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from directives.models import Directive, Relation
from directives.relations import suggest
from tests import factories

WORDS = [
    (
        "Quyết định này thay thế Quyết định số 12-QĐ/TU, ngày 05/3/2020.",
        [("replaces", "12-QĐ/TU")],
        "the plain case",
    ),
    (
        "Quy định này thay thế Quy định số 12-QĐ/TU, ngày 05/3/2020 và Quy định số 15-QĐ/TU, ngày 06/4/2021.",
        [("replaces", "12-QĐ/TU"), ("replaces", "15-QĐ/TU")],
        "the verb reaches through a list",
    ),
    (
        "Chỉ thị này thay thế Chỉ thị số 05-CT/TU và tiếp tục thực hiện Chỉ thị số 10-CT/TW.",
        [("replaces", "05-CT/TU"), ("implements", "10-CT/TW")],
        "one sentence replaces and implements",
    ),
    (
        "Căn cứ Quy định số 66-QĐ/TW; Quyết định số 20-QĐ/TU;",
        [("based_on", "66-QĐ/TW"), ("based_on", "20-QĐ/TU")],
        "a list of grounds",
    ),
    (
        "Hướng dẫn thực hiện Quy định số 22-QĐ/TW về kiểm tra.",
        [("guides", "22-QĐ/TW")],
        "guides, though it says thực hiện",
    ),
    ("Bãi bỏ Công văn số 31-CV/TU.", [("repeals", "31-CV/TU")], "repeals"),
    ("Huỷ bỏ Thông báo số 31-TB/TU.", [("repeals", "31-TB/TU")], "the other place of the tone"),
    (
        "Sửa đổi, bổ sung một số điều của Quy chế số 08-QC/TU.",
        [("amends", "08-QC/TU")],
        "amends some articles",
    ),
    ("Đính chính Quyết định số 45-QĐ/TU.", [("corrects", "45-QĐ/TU")], "corrects"),
    (
        "Thực hiện Nghị quyết số 25-NQ/TW, ngày 03/6/2013, Ban Dân vận ban hành kế hoạch.",
        [("implements", "25-NQ/TW")],
        "implements",
    ),
    (
        "Cụ thể hóa Chỉ thị số 18-CT/TW cho sát cơ sở.",
        [("implements", "18-CT/TW")],
        "cụ thể hóa is implementing",
    ),
    (
        "Quyết định số 12-QĐ/TU hết hiệu lực kể từ ngày Quyết định này được ký.",
        [("repeals", "12-QĐ/TU")],
        "the verb may come after the number",
    ),
    ("Đồng chí An thay thế đồng chí Bình tại Quyết định số 12-QĐ/TU.", [], "people are replaced, not texts"),
    ("Thay thế thành viên Ban Chỉ đạo theo Quyết định số 12-QĐ/TU.", [], "a member is replaced"),
    ("Bổ sung nhân sự theo Quyết định số 12-QĐ/TU.", [], "staff is added"),
    ("Bổ sung kinh phí cho Kế hoạch số 12-KH/TU.", [], "money is added"),
    (
        "Chỉ thị số 05-CT/TU đã được thay thế bởi Chỉ thị số 09-CT/TU.",
        [],
        "tells of another text, in the passive",
    ),
    ("Tổ chức được kiện toàn theo Quyết định số 12-QĐ/TU.", [], "theo only points"),
    (
        "Quyết định này thay thế quyết định cũ. Ban Dân vận nhận Công văn số 31-CV/TU.",
        [],
        "the sentence has ended",
    ),
    (
        "Căn cứ Quyết định số 10-QĐ/TU về thực hiện quy chế dân chủ ở xã, phường; Quyết định số 20-QĐ/TU;",
        [("based_on", "10-QĐ/TU"), ("based_on", "20-QĐ/TU")],
        "a verb of the first one's abstract does not govern the second",
    ),
    ("Tỷ lệ thay thế đạt 7/8 hộ.", [], "no citation at all"),
    ("", [], "nothing"),
]


@pytest.mark.parametrize(("words", "expected", "why"), WORDS, ids=[row[2] for row in WORDS])
def test_the_words_around_a_number_say_what_is_done_to_it(words, expected, why):
    assert [(kind, citation.symbol) for kind, citation in suggest(words)] == expected


@given(
    st.lists(
        st.sampled_from(
            ["thay thế ", "Quyết định số 1-QĐ/TU", ", ", ". ", "\n", "theo ", "căn cứ ", "x" * 30]
        ),
        max_size=40,
    )
)
def test_every_suggestion_is_a_citation_of_the_text_in_reading_order(parts):
    text = "".join(parts)
    starts = [citation.start for _, citation in suggest(text)]
    assert starts == sorted(starts)
    assert all(text[c.start : c.end] == c.surface for _, c in suggest(text))


@pytest.fixture
def four(db):
    return [factories.directive(symbol=f"{n}-CT/TU") for n in (41, 42, 43, 44)]


def replace(source, target):
    relation = Relation(source=source, target=target, kind="replaces")
    relation.full_clean()
    relation.save()


@pytest.mark.parametrize("length", [2, 3, 4])
def test_no_text_replaces_itself_through_others(four, length):
    chain = four[:length]
    for newer, older in pairwise(chain):
        replace(newer, older)
    closing = Relation(source=chain[-1], target=chain[0], kind="replaces")
    with pytest.raises(ValidationError, match="thay thế lẫn nhau"):
        closing.full_clean()
    with pytest.raises(ValidationError, match="thay thế lẫn nhau"):
        closing.save()
    assert Relation.objects.count() == length - 1


def test_one_text_may_replace_several_and_be_replaced_once_more(four):
    replace(four[0], four[1])
    replace(four[0], four[2])
    replace(four[3], four[0])
    assert Relation.objects.count() == 3


def test_a_replacement_may_be_saved_again(four):
    replace(four[0], four[1])
    relation = Relation.objects.get()
    relation.partial = True
    relation.full_clean()
    relation.save()


def test_only_replacement_is_checked_for_loops(four):
    Relation.objects.create(source=four[0], target=four[1], kind="based_on")
    Relation(source=four[1], target=four[0], kind="implements").full_clean()


@pytest.mark.parametrize("kind", Relation.Kind.values)
def test_a_relation_reads_right_from_both_ends(client, four, kind):
    new, old = four[:2]
    relation = Relation.objects.create(source=new, target=old, kind=kind)
    newer, older = (client.get(text.get_absolute_url()).content.decode() for text in (new, old))
    assert relation.get_kind_display() in newer
    assert old.get_absolute_url() in newer
    assert relation.inverse_label in older
    assert new.get_absolute_url() in older
    assert relation.inverse_label not in newer


def test_saving_either_end_keeps_the_relation(four):
    replace(four[0], four[1])
    for text in four[:2]:
        Directive.objects.get(pk=text.pk).save()
    assert Relation.objects.filter(source=four[0], target=four[1]).count() == 1
