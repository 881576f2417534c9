"""Mail goes once, tells what was decided, and never stands in anybody's way."""

from __future__ import annotations

import socket
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from comments import mail, tokens
from comments.models import Answer, Department, Grounds, random_token
from comments.querysets import State
from tests import factories

pytestmark = pytest.mark.django_db


def decided(state=State.PUBLISHED, **fields):
    moment = timezone.now() - timedelta(minutes=1)
    nonce = random_token()
    return factories.comment(
        **{
            "state": state,
            "decided_at": moment,
            "email": "kin@example.vn",
            "form_token": nonce,
            "receipt_hash": tokens.receipt_hash(tokens.receipt_code(nonce)),
            **fields,
        }
    )


def test_a_sender_with_an_address_is_told_once_with_a_link_that_opens(client):
    comment = decided()
    assert mail.tell_senders() == (1, 0)
    assert mail.tell_senders() == (0, 0)
    message = outbox.outbox[0]
    assert message.to == ["kin@example.vn"]
    assert "đã được đăng" in message.body
    assert str(comment.article) in message.body
    path = next(line for line in message.body.splitlines() if "/y-kien/" in line).partition("/y-kien/")[2]
    assert client.get(f"/y-kien/{path}").status_code == 200


def test_a_refusal_is_explained_in_its_public_words():
    grounds = Grounds.objects.first()
    decided(State.REJECTED, grounds=grounds, note="ghi chú nội bộ")
    mail.tell_senders()
    assert grounds.public_text in outbox.outbox[0].body
    assert "ghi chú nội bộ" not in outbox.outbox[0].body


SILENT = [
    ({"email": ""}, "no address"),
    ({"state": State.PENDING, "decided_at": None}, "nothing decided"),
    ({"decided_at": timezone.now() + timedelta(days=1)}, "a decision that can still be taken back"),
]


@pytest.mark.parametrize(("fields", "why"), SILENT, ids=[row[1] for row in SILENT])
def test_nobody_else_gets_mail(fields, why):
    decided(**fields)
    assert mail.tell_senders() == (0, 0)


def test_while_the_mail_server_is_away_nothing_is_lost(settings):
    decided()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert mail.tell_senders() == (0, 1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert mail.tell_senders() == (1, 0)


def answer(comment, text="Đoạn rãnh ấy làm xong trong tháng 12."):
    comment.reply(comment.decided_by, Department.objects.first(), text, timezone.localdate())


def test_an_answer_that_follows_the_decision_is_mailed_once(client):
    comment = decided()
    mail.tell_senders()
    assert mail.tell_of_answers() == (0, 0)
    answer(comment)
    assert mail.tell_of_answers() == (1, 0)
    answer(comment, "Đoạn rãnh ấy đã làm xong.")
    assert (mail.tell_of_answers(), mail.tell_senders()) == ((0, 0), (0, 0))
    message = outbox.outbox[-1]
    assert (message.to, message.subject) == (["kin@example.vn"], "Trả lời ý kiến bạn đã gửi")
    assert "Đoạn rãnh ấy làm xong trong tháng 12." in message.body
    assert f"Trả lời của {Department.objects.first()}" in message.body
    path = next(line for line in message.body.splitlines() if "/y-kien/" in line).partition("/y-kien/")[2]
    assert "đã có trả lời" in client.get(f"/y-kien/{path}").content.decode()


def test_an_answer_that_is_there_with_the_decision_goes_in_the_same_mail():
    answer(decided())
    assert (mail.tell_senders(), mail.tell_of_answers()) == ((1, 0), (0, 0))
    assert "Đoạn rãnh ấy làm xong trong tháng 12." in outbox.outbox[0].body


def test_words_of_readers_and_offices_reach_the_mail_as_they_were_written():
    answer(decided(name="An & Bình <Khuổi Nhàm>"), 'Đơn vị "A" & "B" < 3 ngày')
    mail.tell_senders()
    assert "An & Bình <Khuổi Nhàm>" in outbox.outbox[0].body
    assert 'Đơn vị "A" & "B" < 3 ngày' in outbox.outbox[0].body


NO_ANSWER_MAIL = [
    ({"told_at": None}, "the decision's mail will carry it"),
    ({"email": ""}, "no address, or one that retention has erased"),
    ({"state": State.REMOVED}, "taken down meanwhile"),
]


@pytest.mark.parametrize(("fields", "why"), NO_ANSWER_MAIL, ids=[row[1] for row in NO_ANSWER_MAIL])
def test_an_answer_goes_only_to_a_sender_who_knows_the_decision(fields, why):
    comment = decided(**{"told_at": timezone.now(), **fields})
    department = Department.objects.first()
    Answer.objects.create(
        comment=comment, department=department, text="Đã rõ.", answered_by=comment.decided_by
    )
    assert mail.tell_of_answers() == (0, 0)


def test_a_withdrawn_opinion_is_answered_to_nobody():
    comment = decided(told_at=timezone.now())
    answer(comment)
    comment.retract()
    assert mail.tell_of_answers() == (0, 0)


def test_an_answer_waits_for_a_mail_server_that_is_away(settings):
    answer(decided(told_at=timezone.now()))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert mail.tell_of_answers() == (0, 1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert mail.tell_of_answers() == (1, 0)
    assert mail.tell_of_answers() == (0, 0)


@pytest.fixture
def silent_server(settings):
    """A mail server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = listener.getsockname()
        settings.EMAIL_TIMEOUT = 0.1
        yield listener


def test_a_silent_mail_server_ends_a_run_in_its_time_and_the_mail_goes_with_the_next(settings, silent_server):
    answered, other = decided(told_at=timezone.now()), decided()
    answer(answered)
    assert (mail.tell_senders(), mail.tell_of_answers()) == ((0, 1), (0, 1))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert (mail.tell_senders(), mail.tell_of_answers()) == ((1, 0), (1, 0))
    other.refresh_from_db()
    assert other.told_at


def test_no_request_ever_speaks_to_the_mail_server(client, silent_server):
    comment = decided(State.PENDING, decided_at=None, decided_by=None)
    client.force_login(factories.user("Kiểm duyệt viên"))
    for verb, typed in (
        ("tra-loi", {"department": Department.objects.first().pk, "text": "Đã rõ."}),
        ("duyet", {}),
    ):
        address = reverse("admin:comments_comment_decide", args=[comment.pk, verb])
        client.post(address, {"version": comment.version, **typed})
    comment.refresh_from_db()
    assert (comment.state, comment.answer.text) == (State.PUBLISHED, "Đã rõ.")
    with pytest.raises(BlockingIOError):
        silent_server.accept()


def test_moderators_are_reminded_once_a_day_of_what_waits_too_long():
    factories.user("Kiểm duyệt viên", email="mot@example.vn")
    factories.user("Kiểm duyệt viên")
    factories.user("Biên tập viên", email="khac@example.vn")
    assert mail.remind_moderators() == (0, 0)
    factories.comment(state=State.PENDING, sent_at=timezone.now() - timedelta(hours=100))
    factories.comment(state=State.PENDING)
    assert mail.remind_moderators() == (1, 0)
    assert mail.remind_moderators() == (0, 0)
    message = outbox.outbox[0]
    assert (message.to, message.subject) == (["mot@example.vn"], "1 ý kiến bạn đọc đã quá hạn duyệt")
    assert "2 ý kiến chờ duyệt" in message.body


def test_the_command_says_what_it_did():
    decided()
    out = StringIO()
    call_command("mail_comments", stdout=out)
    assert "người gửi, kết quả duyệt: 1 thư đã gửi" in out.getvalue()
