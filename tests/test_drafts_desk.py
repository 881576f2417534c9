"""The desk of a consultation: opinions by section, one answer for several, the table before it is public."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from comments.models import Answer, AnswerEvent, Comment, Department, Outcome
from comments.querysets import State
from portal.roles import EDITOR, MODERATOR, PUBLISHER
from tests import factories
from tests.desk import desk
from tests.factories import day
from tests.test_drafts import answer, draft, html, opinion

pytestmark = pytest.mark.django_db


def bench(name, *args):
    return reverse(f"admin:comments_comment_{name}", args=args)


def said(**fields):
    given = {"outcome": "accepted", "department": Department.objects.first().pk, "text": "Đã bổ sung."}
    return given | fields


def test_staff_see_the_opinions_by_section_and_what_is_unanswered():
    text, staff = draft(), desk(MODERATOR)
    answer(opinion(text, text="Đã trả lời rồi"))
    opinion(text, section="muc-1", text="Còn chờ trả lời", state=State.PENDING)
    opinion(text, section="muc-1", text="Đã bị từ chối", state=State.REJECTED)
    assert "2 ý kiến, <b>1 chưa trả lời</b>" in html(staff, bench("drafts"))
    page = html(staff, bench("draft", text.pk))
    assert page.index("Còn chờ trả lời") < page.index("Đã trả lời rồi")
    assert "Đã bị từ chối" not in page
    only = html(staff, bench("draft", text.pk) + "?loc=chua-tra-loi")
    assert "Còn chờ trả lời" in only
    assert "Đã trả lời rồi" not in only
    one = html(staff, bench("draft", text.pk) + "?muc=muc-2.1")
    assert "Đã trả lời rồi" in one
    assert "Còn chờ trả lời" not in one


@pytest.mark.parametrize("query", ["?muc=%27%3B--", "?loc=x", "?trang=-1", "?muc=" + "9" * 3000])
def test_an_address_that_makes_no_sense_still_shows_the_draft(query):
    text = draft(subject="Về lịch tiếp dân")
    assert "Về lịch tiếp dân" in html(desk(MODERATOR), bench("draft", text.pk) + query)


def test_several_opinions_get_one_answer_after_a_preview_of_exactly_which():
    text, staff = draft(), desk(MODERATOR)
    first, second, other = opinion(text, text="Một"), opinion(text, text="Hai"), opinion(text, text="Ba")
    address = bench("draft_answer", text.pk)
    preview = staff.post(address, said(pk=[first.pk, second.pk])).content.decode()
    assert "Ghi trả lời cho 2 ý kiến" in preview
    assert not Answer.objects.exists()

    response = staff.post(address, said(pk=[first.pk, second.pk], confirm="1"))

    assert response.status_code == 302
    assert set(Answer.objects.values_list("comment", "outcome", "text", "answered_by")) == {
        (pk, "accepted", "Đã bổ sung.", staff.user.pk) for pk in (first.pk, second.pk)
    }
    assert not hasattr(other, "answer")
    assert AnswerEvent.objects.count() == 2


def test_a_whole_section_is_one_tick():
    text, staff = draft(), desk(MODERATOR)
    inside = {opinion(text).pk, opinion(text, state=State.HELD).pk}
    opinion(text, section="")
    opinion(draft())
    staff.post(bench("draft_answer", text.pk), said(section=["muc-2.1"], confirm="1"))
    assert set(Answer.objects.values_list("comment", flat=True)) == inside
    staff.post(bench("draft_answer", text.pk), said(section=["ca-du-thao"], confirm="1"))
    assert Answer.objects.count() == 3


def test_an_answer_that_is_there_stays_unless_it_is_to_be_replaced():
    text, staff = draft(), desk(MODERATOR)
    done, free = opinion(text), opinion(text)
    answer(done, text="Trả lời của đồng nghiệp.")
    address, both = bench("draft_answer", text.pk), [done.pk, free.pk]
    assert "1 ý kiến đã có trả lời được giữ nguyên" in staff.post(address, said(pk=both)).content.decode()
    staff.post(address, said(pk=both, confirm="1"))
    done.answer.refresh_from_db()
    assert done.answer.text == "Trả lời của đồng nghiệp."
    assert Answer.objects.get(comment=free).text == "Đã bổ sung."
    replacing = said(pk=both, replace="on", outcome="partly", text="Sửa lại.")
    assert "2 ý kiến đã có trả lời sẽ được thay" in staff.post(address, replacing).content.decode()
    staff.post(address, {**replacing, "confirm": "1"})
    assert set(Answer.objects.values_list("outcome", "text")) == {("partly", "Sửa lại.")}


WRONG = [
    ({"outcome": ""}, "Hãy chọn tiếp thu"),
    ({"outcome": "'; --"}, "không"),
    ({"text": " \r\n "}, "Hãy ghi nội dung trả lời"),
    ({"department": "0"}, ""),
    ({"pk": []}, "Hãy chọn ít nhất một ý kiến"),
    ({"pk": ["x", "9" * 40, "-1"]}, "Hãy chọn ít nhất một ý kiến"),
]


@pytest.mark.parametrize(("changes", "words"), WRONG, ids=[str(row[0]) for row in WRONG])
def test_a_wrong_answer_form_comes_back_with_what_was_typed(changes, words):
    text, staff = draft(), desk(MODERATOR)
    one = opinion(text)
    response = staff.post(
        bench("draft_answer", text.pk), said(pk=[one.pk], text="Giữ nguyên chữ này.") | changes
    )
    page = response.content.decode()
    assert response.status_code == 400
    assert words in page
    assert "text" in changes or "Giữ nguyên chữ này." in page
    assert not Answer.objects.exists()


def test_back_from_the_preview_keeps_the_ticks_and_the_text():
    text, staff = draft(), desk(MODERATOR)
    one = opinion(text)
    page = staff.post(bench("draft_answer", text.pk), said(pk=[one.pk], back="1")).content.decode()
    assert f'value="{one.pk}" checked' in page
    assert "Đã bổ sung." in page


def test_opinions_of_another_text_cannot_be_answered_from_here():
    staff = desk(MODERATOR)
    foreign = factories.comment()
    staff.post(bench("draft_answer", draft().pk), said(pk=[foreign.pk], confirm="1"))
    assert not Answer.objects.exists()
    plain = factories.directive(comments_open=True)
    assert staff.get(bench("draft", plain.pk)).status_code == 404


@pytest.mark.parametrize("role", [EDITOR, PUBLISHER])
def test_only_moderators_come_to_this_desk(role):
    text, staff = draft(), desk(role)
    forged = said(pk=[opinion(text).pk], confirm="1")
    for address in (bench("drafts"), bench("draft", text.pk), bench("draft_export", text.pk)):
        assert staff.get(address).status_code == 403
        assert Client().get(address).status_code == 302
    assert staff.post(bench("draft_answer", text.pk), forged).status_code == 403
    assert not Answer.objects.exists()


def test_one_opinion_answered_on_the_bench_needs_an_outcome_too():
    text, staff = draft(), desk(MODERATOR)
    one = opinion(text)
    address = bench("decide", one.pk, "tra-loi")
    assert "Tiếp thu một phần" in html(staff, bench("change", one.pk))
    fetch = {"headers": {"X-Requested-With": "fetch"}}
    assert staff.post(address, said(outcome=""), **fetch).status_code == 409
    assert staff.post(address, said(), **fetch).status_code == 200
    assert Answer.objects.get().outcome == "accepted"


def test_an_ordinary_comment_has_no_outcome():
    comment = factories.comment()
    answer(comment, Outcome.ACCEPTED)
    assert Answer.objects.get().outcome == ""


def test_staff_can_fetch_the_table_before_it_is_public():
    text = draft()
    answer(opinion(text, text="Nên thêm buổi tối."))
    response = desk(MODERATOR).get(bench("draft_export", text.pk))
    assert "no-store" in response.headers["Cache-Control"]
    assert load_workbook(io.BytesIO(response.content)).active["C2"].value == "Nên thêm buổi tối."


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_at_once_write_one_answer_each_opinion():
    text = draft()
    rows = [opinion(text) for _ in range(5)]
    people = [factories.user(MODERATOR) for _ in range(4)]
    department = Department.objects.create(name="Ban Dân vận thử")

    def give(by):
        try:
            mine = Comment.objects.filter(directive=text)
            return mine.answer_all(
                by, replace=False, department=department, text=by.username, answered_on=day(),
                outcome="accepted",
            )  # fmt: skip
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(give, people))
    assert sorted(done) == [0, 0, 0, len(rows)]
    assert Answer.objects.count() == len(rows)
    assert AnswerEvent.objects.count() == len(rows)
