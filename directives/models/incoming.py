"""A file that was read and waits for an editor to confirm what it says; then it is an attachment."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePath
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils import timezone

from directives.models.attachment import Attachment, attachment_path
from directives.models.directive import Directive
from directives.papers import Paper, Unreadable, apart
from portal.fields import LineField

SLOW = "Tệp dài hoặc phức tạp nên máy chưa đọc kịp; tệp vẫn được giữ, xin nhập tay các ô."


class IncomingFile(models.Model):
    """Bytes under a name nobody can guess, with the facts read from them; seen by staff only."""

    #: A file that nobody confirmed is dropped after this many days.
    DAYS: ClassVar[int] = 14

    name = LineField("tên tệp", max_length=200)
    file = models.FileField("tệp", upload_to=attachment_path, max_length=200)
    facts = models.JSONField(default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="người đưa lên", related_name="+"
    )
    created_at = models.DateTimeField("lúc", auto_now_add=True)

    class Meta:
        verbose_name = "tệp chờ nhập"
        verbose_name_plural = "tệp chờ nhập"
        ordering = ["-created_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def paper(self) -> Paper:
        return Paper.from_json(self.facts)

    @classmethod
    def take_in(cls, upload: UploadedFile, by: Any) -> IncomingFile:
        """Read an uploaded file, then keep it. Raises ValidationError, with nothing kept, for a refusal."""
        name = PurePath(upload.name or "").name
        if (upload.size or 0) > Attachment.MAX_BYTES:
            raise ValidationError("Tệp lớn hơn 50 MB.")
        try:
            paper = apart.read(upload.read(), name)
        except Unreadable as refusal:
            raise ValidationError(str(refusal)) from None
        except apart.TooSlow:
            paper = Paper(notes=(SLOW,))
        upload.seek(0)
        cls.drop_old()
        return cls.objects.create(name=name[:200], file=upload, facts=paper.as_json(), created_by=by)

    @classmethod
    def drop_old(cls) -> None:
        """Drop what waited too long."""
        for row in cls.objects.filter(created_at__lt=timezone.now() - timedelta(days=cls.DAYS)):
            row.drop()

    def attach_to(self, directive: Directive) -> Attachment:
        """Make it an attachment of the text, after those it has; it waits no longer."""
        with transaction.atomic(), self.file.open("rb") as opened:
            attachment = Attachment(
                directive=directive,
                title=PurePath(self.name).stem[:200] or "Toàn văn",
                file=File(opened, name=self.name),
                order=directive.attachments.count(),
            )
            attachment.save()
            paper = self.paper
            Attachment.objects.filter(pk=attachment.pk).update(
                text=paper.text,
                scripted=paper.scripted,
                read_at=None if SLOW in paper.notes else timezone.now(),
            )
            self.drop()
        return attachment

    def drop(self) -> None:
        """Delete the row and, once that is certain, its file."""
        storage, name = self.file.storage, self.file.name or ""
        self.delete()
        transaction.on_commit(lambda: storage.delete(name))
