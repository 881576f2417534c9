"""What one text does to another, entered once, read from both ends."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import pghistory
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from directives import validity

_REACHES = """
WITH RECURSIVE chain(id) AS (
    SELECT %s::bigint
    UNION
    SELECT r.target_id FROM directives_relation r JOIN chain ON r.source_id = chain.id
    WHERE r.kind = 'replaces' AND r.id IS DISTINCT FROM %s
)
SELECT EXISTS (SELECT 1 FROM chain WHERE id = %s)
"""
#: One lock for every writer of replacements: two halves of a loop must not be saved side by side.
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('directives_relation'))"
LOOP = (
    "Hai văn bản không thể thay thế lẫn nhau: văn bản kia đã thay thế văn bản này, trực tiếp hoặc gián tiếp."
)


class RelationQuerySet(models.QuerySet):
    def changing(self) -> RelationQuerySet:
        """Those that bear on the validity of their target, with `since`: a day, or null for unknown."""
        since = Coalesce("effective_on", "source__in_force_from", "source__issued_on")
        return self.filter(kind__in=Relation.CHANGING).annotate(since=since)

    def done(self, day: date) -> RelationQuerySet:
        """Of `changing()`, those that have taken effect on `day`."""
        return self.changing().filter(Q(since__isnull=True) | Q(since__lte=day))

    def whole(self) -> RelationQuerySet:
        """Those that end the whole of their target, not a part."""
        return self.filter(partial=False).exclude(kind=Relation.Kind.AMENDS)


@pghistory.track()
class Relation(models.Model):
    """What `source` does to `target`: one row, whichever end is looked at or saved."""

    class Kind(models.TextChoices):
        REPLACES = "replaces", "Thay thế"
        AMENDS = "amends", "Sửa đổi, bổ sung"
        REPEALS = "repeals", "Bãi bỏ"
        CORRECTS = "corrects", "Đính chính"
        BASED_ON = "based_on", "Căn cứ"
        IMPLEMENTS = "implements", "Thực hiện, cụ thể hóa"
        GUIDES = "guides", "Hướng dẫn"

    INVERSE: ClassVar[dict[str, str]] = {
        "replaces": "Được thay thế bởi",
        "amends": "Được sửa đổi, bổ sung bởi",
        "repeals": "Bị bãi bỏ bởi",
        "corrects": "Được đính chính bởi",
        "based_on": "Là căn cứ của",
        "implements": "Được thực hiện, cụ thể hóa bởi",
        "guides": "Được hướng dẫn bởi",
    }
    #: Kinds that bear on the target's validity: these end it, or a part of it; the rest leave it in force.
    CHANGING: ClassVar[tuple[str, ...]] = ("replaces", "repeals", "amends")

    source = models.ForeignKey(
        "directives.Directive", models.PROTECT, verbose_name="văn bản này", related_name="relations"
    )
    kind = models.CharField("quan hệ", max_length=12, choices=Kind)
    target = models.ForeignKey(
        "directives.Directive", models.PROTECT, verbose_name="văn bản kia", related_name="related_by"
    )
    effective_on = models.DateField(
        "từ ngày",
        null=True,
        blank=True,
        help_text="Để trống: từ ngày văn bản này có hiệu lực, hoặc ngày ban hành.",
    )
    partial = models.BooleanField("một phần", default=False)

    objects = RelationQuerySet.as_manager()

    class Meta:
        verbose_name = "quan hệ giữa văn bản"
        verbose_name_plural = "quan hệ giữa văn bản"
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint("source", "kind", "target", name="directives_relation_once"),
            models.CheckConstraint(
                name="directives_relation_two_texts",
                condition=~Q(source=F("target")),
                violation_error_message="Văn bản không có quan hệ với chính nó.",
            ),
        ]

    def __str__(self) -> str:
        source, target = (text.symbol or text for text in (self.source, self.target))
        return f"{source} {self.get_kind_display().lower()} {target}"

    def clean(self) -> None:
        super().clean()
        if self.closes_a_loop():
            raise ValidationError({"target": LOOP})

    def save(self, **kwargs: Any) -> None:
        """Raises ValidationError for a replacement that would make a text replace itself."""
        with transaction.atomic():
            if self.kind == self.Kind.REPLACES:
                with connection.cursor() as cursor:
                    cursor.execute(_LOCK)
                if self.closes_a_loop():
                    raise ValidationError({"target": LOOP})
            super().save(**kwargs)

    def closes_a_loop(self) -> bool:
        """Whether the target already replaces the source, through any number of texts; one statement."""
        if self.kind != self.Kind.REPLACES or not self.source_id or not self.target_id:
            return False
        with connection.cursor() as cursor:
            cursor.execute(_REACHES, [self.target_id, self.pk, self.source_id])
            return bool(cursor.fetchone()[0])

    @property
    def inverse_label(self) -> str:
        return self.INVERSE[self.kind]

    @property
    def day(self) -> date | None:
        """From when it holds."""
        return self.effective_on or self.source.in_force_from or self.source.issued_on

    @property
    def ending(self) -> validity.Ending:
        """What this relation means for the validity of its target: an amendment ends only a part."""
        partial = self.partial or self.kind == self.Kind.AMENDS
        words = f"{self.inverse_label} {self.source.symbol or self.source.subject}"
        return validity.Ending(self.day, partial, words, self.source)


class RefusedSuggestion(models.Model):
    """A relation that the words of `source` suggest and an editor said no to: it is not offered again."""

    source = models.ForeignKey("directives.Directive", models.CASCADE, related_name="refused_suggestions")
    kind = models.CharField("quan hệ", max_length=12, choices=Relation.Kind)
    target = models.ForeignKey("directives.Directive", models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "gợi ý đã bỏ"
        verbose_name_plural = "gợi ý đã bỏ"
        constraints = [
            models.UniqueConstraint("source", "kind", "target", name="directives_suggestion_refused_once")
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"
