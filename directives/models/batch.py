"""One spreadsheet brought into the register: what each row would do, did, and how to take it back."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from directives.models.directive import Directive
from portal.fields import LineField


class BatchQuerySet(models.QuerySet):
    def counted(self) -> BatchQuerySet:
        """With how many rows did what: `creating`, `updating`, `same`, `faulty`, `done`, `refused`…"""
        counts = {name: Count("rows", filter=Q(rows__outcome=value)) for name, value in _OUTCOMES.items()}
        counts |= {name: Count("rows", filter=Q(rows__state=value)) for name, value in _STATES.items()}
        return self.annotate(
            **counts, linking=Count("rows", filter=Q(rows__linked=False, rows__state="done"))
        )


_OUTCOMES = {"creating": "create", "updating": "update", "same": "same", "faulty": "error"}
_STATES = {
    "waiting": "waiting", "done": "done", "refused": "refused", "undone": "undone", "kept": "kept",
}  # fmt: skip


class Batch(models.Model):
    """One upload. Nothing of it is in the register while it is REHEARSED."""

    class State(models.TextChoices):
        REHEARSED = "rehearsed", "Đang xem thử"
        APPLYING = "applying", "Đang nhập"
        APPLIED = "applied", "Đã nhập"
        UNDOING = "undoing", "Đang hoàn tác"
        UNDONE = "undone", "Đã hoàn tác"

    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.REHEARSED)
    file_name = LineField("tệp", max_length=200)
    #: The file as it was sent, given back with its errors marked.
    content = models.BinaryField("nội dung tệp")
    remarks = models.JSONField("lưu ý về tệp", default=list)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="người nhập", related_name="+"
    )
    created_at = models.DateTimeField("lúc xem thử", auto_now_add=True)
    applied_at = models.DateTimeField("lúc nhập", null=True)
    undone_at = models.DateTimeField("lúc hoàn tác", null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="người hoàn tác", null=True, related_name="+"
    )

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = "lần nhập từ Excel"
        verbose_name_plural = "nhập từ Excel"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Lần nhập {self.pk}: {self.file_name}"


class BatchRow(models.Model):
    """One row of the spreadsheet, from the plan to what became of it."""

    class Outcome(models.TextChoices):
        CREATE = "create", "Sẽ tạo mới"
        UPDATE = "update", "Sẽ cập nhật"
        SAME = "same", "Không đổi"
        ERROR = "error", "Lỗi"

    class State(models.TextChoices):
        NOTHING = "nothing", "Không có gì để làm"
        WAITING = "waiting", "Chờ nhập"
        DONE = "done", "Đã nhập"
        REFUSED = "refused", "Không nhập được"
        UNDONE = "undone", "Đã hoàn tác"
        KEPT = "kept", "Giữ lại"

    DOING: ClassVar[tuple[str, ...]] = (Outcome.CREATE, Outcome.UPDATE)

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("dòng")
    shown = models.CharField("văn bản", max_length=300)
    outcome = models.CharField(max_length=6, choices=Outcome)
    state = models.CharField(max_length=8, choices=State, default=State.NOTHING)
    #: Why it was refused or kept, in the words that staff read.
    remark = models.TextField(blank=True)
    #: [["C7", "Không có ngày …", true], …]; the last tells whether it keeps the row out.
    problems = models.JSONField(default=list)
    #: [["Trích yếu", "cũ", "mới"], …], as the rehearsal showed them.
    changes = models.JSONField(default=list)
    #: The same for relations that will be added.
    links = models.JSONField(default=list)
    #: What the register will hold, by column, and the relations to make: [["replaces", "12-CT/TU", …], …].
    values: Any = models.JSONField(default=dict)
    references = models.JSONField(default=list)
    #: What an update overwrote, by column, and the relations that were made.
    before: Any = models.JSONField(default=dict)
    made = models.JSONField(default=list)
    linked = models.BooleanField(default=True)
    #: The version of the text after this row was applied: a later one means that somebody has edited it.
    version = models.PositiveIntegerField(null=True)
    directive = models.ForeignKey(Directive, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint("batch", "number", name="directives_batch_row_once")]
        indexes = [models.Index("batch", "outcome", name="directives_batch_outcome")]

    def __str__(self) -> str:
        return f"Dòng {self.number}: {self.shown}"
