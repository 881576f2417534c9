"""Mail goes once, tells what was decided, and never stands in anybody's way."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.utils import timezone

from comments import mail, tokens
from comments.models import Grounds, random_token
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
    assert "người gửi: 1 thư đã gửi" in out.getvalue()
