"""Files of official texts: embargoed with the text, one address for ever, every version kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from directives.papers import Unreadable, apart
from portal import search
from portal.fields import LineField

#: Kinds of file whose words are searched.
READ = (".pdf", ".docx")


def attachment_path(attachment: models.Model, filename: str) -> str:
    return f"directives/{secrets.token_hex(16)}{PurePath(filename).suffix.lower()}"


#: The words of all files of a text in its own row, so that one index answers for both. A vector holds a
#: megabyte: files have the room that the text itself leaves of 200,000 characters (`portal.html.MAX_TEXT`).
_GATHER = """
UPDATE directives_directive d SET files_text = w.words
FROM (SELECT t.id, left(coalesce(string_agg(a.text, chr(10) ORDER BY a."order", a.id), ''),
                        greatest(0, 200000 - length(t.body_text))) AS words
      FROM directives_directive t LEFT JOIN directives_attachment a ON a.directive_id = t.id AND a.text <> ''
      WHERE t.id = coalesce(NEW.directive_id, OLD.directive_id) GROUP BY t.id) w
WHERE d.id = w.id AND d.files_text IS DISTINCT FROM w.words;
RETURN NULL;
"""


class AttachmentQuerySet(models.QuerySet):
    def unread(self) -> AttachmentQuerySet:
        """Those whose words nobody has looked for yet."""
        return self.filter(read_at=None)

    def holding(self, directives: Iterable[int], wanted: Any) -> AttachmentQuerySet:
        """The files of these texts in whose words a query is answered, in their order."""
        return self.filter(directive__in=directives, search=wanted).order_by("directive", "order", "pk")


@pghistory.track(exclude=["text", "read_at", "search"])
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
    text = models.TextField("chữ trong tệp", editable=False, blank=True, default="")
    read_at = models.DateTimeField("đọc lúc", editable=False, null=True)
    scripted = models.BooleanField("có chương trình bên trong", editable=False, default=False)
    search = search.vector(text="C")

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp đính kèm"
        verbose_name_plural = "tệp đính kèm"
        ordering = ["order", "pk"]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Trigger(
                name="files_text",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Delete | pgtrigger.UpdateOf("text", "order"),
                func=_GATHER,
            )
        ]

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
                self.text, self.read_at, self.scripted = "", None, False
                self.file.seek(0)
            super().save(**kwargs)

    def read_words(self) -> None:
        """Store the words of the file for the search; a file that has none, or is too slow, has no words.

        Takes up to the reader's patience (`papers.apart`): call it outside of transactions that others await.
        """
        words, scripted = "", False
        if self.extension in READ and self.file.storage.exists(self.file.name or ""):
            with self.file.open("rb") as opened:
                data = opened.read()
            try:
                words, scripted = apart.words(data, self.extension)
            except (Unreadable, apart.TooSlow):
                words, scripted = "", False
        # Only for the file that was read: another may have taken its place meanwhile.
        Attachment.objects.filter(pk=self.pk, sha256=self.sha256).update(
            text=words, scripted=scripted, read_at=timezone.now()
        )

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
        return f"{self.title} ({timezone.localtime(self.replaced_at):%d/%m/%Y %H:%M})"

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
