"""The register: official texts, who issued them, what they do to each other, who cites them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date
from pathlib import PurePath
from typing import Any, ClassVar, Self

import pghistory
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, F, Min, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from directives import citations, symbols, validity
from portal import search
from portal.fields import HTMLField, LineField, PlainTextField
from portal.html import clean, to_text
from portal.publishing import Publishable, PublishableQuerySet
from portal.text import slug, sort_key


class Named(models.Model):
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


@pghistory.track()
class IssuingBody(Named):
    """Who issues texts, under one name at one time; a renamed body is a new row that follows the old."""

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
    follows = models.ForeignKey(
        "self", models.PROTECT, verbose_name="kế tục", null=True, blank=True, related_name="followed_by"
    )

    class Meta(Named.Meta):
        verbose_name = "cơ quan ban hành"
        verbose_name_plural = "cơ quan ban hành"
        constraints = [models.UniqueConstraint("name", "mark", name="directives_body_name")]

    def period_of(self, day: date) -> str:
        """The numbering period a day falls into: "2020–2025" for a recorded term, else the year.

        Quy định 66-QĐ/TW and its successor 399-QĐ/TW: Party numbers run through one term of office
        of the committee; NĐ 30/2020/NĐ-CP: State numbers run through one calendar year.
        """
        if self.numbering == self.Numbering.YEAR:
            return str(day.year)
        term = self.terms.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day).first()
        return term.name if term else str(day.year)


@pghistory.track()
class Term(models.Model):
    """A committee's term of office, from the day after one congress to the last day of the next."""

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
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Field(Named):
    """Lĩnh vực: what a text is about."""

    class Meta(Named.Meta):
        verbose_name = "lĩnh vực"
        verbose_name_plural = "lĩnh vực"
        constraints = [models.UniqueConstraint("name", name="directives_field_name")]


#: What a relation need not fetch of the text that bears on another.
HEAVY = ("source__body", "source__body_text", "source__search")


class DirectiveQuerySet(PublishableQuerySet):
    def for_list(self) -> DirectiveQuerySet:
        """With what a row of the register shows, its validity included; two statements."""
        bearing = Relation.objects.filter(
            kind__in=Relation.CHANGING, source__in=Directive.objects.published()
        ).select_related("source")
        return (
            self.select_related("type", "issuing_body")
            .defer("body", "body_text", "search")
            .prefetch_related(Prefetch("related_by", bearing.defer(*HEAVY), "changed_by"))
        )

    def numbered(self, typed: str) -> DirectiveQuerySet:
        """Those whose number a person may mean by what was typed: "446 qd tu" finds 446-QĐ/TU."""
        return self.filter(key__in=symbols.candidates(typed))


