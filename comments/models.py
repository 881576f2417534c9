"""Ý kiến bạn đọc: sent, decided by a moderator, answered by an office, withdrawn by its sender.

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

import re
import secrets
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

import pghistory
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from comments import screening
from comments.matters import Matter
from comments.querysets import (  # noqa: F401
    CLAIM,
    REFUSED,
    UNDO,
    WAITING,
    AnswerQuerySet,
    CommentQuerySet,
    State,
    Target,
    kind_of,
)
from comments.screening import Hit
from comments.vocabulary import Department, Grounds, ScreenedWord, ScreeningList  # noqa: F401 (this app's models)
from directives.models import Directive
from news.models import Article
from portal.fields import LineField, PlainTextField
from portal.publishing import Refused

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MAX_NAME, MAX_TEXT = 60, 2000
FIRST_SENTENCE = re.compile(r"[^\n.?!…]{10,}[.?!…]?")


class AlreadyDecided(Refused):
    """Somebody was faster; the message says who, what and when. `comment` is the row as it is now."""

    def __init__(self, comment: Comment) -> None:
        self.comment = comment
        super().__init__(comment.decided_words)


def random_token() -> str:
    """32 unguessable characters: a row that no form sent has no receipt that anybody could open."""
    return secrets.token_hex(16)


def _user(label: str) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=label,
        null=True,
        editable=False,
        related_name="+",
    )


#: Personal data and what is derived from it: erased for good on request, so never copied into the history.
ERASABLE = ("name", "text", "original", "email", "screening", "fingerprint", "sender", "note")


@pghistory.track(exclude=[*ERASABLE, "form_token", "receipt_hash", "claimed_by", "claimed_at"])
class Comment(models.Model):
    """One opinion of one reader; plain text, never HTML, never with a live link."""

    article = models.ForeignKey(
        Article,
        models.PROTECT,
        verbose_name="tin bài",
        null=True,
        blank=True,
        related_name="comments",
        db_index=False,
    )
    directive = models.ForeignKey(
        Directive,
        models.PROTECT,
        verbose_name="văn bản",
        null=True,
        blank=True,
        related_name="comments",
        db_index=False,
    )
    matter = models.ForeignKey(
        Matter,
        models.PROTECT,
        verbose_name="lĩnh vực hỏi",
        null=True,
        blank=True,
        related_name="questions",
    )
    answer_by = models.DateField("trả lời trước ngày", null=True, editable=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="trả lời cho", null=True, blank=True, related_name="replies"
    )
    section = models.CharField(
        "mục góp ý", max_length=20, blank=True, default="", help_text="Mục của dự thảo, ví dụ muc-2.1."
    )
    name = LineField("tên hiển thị", max_length=MAX_NAME)
    text = PlainTextField("nội dung ý kiến", max_length=MAX_TEXT + 500, help_text="Như đang hiển thị.")
    original = PlainTextField("nguyên văn", blank=True, help_text="Chỉ có khi đã che bớt thông tin cá nhân.")
    masks = models.JSONField("chỗ đã che", default=list, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    consent_version = models.CharField("bản thông báo đã đồng ý", max_length=20)

    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.PENDING)
    screening = models.JSONField("lý do cần xem kỹ", default=list, blank=True)
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    decided_by = _user("người quyết định")
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
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        verbose_name="chuyển đơn vị trả lời",
        null=True,
        blank=True,
        related_name="comments",
    )
    claimed_by = _user("đang xem")
    claimed_at = models.DateTimeField("nhận xem lúc", null=True, editable=False)

    form_token = models.CharField(max_length=32, editable=False, default=random_token)
    receipt_hash = models.CharField(max_length=64, editable=False, default=random_token)
    sender = models.CharField("địa chỉ gửi (đã băm)", max_length=64, blank=True, editable=False)
    sender_week = models.CharField("tuần của khóa băm", max_length=8, blank=True, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    sent_at = models.DateTimeField("lúc gửi", default=timezone.now, editable=False)
    published_at = models.DateTimeField("lúc đăng", null=True, editable=False)
    told_at = models.DateTimeField("lúc báo người gửi", null=True, editable=False)
    forgotten_at = models.DateTimeField("lúc xóa nội dung", null=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = "ý kiến"
        verbose_name_plural = "ý kiến bạn đọc"
        ordering = ["-sent_at", "-pk"]
        permissions = [("moderate_comment", "Kiểm duyệt ý kiến bạn đọc")]
        constraints = [
            models.UniqueConstraint("form_token", name="comments_form_once"),
            models.UniqueConstraint("receipt_hash", name="comments_receipt_once"),
            models.CheckConstraint(
                name="comments_one_target",
                condition=Q(article__isnull=False, directive__isnull=True, matter__isnull=True)
                | Q(article__isnull=True, directive__isnull=False, matter__isnull=True)
                | Q(article__isnull=True, directive__isnull=True, matter__isnull=False),
            ),
            models.CheckConstraint(
                name="comments_question_has_a_term",
                condition=Q(matter__isnull=True, answer_by__isnull=True)
                | Q(matter__isnull=False, answer_by__isnull=False),
            ),
            models.CheckConstraint(
                name="comments_section_of_a_text",
                condition=Q(section="") | Q(directive__isnull=False),
            ),
            models.CheckConstraint(
                name="comments_published_has_time",
                condition=~Q(state=State.PUBLISHED) | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="comments_published_has_text", condition=~Q(state=State.PUBLISHED) | ~Q(text="")
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
            models.CheckConstraint(
                name="comments_retracted_is_empty",
                condition=~Q(state=State.RETRACTED) | Q(name="", text="", original="", email=""),
            ),
            models.CheckConstraint(
                name="comments_not_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("id"))
            ),
        ]
        indexes = [
            models.Index("sent_at", "id", name="comments_waiting", condition=Q(state__in=WAITING)),
            models.Index(
                "article",
                F("published_at").desc(),
                F("id").desc(),
                name="comments_article",
                condition=Q(article__isnull=False),
            ),
            models.Index(
                "directive",
                F("published_at").desc(),
                F("id").desc(),
                name="comments_directive",
                condition=Q(directive__isnull=False),
            ),
            models.Index("sender", F("sent_at").desc(), name="comments_sender", condition=~Q(sender="")),
            models.Index(
                "fingerprint", F("sent_at").desc(), name="comments_fingerprint", condition=~Q(fingerprint="")
            ),
            models.Index("email", name="comments_email", condition=~Q(email="")),
        ]

    def __str__(self) -> str:
        return f"Ý kiến số {self.pk}" if self.pk else "Ý kiến"

    def get_absolute_url(self) -> str:
        """The address that stays: a question's own page, or the way to the page on which a comment stands."""
        return reverse("question" if self.matter_id else "comment", args=[self.pk])

    @property
    def target(self) -> Target:
        """What it is about; needs `with_target()` in lists."""
        return self.article or self.directive or self.matter  # type: ignore[return-value]

    @property
    def headline(self) -> str:
        """The first sentence, for the title of a question's own page; at most 120 characters."""
        first = FIRST_SENTENCE.match(self.text)
        return Truncator(first[0] if first else self.text).chars(120, truncate="…")

    @property
    def days_late(self) -> int:
        """Of a question that is still without answer: days beyond the promised one; negative before it."""
        return (timezone.localdate() - self.answer_by).days if self.answer_by else 0

    @property
    def public_answer(self) -> Answer | None:
        """The office's answer, once readers may see it; needs `with_target()` in lists."""
        return None if self.target.answers_wait else getattr(self, "answer", None)

    @property
    def section_words(self) -> str:
        """ "mục 2.1"; "" for an opinion on the whole text."""
        return self.section.replace("muc-", "mục ", 1)

    @property
    def as_sent(self) -> str:
        """The sender's own words, masked or not: what screening read. For moderators only."""
        return self.original or self.text

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

    # Verbs. Each raises Refused without the right to moderate, AlreadyDecided when the row has changed.

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
        undone = Comment.objects.filter(pk=self.pk, version=self.version).take_back(by)
        self.refresh_from_db()
        if not undone:
            raise Refused("Không có quyết định nào để hoàn tác.")

    def mask(self, by: User, hits: Iterable[Hit]) -> None:
        """Show notes such as "[số điện thoại đã ẩn]" in the place of these words; none restores the original.

        The meaning is never edited: staff can hide, not write.
        """
        may_moderate(by)
        hits = list(hits)
        self._change(
            (*WAITING, State.PUBLISHED),
            text=screening.mask(self.as_sent, hits),
            original=self.as_sent if hits else "",
            masks=[[hit.start, hit.end, hit.code] for hit in hits],
        )

    def hand_over(self, by: User, department: Department | None) -> None:
        """Ask a department for the official answer; None takes it back."""
        may_moderate(by)
        self._change((*WAITING, State.PUBLISHED), department=department)

    def reply(
        self, by: User, department: Department, text: str, answered_on: date, outcome: str = ""
    ) -> None:
        """The office's answer, shown once the comment is published; a new one replaces the old.

        Raises Refused for a comment that will not be shown, and for an opinion on a draft without an
        outcome.
        """
        may_moderate(by)
        if self.state not in (*WAITING, State.PUBLISHED):
            raise Refused("Chỉ trả lời được ý kiến đang chờ duyệt hoặc đã đăng.")
        on_draft = self.directive is not None and self.directive.consultation
        if on_draft and not outcome:
            raise Refused("Ý kiến về dự thảo: hãy chọn tiếp thu, tiếp thu một phần hoặc giải trình.")
        said = {
            "department": department,
            "text": text,
            "answered_on": answered_on,
            "answered_by": by,
            "outcome": outcome if on_draft else "",
        }
        Answer.objects.update_or_create(comment=self, defaults=said)

    def claim(self, by: User) -> bool:
        """Take it on for ten minutes; False if a colleague has it. Not part of the history."""
        free = Q(claimed_by__isnull=True) | Q(claimed_by=by) | Q(claimed_at__lte=timezone.now() - CLAIM)
        taken = Comment.objects.filter(free, pk=self.pk, state__in=WAITING)
        return bool(taken.update(claimed_by=by, claimed_at=timezone.now()))

    def retract(self) -> None:
        """The sender's right at any time: name, text and e-mail are gone from every table at once."""
        now = timezone.now()
        nothing = dict.fromkeys(("name", "text", "original", "email", "sender", "fingerprint", "note"), "")
        Comment.objects.filter(pk=self.pk).exclude(state=State.RETRACTED).update(
            **nothing,
            masks=[],
            screening=[],
            state=State.RETRACTED,
            forgotten_at=now,
            version=F("version") + 1,
        )
        self.refresh_from_db()

    def erase(self, by: User) -> None:
        """What `retract` does, for a sender who has lost the code and asks the office."""
        may_moderate(by)
        self.retract()

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
        rows = Comment.objects.filter(pk=self.pk, version=self.version, state__in=tuple(expected))
        changed = rows.update(version=F("version") + 1, **changes)
        self.refresh_from_db()
        if not changed:
            raise AlreadyDecided(self)


