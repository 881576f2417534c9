"""What staff may change about comments without a programmer: grounds, departments, screening words, rules."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, Self, cast

import pghistory
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from comments.screening import Entry, WordList
from portal.fields import LineField, PlainTextField
from portal.rows import Row

if TYPE_CHECKING:
    from comments.matters import Matter
    from directives.models import Directive
    from news.models import Article

#: Shared by all requests of a worker for so many seconds; a change is at once in force where it is made.
SECONDS = 15
LISTS_CACHE, RULES_CACHE = "comments.lists", "comments.rules"


@pghistory.track()
class Grounds(models.Model):
    """A reason not to publish, with the words its sender reads on the receipt."""

    label = LineField("tên lý do", max_length=100, unique=True)
    public_text = PlainTextField("lời giải thích cho người gửi", max_length=500)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "lý do không đăng"
        verbose_name_plural = "lý do không đăng"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.label


@pghistory.track()
class Department(Row):
    """Who can be asked for an official answer."""

    name = LineField("tên đơn vị", max_length=200, unique=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "đơn vị trả lời"
        verbose_name_plural = "đơn vị trả lời"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class ScreeningList(models.Model):
    """A list of words that make a comment wait."""

    class AppliesTo(models.TextChoices):
        TEXT = "text", "Tên và nội dung"
        NAME = "name", "Chỉ tên hiển thị"

    code = models.SlugField("mã", max_length=30, unique=True)
    label = LineField("tên danh sách", max_length=100)
    topical = models.BooleanField(
        "bỏ qua khi bài viết tự dùng từ đó",
        default=False,
        help_text="Ví dụ: bài về phòng, chống cờ bạc thì ý kiến nhắc “đánh bạc” không bị giữ.",
    )
    applies_to = models.CharField("xét ở", max_length=4, choices=AppliesTo, default=AppliesTo.TEXT)
    active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "danh sách từ ngữ"
        verbose_name_plural = "danh sách từ ngữ"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label

    def save(self, **kwargs: Any) -> None:
        super().save(**kwargs)
        cache.delete(LISTS_CACHE)

    @classmethod
    def in_use(cls) -> tuple[WordList, ...]:
        """The active lists as screening takes them."""
        lists: tuple[WordList, ...] = cache.get_or_set(LISTS_CACHE, cls._load, SECONDS)  # type: ignore[assignment]
        return lists

    @classmethod
    def _load(cls) -> tuple[WordList, ...]:
        rows = cls.objects.filter(active=True).order_by("pk").prefetch_related("words")
        return tuple(
            WordList(
                row.code,
                row.label,
                tuple(word.entry for word in row.words.all()),
                row.topical,
                cast('Literal["name", "text"]', row.applies_to),
            )
            for row in rows
        )


@pghistory.track()
class ScreenedWord(models.Model):
    """One word or phrase of a list, found however it is spaced, accented or dressed up."""

    list = models.ForeignKey(ScreeningList, models.CASCADE, verbose_name="danh sách", related_name="words")
    text = LineField("từ hoặc cụm từ", max_length=100)
    exact_accents = models.BooleanField("chỉ khi đúng dấu", default=False)
    exceptions = PlainTextField(
        "trừ các cụm từ", blank=True, max_length=2000, help_text="Mỗi dòng một cụm từ."
    )

    class Meta:
        verbose_name = "từ ngữ"
        verbose_name_plural = "từ ngữ"
        ordering = ["text"]
        constraints = [models.UniqueConstraint("list", "text", name="comments_word_once")]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        super().clean()
        if not any(char.isalnum() for char in self.text):
            raise ValidationError({"text": "Từ cần có ít nhất một chữ cái hoặc chữ số."})

    def save(self, **kwargs: Any) -> None:
        super().save(**kwargs)
        cache.delete(LISTS_CACHE)

    def delete(self, using: Any = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        result = super().delete(using, keep_parents)
        cache.delete(LISTS_CACHE)
        return result

    @property
    def entry(self) -> Entry:
        return Entry(self.text, self.exact_accents, tuple(filter(None, self.exceptions.splitlines())))


@pghistory.track()
class Rules(models.Model):
    """The one row of house rules: whether comments are taken, how soon staff act, how many one may send."""

    open = models.BooleanField("đang nhận ý kiến trên toàn trang", default=True)
    closed_reason = LineField("lý do tạm ngừng (bạn đọc sẽ thấy)", max_length=300, blank=True)
    close_after_days = models.PositiveSmallIntegerField(
        "ngừng nhận sau số ngày kể từ khi đăng bài",
        null=True,
        blank=True,
        help_text="Để trống: không tự đóng. Bài có ngày cuối nhận ý kiến riêng thì theo ngày ấy.",
    )
    service_hours = models.PositiveSmallIntegerField(
        "thời hạn duyệt (giờ)", default=72, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    answer_days = models.PositiveSmallIntegerField(
        "thời hạn trả lời câu hỏi (ngày làm việc)",
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(180)],
    )
    per_sender_hour = models.PositiveSmallIntegerField("số ý kiến mỗi giờ từ một địa chỉ", default=10)
    per_target_hour = models.PositiveSmallIntegerField("số ý kiến mỗi giờ cho một bài", default=200)

    class Meta:
        verbose_name = "quy định nhận ý kiến"
        verbose_name_plural = "quy định nhận ý kiến"
        constraints = [
            models.CheckConstraint(name="comments_one_rules", condition=models.Q(pk=1)),
            models.CheckConstraint(
                name="comments_closed_has_reason",
                condition=models.Q(open=True) | ~models.Q(closed_reason=""),
                violation_error_message="Hãy ghi lý do tạm ngừng để bạn đọc biết.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return "Quy định nhận ý kiến"

    def save(self, **kwargs: Any) -> None:
        self.pk = 1
        super().save(**kwargs)
        cache.delete(RULES_CACHE)

    @classmethod
    def current(cls) -> Self:
        rules: Self = cache.get_or_set(RULES_CACHE, lambda: cls.objects.first() or cls(), SECONDS)  # type: ignore
        return rules

    def why_closed(self, target: Article | Directive | Matter) -> str:
        """The sentence readers see where no comments are taken now; "" where they are.

        Nothing else decides it. A last day of the text's own goes before the days of the house.
        """
        if not self.open:
            return self.closed_reason
        if closed := target.comments_closed_on(timezone.localdate()):
            return closed
        if self.close_after_days and target.published_at and not target.comments_until:
            last = target.published_at + timedelta(days=self.close_after_days)
            if last < timezone.now():
                return f"Bài này ngừng nhận ý kiến từ ngày {timezone.localtime(last):%d/%m/%Y}."
        return ""