@pghistory.track(exclude=["search"])
class Directive(Publishable):
    """An official text: a numbered directive, or a notice without a number."""

    type = models.ForeignKey(
        DocumentType, models.PROTECT, verbose_name="loại văn bản", related_name="directives"
    )
    issuing_body = models.ForeignKey(
        IssuingBody, models.PROTECT, verbose_name="cơ quan ban hành", related_name="directives"
    )
    symbol = LineField(
        "số, ký hiệu",
        max_length=80,
        blank=True,
        help_text="Như in trên văn bản, ví dụ 446-QĐ/TU. Để trống nếu không đánh số.",
    )
    key = models.CharField(max_length=80, editable=False, blank=True, db_index=True)
    number = models.PositiveIntegerField("số", null=True, editable=False)
    period = models.CharField("kỳ đánh số", max_length=20, editable=False, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True, db_index=True)
    in_force_from = models.DateField("có hiệu lực từ", null=True, blank=True)
    in_force_until = models.DateField("hết hiệu lực sau ngày", null=True, blank=True)
    subject = LineField("trích yếu", max_length=600)
    body = HTMLField("nội dung", blank=True)
    body_text = models.TextField(editable=False, blank=True)
    place = LineField("địa danh", max_length=100, blank=True)
    recipients = PlainTextField("nơi nhận", blank=True, help_text="Mỗi dòng một nơi nhận.")
    signing_authority = LineField(
        "thẩm quyền ký", max_length=200, blank=True, help_text="Ví dụ: T/M BAN THƯỜNG VỤ"
    )
    signer_position = LineField("chức vụ người ký", max_length=200, blank=True)
    signer = LineField("người ký", max_length=120, blank=True)
    signed_and_sealed = models.BooleanField("đã ký và đóng dấu", default=False)
    fields = models.ManyToManyField(Field, verbose_name="lĩnh vực", blank=True, related_name="directives")
    comments_open = models.BooleanField("nhận ý kiến bạn đọc", default=False)
    search = search.vector(subject="A", body_text="C")

    objects = DirectiveQuerySet.as_manager()
    publish_permission: ClassVar[str] = "directives.publish_directive"

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        ordering = ["-issued_on", "-pk"]
        permissions = [("publish_directive", "Duyệt đăng văn bản")]
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                "issuing_body", "type", "key", "period", name="directives_number_once_per_period", condition=~Q(key=""),
                violation_error_message="Số này đã có trong sổ của cơ quan, loại văn bản và kỳ đánh số đó.",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                "status", F("issued_on").desc(nulls_last=True), F("id").desc(), name="directives_newest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type.name} {self.symbol} – {self.subject}" if self.symbol else self.subject

    def get_absolute_url(self) -> str:
        return reverse("directive_detail", args=[slug(self.symbol or self.subject, 60), self.pk])

    def clean(self) -> None:
        super().clean()
        if self.symbol and not symbols.parse(self.symbol):
            raise ValidationError(
                {"symbol": "Chưa đọc được số, ký hiệu này. Dạng đúng: 446-QĐ/TU, 45/QĐ-UBND, 30/2020/NĐ-CP."}
            )
        if self.symbol and not self.issued_on:
            raise ValidationError({"issued_on": "Văn bản có số cần ngày ban hành để biết số thuộc kỳ nào."})

    def save(self, **kwargs: Any) -> None:
        parsed = symbols.parse(self.symbol) if self.symbol else None
        self.key = parsed.key if parsed else ""
        self.number = parsed.number if parsed else None
        self.period = self.issuing_body.period_of(self.issued_on) if self.issued_on else ""
        self.body = clean(self.body)
        self.body_text = to_text(self.body)
        with transaction.atomic():
            before = (
                Directive.objects.filter(pk=self.pk).values_list("key", flat=True).first()
                if self.pk
                else None
            )
            super().save(**kwargs)
            DirectiveCitation.sync(self, f"{self.subject}\n\n{self.body_text}")
            for model in citing_models():
                model.resolve({self.key, before or ""} - {""})

    @property
    def recipient_list(self) -> list[str]:
        return [line.strip(" -;.") for line in self.recipients.splitlines() if line.strip(" -;.")]

    @property
    def validity(self) -> validity.Validity:
        """Today's validity; needs `for_list()`, whose prefetched relations it reads."""
        return self.validity_on(timezone.localdate())

    def validity_on(self, day: date) -> validity.Validity:
        return validity.on(day, self.in_force_from, self.in_force_until, [r.ending for r in self.changed_by])

    @property
    def citation_form(self) -> str:
        """How to cite it in full: "Quyết định số 446-QĐ/TU, ngày 26/11/2021 của …"."""
        number = f" số {self.symbol}" if self.symbol else ""
        day = f", ngày {self.issued_on:%d/%m/%Y}" if self.issued_on else ""
        return f"{self.type.name}{number}{day} của {self.issuing_body.name}"


def attachment_path(attachment: Attachment, filename: str) -> str:
    return f"directives/{secrets.token_hex(16)}{PurePath(filename).suffix.lower()}"


@pghistory.track()
class Attachment(models.Model):
    """A file of an official text: embargoed with it, served only through the view that asks `published()`."""

    TYPES: ClassVar[dict[str, bytes]] = {".pdf": b"%PDF-", ".docx": b"PK\x03\x04", ".xlsx": b"PK\x03\x04"}
    MAX_BYTES: ClassVar[int] = 50 * 1024 * 1024

    directive = models.ForeignKey(
        Directive, models.CASCADE, verbose_name="văn bản", related_name="attachments"
    )
    title = LineField("tên tệp hiển thị", max_length=200)
    file = models.FileField("tệp", upload_to=attachment_path, max_length=200)
    size = models.PositiveBigIntegerField("cỡ (byte)", editable=False, default=0)
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
        return PurePath(self.file.name).suffix.lower()

    def get_absolute_url(self) -> str:
        return reverse("attachment", args=[self.pk])

    def clean(self) -> None:
        super().clean()
        if not self.file or self.file._committed:
            return
        magic = self.TYPES.get(PurePath(self.file.name).suffix.lower())
        if self.file.size > self.MAX_BYTES:
            raise ValidationError({"file": "Tệp lớn hơn 50 MB."})
        if magic is None or self.file.read(len(magic)) != magic:
            raise ValidationError({"file": "Chỉ nhận tệp PDF, Word (.docx) hoặc Excel (.xlsx) đọc được."})
        self.file.seek(0)

    def save(self, **kwargs: Any) -> None:
        if self.file and not self.file._committed:
            digest = hashlib.sha256()
            for chunk in self.file.chunks():
                digest.update(chunk)
            self.sha256, self.size = digest.hexdigest(), self.file.size
            self.file.seek(0)
        super().save(**kwargs)


