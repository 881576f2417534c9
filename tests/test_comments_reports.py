"""What leaders are told: figures that add up, and a workbook that cannot harm their computers."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from comments import figures
from comments.models import Department, Grounds
from comments.querysets import State
from tests import factories

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 10, 5)


def at(day: date, hour: int = 9):
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


@pytest.fixture
def october():
    """Four comments in October, one in November."""
    article = factories.article()
    for hours in (1, 10, 100):
        sent = at(MONDAY)
        factories.comment(article=article, sent_at=sent, decided_at=sent + timedelta(hours=hours))
    factories.comment(article=article, state=State.PENDING, sent_at=at(MONDAY + timedelta(days=7)))
    factories.comment(article=article, state=State.PENDING, sent_at=at(date(2026, 11, 1), 0))
    return article


def test_the_figures_of_a_period_add_up(october):
    found = figures.of(date(2026, 10, 1), date(2026, 10, 31), service_hours=72)
    assert (found.received, dict(found.states)["Đã đăng"], dict(found.states)["Chờ duyệt"]) == (4, 3, 1)
    assert found.median == timedelta(hours=10)
    assert (found.in_time, found.timed) == (2, 3)
    assert [(week.monday, week.received, week.part) for week in found.weeks] == [
        (MONDAY, 3, 100),
        (MONDAY + timedelta(days=7), 1, 33),
    ]


def test_both_days_of_a_period_belong_to_it_in_vietnamese_time(october):
    assert figures.of(date(2026, 11, 1), date(2026, 11, 1), 72).received == 1
    assert figures.of(date(2026, 10, 31), date(2026, 10, 31), 72).received == 0


def test_an_empty_period_has_figures_too():
    found = figures.of(date(2020, 1, 1), date(2020, 1, 2), 72)
    assert (found.received, found.median, found.weeks) == (0, None, [])


@pytest.fixture
def desk(client):
    client.force_login(factories.user("Kiểm duyệt viên"))
    return client


STATISTICS, EXPORT = reverse("admin:comments_comment_statistics"), reverse("admin:comments_comment_export")


@pytest.mark.parametrize(
    "query", ["", "?tu=2026-13-45", "?tu=0001-01-01&den=9999-12-31", "?den=1000-01-01", "?tu=x"]
)
def test_no_period_is_a_fault(desk, query):
    assert desk.get(STATISTICS + query).status_code == 200
    assert desk.get(EXPORT + query).status_code == 200


def sheet(response):
    return load_workbook(io.BytesIO(response.content)).active


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1+1", "-2", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_no_comment_becomes_a_formula(desk, text):
    factories.comment(text=text, name=text[:60])
    row = sheet(desk.get(EXPORT))[2]
    assert (row[3].data_type, row[4].data_type) == ("s", "s")
    assert row[4].value == text


def test_the_workbook_has_the_answer_and_no_contact_data(desk):
    comment = factories.comment(email="kin@example.vn", sender="a" * 64)
    department = Department.objects.first()
    comment.reply(comment.decided_by, department, "Đã khắc phục.", timezone.localdate())
    factories.comment(state=State.REJECTED, grounds=Grounds.objects.first())
    withdrawn = factories.comment(name="Người đã rút")
    withdrawn.retract()
    rows = [[cell.value for cell in row] for row in sheet(desk.get(EXPORT)).iter_rows()]
    assert len(rows) == 3
    assert [department.name, "Đã khắc phục."] == rows[1][7:9]
    assert "kin@example.vn" not in str(rows)
    assert "a" * 64 not in str(rows)


def test_other_staff_get_no_report(client):
    client.force_login(factories.user("Biên tập viên"))
    assert client.get(STATISTICS).status_code == 403
    assert client.get(EXPORT).status_code == 403
