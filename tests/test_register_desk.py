"""The form of an official text at the desk: filled in by its address, and told which number follows."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from directives.models import Directive
from portal.desk import prefill
from portal.publishing import Status
from portal.roles import EDITOR, MODERATOR
from tests import factories
from tests.desk import change, desk, formset

pytestmark = pytest.mark.django_db

ADD = "admin:directives_directive_add"


# ------------------------------------------------------------------ the add form, filled in


def test_a_link_opens_the_add_form_with_its_fields_filled_in():
    kind, body = factories.document_type("Quyết định", "QĐ"), factories.body()
    given = {"symbol": "446-QĐ/TU", "type": kind.pk, "issuing_body": body.pk, "issued_on": date(2021, 11, 26)}
    page = desk(EDITOR).get(f"{reverse(ADD)}?{prefill.query(given)}").content.decode()
    assert 'value="446-QĐ/TU"' in page
    assert 'value="26/11/2021"' in page
    assert f'<option value="{kind.pk}" selected>Quyết định' in page
    assert f'<option value="{body.pk}" selected>Tỉnh ủy Đồng Sơn' in page
    assert not Directive.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "type=abc", "type=99999", "issued_on=31/02/2026", "symbol=%EF%BF%BD", "fields=x&fields=1",
        "published_at=1", "id=1&pk=2&status=published&created_by=1",
        f"symbol={'9' * 500}", "body=<script>alert(1)</script>",
    ],
)  # fmt: skip
def test_what_a_link_says_that_no_field_can_read_is_left_empty(query):
    response = desk(EDITOR).get(f"{reverse(ADD)}?{query}")
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


# ------------------------------------------------------------------ numbers

NUMBER, SERIES = "admin:directives_directive_number", "admin:directives_directive_series"


def asked(client, **given) -> str:
    """What the form says of a number, as plain words."""
    fields = {
        "type": factories.document_type().pk, "issuing_body": factories.body().pk, "issued_on": "02/03/2026",
    }  # fmt: skip
    return client.get(reverse(NUMBER), {**fields, **given}).content.decode()


@pytest.mark.parametrize(
    ("symbols", "day", "follows", "why"),
    [
        ([], "02/03/2026", "01-CT/TU", "an empty series begins at one, with a leading zero"),
        (["09-CT/TU"], "02/03/2026", "10-CT/TU", "after the highest"),
        (["09-CT/TU", "12a-CT/TU"], "02/03/2026", "13-CT/TU", "a letter is no part of the next number"),
        (["09-CT/TU"], "02/03/2024", "01-CT/TU", "another term, chosen by the date"),
    ],
)
def test_the_number_that_follows_is_suggested_for_the_period_of_the_date(symbols, day, follows, why):
    for symbol in symbols:
        factories.directive(symbol=symbol, issued_on=date(2026, 1, 5))
    said = asked(desk(EDITOR), issued_on=day)
    assert follows in said
    assert ("2025–2030" if "2026" in day else "2020–2025") in said


@pytest.mark.parametrize(
    ("last", "follows"),
    [("", "01/NĐ-CP"), ("99/2025/NĐ-CP", "01/2026/NĐ-CP"), ("30/2026/NĐ-CP", "31/2026/NĐ-CP")],
)
def test_a_state_body_numbers_by_the_year_and_in_its_own_spelling(last, follows):
    kind = factories.document_type("Nghị định", "NĐ")
    body = factories.body("Chính phủ", "CP", numbering="year")
    if last:
        factories.directive(
            symbol=last, type=kind, issuing_body=body, issued_on=date(int(last.split("/")[1]), 3, 5)
        )
    said = asked(desk(EDITOR), type=kind.pk, issuing_body=body.pk)
    assert follows in said
    assert "Kỳ <b>2026</b>" in said


def test_a_number_that_is_taken_is_named_while_it_is_typed():
    taken = factories.directive(symbol="15-CT/TU")
    client = desk(EDITOR)
    said = asked(client, symbol="15 ct tu")
    assert "Số này đã có trong sổ" in said
    assert change(taken) in said
    assert "Số này đã có ở văn bản khác cùng kỳ" in asked(client, symbol="15a-CT/TU")
    assert change(taken) not in asked(client, symbol="15-CT/TU", own=taken.pk)
    assert change(taken) not in asked(client, symbol="15-CT/TU", issued_on="02/03/2024")


@pytest.mark.parametrize(
    ("symbol", "words"),
    [
        ("18-CT/TU", "Bỏ trống các số 16–17"),
        ("17-CT/TU", "Bỏ trống số 16"),
        ("16-KL/TU", "Trong số có “KL”, còn loại Chỉ thị viết tắt là “CT”"),
        ("16-CT/HU", "Trong số có “HU”, còn ký hiệu của Tỉnh ủy Đồng Sơn là “TU”"),
    ],
)
def test_what_looks_wrong_with_a_number_is_said_and_not_refused(symbol, words):
    factories.directive(symbol="15-CT/TU")
    client = desk(EDITOR)
    assert words in asked(client, symbol=symbol)
    assert words not in asked(client, symbol="16-CT/TU")


@pytest.mark.parametrize(
    "given", [{"type": "x"}, {"issuing_body": ""}, {"issued_on": "31/02/2026"}, {"own": "-1"}]
)
def test_with_less_than_type_body_and_day_nothing_is_suggested(given):
    assert "để biết kỳ đánh số" in asked(desk(EDITOR), **given)


def test_without_javascript_the_form_that_comes_back_says_the_same():
    factories.directive(symbol="15-CT/TU")
    client = desk(EDITOR)
    form = {
        "type": factories.document_type().pk, "issuing_body": factories.body().pk, "issued_on": "02/03/2026",
        "subject": "", "symbol": "", **formset("attachments"), **formset("relations"),
    }  # fmt: skip
    assert "16-CT/TU" in client.post(reverse(ADD), form).content.decode()
    assert (
        "Số này đã có trong sổ" in client.post(reverse(ADD), {**form, "symbol": "15-CT/TU"}).content.decode()
    )
    assert "để biết kỳ đánh số" in client.get(reverse(ADD)).content.decode()
    saved = factories.directive(symbol="", status=Status.DRAFT)
    assert "16-CT/TU" in client.get(change(saved)).content.decode()
    assert "16-CT/TU" in client.get(f"{reverse(ADD)}?{prefill.query(form)}").content.decode()


def test_gaps_and_doubles_are_reported_and_a_gap_opens_the_form_that_fills_it():
    for symbol in ("02-CT/TU", "05-CT/TU", "05a-CT/TU", "06-CT/TU"):
        factories.directive(symbol=symbol)
    kind, body = factories.document_type(), factories.body()
    client = desk(EDITOR)
    page = client.get(reverse(SERIES)).content.decode()
    assert "4 văn bản, số lớn nhất 6, trống 3 số" in page
    assert ">3–4<" in page
    add = f"{reverse(ADD)}?{prefill.query({'symbol': '03-CT/TU', 'type': kind.pk, 'issuing_body': body.pk})}"
    assert escape(add) in page
    assert "Chỉ thị số 5" in page
    assert "05a-CT/TU" in page
    other = factories.document_type("Kế hoạch", "KH")
    for query in (
        {"loai": other.pk},
        {"ky": "2020–2025"},
        {"coquan": factories.body("Huyện ủy Nậm Pha", "HU").pk},
    ):
        assert "Không có dãy số nào" in client.get(reverse(SERIES), query).content.decode(), query
    assert (
        "3–4"
        in client.get(reverse(SERIES), {"ky": "2025–2030", "loai": kind.pk, "trang": "x"}).content.decode()
    )
    assert "3–4" in client.get(reverse(SERIES), {"loai": "x"}).content.decode()


def test_a_register_without_gaps_says_so():
    factories.directive(symbol="01-CT/TU")
    assert "Không có số trống" in desk(EDITOR).get(reverse(SERIES)).content.decode()


def test_numbers_are_the_business_of_those_who_see_official_texts(client):
    for name in (NUMBER, SERIES):
        assert client.get(reverse(name)).url == f"{reverse('admin:login')}?next={reverse(name)}"
        assert desk(MODERATOR).get(reverse(name)).status_code == 403


def test_a_report_of_twenty_series_costs_no_more_than_one_of_one():
    client, counted = desk(EDITOR), []
    client.get(reverse(SERIES))
    for names in (["Loại 0"], [f"Loại {n}" for n in range(1, 20)]):
        for name in names:
            factories.directive(symbol="07-CT/TU", type=factories.document_type(name, "CT"))
        with CaptureQueriesContext(connection) as statements:
            page = client.get(reverse(SERIES))
        counted.append(len(statements))
    assert len(page.context["series"]) == 20
    assert counted[0] == counted[1]


# ------------------------------------------------------------------ ten at once


@pytest.mark.django_db(transaction=True)
def test_of_ten_people_who_save_one_number_at_once_one_is_first_and_nine_are_told():
    form = {
        "symbol": "90-CT/TU", "issued_on": "02/03/2026", "type": factories.document_type().pk,
        "issuing_body": factories.body().pk, "subject": "Về công tác tiếp dân", "body": "<p>1. Tiếp dân.</p>",
        **formset("attachments"), **formset("relations"),
    }  # fmt: skip
    clients, barrier, answers = [desk(EDITOR) for _ in range(10)], threading.Barrier(10), []

    def send(client):
        try:
            barrier.wait(20)
            answers.append(client.post(reverse(ADD), form))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Directive.objects.filter(key="90-CT/TU").count() == 1
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [302]
    saved = change(Directive.objects.get())
    told = [answer.content.decode() for answer in answers if answer.status_code == 200]
    assert all("Số này đã có trong sổ" in page and saved in page for page in told)
