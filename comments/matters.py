"""Hỏi đáp: what readers may ask about, who answers, and the day by which it is promised."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

import pghistory
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from comments.vocabulary import Department, Rules
from portal.fields import LineField

#: Monday to Friday, as date.weekday() counts.
WORKING = range(5)


def working_days_after(day: date, count: int) -> date:
    """The last day of a term of so many working days that begins the day after; holidays are not known."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() in WORKING
    return day


@pghistory.track()
class Matter(models.Model):
    """Lĩnh vực hỏi đáp: takes questions as a text takes comments, and stands in a text's place there."""

    name = LineField("tên lĩnh vực", max_length=100, unique=True)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        verbose_name="đơn vị thường trả lời",
        null=True,
        blank=True,
        related_name="matters",
        help_text="Câu hỏi gửi đến được chuyển ngay cho đơn vị này.",
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    active = models.BooleanField("đang nhận câu hỏi", default=True)

    #: What a text has and a matter has not.
    is_published: ClassVar[bool] = True
    answers_wait: ClassVar[bool] = False
    comments_until: ClassVar[None] = None
    published_at: ClassVar[None] = None
    body_text: ClassVar[str] = ""

    class Meta:
        verbose_name = "lĩnh vực hỏi đáp"
        verbose_name_plural = "lĩnh vực hỏi đáp"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"Hỏi đáp: {self.name}"

    def get_absolute_url(self) -> str:
        return f"{reverse('question_list')}?{urlencode({'linh-vuc': self.pk})}"

    def comments_closed_on(self, day: date) -> str:
        return "" if self.active else "Lĩnh vực này hiện không nhận câu hỏi."

    def promise(self) -> dict[str, Any]:
        """What a question of today begins with: the day by which it is answered, and by whom."""
        days = Rules.current().answer_days
        return {
            "answer_by": working_days_after(timezone.localdate(), days),
            "department": self.department,
        }
