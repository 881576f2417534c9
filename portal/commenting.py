"""Whether readers may write about a text: the switch, the days between which it holds, the reason if not."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from portal.fields import LineField

ORDER = "Ngày cuối nhận ý kiến đứng trước ngày đầu."


class TakesComments(models.Model):
    """A text about which readers may write. Both days belong to the window, in the portal's time zone.

    Whether comments are taken now also depends on the house rules: the one word for it, on the page, the
    form and its POST, is `comments.vocabulary.Rules.why_closed`. What was published stays readable.
    """

    comments_open = models.BooleanField("nhận ý kiến bạn đọc", default=True)
    comments_from = models.DateField(
        "nhận ý kiến từ ngày", null=True, blank=True, help_text="Để trống: từ khi đăng."
    )
    comments_until = models.DateField(
        "đến hết ngày",
        null=True,
        blank=True,
        help_text="Để trống: theo quy định chung. Hết ngày này trang tự ngừng nhận; ý kiến đã đăng vẫn còn.",
    )
    comments_closed_reason = LineField(
        "lý do không nhận ý kiến",
        max_length=300,
        blank=True,
        default="",
        help_text="Bạn đọc thấy câu này ở chỗ gửi ý kiến khi đã ngừng nhận.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_comment_days",
                condition=Q(comments_from__isnull=True)
                | Q(comments_until__isnull=True)
                | Q(comments_until__gte=F("comments_from")),
                violation_error_message=ORDER,
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.comments_from and self.comments_until and self.comments_until < self.comments_from:
            raise ValidationError({"comments_until": ORDER})

    def comments_closed_on(self, day: date) -> str:
        """The sentence readers see on a day when this text takes no comments; "" when it does."""
        if not self.comments_open:
            return self.comments_closed_reason or "Nội dung này không nhận ý kiến."
        if self.comments_from and day < self.comments_from:
            return f"Bắt đầu nhận ý kiến từ ngày {self.comments_from:%d/%m/%Y}."
        if self.comments_until and day > self.comments_until:
            said = f"Đã hết hạn góp ý ngày {self.comments_until:%d/%m/%Y}."
            return f"{said} {self.comments_closed_reason}".strip()
        return ""

    def comments_days_left(self, day: date) -> str:
        """How long comments are still taken, in words: "còn 8 ngày", "hôm nay là ngày cuối"; "" if unsaid."""
        if not self.comments_until or self.comments_closed_on(day):
            return ""
        left = (self.comments_until - day).days
        return f"còn {left} ngày" if left else "hôm nay là ngày cuối"

    @property
    def answers_wait(self) -> bool:
        """Whether the office's answers are kept from readers until a later day."""
        return False


#: For the fieldsets of an admin.
FIELDS: tuple[str | list[str] | tuple[str, ...], ...] = (
    "comments_open",
    ("comments_from", "comments_until"),
    "comments_closed_reason",
)
ADVICE = (
    "Ngày đầu và ngày cuối đều được tính. Thay đổi có hiệu lực ngay với mọi ý kiến gửi sau đó, "
    "kể cả từ trang mở sẵn; ý kiến đã đăng vẫn đọc được."
)
