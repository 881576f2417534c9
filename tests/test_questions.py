"""Hỏi đáp: asked in public with a promised day, seen only with its answer, late ones in red on the bench."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest
from django.core import mail as outbox
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from comments import mail, tokens
from comments.matters import Matter, working_days_after
from comments.models import Answer, Comment, Department, random_token
from comments.querysets import State
from comments.vocabulary import Rules
from tests import factories
from tests.test_comments_sending import old_token

ASK = reverse("question_form")
LIST = reverse("question_list")
BENCH = reverse("admin:comments_comment_changelist")
GOOD = {
    "name": "Bế Thị Nga",
    "text": "Bao giờ xã trả giấy chứng nhận? Nhà tôi nộp từ tháng 3.",
    "consent": "on",
}

pytestmark = pytest.mark.django_db

FRIDAY = date(2026, 11, 20)
TERMS = [
    (FRIDAY, 0, FRIDAY, "no days"),
    (FRIDAY, 1, date(2026, 11, 23), "over the weekend"),
    (date(2026, 11, 21), 1, date(2026, 11, 23), "asked on a Saturday"),
    (date(2026, 11, 22), 1, date(2026, 11, 23), "asked on a Sunday"),
    (FRIDAY, 5, date(2026, 11, 27), "a week"),
    (FRIDAY, 15, date(2026, 12, 11), "the usual term"),
]


@pytest.mark.parametrize(("asked", "days", "last", "why"), TERMS, ids=[row[3] for row in TERMS])
def test_a_term_counts_working_days_from_the_day_after(asked, days, last, why):
    assert working_days_after(asked, days) == last


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 200))
def test_a_term_ends_on_a_working_day_and_is_never_shorter_than_its_days(asked, days):
    last = working_days_after(asked, days)
    assert last.weekday() < 5
    assert (last - asked).days >= days


@pytest.fixture
def matter(db):
    return Matter.objects.create(name="Đất đai", department=Department.objects.first())


def ask(client, matter, /, **changes):
    return client.post(ASK, GOOD | {"matter": matter.pk, "token": old_token(ASK)} | changes)


def answer(question, text="Xã trả giấy trước ngày 15/12."):
    question.reply(question.decided_by, Department.objects.first(), text, timezone.localdate())


def test_a_question_gets_a_receipt_with_the_promised_day_and_goes_to_the_office_that_answers(client, matter):
    page = client.get(ASK)
    promised = working_days_after(timezone.localdate(), 15)
    assert f"{promised:%d/%m/%Y}" in page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-store"
    assert not page.cookies

    response = ask(client, matter)
    row = Comment.objects.get()
    assert (row.state, row.matter, row.answer_by) == (State.PENDING, matter, promised)
    assert row.department == matter.department
    receipt = client.get(response.url).content.decode()
    assert "Biên nhận câu hỏi" in receipt
    assert f"Trả lời trước ngày <b>{promised:%d/%m/%Y}</b>" in receipt


def test_what_was_promised_stays_promised_when_the_rules_change(client, matter):
    ask(client, matter)
    Rules.objects.update_or_create(pk=1, defaults={"answer_days": 60})
    assert Comment.objects.get().answer_by == working_days_after(timezone.localdate(), 15)


BAD = [
    ({"matter": ""}, "Xin chọn lĩnh vực"),
    ({"matter": "999999"}, "không nhận câu hỏi"),
    ({"matter": "x'--"}, "không nhận câu hỏi"),
    ({"text": ""}, "Xin ghi câu hỏi"),
    ({"consent": ""}, "Cần bạn đồng ý"),
    ({"website": "http://x"}, "phải để trống"),
    ({"token": "x"}, "mở đã lâu"),
]


@pytest.mark.parametrize(("changes", "said"), BAD, ids=[str(row[0]) for row in BAD])
def test_a_faulty_form_comes_back_with_what_was_typed(client, matter, changes, said):
    response = ask(client, matter, **changes)
    page = response.content.decode()
    assert response.status_code == 400
    assert said in page
    assert GOOD["name"] in page
    assert not Comment.objects.exists()


def test_a_matter_out_of_use_takes_no_questions_and_keeps_its_answers(client, matter):
    shown = factories.question(matter=matter)
    answer(shown)
    Matter.objects.update(active=False)
    assert ask(client, matter).status_code == 403
    assert "Hiện chưa có lĩnh vực nào" in client.get(ASK).content.decode()
    assert client.get(shown.get_absolute_url()).status_code == 200


def test_a_closed_site_takes_no_questions_and_gives_the_text_back(client, matter):
    Rules.objects.update_or_create(pk=1, defaults={"open": False, "closed_reason": "Tạm ngừng đến thứ Hai."})
    response = ask(client, matter)
    assert response.status_code == 403
    assert "Tạm ngừng đến thứ Hai." in response.content.decode()
    assert "Nhà tôi nộp từ tháng 3." in response.content.decode()


@pytest.mark.usefixtures("standing_clock")
def test_the_same_limits_and_the_same_one_row_per_form_as_comments(client, matter):
    Rules.objects.update_or_create(pk=1, defaults={"per_sender_hour": 2})
    token = old_token(ASK)
    assert len({ask(client, matter, token=token).url for _ in range(3)}) == 1
    assert [ask(client, matter).status_code for _ in range(2)] == [302, 429]
    assert Comment.objects.count() == 2


def test_the_same_screening_as_comments(client, matter):
    ask(client, matter, text="Liên hệ 0912 345 678 để vào nhà cái uy tín")
    row = Comment.objects.get()
    assert row.state == State.HELD
    assert {"phone", "gambling"} <= {reason["code"] for reason in row.screening}


@pytest.mark.django_db(transaction=True)
def test_when_the_database_dies_the_question_and_its_matter_are_still_in_the_form(client, matter):
    token = old_token(ASK)
    client.get(ASK)
    with pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    response = ask(client, matter, token=token)
    page = response.content.decode()
    assert response.status_code == 503
    assert "Nhà tôi nộp từ tháng 3." in page
    assert f'name="matter" value="{matter.pk}"' in page
    connection.close()
    assert ask(client, matter, token=token).status_code == 302


UNSEEN = [
    ({"state": State.PENDING}, True, "waiting"),
    ({"state": State.HELD}, True, "held"),
    ({"state": State.REJECTED}, True, "refused"),
    ({"state": State.REMOVED}, True, "taken down"),
    ({}, False, "approved, not answered"),
]


@pytest.mark.parametrize(("fields", "answered", "why"), UNSEEN, ids=[row[2] for row in UNSEEN])
def test_a_question_is_public_only_when_it_is_approved_and_answered(client, fields, answered, why):
    row = factories.question(text="Câu này chưa ai được đọc.", **fields)
    if answered:
        department, text = Department.objects.first(), "Câu này chưa ai được đọc."
        Answer.objects.create(comment=row, department=department, text=text)
    assert client.get(row.get_absolute_url()).status_code == 404
    for address in (
        LIST,
        "/y-kien/",
        "/",
        "/sitemap-hoi-dap.xml",
        f"{LIST}?q=ch%C6%B0a+ai",
        f"{LIST}?linh-vuc={row.matter_id}",
    ):
        page = client.get(address).content.decode()
        assert "Câu này chưa ai được đọc." not in page, address
        assert row.get_absolute_url() not in page, address


def test_an_answered_question_has_its_page_its_place_in_the_list_and_in_the_sitemap(client, matter):
    row = factories.question(matter=matter, text=GOOD["text"], name="Bế Thị Nga")
    answer(row)
    page = client.get(row.get_absolute_url()).content.decode()
    assert '<h1 class="page-title">Bao giờ xã trả giấy chứng nhận?</h1>' in page
    assert "Xã trả giấy trước ngày 15/12." in page
    facts = json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])
    assert (facts["@type"], facts["mainEntity"]["acceptedAnswer"]["text"]) == (
        "QAPage",
        "Xã trả giấy trước ngày 15/12.",
    )
    for address in (LIST, f"{LIST}?linh-vuc={matter.pk}", f"{LIST}?q=giay+chung", f"{LIST}?q=15%2F12"):
        assert row.get_absolute_url() in client.get(address).content.decode(), address
    assert row.get_absolute_url() in client.get("/sitemap-hoi-dap.xml").content.decode()
    assert row.get_absolute_url() not in client.get("/y-kien/").content.decode()
    other = Matter.objects.create(name="Y tế")
    assert row.get_absolute_url() not in client.get(f"{LIST}?linh-vuc={other.pk}").content.decode()


def test_a_withdrawn_question_is_gone_from_every_page(client, matter):
    place = ask(client, matter).url
    row = Comment.objects.get()
    row.approve(factories.user("Kiểm duyệt viên"))
    answer(row)
    assert client.get(row.get_absolute_url()).status_code == 200
    assert "câu hỏi trên trang" in client.get(place).content.decode()
    client.post(f"{place}rut/")
    assert client.get(row.get_absolute_url()).status_code == 404
    assert GOOD["name"] not in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?trang=0",
        "?trang=99999",
        "?linh-vuc=x",
        "?linh-vuc=999999999999",
        "?q=" + "a" * 5000,
        "?q=%3Cscript%3E",
    ],
)
def test_no_parameter_of_the_list_is_a_fault(client, db, query):
    assert '<h1 class="page-title">Hỏi đáp' in client.get(LIST + query).content.decode()


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_takes_the_same_statements_for_one_question_and_for_twenty(
    client, matter, rows, django_assert_num_queries
):
    for _ in range(rows):
        answer(factories.question(matter=matter))
    client.get(LIST)
    with django_assert_num_queries(3):
        client.get(LIST)


def test_twenty_questions_a_page_under_addresses_that_stay(client, matter):
    rows = [factories.question(matter=matter) for _ in range(21)]
    for row in rows:
        answer(row)
    first, second = (client.get(f"{LIST}?trang={n}").content.decode() for n in (1, 2))
    assert rows[0].get_absolute_url() not in first
    assert rows[0].get_absolute_url() in second
    assert rows[-1].get_absolute_url() in first


LATENESS = [
    (1, "urgency-late", "quá hạn 1 ngày"),
    (-2, "urgency-soon", "trả lời trước"),
    (-9, "urgency-fresh", "trả lời trước"),
]


@pytest.mark.parametrize(("days", "colour", "words"), LATENESS, ids=["late", "soon", "fresh"])
def test_the_bench_colours_a_question_by_its_promised_day_until_it_is_answered(
    client, matter, days, colour, words
):
    row = factories.question(matter=matter, answer_by=timezone.localdate() - timedelta(days=days))
    client.force_login(factories.user("Kiểm duyệt viên"))
    page = client.get(f"{BENCH}?muc=cau-hoi").content.decode()
    assert f"case-due {colour}" in page
    assert words in page
    answer(row)
    assert f"so-{row.pk}" not in client.get(f"{BENCH}?muc=cau-hoi").content.decode()


def test_the_asker_is_mailed_once_with_the_answer_and_not_for_the_approval(matter):
    nonce = random_token()
    row = factories.question(
        matter=matter,
        email="nga@example.vn",
        decided_at=timezone.now() - timedelta(hours=1),
        form_token=nonce,
        receipt_hash=tokens.receipt_hash(tokens.receipt_code(nonce)),
    )
    assert mail.tell_senders() == (0, 0)
    answer(row)
    assert (mail.tell_senders(), mail.tell_of_answers()) == ((1, 0), (0, 0))
    assert "câu hỏi về lĩnh vực “Đất đai”" in outbox.outbox[0].body
    assert "Xã trả giấy trước ngày 15/12." in outbox.outbox[0].body


def test_a_late_receipt_says_so(client, matter):
    place = ask(client, matter).url
    row = Comment.objects.get()
    row.approve(factories.user("Kiểm duyệt viên"))
    Comment.objects.update(answer_by=timezone.localdate() - timedelta(days=1))
    page = client.get(place).content.decode()
    assert "Đã duyệt, đang chờ trả lời" in page
    assert "quá hạn" in page
