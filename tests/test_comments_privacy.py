"""Nothing personal is kept longer than the privacy page promises."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from comments import limits, retention
from comments.models import Comment, CommentEvent, Tally
from comments.querysets import State
from tests import factories

pytestmark = pytest.mark.django_db


def days_ago(days):
    return timezone.now() - timedelta(days=days)


PERSONAL = {"name": "Giàng A Của", "text": "Lời riêng của một người.", "email": "cua@example.vn"}

#: state, age in days since sending and decision, what must be gone, what must stay.
PERIODS = [
    (State.PENDING, 31, {"name", "text", "email"}, set(), "never looked at for a month"),
    (State.HELD, 31, {"name", "text", "email"}, set(), "held for a month"),
    (State.PENDING, 29, set(), {"name", "text", "email"}, "still within its month"),
    (State.REJECTED, 91, {"name", "text", "email"}, set(), "refused three months ago"),
    (State.REJECTED, 89, {"email"}, {"name", "text"}, "refused less than three months ago"),
    (State.REMOVED, 91, {"name", "text", "email"}, set(), "taken down three months ago"),
    (State.PUBLISHED, 31, {"email"}, {"name", "text"}, "published: only the address goes"),
    (State.PUBLISHED, 900, {"email"}, {"name", "text"}, "published long ago"),
    (State.PUBLISHED, 29, set(), {"name", "text", "email"}, "published lately"),
]


@pytest.mark.parametrize(("state", "days", "gone", "kept", "why"), PERIODS, ids=[row[4] for row in PERIODS])
def test_each_period_ends_when_it_ends(state, days, gone, kept, why):
    decided = {} if state in (State.PENDING, State.HELD) else {"decided_at": days_ago(days)}
    row = factories.comment(state=state, sent_at=days_ago(days), **PERSONAL, **decided)
    retention.forget(timezone.now())
    row.refresh_from_db()
    assert {name for name in PERSONAL if getattr(row, name) == ""} == gone
    assert {name for name in PERSONAL if getattr(row, name) == PERSONAL[name]} == kept


def test_network_traces_go_after_fourteen_days_and_counters_after_one():
    old = factories.comment(sent_at=days_ago(15), sender="a" * 64, sender_week="2026-W40")
    new = factories.comment(sent_at=days_ago(13), sender="b" * 64, sender_week="2026-W45")
    limits.take("sender:x", 5)
    Tally.objects.create(key="sender:y", period=days_ago(2), count=1)
    retention.forget(timezone.now())
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.sender, old.sender_week) == ("", "")
    assert new.sender == "b" * 64
    assert [tally.key for tally in Tally.objects.all()] == ["sender:x"]


def test_the_dry_run_counts_and_erases_nothing_and_the_second_run_finds_nothing():
    factories.comment(state=State.REJECTED, decided_at=days_ago(100), **PERSONAL)
    before = list(Comment.objects.values())
    out = StringIO()
    call_command("forget_comments", dry_run=True, stdout=out)
    assert "     1  ý kiến không đăng" in out.getvalue()
    assert list(Comment.objects.values()) == before
    call_command("forget_comments", stdout=StringIO())
    assert {count for _, count in retention.forget(timezone.now())} == {0}


def test_no_history_row_ever_held_personal_words():
    row = factories.comment(state=State.PENDING, **PERSONAL, sender="a" * 64)
    row.approve(factories.user("Kiểm duyệt viên"))
    everything = str(list(CommentEvent.objects.values()))
    for words in (*PERSONAL.values(), "a" * 64):
        assert words not in everything


def test_the_sender_of_an_expired_comment_is_told_on_the_receipt(client):
    row = factories.comment(state=State.PENDING, sent_at=days_ago(40))
    retention.forget(timezone.now())
    row.refresh_from_db()
    assert (row.state, row.grounds.label) == (State.REJECTED, retention.TOO_LATE)


def test_a_sender_who_lost_the_code_is_erased_by_the_office_on_request(client):
    client.force_login(factories.user("Kiểm duyệt viên"))
    row = factories.comment(**PERSONAL)
    client.post(reverse("admin:comments_comment_decide", args=[row.pk, "xoa"]))
    row.refresh_from_db()
    assert (row.state, row.name, row.text, row.email) == (State.RETRACTED, "", "", "")
