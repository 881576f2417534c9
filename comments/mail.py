"""Telling people by mail, from a command and never from a request: a silent mail server delays nobody."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, time

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from comments import tokens
from comments.models import Answer, Comment, State, Tally
from comments.vocabulary import Rules
from portal.models import SiteSettings

log = logging.getLogger(__name__)
MOST_AT_ONCE = 200
BACKEND = "django.contrib.auth.backends.ModelBackend"


def tell_senders() -> tuple[int, int]:
    """Mail each sender who left an address what was decided, and the official answer if it is there by then.

    Returns how many went and how many failed.
    """
    rows = Comment.objects.to_tell().with_target().select_related("grounds")
    return _tally(_tell_decision(comment) for comment in rows[:MOST_AT_ONCE])


def tell_of_answers() -> tuple[int, int]:
    """Mail the official answer to those who knew the decision before it: how many went, how many failed."""
    rows = Answer.objects.to_tell().select_related(
        "department", "comment__article", "comment__directive__type", "comment__matter"
    )
    return _tally(_tell_answer(answer) for answer in rows[:MOST_AT_ONCE])


def _tell_decision(comment: Comment) -> bool | None:
    mine = Comment.objects.filter(pk=comment.pk)
    with_it = comment.state == State.PUBLISHED and comment.public_answer is not None
    answer: list[QuerySet] = [Answer.objects.filter(comment=comment)] if with_it else []
    still = Q(version=comment.version)
    return _once([mine, *answer], still, "Về ý kiến bạn đã gửi", "comments/decision.txt", comment)


def _tell_answer(answer: Answer) -> bool | None:
    mine = Answer.objects.filter(pk=answer.pk)
    return _once([mine], Q(), "Trả lời ý kiến bạn đã gửi", "comments/answer.txt", answer.comment)


def _once(marks: list[QuerySet], still: Q, subject: str, template: str, comment: Comment) -> bool | None:
    """Whether the mail went; None where another run has sent it, or the first row is not `still` as it was.

    The rows of `marks` are marked before the mail leaves, the first by a conditional UPDATE: two runs at
    once send one mail. Where the server refuses, the marks are taken back and the next run tries again.
    """
    first, *others = marks
    if not first.filter(still, told_at__isnull=True).update(told_at=timezone.now()):
        return None
    for rows in others:
        rows.update(told_at=timezone.now())
    address = reverse("receipt", args=[tokens.receipt_code(comment.form_token)])
    context = {"comment": comment, "receipt": f"{settings.SITE_URL}{address}", "site": _site()}
    went = _send(subject, template, context, comment.email)
    if not went:
        for rows in marks:
            rows.update(told_at=None)
    return went


def _tally(outcomes: Iterable[bool | None]) -> tuple[int, int]:
    done = list(outcomes)
    return done.count(True), done.count(False)


def remind_moderators() -> tuple[int, int]:
    """Once a day, a digest to each moderator with an address, while comments wait longer than promised."""
    hours = Rules.current().service_hours
    late = Comment.objects.late(hours)
    sent = failed = 0
    if not (oldest := late.first()):
        return sent, failed
    address = f"{settings.SITE_URL}{reverse('admin:comments_comment_changelist')}"
    context = {
        "late": late.count(),
        "waiting": Comment.objects.waiting().count(),
        "oldest": oldest,
        "hours": hours,
        "bench": address,
        "site": _site(),
    }
    today = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    for person in User.objects.with_perm(
        "comments.moderate_comment",
        backend=BACKEND,
        include_superusers=False,
    ).exclude(email=""):
        mark, first_today = Tally.objects.get_or_create(key=f"digest:{person.pk}", period=today)
        if not first_today:
            continue
        if _send(
            f"{context['late']} ý kiến bạn đọc đã quá hạn duyệt", "comments/digest.txt", context, person.email
        ):
            sent += 1
        else:
            mark.delete()
            failed += 1
    return sent, failed


def _site() -> SiteSettings:
    return SiteSettings.objects.first() or SiteSettings()


def _send(subject: str, template: str, context: dict[str, object], to: str) -> bool:
    try:
        send_mail(subject, render_to_string(template, context), None, [to])
    except OSError as error:  # smtplib's errors are OSErrors too
        log.warning("mail not sent: %s", error)
        return False
    return True
