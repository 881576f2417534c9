"""The words the register is described with: types, issuing bodies and their terms, fields."""

from __future__ import annotations

from datetime import date
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, ExtractYear

from portal.fields import LineField
from portal.rows import Row
from portal.text import sort_key


class Named(Row):
    """A vocabulary entry, sorted as a Vietnamese dictionary sorts."""

    name = LineField("tên", max_length=200)
    sort_name = models.CharField(max_length=500, editable=False, db_collation="C", default="")

    class Meta:
        abstract = True
        ordering = ["sort_name"]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: Any) -> None:
        self.sort_name = sort_key(self.name)[:500]
        super().save(**kwargs)


@pghistory.track()
class DocumentType(Named):
    """Chỉ thị, Quyết định, Quy định… The abbreviation does not tell the type: QĐ and TT mean two each."""

    abbreviation = LineField("ký hiệu viết tắt", max_length=20, blank=True)

    class Meta(Named.Meta):
        verbose_name = "loại văn bản"
        verbose_name_plural = "loại văn bản"
        constraints = [models.UniqueConstraint("name", name="directives_type_name")]

    @property
    def is_letter(self) -> bool:
        """Of a công văn the type is not printed, and the subject stands under the number (HD 36-HD/VPTW)."""
        return self.name == "Công văn"


_SUCCESSORS = """
WITH RECURSIVE later(id) AS (
    SELECT from_issuingbody_id FROM directives_issuingbody_follows WHERE to_issuingbody_id = %s
    UNION
    SELECT f.from_issuingbody_id
    FROM directives_issuingbody_follows f JOIN later ON f.to_issuingbody_id = later.id
)
SELECT id FROM later
WHERE NOT EXISTS (SELECT 1 FROM directives_issuingbody_follows WHERE to_issuingbody_id = later.id)
"""


@pghistory.track()
class IssuingBody(Named):
    """Who issues texts, under one name at one time; after a change of name a new row follows the old."""

    class Numbering(models.TextChoices):
        TERM = "term", "theo nhiệm kỳ (cơ quan Đảng)"
        YEAR = "year", "theo năm (cơ quan Nhà nước)"

    mark = LineField(
        "ký hiệu cơ quan", max_length=40, blank=True, help_text="Phần sau dấu gạch chéo: TU, BDVTU…"
    )
    superior_name = LineField("cơ quan cấp trên", max_length=200, blank=True)
    numbering = models.CharField("đánh số", max_length=4, choices=Numbering, default=Numbering.TERM)
    valid_from = models.DateField("mang tên này từ", null=True, blank=True)
    valid_until = models.DateField("đến", null=True, blank=True)
    follows = models.ManyToManyField(
        "self",
        verbose_name="kế tục",
        blank=True,
        symmetrical=False,
        related_name="followed_by",
        help_text="Cơ quan cũ đã đổi tên hoặc sáp nhập thành cơ quan này. Văn bản cũ giữ nguyên tên cũ.",
    )

    class Meta(Named.Meta):
        verbose_name = "cơ quan ban hành"
        verbose_name_plural = "cơ quan ban hành"
        constraints = [models.UniqueConstraint("name", "mark", name="directives_body_name")]

    def save(self, **kwargs: Any) -> None:
        super().save(**kwargs)
        self.renumber()

    def period_of(self, day: date) -> str:
        """The numbering period a day falls into: "2020–2025" for a recorded term, else the year.

        Quy định 66-QĐ/TW and its successor 399-QĐ/TW: Party numbers run through one term of office
        of the committee; NĐ 30/2020/NĐ-CP: State numbers run through one calendar year. Prefetched
        terms are used.
        """
        if self.numbering == self.Numbering.YEAR:
            return str(day.year)
        covering = (
            t for t in self.terms.all() if t.starts_on <= day and (t.ends_on is None or t.ends_on >= day)
        )
        term = next(covering, None)
        return term.name if term else str(day.year)

    @staticmethod
    def successors_of(body: int) -> models.QuerySet[IssuingBody]:
        """What that body is called today, after any number of renamings and mergers; one statement."""
        return IssuingBody.objects.filter(pk__in=models.expressions.RawSQL(_SUCCESSORS, [body]))  # noqa: S611

    def renumber(self) -> int:
        """Put the texts of this body into the periods its terms give now; returns how many moved.

        Raises ValidationError, and moves none, when two texts would carry one number in one period.
        """
        term = Term.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("issued_on")),
            body=self.pk if self.numbering == self.Numbering.TERM else None,
            starts_on__lte=OuterRef("issued_on"),
        )
        year = Cast(ExtractYear("issued_on"), CharField())
        texts = self.directives.filter(issued_on__isnull=False).annotate(
            now=Coalesce(Subquery(term.values("name")[:1]), year)
        )
        moving = texts.exclude(period=F("now"))
        with transaction.atomic():
            if not moving.exists():
                return 0
            twice = (
                texts.exclude(key="")
                .order_by()
                .values("type", "key", "now")
                .annotate(n=Count("pk"))
                .filter(n__gt=1)
            )
            if found := sorted({row["key"] for row in twice}):
                raise ValidationError(
                    f"Với nhiệm kỳ này, số {', '.join(found)} bị trùng trong sổ. Hãy sửa ngày trước."
                )
            # The constraint looks at each row as it moves: those whose place is still taken step aside first.
            taken = self.directives.filter(type=OuterRef("type"), key=OuterRef("key"), period=OuterRef("now"))
            aside = moving.exclude(key="").filter(Exists(taken.exclude(pk=OuterRef("pk"))))
            self.directives.filter(pk__in=list(aside.values_list("pk", flat=True))).update(
                period=Concat(Value("~"), Cast("pk", CharField()))
            )
            return moving.update(period=Coalesce(Subquery(term.values("name")[:1]), year))


@pghistory.track()
class Term(models.Model):
    """A committee's term of office, from the day after one congress to the last day of the next.

    Of two terms that share a day the later one has it, so an old term need not be closed first.
    """

    body = models.ForeignKey(IssuingBody, models.CASCADE, verbose_name="cơ quan", related_name="terms")
    name = LineField("tên", max_length=20, help_text="Ví dụ: 2020–2025")
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày", null=True, blank=True)

    class Meta:
        verbose_name = "nhiệm kỳ"
        verbose_name_plural = "nhiệm kỳ"
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint("body", "name", name="directives_term_name"),
            models.CheckConstraint(
                name="directives_term_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="Nhiệm kỳ kết thúc trước khi bắt đầu.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(**kwargs)
            self.body.renumber()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            deleted = super().delete(*args, **kwargs)
            self.body.renumber()
        return deleted


@pghistory.track()
class Field(Named):
    """Lĩnh vực: what a text is about."""

    class Meta(Named.Meta):
        verbose_name = "lĩnh vực"
        verbose_name_plural = "lĩnh vực"
        constraints = [models.UniqueConstraint("name", name="directives_field_name")]
