"""Files of official texts: embargoed with the text, one address for ever, every version kept."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import PurePath
from typing import Any, ClassVar

import pghistory
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models, transaction
from django.urls import reverse
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from portal.fields import LineField


def attachment_path(attachment: models.Model, filename: str) -> str:
    return f"directives/{secrets.token_hex(16)}{PurePath(filename).suffix.lower()}"


@pghistory.track()
class Attachment(models.Model):
    """A file of an official text, served only through the view that asks `published()`.

    A new file under an old title keeps the address; the file before it becomes an `AttachmentVersion`.
    """

    TYPES: ClassVar[dict[str, bytes]] = {".pdf": b"%PDF-", ".docx": b"PK\x03\x04", ".xlsx": b"PK\x03\x04"}
    MAX_BYTES: ClassVar[int] = 50 * 1024 * 1024

    directive = models.ForeignKey(
        "directives.Directive", models.CASCADE, verbose_name="văn bản", related_name="attachments"
    )
    title = LineField("tên tệp hiển thị", max_length=200)
    file = models.FileField("tệp", upload_to=attachment_path, max_length=200)
    size = models.PositiveBigIntegerField("cỡ (byte)", editable=False, default=0)
    pages = models.PositiveIntegerField("số trang", editable=False, null=True)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False, default="")
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "tệp đính kèm"
        verbose_name_plural = "tệp đính kèm"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def extension(self) -> str:
        return PurePath(self.file.name or "").suffix.lower()

    @property
    def kind(self) -> str:
        """PDF, Word or Excel, for the link's words."""
        return {".pdf": "PDF", ".docx": "Word", ".xlsx": "Excel"}.get(
            self.extension, self.extension.lstrip(".")
        )

    def get_absolute_url(self) -> str:
        return reverse("attachment", args=[self.pk])

    def clean(self) -> None:
        super().clean()
        if not self.file or self.file._committed:  # type: ignore[attr-defined]
            return
        magic = self.TYPES.get(PurePath(self.file.name or "").suffix.lower())
        if self.file.size > self.MAX_BYTES:
            raise ValidationError({"file": "Tệp lớn hơn 50 MB."})
        if magic is None or self.file.read(len(magic)) != magic:
            raise ValidationError({"file": "Chỉ nhận tệp PDF, Word (.docx) hoặc Excel (.xlsx) đọc được."})
        self.file.seek(0)

    def save(self, **kwargs: Any) -> None:
        with transaction.atomic():
            if self.file and not self.file._committed:  # type: ignore[attr-defined]
                self._keep_old()
                digest = hashlib.sha256()
                for chunk in self.file.chunks():
                    digest.update(chunk)
                self.sha256, self.size = digest.hexdigest(), self.file.size
                self.pages = page_count(self.file) if self.extension == ".pdf" else None
                self.file.seek(0)
            super().save(**kwargs)

    def _keep_old(self) -> None:
        old = Attachment.objects.select_for_update().filter(pk=self.pk).first() if self.pk else None
        if old and old.file:
            AttachmentVersion.objects.create(
                attachment=old, title=old.title, file=old.file.name, size=old.size, sha256=old.sha256
            )


class AttachmentVersion(models.Model):
    """A file as it was before it was replaced; for staff only, never changed."""

    attachment = models.ForeignKey(Attachment, models.CASCADE, related_name="versions")
    title = LineField("tên tệp hiển thị", max_length=200)
    file = models.FileField("tệp", max_length=200)
    size = models.PositiveBigIntegerField("cỡ (byte)")
    sha256 = models.CharField("SHA-256", max_length=64)
    replaced_at = models.DateTimeField("được thay lúc", auto_now_add=True)

    class Meta:
        verbose_name = "tệp đã thay"
        verbose_name_plural = "tệp đã thay"
        ordering = ["-replaced_at", "-pk"]

    @property
    def extension(self) -> str:
        return PurePath(self.file.name or "").suffix.lower()

    def __str__(self) -> str:
        return f"{self.title} ({self.replaced_at:%d/%m/%Y %H:%M})"

    def get_absolute_url(self) -> str:
        return reverse("attachment_version", args=[self.attachment_id, self.pk])


def page_count(file: File) -> int | None:
    """The pages a PDF says it has, None if unreadable; walks no page, so a hostile tree costs nothing."""
    try:
        file.seek(0)
        count = int(PdfReader(file).trailer["/Root"]["/Pages"]["/Count"])  # type: ignore[index]
    except (PyPdfError, KeyError, TypeError, ValueError, AttributeError, RecursionError, OverflowError):
        return None
    return count if 0 < count < 100_000 else None
