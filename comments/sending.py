"""From a filled form to exactly one row."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from comments import limits, screening, tokens
from comments.matters import Matter
from comments.models import Comment, State, Target, kind_of
from comments.vocabulary import Rules, ScreeningList

#: How far back a text counts as sent before.
RECENT = 200
TRUSTED_HOSTS = ("gov.vn", "dcs.vn", "chinhphu.vn", "dangcongsan.vn", "nhandan.vn")


class TooMany(Exception):
    """The hour's allowance of this sender or of this text is used up."""


def send(
    request: HttpRequest,
    token: tokens.Token,
    target: Target,
    typed: dict[str, Any],
    parent: Comment | None = None,
) -> str:
    """Store the comment and return its receipt code; the same token always gives the same code.

    `typed` holds name, text and email as the form cleaned them, on a draft also the section; what answers
    a comment is about its section. Raises TooMany.
    """
    code = tokens.receipt_code(token.nonce)
    if Comment.objects.filter(form_token=token.nonce).exists():
        return code
    now, rules = timezone.now(), Rules.current()
    sender = limits.sender_of(request, now)
    allowances = {
        f"sender:{sender}": rules.per_sender_hour,
        f"{kind_of(target)}:{target.pk}": rules.per_target_hour,
    }
    # Read first: a flood must cost one index look-up each, not an insert that is rolled back.
    if any(limits.spent(key, limit) for key, limit in allowances.items()):
        raise TooMany
    reasons = screen(typed["name"], typed["text"], target)
    with transaction.atomic():
        _, created = Comment.objects.get_or_create(
            form_token=token.nonce,
            defaults={
                kind_of(target): target,
                "parent": parent,
                **(target.promise() if isinstance(target, Matter) else {}),
                "section": parent.section if parent else typed.get("section", ""),
                "name": typed["name"],
                "text": typed["text"],
                "email": typed["email"],
                "consent_version": token.consent,
                "state": State.HELD if reasons else State.PENDING,
                "screening": [stored(reason) for reason in reasons],
                "fingerprint": screening.fingerprint(typed["text"]),
                "receipt_hash": tokens.receipt_hash(code),
                "sender": sender,
                "sender_week": limits.week_of(now),
                "sent_at": now,
            },
        )
        # The sender first, then the text they share: two senders waiting for one text cannot deadlock.
        if created and not all(limits.take(key, limit) for key, limit in allowances.items()):
            raise TooMany
    return code


def screen(name: str, text: str, target: Target | None = None) -> list[screening.Reason]:
    """Why this comment would have to wait, by today's word lists and the texts sent lately."""
    article = f"{target}\n{target.body_text}" if target else ""
    recent = (
        Comment.objects.exclude(fingerprint="").order_by("-sent_at").values_list("fingerprint", flat=True)
    )
    return screening.screen(
        name,
        text,
        ScreeningList.in_use(),
        article=article,
        recent=frozenset(recent[:RECENT]),
        trusted_hosts=TRUSTED_HOSTS,
    )


def stored(reason: screening.Reason) -> dict[str, Any]:
    """A reason as it lies in the column: places only, so that no words outlive an erased text."""
    return {
        "code": reason.code,
        "label": reason.label,
        "hits": [[hit.field, hit.start, hit.end] for hit in reason.hits],
    }
