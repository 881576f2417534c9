"""What it means to be published, for every kind of text.

    DRAFT ──submit──► SUBMITTED ──publish──► PUBLISHED ──withdraw──► WITHDRAWN
      ▲                  │                                              │
      └─send_back, recall┴──────────────────reopen──────────────────────┘

A draft that never had a day of publication may also be discarded: straight to WITHDRAWN, unseen.

*published* = the public may see it now: state PUBLISHED and its time has come. Scheduling is that
comparison, so it needs no job and is never late. Nobody else spells it: views, feeds, sitemaps,
search and counts all go through `published()`, or `public` at the end of a join.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone

from portal.fields import LineField, PlainTextField
from portal.rows import Row
from portal.text import one_line


class Status(models.TextChoices):
    DRAFT = "draft", "Bản nháp"
    SUBMITTED = "submitted", "Chờ duyệt"
    PUBLISHED = "published", "Đã đăng"
    WITHDRAWN = "withdrawn", "Đã gỡ"


#: What only the desk is told of a text.
BOOKKEEPING = (
    "return_note", "withdrawn_reason", "emergency_reason", "legacy_path",
    "created_by", "submitted_by", "published_by", "created_at", "submitted_at",
)  # fmt: skip


class Refused(Exception):
    """A verb that may not run now; the message says why, in Vietnamese, for the person who asked."""


class Gone(Exception):
    """A withdrawn text was asked for; answered with 410 and the recorded reason."""

    def __init__(self, item: Any) -> None:
        super().__init__(str(item))
        self.item = item


def public(path: str = "") -> Q:
    """The condition that a text is public now, by the database's clock; `path` leads to it: "article__"."""
    return Q(**{f"{path}status": Status.PUBLISHED, f"{path}published_at__lte": Now()})


class PublishableQuerySet(models.QuerySet):
    def published(self) -> Self:
        """What the public may see at this moment."""
        return self.filter(public())

    def public_or_404(self, **lookup: Any) -> Any:
        """The one published row; the only way a public view gets a single text.

        Raises Gone for a withdrawn one, Http404 for everything else: drafts, and what was discarded.
        """
        if found := self.published().filter(**lookup).first():
            return found
        if gone := self.filter(status=Status.WITHDRAWN, published_at__isnull=False, **lookup).first():
            raise Gone(gone)
        raise Http404("Không có trang này.")

    def scheduled(self) -> Self:
        """Approved, and its time is still to come."""
        return self.filter(status=Status.PUBLISHED, published_at__gt=Now())

    def waiting(self) -> Self:
        """What a publisher should look at."""
        return self.filter(status=Status.SUBMITTED)

    def drafts(self) -> Self:
        return self.filter(status=Status.DRAFT)

    def returned(self) -> Self:
        """Sent back with a note, and not submitted again."""
        return self.drafts().exclude(return_note="")


def _user(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=label,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )


