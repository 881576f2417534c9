"""What the bench shows of one comment: computed before the template, so that a card holds no logic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db.models import OuterRef, Q

from comments import screening
from comments.highlight import Piece, pieces
from comments.models import Comment
from comments.querysets import UNDO, WAITING, CommentQuerySet, State, count_of
from comments.vocabulary import Rules
from portal.desk.people import person

#: A question is near its promised day.
SOON_DAYS = 3


@dataclass(frozen=True)
class Case:
    """A comment with everything its card shows, computed before the template."""

    comment: Comment
    name: list[Piece]
    text: list[Piece]
    waited: str
    urgency: str
    undo_seconds: int
    taken_by: User | None
    maskable: bool
    others: int
    due: str


def case_of(comment: Comment, me: User, now: datetime) -> Case:
    spans: dict[str, list[tuple[int, int, str]]] = {"name": [], "text": []}
    for reason in comment.screening:
        for field, start, end in reason["hits"]:
            spans[field].append((start, end, reason["label"]))
    waited = now - comment.sent_at
    undo = (
        comment.decided_at + UNDO - now
        if comment.decided_at and comment.decided_by_id == me.pk
        else timedelta()
    )
    return Case(
        comment,
        pieces(comment.name, spans["name"]),
        pieces(comment.as_sent, spans["text"]),
        _duration(waited),
        _urgency(comment, waited),
        max(0, int(undo.total_seconds())) if not comment.forgotten_at else 0,
        comment.claimed_by if comment.is_claimed and comment.claimed_by_id != me.pk else None,
        bool(personal(comment)),
        getattr(comment, "others", 0),
        _due(comment),
    )


def _urgency(comment: Comment, waited: timedelta) -> str:
    """ "late" beyond what was promised, "soon" near its end, else "fresh".

    A comment is promised a decision within hours, a question its answer by a day.
    """
    if comment.answer_by:
        return "late" if comment.days_late > 0 else "soon" if comment.days_late > -SOON_DAYS else "fresh"
    part = waited / timedelta(hours=Rules.current().service_hours)
    return "late" if part > 1 else "soon" if part > 2 / 3 else "fresh"


def _due(comment: Comment) -> str:
    """Of a question that still wants its answer: when it was promised; else ""."""
    if (
        not comment.answer_by
        or hasattr(comment, "answer")
        or comment.state not in (*WAITING, State.PUBLISHED)
    ):
        return ""
    said = f"trả lời trước ngày {comment.answer_by:%d/%m/%Y}"
    return f"{said} · quá hạn {comment.days_late} ngày" if comment.days_late > 0 else said


def _duration(waited: timedelta) -> str:
    minutes = int(waited.total_seconds() // 60)
    if minutes < 60:
        return f"{max(minutes, 0)} phút"
    hours = minutes // 60
    return f"{hours} giờ" if hours < 48 else f"{hours // 24} ngày"


def personal(comment: Comment) -> list[screening.Hit]:
    """The words of the text that are somebody's personal data, by what screening found when it came in."""
    text = comment.as_sent
    return [
        screening.Hit(reason["code"], start, end, text[start:end])
        for reason in comment.screening
        if reason["code"] in screening.PERSONAL
        for field, start, end in reason["hits"]
        if field == "text" and end <= len(text)
    ]


def for_cards(rows: CommentQuerySet) -> CommentQuerySet:
    """With all that cards show, in one statement; `others`: more from the same network or e-mail."""
    same = Q(sender=OuterRef("sender")) & ~Q(sender="") | Q(email=OuterRef("email")) & ~Q(email="")
    people = ("parent", "grounds", "department", "claimed_by", "decided_by")
    return (
        rows.with_target()
        .select_related("article", "directive__type", "matter", "answer__department", *people)
        .annotate(others=count_of(Comment.objects.filter(same).exclude(pk=OuterRef("pk"))))
    )


@dataclass(frozen=True)
class Step:
    at: datetime
    who: str
    what: str


def story(comment: Comment) -> list[Step]:
    """The comment's history as the database's triggers recorded it, oldest first."""
    recorded = comment.events.select_related("pgh_context", "department")  # type: ignore[attr-defined]
    events = list(recorded.order_by("pgh_id"))
    by = [_user_of(event) for event in events]
    names = {user.pk: person(user) for user in User.objects.filter(pk__in=[pk for pk in by if pk])}
    return [
        Step(event.pgh_created_at, names.get(who or 0, "" if before else "Người gửi"), _what(before, event))
        for before, event, who in zip([None, *events[:-1]], events, by, strict=True)
    ]


def _user_of(event: Any) -> int | None:
    return (event.pgh_context.metadata or {}).get("user") if event.pgh_context else None


def _what(before: Any, after: Any) -> str:
    if before is None:
        return "Gửi ý kiến" if after.state == State.PENDING else "Gửi ý kiến, giữ lại để xem kỹ"
    if before.state != after.state:
        return State(after.state).label
    if before.masks != after.masks:
        return "Che thông tin cá nhân" if after.masks else "Bỏ che"
    if before.department_id != after.department_id:
        return f"Chuyển {after.department}" if after.department_id else "Thôi chuyển"
    return "Sửa"
