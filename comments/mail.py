"""Telling people by mail, from a command and never from a request: a silent mail server delays nobody."""

from __future__ import annotations

import logging
from datetime import datetime, time

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from comments import tokens
from comments.models import Comment, Tally
from comments.vocabulary import Rules
from portal.models import SiteSettings

log = logging.getLogger(__name__)
MOST_AT_ONCE = 200
BACKEND = "django.contrib.auth.backends.ModelBackend"


def tell_senders() -> tuple[int, int]:
    """Mail each sender who left an address what was decided; returns how many went and how many failed.

    A row is marked before its mail leaves, by a conditional UPDATE: two runs at once send one mail. Where
    the server refuses, the mark is taken back and the next run tries again.
    """
    sent = failed = 0
    for comment in (
        Comment.objects.to_tell()
        .with_target()
        .select_related("grounds", "article", "directive__type")[:MOST_AT_ONCE]
    ):
        mine = Comment.objects.filter(pk=comment.pk, told_at__isnull=True, version=comment.version)
        if not mine.update(told_at=timezone.now()):
            continue
        address = reverse("receipt", args=[tokens.receipt_code(comment.form_token)])
        context = {"comment": comment, "receipt": f"{settings.SITE_URL}{address}", "site": _site()}
        if _send("Về ý kiến bạn đã gửi", "comments/decision.txt", context, comment.email):
            sent += 1
        else:
            Comment.objects.filter(pk=comment.pk).update(told_at=None)
            failed += 1
    return sent, failed


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
        backend="django.contrib.auth.backends.ModelBackend",
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