class Publishable(Row):
    """A text that is written, submitted, published by another person, and withdrawn with a reason.

    Every verb is one conditional UPDATE on the state and version it expects: of two people who
    decide at once one succeeds and the other gets `Refused`. Deleting is not among the verbs.
    """

    status = models.CharField(
        "trạng thái", max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    published_at = models.DateTimeField(
        "thời gian đăng",
        null=True,
        blank=True,
        help_text="Để trống: ngay khi duyệt. Ở tương lai: hẹn giờ đăng.",
    )
    return_note = PlainTextField("ý kiến trả lại", blank=True, editable=False)
    withdrawn_reason = PlainTextField("lý do gỡ", blank=True, editable=False)
    emergency_reason = PlainTextField("lý do đăng khẩn", blank=True, editable=False)
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    legacy_path = LineField(
        "địa chỉ cũ",
        max_length=500,
        null=True,
        blank=True,
        unique=True,
        help_text="Đường dẫn trên trang cũ; bạn đọc mở địa chỉ cũ sẽ được chuyển về đây.",
    )
    created_by = _user("người soạn")
    submitted_by = _user("người gửi duyệt")
    published_by = _user("người đăng")
    created_at = models.DateTimeField("lúc tạo", auto_now_add=True)
    updated_at = models.DateTimeField("lúc sửa", auto_now=True)
    submitted_at = models.DateTimeField("lúc gửi duyệt", null=True, editable=False)

    objects = PublishableQuerySet.as_manager()

    #: The permission that `publish`, `send_back` and `withdraw` need, such as "news.publish_article".
    publish_permission: ClassVar[str]

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_published_has_time",
                condition=~Q(status=Status.PUBLISHED) | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_withdrawn_has_reason",
                condition=~Q(status=Status.WITHDRAWN) | ~Q(withdrawn_reason=""),
            ),
        ]

    def get_absolute_url(self) -> str:
        raise NotImplementedError

    def save(self, **kwargs: Any) -> None:
        self.legacy_path = old_path(self.legacy_path) if self.legacy_path else None
        if self.pk and kwargs.get("update_fields") is None:
            self.version += 1
        super().save(**kwargs)

    @property
    def is_published(self) -> bool:
        return (
            self.status == Status.PUBLISHED
            and self.published_at is not None
            and self.published_at <= timezone.now()
        )

    @property
    def is_scheduled(self) -> bool:
        return self.status == Status.PUBLISHED and not self.is_published

    @property
    def is_discarded(self) -> bool:
        """A draft that was taken back before anybody could read it."""
        return self.status == Status.WITHDRAWN and self.published_at is None

    def submit(self, by: AbstractBaseUser) -> None:
        """DRAFT → SUBMITTED. Raises Refused when it is no longer a draft."""
        self._move(
            {Status.DRAFT}, Status.SUBMITTED, submitted_by=by, submitted_at=timezone.now(), return_note=""
        )

    def recall(self, by: AbstractBaseUser) -> None:
        """SUBMITTED → DRAFT by whoever submitted it. Raises Refused for anyone else."""
        if by.pk != self.submitted_by_id:
            raise Refused("Chỉ người gửi duyệt rút bài về được. Người duyệt dùng “Trả lại”.")
        self._move({Status.SUBMITTED}, Status.DRAFT)

    def send_back(self, by: AbstractBaseUser, note: str) -> None:
        """SUBMITTED → DRAFT with a note to its author. Raises Refused without a note or the right."""
        self._may_publish(by)
        self._move(
            {Status.SUBMITTED}, Status.DRAFT, return_note=_reason(note, "Hãy ghi ý kiến để người soạn sửa.")
        )

    def publish(self, by: AbstractBaseUser, at: datetime | None = None, emergency: str = "") -> None:
        """SUBMITTED → PUBLISHED at `at`, else at its own future time, else now.

        Two-person rule: whoever submitted a text does not publish it, except in an emergency with a
        recorded reason, and then straight from a draft too. Raises Refused.
        """
        self._may_publish(by)
        if not emergency and by.pk == self.submitted_by_id:
            raise Refused(
                "Người gửi duyệt không tự đăng bài của mình. "
                "Nhờ đồng chí khác duyệt, hoặc đăng khẩn có lý do."
            )
        expected = {Status.SUBMITTED, Status.DRAFT} if emergency else {Status.SUBMITTED}
        self._move(
            expected,
            Status.PUBLISHED,
            published_by=by,
            published_at=at or self.published_at or timezone.now(),
            emergency_reason=one_line(emergency),
        )

    def withdraw(self, by: AbstractBaseUser, reason: str) -> None:
        """PUBLISHED → WITHDRAWN; readers get 410 with the reason. Raises Refused without one."""
        self._may_publish(by)
        self._move(
            {Status.PUBLISHED},
            Status.WITHDRAWN,
            withdrawn_reason=_reason(reason, "Hãy ghi lý do gỡ; bạn đọc sẽ thấy lý do này."),
        )

    def discard(self, reason: str) -> None:
        """DRAFT → WITHDRAWN for a text that never had a day; readers are not told. Raises Refused."""
        if self.published_at is not None:
            raise Refused("Văn bản đã từng đăng hoặc đã hẹn giờ, nên không bỏ như một bản nháp.")
        self._move({Status.DRAFT}, Status.WITHDRAWN, withdrawn_reason=_reason(reason, "Hãy ghi lý do bỏ."))

    def reopen(self, by: AbstractBaseUser) -> None:
        """WITHDRAWN → DRAFT, to be corrected and submitted again. Raises Refused."""
        self._may_publish(by)
        self._move({Status.WITHDRAWN}, Status.DRAFT)

    def _may_publish(self, by: AbstractBaseUser) -> None:
        if not by.has_perm(self.publish_permission):  # type: ignore[attr-defined]
            raise Refused("Tài khoản này không có quyền duyệt đăng.")

    def _move(self, expected: set[Status], status: Status, **changes: Any) -> None:
        changes |= {"status": status, "version": F("version") + 1, "updated_at": timezone.now()}
        rows = type(self)._default_manager.filter(pk=self.pk, version=self.version, status__in=expected)
        if not rows.update(**changes):
            raise Refused("Có người vừa thay đổi bài này. Hãy mở lại để xem trạng thái mới nhất.")
        self.refresh_from_db()


def _reason(text: str, missing: str) -> str:
    if not (reason := text.strip()):
        raise Refused(missing)
    return reason


def publishable_models() -> list[type[Publishable]]:
    """Every kind of text there is: what "a draft is invisible everywhere" has to cover."""
    return [model for model in apps.get_models() if issubclass(model, Publishable)]


def old_path(address: str) -> str:
    """How an address of the old portal is stored and asked for: path and query, no host, no closing slash."""
    parts = urlsplit(address)
    path = parts.path.rstrip("/") or "/"
    return (f"{path}?{parts.query}" if parts.query else path)[:500]