@pghistory.track()
class Relation(models.Model):
    """What one text does to another, entered once, read from both ends."""

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
        Directive, models.PROTECT, verbose_name="văn bản này", related_name="relations"
    )
    kind = models.CharField("quan hệ", max_length=12, choices=Kind)
    target = models.ForeignKey(
        Directive, models.PROTECT, verbose_name="văn bản kia", related_name="related_by"
    )
    effective_on = models.DateField(
        "từ ngày", null=True, blank=True, help_text="Để trống: từ ngày ban hành văn bản này."
    )
    partial = models.BooleanField("một phần", default=False)

    class Meta:
        verbose_name = "quan hệ giữa văn bản"
        verbose_name_plural = "quan hệ giữa văn bản"
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint("source", "kind", "target", name="directives_relation_once"),
            models.CheckConstraint(name="directives_relation_two_texts", condition=~Q(source=F("target"))),
        ]

    @property
    def inverse_label(self) -> str:
        return self.INVERSE[self.kind]

    @property
    def ending(self) -> validity.Ending:
        """What this relation means for the validity of its target: an amendment ends only a part."""
        since = self.effective_on or self.source.in_force_from or self.source.issued_on
        partial = self.partial or self.kind == self.Kind.AMENDS
        return validity.Ending(
            since, partial, f"{self.inverse_label} {self.source.symbol or self.source.subject}", self.source
        )

    def __str__(self) -> str:
        return f"{self.source.symbol or self.source} {self.get_kind_display().lower()} {self.target.symbol or self.target}"


class Citation(models.Model):
    """A document named in a text: the words as quoted, and its target once exactly one document fits.

    Abstract; each citing app has one concrete table with a `source`. Rows are facts read from the
    text and are replaced when it is saved; a target that an editor pinned is kept.
    """

    key = models.CharField(max_length=80, db_index=True)
    surface = models.CharField("nguyên văn", max_length=300)
    symbol = models.CharField("số, ký hiệu", max_length=80)
    type_name = models.CharField("loại", max_length=60, blank=True)
    date = models.DateField("ngày", null=True)
    target = models.ForeignKey(
        Directive,
        models.SET_NULL,
        verbose_name="văn bản được viện dẫn",
        null=True,
        blank=True,
        related_name="cited_in_%(app_label)s",
    )
    pinned = models.BooleanField("do biên tập viên chọn", default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.surface

    @classmethod
    def sync(cls, source: models.Model, text: str) -> None:
        """Make the rows of `source` say what its `text` cites now, and resolve them."""
        wanted = {(row.key, row.date): row for row in map(cls._from_words, citations.find(text)) if row}
        dated = {key for key, day in wanted if day}
        wanted = {(key, day): row for (key, day), row in wanted.items() if day or key not in dated}
        rows = {(row.key, row.date): row for row in cls.objects.filter(source=source)}
        cls.objects.filter(pk__in=[row.pk for fact, row in rows.items() if fact not in wanted]).delete()
        for fact, row in wanted.items():
            if fact not in rows:
                row.source = source
        cls.objects.bulk_create(
            [row for fact, row in wanted.items() if fact not in rows], ignore_conflicts=True
        )
        cls.resolve({key for key, _ in wanted})

    @classmethod
    def targets(cls, source: models.Model) -> DirectiveQuerySet:
        """The visible documents that `source` cites, in order, each with its `cited_key` and `cited_date`."""
        name = cls._meta.get_field("target").related_query_name()  # type: ignore[union-attr]
        return (
            Directive.objects.published()
            .for_list()
            .filter(**{f"{name}__source": source})
            .annotate(cited_key=F(f"{name}__key"), cited_date=F(f"{name}__date"))
            .order_by(f"{name}__pk")
        )

    @classmethod
    def _from_words(cls, found: citations.Citation) -> Self | None:
        symbol = symbols.parse(found.symbol) if found.symbol else None
        if symbol is None:
            return None
        return cls(
            key=symbol.key,
            surface=found.surface[:300],
            symbol=found.symbol[:80],
            type_name=(found.type_name or "")[:60],
            date=found.date,
        )

    @classmethod
    def resolve(cls, keys: Iterable[str]) -> int:
        """Point the citations with these keys at their documents: one UPDATE; returns the rows touched.

        A target is set only if exactly one document has the key and, where the words give a date,
        that date. Two candidates are an editor's decision, never a guess.
        """
        fitting = Directive.objects.filter(
            key=OuterRef("key"), issued_on=Coalesce(OuterRef("date"), F("issued_on"))
        )
        if cls is DirectiveCitation:
            fitting = fitting.exclude(pk=OuterRef("source_id"))
        only = (
            fitting.order_by().values("key").annotate(n=Count("pk"), one=Min("pk")).filter(n=1).values("one")
        )
        return cls.objects.filter(key__in=list(keys), pinned=False).update(target=Subquery(only))


class DirectiveCitation(Citation):
    source = models.ForeignKey(Directive, models.CASCADE, related_name="citations")

    class Meta:
        verbose_name = "viện dẫn"
        verbose_name_plural = "viện dẫn"
        constraints = [
            models.UniqueConstraint(
                "source", "key", "date", nulls_distinct=False, name="directives_citation_once"
            )
        ]


def citing_models() -> list[type[Citation]]:
    """Every table of citations: those of official texts and of the apps above."""
    return [model for model in apps.get_models() if issubclass(model, Citation)]
