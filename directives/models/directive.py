"""The official text itself: its number, its state, its validity."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, ClassVar

import pghistory
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone

from directives import markings, relations, symbols, validity
from directives.models.citation import DirectiveCitation, citing_models
from directives.models.querysets import DirectiveQuerySet
from directives.models.relation import Relation
from directives.models.vocabulary import DocumentType, Field, IssuingBody
from directives.signers import name_key
from directives.validity import Validity
from portal import search
from portal.addresses import address
from portal.commenting import TakesComments
from portal.fields import HTMLField, KeptTextField, LineField, PlainTextField
from portal.html import clean, to_text
from portal.publishing import Publishable, Refused, Status
from portal.rows import told
from portal.text import slug

NEWEST = (F("issued_on").desc(nulls_last=True), F("id").desc())
NUMBER_CONSTRAINT = "directives_number_once_per_period"
NUMBER_TAKEN = "Số này đã có trong sổ của cơ quan, loại văn bản và kỳ đánh số đó."
CONSULTATION_INCOMPLETE = "Văn bản lấy ý kiến cần cả ngày đầu và ngày cuối, và không mang dấu nào."
#: Every signer once, newest spelling: the index is walked from one name to the next, not over all texts.
_SIGNERS = """
WITH RECURSIVE names AS (
    (SELECT signer_key, signer FROM directives_directive WHERE signer_key > '' {where}
     ORDER BY signer_key, id DESC LIMIT 1)
    UNION ALL
    SELECT n.signer_key, n.signer FROM names, LATERAL (
        SELECT signer_key, signer FROM directives_directive WHERE signer_key > names.signer_key {where}
        ORDER BY signer_key, id DESC LIMIT 1) n
)
SELECT signer_key, signer FROM names ORDER BY signer_key LIMIT 2000
"""


class NumberTaken(ValidationError):
    """Another text has this number in this body, type and period; the error belongs to the field `symbol`."""

    def __init__(self) -> None:
        super().__init__({"symbol": ValidationError(NUMBER_TAKEN, code="number_taken")})


@pghistory.track(exclude=["headline", "search", "files_text"])
class Directive(Publishable, TakesComments):
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
    signer_key = models.CharField(max_length=200, editable=False, blank=True, default="", db_collation="C")
    signed_and_sealed = models.BooleanField("đã ký và đóng dấu", default=False)
    marking = models.CharField(
        "dấu mật, dấu lưu hành",
        max_length=10,
        blank=True,
        default="",
        choices=list(markings.LABELS.items()),
        help_text="Văn bản có dấu không bao giờ hiện ra công khai, kể cả trích yếu.",
    )
    marking_decision = LineField(
        "lý do vẫn công bố",
        max_length=300,
        blank=True,
        default="",
        help_text="Khi trong nội dung có chữ giống một dấu mật mà văn bản vẫn được phép công bố.",
    )
    fields = models.ManyToManyField(Field, verbose_name="lĩnh vực", blank=True, related_name="directives")
    comments_open = models.BooleanField("nhận ý kiến bạn đọc", default=False)
    consultation = models.BooleanField(
        "lấy ý kiến dự thảo",
        default=False,
        help_text="Bạn đọc góp ý được từng mục; hết ngày cuối, bảng tổng hợp tự công bố.",
    )
    headline = search.vector(symbol="A", subject="A")
    files_text = KeptTextField()
    search = search.vector(symbol="A", subject="A", body_text="C", files_text="D")

    objects = DirectiveQuerySet.as_manager()  # type: ignore[misc]
    publish_permission: ClassVar[str] = "directives.publish_directive"
    #: The day that `validity` is asked for; None is today. A list filtered by a day sets it on its rows.
    asked_day: date | None = None
    #: What bears on its validity, as `for_list()` fetches it.
    changes: str

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        ordering = [NEWEST[0], "-pk"]
        permissions = [("publish_directive", "Duyệt đăng văn bản")]
        constraints = [
            *Publishable.Meta.constraints,
            *TakesComments.Meta.constraints,
            models.UniqueConstraint(
                "issuing_body", "type", "key", "period", name=NUMBER_CONSTRAINT, condition=~Q(key=""),
                violation_error_message=NUMBER_TAKEN,
            ),
            models.CheckConstraint(
                name="directives_marked_never_published",
                condition=Q(marking="") | ~Q(status=Status.PUBLISHED),
                violation_error_message="Văn bản có dấu không được đăng.",
            ),
            models.CheckConstraint(
                name="directives_consultation_has_days",
                condition=Q(consultation=False)
                | Q(comments_from__isnull=False, comments_until__isnull=False, marking=""),
                violation_error_message=CONSULTATION_INCOMPLETE,
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                "status", *NEWEST, name="directives_newest", include=["published_at", "in_force_from"]
            ),
            models.Index("type", "status", *NEWEST, name="directives_of_type", include=["published_at"]),
            models.Index(
                "issuing_body", "status", *NEWEST, name="directives_of_body", include=["published_at"]
            ),
            models.Index("period", "status", *NEWEST, name="directives_of_period", include=["published_at"]),
            models.Index("signer_key", F("id").desc(), name="directives_of_signer"),
            models.Index("number", "status", name="directives_number"),
            models.Index(
                "in_force_until", name="directives_until", condition=Q(in_force_until__isnull=False)
            ),
            models.Index("comments_until", name="directives_consultation", condition=Q(consultation=True)),
            *search.indexes("directives"),
        ]

    def __str__(self) -> str:
        return f"{self.type.name} {self.symbol} – {self.subject}" if self.symbol else self.subject

    @property
    def in_choices(self) -> str:
        """With the day: the same number of another term is another text."""
        return f"{self.issued_on:%d/%m/%Y} · {self}" if self.issued_on else str(self)

    def get_absolute_url(self) -> str:
        return address("directive_detail", slug(self.symbol or self.subject, 60), self.pk)

    def clean(self) -> None:
        super().clean()
        if self.symbol and not symbols.parse(self.symbol):
            raise ValidationError(
                {"symbol": "Chưa đọc được số, ký hiệu này. Dạng đúng: 446-QĐ/TU, 45/QĐ-UBND, 30/2020/NĐ-CP."}
            )
        if self.symbol and not self.issued_on:
            raise ValidationError({"issued_on": "Văn bản có số cần ngày ban hành để biết số thuộc kỳ nào."})
        if self.in_force_from and self.in_force_until and self.in_force_until < self.in_force_from:
            raise ValidationError({"in_force_until": "Văn bản hết hiệu lực trước khi có hiệu lực."})
        if self.consultation and (self.marking or not (self.comments_from and self.comments_until)):
            raise ValidationError({"consultation": CONSULTATION_INCOMPLETE})
        if self.marking and self.status == Status.PUBLISHED:
            raise ValidationError({"marking": "Văn bản đang đăng. Hãy gỡ trước, rồi mới ghi dấu."})

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Raises NumberTaken. Forms leave out `key` and `period`, so Django would not look at the number.

        In a transaction the number is locked until its end: of ten forms saved at once nine say so.
        """
        exclude = set(exclude or ())
        super().validate_constraints(exclude=exclude | {"key"})
        if exclude & {"symbol", "issued_on", "type", "issuing_body"}:
            return
        self._read_number()
        if self.key and connection.in_atomic_block:
            name = f"{self.issuing_body_id} {self.type_id} {self.key} {self.period}"
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        if self.same_number().exists():
            raise NumberTaken

    def save(self, **kwargs: Any) -> None:
        """Raises NumberTaken when another text was given the number since it was checked."""
        with transaction.atomic():
            keys = self.store(**kwargs)
            Directive.settle([self], keys)

    def store(self, **kwargs: Any) -> set[str]:
        """`save` without the citations, where many are saved in one transaction: `settle` is due for all.

        Returns the keys it had and has. Raises NumberTaken.
        """
        self._read_number()
        self.signer_key = name_key(self.signer)
        self.body = clean(self.body)
        self.body_text = to_text(self.body)
        own = Directive.objects.filter(pk=self.pk).values_list("key", flat=True)
        before = own.first() if self.pk else None
        try:
            super().save(**kwargs)
        except IntegrityError as error:
            if NUMBER_CONSTRAINT in str(error):
                raise NumberTaken from error
            raise
        return {self.key, before or ""} - {""}

    @staticmethod
    def settle(texts: Collection[Directive], keys: Collection[str]) -> None:
        """Read what these texts cite, and point at them what cites these keys; as many statements for all."""
        DirectiveCitation.sync_all([(text, text.citing_text) for text in texts])
        for model in citing_models():
            model.resolve(keys)

    def discard(self, reason: str) -> None:
        """As for every text; its number is free again, for the next text and for what cites it."""
        with transaction.atomic():
            Directive.settle((), self.take_out(reason))

    def take_out(self, reason: str) -> set[str]:
        """Discard one of many; the keys returned must be settled afterwards, for all at once."""
        key = self.key
        super().discard(reason)
        self.key, self.number = "", None
        Directive.objects.filter(pk=self.pk).update(key=self.key, number=self.number)
        return {key} - {""}

    def reopen(self, by: AbstractBaseUser) -> None:
        """As for every text; raises Refused when the number of a discarded one has been given away."""
        with transaction.atomic():
            super().reopen(by)
            if self.symbol and not self.key:
                self._renumber()

    def _renumber(self) -> None:
        self._read_number()
        if self.key and self.same_number().exists():
            raise Refused(NUMBER_TAKEN)
        Directive.objects.filter(pk=self.pk).update(key=self.key, number=self.number, period=self.period)
        for model in citing_models():
            model.resolve({self.key} - {""})

    def _read_number(self) -> None:
        parsed = symbols.parse(self.symbol) if self.symbol and not self.is_discarded else None
        self.key = parsed.key if parsed else ""
        self.number = parsed.number if parsed else None
        self.period = self.issuing_body.period_of(self.issued_on) if self.issued_on else ""

    def same_number(self) -> DirectiveQuerySet:
        """Another text with this number, if any; reads what `validate_constraints` or `save` derived."""
        same = Directive.objects.filter(
            key=self.key, type=self.type_id, issuing_body=self.issuing_body_id, period=self.period
        )
        return same.exclude(key="").exclude(pk=self.pk)

    def publish(self, by: AbstractBaseUser, at: datetime | None = None, emergency: str = "") -> None:
        """As for every text; raises Refused for one that is marked, or whose words look like a mark."""
        if self.marking:
            raise Refused(f"Văn bản có dấu “{self.get_marking_display()}” không được đăng công khai.")
        # A draft that is laid before the public says that it is one; any other mark still stops it.
        passing = markings.DRAFT if self.consultation else ""
        mark = markings.found(f"{self.subject}\n{self.body_text}", passing) or self._marked_file(passing)
        if mark and not self.marking_decision:
            raise Refused(
                f"Trong nội dung hoặc tệp đính kèm có dấu “{markings.LABELS[mark]}”. "
                "Hãy chọn dấu ấy cho văn bản, hoặc ghi ở ô “Lý do vẫn công bố” vì sao văn bản được phép đăng."
            )
        super().publish(by, at, emergency)

    @property
    def consultation_over(self) -> bool:
        """The last day for opinions on this draft has passed, so its table is public."""
        last = self.comments_until
        return self.consultation and last is not None and last < timezone.localdate()

    @property
    def answers_wait(self) -> bool:
        """The office answers opinions on a draft all together: nobody reads an answer before the last day."""
        return self.consultation and not self.consultation_over

    def _marked_file(self, passing: str) -> str:
        """The first mark that the words of a file carry, `passing` aside."""
        words = self.attachments.exclude(text="").values_list("text", flat=True)
        return next(filter(None, (markings.found(one, passing) for one in words)), "")

    @property
    def citing_text(self) -> str:
        """The words in which `DirectiveCitation` looks for official texts."""
        return f"{self.subject}\n\n{self.body_text}"

    @property
    def recipient_list(self) -> list[str]:
        return [line.strip(" -;.") for line in self.recipients.splitlines() if line.strip(" -;.")]

    @property
    def validity(self) -> Validity:
        """Validity on `asked_day`, or today; needs `for_list()`."""
        return self.validity_on(self.asked_day or timezone.localdate())

    def validity_on(self, day: date) -> Validity:
        return validity.on(day, self.in_force_from, self.in_force_until, [r.ending for r in self.changed_by])

    @property
    def changed_by(self) -> list[Relation]:
        """The relations that bear on its validity; needs `for_list()`."""
        return told(self.changes, Relation, target=self)

    @property
    def citation_form(self) -> str:
        """How to cite it in full: "Quyết định số 446-QĐ/TU, ngày 26/11/2021 của …"."""
        number = f" số {self.symbol}" if self.symbol else ""
        day = f", ngày {self.issued_on:%d/%m/%Y}" if self.issued_on else ""
        return f"{self.type.name}{number}{day} của {self.issuing_body.name}"

    def suggested_relations(self) -> list[Relation]:
        """Unsaved relations that its own words suggest and nobody recorded or refused; an editor confirms."""
        cited = {(row.symbol, row.date): row.target_id for row in self.citations.exclude(target=None)}
        settled = {
            *self.relations.values_list("kind", "target"),
            *self.refused_suggestions.values_list("kind", "target"),
        }
        found = {
            (kind, cited[citation.symbol, citation.date]): None
            for kind, citation in relations.suggest(self.citing_text)
            if (citation.symbol, citation.date) in cited
        }
        return [
            Relation(source=self, kind=kind, target_id=target)
            for kind, target in found
            if target and (kind, target) not in settled
        ]

    @classmethod
    def signers(cls, public: bool = False) -> list[tuple[str, str]]:
        """(key, name) of everyone who signed a text, in the order of the keys; `public`: a published one."""
        where = "AND status = 'published' AND published_at <= now()" if public else ""
        with connection.cursor() as cursor:
            cursor.execute(_SIGNERS.format(where=where))
            return cursor.fetchall()
