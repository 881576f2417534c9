"""What an office answers."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils import timezone

from comments.models.moderation import user
from comments.querysets import AnswerQuerySet
from comments.vocabulary import Department
from portal.fields import PlainTextField
from portal.rows import Row


class Outcome(models.TextChoices):
    """What becomes of an opinion on a draft."""

    ACCEPTED = "accepted", "Tiếp thu"
    PARTLY = "partly", "Tiếp thu một phần"
    EXPLAINED = "explained", "Giải trình"


@pghistory.track()
class Answer(Row):
    """Trả lời chính thức: what an office says under a comment, with its name and the date.

    `outcome` is for opinions on a draft; the answer then says how, or why not.
    """

    comment = models.OneToOneField("comments.Comment", models.CASCADE, related_name="answer")
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="đơn vị trả lời", related_name="answers"
    )
    outcome = models.CharField("kết quả", max_length=9, choices=Outcome, blank=True, default="")
    text = PlainTextField("nội dung trả lời", max_length=5000)
    answered_on = models.DateField("ngày trả lời", default=timezone.localdate)
    answered_by = user("người nhập")
    told_at = models.DateTimeField("lúc báo người gửi", null=True, editable=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "trả lời chính thức"
        verbose_name_plural = "trả lời chính thức"

    def __str__(self) -> str:
        return f"Trả lời của {self.department}"
