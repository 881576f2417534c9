"""What the whole site shares: its name and its links. All of it data, because names change."""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
from django.core.cache import cache
from django.core.validators import RegexValidator
from django.db import models

from portal.fields import HTMLField, LineField

SITE_CACHE, HOME_CACHE = "site", "site-home"

web_address = RegexValidator(
    r"^(https?://[^\s\\]+|mailto:[^\s\\]+|tel:[+0-9 .-]+|/(?![/\\])[^\s\\]*)\Z",
    "Nhập địa chỉ bắt đầu bằng https://, http:// hoặc một đường dẫn trong trang, ví dụ /van-ban/.",
)


class Shared(models.Model):
    """A row that every page shows; saving it shows at once here, within seconds in the other workers."""

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        super().save(**kwargs)
        cache.delete_many([SITE_CACHE, HOME_CACHE])

    def delete(self, using: Any = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        deleted = super().delete(using, keep_parents)
        cache.delete_many([SITE_CACHE, HOME_CACHE])
        return deleted


@pghistory.track()
class SiteSettings(Shared):
    """The one row that says whose portal this is."""

    name = LineField("tên đơn vị", max_length=200, default="Ban Dân vận")
    superior_name = LineField("cơ quan chủ quản", max_length=200, blank=True, default="Tỉnh ủy")
    slogan = LineField("khẩu hiệu", max_length=200, blank=True)
    description = LineField("mô tả cho máy tìm kiếm", max_length=300, blank=True)
    emblem = models.ImageField("biểu trưng", upload_to="site", blank=True)
    responsible = LineField("chịu trách nhiệm nội dung", max_length=200, blank=True)
    address = LineField("địa chỉ", max_length=300, blank=True)
    phone = LineField("điện thoại", max_length=50, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    fanpage_url = models.URLField("trang mạng xã hội", blank=True)
    footer_note = LineField("ghi chú cuối trang", max_length=300, blank=True)
    privacy = HTMLField("chính sách dữ liệu cá nhân", blank=True)

    class Meta:
        verbose_name = "thông tin trang"
        verbose_name_plural = "thông tin trang"
        constraints = [models.CheckConstraint(name="portal_one_site", condition=models.Q(pk=1))]

    def __str__(self) -> str:
        return " – ".join(part for part in (self.name, self.superior_name) if part)

    def save(self, **kwargs: Any) -> None:
        self.pk = 1
        super().save(**kwargs)


@pghistory.track()
class LinkBox(Shared):
    """A titled list of links: the menu, the footer, LIÊN KẾT WEBSITE."""

    class Placement(models.TextChoices):
        MENU = "menu", "Thanh menu chính"
        TOP = "top", "Dải trên cùng"
        SIDE = "side", "Khối liên kết website"
        FOOTER = "footer", "Chân trang"

    title = LineField("tiêu đề", max_length=100)
    placement = models.CharField("vị trí", max_length=10, choices=Placement, default=Placement.SIDE)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "khối liên kết"
        verbose_name_plural = "khối liên kết"
        ordering = ["placement", "order", "pk"]

    def __str__(self) -> str:
        return self.title


@pghistory.track(exclude=["checked_at", "failing_since", "failures", "problem"])
class Link(Shared):
    """A link of a box, with what `check_links` found at its address."""

    #: So many checks in a row must fail before readers no longer see the link among LIÊN KẾT WEBSITE.
    DEAD_AFTER: ClassVar[int] = 3

    box = models.ForeignKey(LinkBox, models.CASCADE, verbose_name="khối", related_name="links")
    label = LineField("nhãn", max_length=100)
    url = models.CharField("địa chỉ", max_length=500, validators=[web_address])
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    always_shown = models.BooleanField("luôn hiện", default=False)
    checked_at = models.DateTimeField("kiểm tra lúc", null=True, editable=False)
    failing_since = models.DateTimeField("hỏng từ", null=True, editable=False)
    failures = models.PositiveSmallIntegerField("số lần hỏng liên tiếp", default=0, editable=False)
    problem = LineField("hỏng vì", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "liên kết"
        verbose_name_plural = "liên kết"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def is_dead(self) -> bool:
        """Failed so often that readers are spared it, unless staff said "luôn hiện"."""
        return self.failures >= self.DEAD_AFTER and not self.always_shown


class SearchTerm(models.Model):
    """A word, or two in a row, of the titles that readers may see: what "Ý bạn là …" proposes.

    Made anew by the command `search_terms`; nothing is lost when the table is empty.
    """

    bare = models.CharField(max_length=100, primary_key=True, db_collation="C")
    text = models.CharField(max_length=100)
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.text
