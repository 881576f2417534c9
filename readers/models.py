"""What readers do besides commenting: they vote in polls and report faults."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from news.models import Article
from portal.fields import LineField, PlainTextField
from portal.models import Shared

#: What is kept of a voter's network is erased at the end of the poll, so a poll may not last longer than
#: the privacy page allows.
LONGEST_POLL = timedelta(days=14)


class PollQuerySet(models.QuerySet):
    def begun(self) -> PollQuerySet:
        """What the public may see, open or over."""
        return self.filter(opens_at__lte=Now())

    def with_options(self) -> PollQuerySet:
        return self.prefetch_related("options")


@pghistory.track()
class Poll(Shared):
    """Thăm dò ý kiến: one question, open from a time to a time."""

    question = LineField("câu hỏi", max_length=200)
    explanation = PlainTextField("nói thêm", blank=True, max_length=600)
    opens_at = models.DateTimeField("mở từ")
    closes_at = models.DateTimeField("đóng lúc", help_text="Nhiều nhất 14 ngày sau khi mở.")

    objects = PollQuerySet.as_manager()

    class Meta:
        verbose_name = "thăm dò ý kiến"
        verbose_name_plural = "thăm dò ý kiến"
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="readers_poll_time",
                condition=Q(closes_at__gt=F("opens_at"), closes_at__lte=F("opens_at") + LONGEST_POLL),
                violation_error_message="Cuộc thăm dò phải đóng sau khi mở và nhiều nhất 14 ngày sau đó.",
            )
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("poll", args=[self.pk])

    @property
    def choices(self) -> list[PollOption]:
        """The options in their order; needs `with_options()`."""
        return list(self.options.all())

    @property
    def results_url(self) -> str:
        return reverse("poll_results", args=[self.pk])

    def is_open(self, moment: datetime) -> bool:
        return self.opens_at <= moment < self.closes_at

    @property
    def is_over(self) -> bool:
        return self.closes_at <= timezone.now()

    def results(self) -> list[tuple[PollOption, int]]:
        """The options in their order with their votes; one statement."""
        options = self.options.annotate(votes=Count("given"))
        return [(option, option.votes) for option in options]


@pghistory.track()
class PollOption(Shared):
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options")
    text = LineField("phương án", max_length=200)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "phương án"
        verbose_name_plural = "phương án"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint("poll", "text", name="readers_option_once")]

    def __str__(self) -> str:
        return self.text


#: All of a vote but its sender; columns, as the database names them.
_FIXED = pgtrigger.UpdateOf("poll_id", "option_id", "form_token", "sent_at")


class Vote(models.Model):
    """One vote of one network. Nobody changes or deletes it: the database itself refuses.

    `sender` is erased when the poll is over (see `readers.retention`); the vote stays.
    """

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="votes", db_index=False)
    option = models.ForeignKey(PollOption, models.PROTECT, related_name="given")
    form_token = models.CharField(max_length=32)
    sender = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions: ClassVar[tuple[str, ...]] = ()
        constraints = [
            models.UniqueConstraint("poll", "sender", name="readers_vote_once", condition=~Q(sender="")),
            models.UniqueConstraint("form_token", name="readers_vote_form_once"),
        ]
        triggers = [pgtrigger.Protect(name="stays", operation=pgtrigger.Delete | _FIXED)]

    def __str__(self) -> str:
        return f"{self.poll_id}: {self.option_id}"


#: The reader's own words: erased after a while, so never copied into the history.
_WORDS = ("words", "note", "sender", "form_token")


@pghistory.track(exclude=[*_WORDS])
class FaultReport(models.Model):
    """Báo lỗi: a reader says what is wrong in an article; an editor deals with it."""

    class State(models.TextChoices):
        NEW = "new", "Mới"
        DONE = "done", "Đã xử lý"
        IGNORED = "ignored", "Bỏ qua"

    article = models.ForeignKey(Article, models.PROTECT, verbose_name="tin bài", related_name="faults")
    words = LineField("chỗ cần sửa", max_length=500, blank=True)
    note = PlainTextField("lời bạn đọc", max_length=1000, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.NEW)
    form_token = models.CharField(max_length=32, editable=False)
    sender = models.CharField(max_length=64, blank=True, editable=False)
    sent_at = models.DateTimeField("lúc gửi", default=timezone.now, editable=False)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người xử lý",
        null=True,
        editable=False,
        related_name="+",
    )
    handled_at = models.DateTimeField("lúc xử lý", null=True, editable=False)

    class Meta:
        verbose_name = "báo lỗi"
        verbose_name_plural = "báo lỗi của bạn đọc"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint("form_token", name="readers_fault_form_once"),
        ]
        indexes = [models.Index("sent_at", name="readers_fault_new", condition=Q(state="new"))]

    def __str__(self) -> str:
        return self.words or self.note[:80]

    def handle(self, state: str, by: Any) -> None:
        """NEW, DONE or IGNORED, signed by whoever said so. Raises ValidationError for anything else."""
        if state not in self.State.values:
            raise ValidationError("Trạng thái không có.")
        self.state = state
        settled = state != self.State.NEW
        self.handled_by, self.handled_at = (by, timezone.now()) if settled else (None, None)
        self.save(update_fields=["state", "handled_by", "handled_at"])