def may_moderate(by: AbstractBaseUser) -> None:
    """Raises Refused for an account without the right to moderate."""
    if not by.has_perm("comments.moderate_comment"):  # type: ignore[attr-defined]
        raise Refused("Tài khoản này không có quyền kiểm duyệt ý kiến.")


class Outcome(models.TextChoices):
    """What becomes of an opinion on a draft."""

    ACCEPTED = "accepted", "Tiếp thu"
    PARTLY = "partly", "Tiếp thu một phần"
    EXPLAINED = "explained", "Giải trình"


@pghistory.track()
class Answer(models.Model):
    """Trả lời chính thức: what an office says under a comment, with its name and the date.

    `outcome` is for opinions on a draft; the answer then says how, or why not.
    """

    comment = models.OneToOneField(Comment, models.CASCADE, related_name="answer")
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="đơn vị trả lời", related_name="answers"
    )
    outcome = models.CharField("kết quả", max_length=9, choices=Outcome, blank=True, default="")
    text = PlainTextField("nội dung trả lời", max_length=5000)
    answered_on = models.DateField("ngày trả lời", default=timezone.localdate)
    answered_by = _user("người nhập")
    told_at = models.DateTimeField("lúc báo người gửi", null=True, editable=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "trả lời chính thức"
        verbose_name_plural = "trả lời chính thức"

    def __str__(self) -> str:
        return f"Trả lời của {self.department}"


class Tally(models.Model):
    """How often something was done in a period of time: the memory of `limits`."""

    key = models.CharField(max_length=80)
    period = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("key", "period", name="comments_tally_once")]
        default_permissions: ClassVar[tuple[str, ...]] = ()

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
