"""One reader's opinion: its words, what it is about, its answer, how it is erased."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from comments import screening
from comments.matters import Matter
from comments.models.answer import Answer
from comments.models.moderation import Moderated, may_moderate
from comments.querysets import WAITING, State, Target
from comments.screening import Hit
from comments.vocabulary import Department
from directives.models import Directive
from news.models import Article
from portal.fields import LineField, PlainTextField
from portal.publishing import Refused

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MAX_NAME, MAX_TEXT = 60, 2000
FIRST_SENTENCE = re.compile(r"[^\n.?!…]{10,}[.?!…]?")


def random_token() -> str:
    """32 unguessable characters: a row that no form sent has no receipt that anybody could open."""
    return secrets.token_hex(16)


#: Personal data and what is derived from it: erased for good on request, so never copied into the history.
ERASABLE = ("name", "text", "original", "email", "screening", "fingerprint", "sender", "note")


@pghistory.track(exclude=[*ERASABLE, "form_token", "receipt_hash", "claimed_by", "claimed_at"])
class Comment(Moderated):
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

    screening = models.JSONField("lý do cần xem kỹ", default=list, blank=True)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        verbose_name="chuyển đơn vị trả lời",
        null=True,
        blank=True,
        related_name="comments",
    )
    form_token = models.CharField(max_length=32, editable=False, default=random_token)
    receipt_hash = models.CharField(max_length=64, editable=False, default=random_token)
    sender = models.CharField("địa chỉ gửi (đã băm)", max_length=64, blank=True, editable=False)
    sender_week = models.CharField("tuần của khóa băm", max_length=8, blank=True, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    sent_at = models.DateTimeField("lúc gửi", default=timezone.now, editable=False)
    told_at = models.DateTimeField("lúc báo người gửi", null=True, editable=False)

    class Meta:
        verbose_name = "ý kiến"
        verbose_name_plural = "ý kiến bạn đọc"
        ordering = ["-sent_at", "-pk"]
        permissions = [("moderate_comment", "Kiểm duyệt ý kiến bạn đọc")]
        constraints = [
            *Moderated.Meta.constraints,
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
                name="comments_published_has_text", condition=~Q(state=State.PUBLISHED) | ~Q(text="")
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
