"""How a comment is decided.

    PENDING ──approve──► PUBLISHED ──remove──► REMOVED
       │  ▲                  ▲                    │
      hold └────reopen───────┼──── REJECTED ◄─────┤
       ▼                     │         ▲        reopen
     HELD ────────approve────┘         │          ▼
       └───────────reject──────────────┘         HELD          any ──retract──► RETRACTED

*visible* = the public may read it now: PUBLISHED, on a text that is published itself. Every verb is
one conditional UPDATE on the version its moderator has seen, so of two who decide at once one does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from comments.querysets import CLAIM, REFUSED, UNDO, WAITING, CommentQuerySet, State
from comments.vocabulary import Grounds
from portal.fields import PlainTextField
from portal.publishing import Refused
from portal.rows import Row

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class AlreadyDecided(Refused):
    """Somebody was faster; the message says who, what and when. `comment` is the row as it is now."""

    def __init__(self, comment: Moderated) -> None:
        self.comment = comment
        super().__init__(comment.decided_words)


def may_moderate(by: AbstractBaseUser) -> None:
    """Raises Refused for an account without the right to moderate."""
    if not by.has_perm("comments.moderate_comment"):  # type: ignore[attr-defined]
        raise Refused("Tài khoản này không có quyền kiểm duyệt ý kiến.")


def user(label: str) -> Any:
    """A column that the code fills with whoever did it."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=label,
        null=True,
        editable=False,
        related_name="+",
    )


class Moderated(Row):
    """What moderators decide of a comment. Each verb raises Refused without the right to moderate,
    AlreadyDecided when the row has changed."""

    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.PENDING)
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    decided_by = user("người quyết định")
    decided_at = models.DateTimeField("lúc quyết định", null=True, editable=False)
    grounds = models.ForeignKey(
        Grounds,
        models.PROTECT,
        verbose_name="lý do",
        null=True,
        blank=True,
        related_name="comments",
        db_index=False,
    )
    note = PlainTextField("ghi chú nội bộ", blank=True)
    claimed_by = user("đang xem")
    claimed_at = models.DateTimeField("nhận xem lúc", null=True, editable=False)
    published_at = models.DateTimeField("lúc đăng", null=True, editable=False)
    forgotten_at = models.DateTimeField("lúc xóa nội dung", null=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="comments_published_has_time",
                condition=~Q(state=State.PUBLISHED) | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="comments_decision_is_signed",
                condition=~Q(state__in=[State.PUBLISHED, *REFUSED])
                | Q(decided_at__isnull=False) & (Q(decided_by__isnull=False) | Q(forgotten_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="comments_refusal_has_grounds",
                condition=~Q(state__in=REFUSED) | Q(grounds__isnull=False),
            ),
        ]

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def is_claimed(self) -> bool:
        return self.claimed_at is not None and self.claimed_at > timezone.now() - CLAIM

    @property
    def decided_words(self) -> str:
        """Who decided what and when, in one sentence for another moderator."""
        state = self.get_state_display().lower()
        if self.state == State.RETRACTED:
            return "Người gửi đã rút ý kiến này."
        if self.decided_by is None or self.decided_at is None:
            return f"Ý kiến này vừa thay đổi, nay ở trạng thái “{state}”."
        who = (
            f"{self.decided_by.last_name} {self.decided_by.first_name}".strip()
            or self.decided_by.get_username()
        )
        when = f"{timezone.localtime(self.decided_at):%H:%M:%S ngày %d/%m/%Y}"
        return f"{who} đã xử lý ý kiến này lúc {when}: {state}."

    def approve(self, by: User) -> None:
        """PENDING, HELD → PUBLISHED: readers see it at once."""
        self._decide(by, WAITING, State.PUBLISHED, published_at=timezone.now(), grounds=None)

    def hold(self, by: User, note: str = "") -> None:
        """PENDING, HELD → HELD: it needs thought, or somebody else."""
        self._decide(by, WAITING, State.HELD, note=note or self.note)

    def reject(self, by: User, grounds: Grounds, note: str = "") -> None:
        """PENDING, HELD → REJECTED; the sender reads the public words of the grounds."""
        self._decide(by, WAITING, State.REJECTED, grounds=grounds, note=note or self.note)

    def remove(self, by: User, grounds: Grounds, note: str = "") -> None:
        """PUBLISHED → REMOVED, from every page at once."""
        self._decide(by, (State.PUBLISHED,), State.REMOVED, grounds=grounds, note=note or self.note)

    def reopen(self, by: User, note: str = "") -> None:
        """REJECTED, REMOVED → HELD, to be decided again. Raises Refused once its text has been erased."""
        if self.forgotten_at:
            raise Refused("Nội dung ý kiến này đã được xóa theo thời hạn lưu giữ.")
        self._decide(by, REFUSED, State.HELD, grounds=None, published_at=None, note=note or self.note)

    def undo(self, by: User) -> None:
        """Take back one's own decision within 30 seconds: the row returns to what its history says it was.

        Raises Refused when it is too late, when it is another's decision, or when nothing was decided.
        """
        may_moderate(by)
        if self.decided_by_id != by.pk or self.decided_at is None or self.decided_at < timezone.now() - UNDO:
            raise Refused(f"Chỉ hoàn tác được quyết định của chính mình trong {UNDO.seconds} giây.")
        undone = self._rows().filter(version=self.version).take_back(by)
        self.refresh_from_db()
        if not undone:
            raise Refused("Không có quyết định nào để hoàn tác.")

    def claim(self, by: User) -> bool:
        """Take it on for ten minutes; False if a colleague has it. Not part of the history."""
        free = Q(claimed_by__isnull=True) | Q(claimed_by=by) | Q(claimed_at__lte=timezone.now() - CLAIM)
        taken = self._rows().filter(free, state__in=WAITING)
        return bool(taken.update(claimed_by=by, claimed_at=timezone.now()))

    def _decide(self, by: User, expected: Iterable[str], state: State, **changes: Any) -> None:
        may_moderate(by)
        self._change(
            expected,
            state=state,
            decided_by=by,
            decided_at=timezone.now(),
            claimed_by=None,
            claimed_at=None,
            **changes,
        )

    def _change(self, expected: Iterable[str], **changes: Any) -> None:
        rows = self._rows().filter(version=self.version, state__in=tuple(expected))
        changed = rows.update(version=F("version") + 1, **changes)
        self.refresh_from_db()
        if not changed:
            raise AlreadyDecided(self)

    def _rows(self) -> CommentQuerySet:
        return type(self).objects.filter(pk=self.pk)
