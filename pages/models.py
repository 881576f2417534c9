"""What the institution says of itself: its pages, its people, its alerts, the order of its home page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from news.models import Picture
from pages.skies import sky
from portal import search
from portal.fields import HTMLField, LineField
from portal.html import clean, to_text
from portal.models import Shared, web_address
from portal.publishing import Publishable
from portal.text import slug

#: The page that has an address of its own, /en/.
ENGLISH = "en"


@pghistory.track(exclude=["body_text", "search"])
class Page(Publishable):
    """Giới thiệu, chức năng và nhiệm vụ, liên hệ…: a page that stays, under its own name in the address."""

    class Language(models.TextChoices):
        VIETNAMESE = "vi", "Tiếng Việt"
        ENGLISH = "en", "Tiếng Anh"

    title = LineField("tiêu đề", max_length=200)
    slug = models.SlugField("đường dẫn", max_length=100, unique=True, blank=True)
    body = HTMLField("nội dung")
    body_text = models.TextField(editable=False, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="thuộc trang", null=True, blank=True, related_name="parts"
    )
    language = models.CharField("ngôn ngữ", max_length=2, choices=Language, default=Language.VIETNAMESE)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    search = search.vector(title="A", body_text="C")

    publish_permission: ClassVar[str] = "pages.publish_page"

    class Meta:
        verbose_name = "trang giới thiệu"
        verbose_name_plural = "trang giới thiệu"
        ordering = ["order", "pk"]
        permissions = [("publish_page", "Duyệt đăng trang giới thiệu")]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="pages_page_not_in_itself", condition=Q(parent=None) | ~Q(parent=F("pk"))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, **kwargs: Any) -> None:
        self.slug = self.slug or slug(self.title, 90)
        self.body = clean(self.body)
        self.body_text = to_text(self.body)
        super().save(**kwargs)

    def get_absolute_url(self) -> str:
        return reverse("english") if self.slug == ENGLISH else reverse("page", args=[self.slug])


@pghistory.track()
class Person(Picture):
    """Someone of the institution whom readers may turn to, under a part of it such as "Lãnh đạo Ban"."""

    name = LineField("họ và tên", max_length=100)
    position = LineField("chức vụ", max_length=200)
    unit = LineField("bộ phận", max_length=100, default="Lãnh đạo Ban")
    duties = LineField("phụ trách", max_length=300, blank=True)
    phone = LineField("điện thoại cơ quan", max_length=50, blank=True)
    email = models.EmailField("thư công vụ", blank=True)
    shown = models.BooleanField("hiện trên trang", default=True)
    order = models.PositiveSmallIntegerField(
        "thứ tự", default=0, help_text="Bộ phận đứng theo người đầu tiên."
    )

    class Meta:
        verbose_name = "cán bộ"
        verbose_name_plural = "cơ cấu tổ chức"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Alert(Shared):
    """A line above the home page while it matters: a storm, a road closed, an office that has moved."""

    class Level(models.TextChoices):
        INFO = "info", "Thông tin"
        WARNING = "warning", "Lưu ý"
        URGENT = "urgent", "Khẩn"

    text = LineField("nội dung", max_length=300)
    level = models.CharField("mức", max_length=10, choices=Level, default=Level.INFO)
    url = models.CharField("xem thêm ở", max_length=500, blank=True, validators=[web_address])
    since = models.DateTimeField("từ lúc")
    until = models.DateTimeField("đến hết")

    class Meta:
        verbose_name = "thông báo đầu trang"
        verbose_name_plural = "thông báo đầu trang"
        ordering = ["-since", "-pk"]
        constraints = [models.CheckConstraint(name="pages_alert_ends", condition=Q(until__gt=F("since")))]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        if self.since and self.until and self.until <= self.since:
            raise ValidationError({"until": "Lúc kết thúc phải sau lúc bắt đầu."})

    def is_on(self, moment: datetime) -> bool:
        return self.since <= moment < self.until


@pghistory.track()
class Block(Shared):
    """A part of the home page: where it stands, and whether."""

    class Kind(models.TextChoices):
        LEAD = "lead", "Tin nổi bật và tin mới"
        TEXTS = "texts", "Văn bản mới và bản tin"
        CATEGORIES = "categories", "Tin theo chuyên mục"
        GALLERY = "gallery", "Thư viện ảnh"
        OPINIONS = "opinions", "Ý kiến bạn đọc"
        MOST_READ = "most_read", "Đọc nhiều"
        POLL = "poll", "Thăm dò ý kiến"
        WEATHER = "weather", "Thời tiết"
        BULLETIN = "bulletin", "Bìa bản tin mới nhất"
        LINKS = "links", "Liên kết website"

    #: What stands on the home page until staff say otherwise; the links are at the foot of every page anyway,
    #: and the bulletin stands beside the texts.
    USUAL: ClassVar = (
        Kind.LEAD,
        Kind.TEXTS,
        Kind.CATEGORIES,
        Kind.GALLERY,
        Kind.OPINIONS,
        Kind.MOST_READ,
        Kind.POLL,
        Kind.WEATHER,
    )
    #: Too little to fill a row alone: neighbours of these kinds share one.
    SMALL: ClassVar = frozenset({Kind.MOST_READ, Kind.POLL, Kind.WEATHER, Kind.BULLETIN})

    kind = models.CharField("khối", max_length=10, choices=Kind, unique=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    shown = models.BooleanField("hiện", default=True)

    class Meta:
        verbose_name = "khối trang chủ"
        verbose_name_plural = "khối trang chủ"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()

    @classmethod
    def arrangement(cls, rows: Iterable[Block]) -> list[str]:
        """The kinds to show: as staff arranged them, then the usual ones that they have not touched."""
        arranged = list(rows)
        known = {row.kind for row in arranged}
        return [row.kind for row in arranged if row.shown] + [
            k.value for k in cls.USUAL if k.value not in known
        ]

    @classmethod
    def rows(cls, kinds: Iterable[str]) -> list[tuple[bool, list[str]]]:
        """The kinds by rows of the page: small ones that follow each other together, others alone."""
        rows: list[tuple[bool, list[str]]] = []
        for kind in kinds:
            if kind in cls.SMALL and rows and rows[-1][0]:
                rows[-1][1].append(kind)
            else:
                rows.append((kind in cls.SMALL, [kind]))
        return rows


@pghistory.track(exclude=["temperature", "humidity", "code", "measured_at", "asked_at", "problem"])
class WeatherPlace(Shared):
    """A place whose weather the home page shows, with the last value that a provider gave."""

    name = LineField("tên nơi", max_length=60, help_text="Như bạn đọc sẽ thấy, ví dụ “Vùng cao Bản Lầu”.")
    latitude = models.FloatField("vĩ độ", validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField("kinh độ", validators=[MinValueValidator(-180), MaxValueValidator(180)])
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    shown = models.BooleanField("hiện", default=True)
    temperature = models.FloatField("nhiệt độ (°C)", null=True, editable=False)
    humidity = models.PositiveSmallIntegerField("độ ẩm (%)", null=True, editable=False)
    code = models.PositiveSmallIntegerField("mã bầu trời", null=True, editable=False)
    measured_at = models.DateTimeField("đo lúc", null=True, editable=False)
    asked_at = models.DateTimeField("hỏi lúc", null=True, editable=False)
    problem = LineField("lần hỏi gần nhất hỏng vì", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "nơi xem thời tiết"
        verbose_name_plural = "thời tiết"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name

    def remember(self, **columns: Any) -> None:
        """What the last question brought; the columns that staff write stay as they are."""
        self.__dict__.update(columns, asked_at=timezone.now())
        self.save(update_fields=[*columns, "asked_at"])

    def is_fresh(self, moment: datetime) -> bool:
        """Measured so lately that readers may take it for the weather of now."""
        oldest = moment - timedelta(hours=settings.WEATHER_HOURS)
        return self.measured_at is not None and self.measured_at > oldest

    @property
    def degrees(self) -> str:
        """ "27", "-1"; "" before the first value."""
        return "" if self.temperature is None else str(round(self.temperature))

    @property
    def sky(self) -> tuple[str, str]:
        """Words and picture; ("", "") before the first value."""
        return ("", "") if self.code is None else sky(self.code)

    @property
    def words(self) -> str:
        """ "27 °C, Ít mây"; "" before the first value."""
        return f"{self.degrees} °C, {self.sky[0]}" if self.degrees else ""
