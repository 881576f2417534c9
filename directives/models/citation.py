"""Documents named in texts: the words as quoted, and the document once exactly one fits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from directives import citations, symbols
from directives.models.vocabulary import DocumentType

#: Names that share an abbreviation: Quyết định 12-QĐ/TU and Quy định 12-QĐ/TU are two texts.
SHARED_NAMES = tuple(name for names in symbols.TYPES.values() if len(names) > 1 for name in names)


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
        "directives.Directive",
        models.SET_NULL,
        verbose_name="văn bản được viện dẫn",
        null=True,
        blank=True,
        related_name="cited_in_%(app_label)s",
    )
    pinned = models.BooleanField("do biên tập viên chọn", default=False)

    class Meta:
        abstract = True
        # The editors' work list: few rows among a million that found their document.
        indexes = [
            models.Index(
                "key", "date", name="%(app_label)s_waiting", include=["symbol", "type_name"],
                condition=Q(target__isnull=True),
            ),
            models.Index("key", "date", name="%(app_label)s_pinned", condition=Q(pinned=True)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.surface

    @property
    def citing(self) -> models.Model:
        """The text that cites: whatever `source` of the concrete table points at."""
        return self.source  # type: ignore[attr-defined]

    @classmethod
    def sync(cls, source: models.Model, text: str) -> None:
        """Make the rows of `source` say what its `text` cites now, and resolve them."""
        cls.sync_all([(source, text)])

    @classmethod
    def sync_all(cls, texts: Collection[tuple[models.Model, str]]) -> int:
        """`sync` for many sources in four statements; returns how many citations their texts hold."""
        wanted = {(source.pk, *fact): row for source, text in texts for fact, row in cls._read(source, text)}
        sources = {source.pk for source, _ in texts}
        rows = {(row.source_id, row.key, row.date): row for row in cls._rows().filter(source__in=sources)}
        cls._rows().filter(pk__in=[row.pk for fact, row in rows.items() if fact not in wanted]).delete()
        new = [row for fact, row in wanted.items() if fact not in rows]
        cls._rows().bulk_create(new, ignore_conflicts=True)
        cls.resolve({row.key for row in wanted.values()}, sources)
        return len(wanted)

    @classmethod
    def _read(cls, source: models.Model, text: str) -> Iterator[tuple[tuple[str, Any], Self]]:
        """Each fact of a text once; a number quoted with its date and again without is the dated one."""
        read = {(row.key, row.date): row for row in map(cls._from_words, citations.find(text)) if row}
        dated = {key for key, day in read if day}
        for (key, day), row in read.items():
            if day or key not in dated:
                row.source = source  # type: ignore[attr-defined]
                yield (key, day), row

    @classmethod
    def sources(cls) -> Any:
        """Every text that may cite: the rows that `source` points at."""
        return cls._meta.get_field("source").related_model._default_manager  # type: ignore[union-attr]

    @classmethod
    def _rows(cls) -> Any:
        return cls._default_manager.all()

    @classmethod
    def with_sources(cls) -> Any:
        """The rows with what the name of each citing text needs, without its words."""
        heavy = ("source__body", "source__body_text", "source__search")
        return cls._rows().select_related("source").defer(*heavy)

    @classmethod
    def targets(cls, source: models.Model | Any) -> Any:
        """The visible documents that `source` cites, in order, each with its `cited_key` and `cited_date`.

        Whole ones; whoever asks says what he needs of them.
        """
        name = cls._meta.get_field("target").related_query_name()  # type: ignore[union-attr, operator, misc]
        return (
            _texts(cls)
            .published()
            .filter(**{f"{name}__source": source})
            .annotate(cited_key=F(f"{name}__key"), cited_date=F(f"{name}__date"))
            .order_by(f"{name}__pk")
        )

    @classmethod
    def resolve(cls, keys: Iterable[str], sources: Iterable[int] | None = None) -> int:
        """Point the citations with these keys at their documents: one UPDATE; returns the rows changed.

        With `sources`, those of these texts only: what a text cites bears on no citation of another.

        A target is set only if exactly one document has the key and, where the words say so, the date
        and the type. Two candidates are an editor's decision, never a guess.
        """
        named = DocumentType.objects.filter(name__in=SHARED_NAMES)
        fitting = (
            _texts(cls)
            .alias(said=models.ExpressionWrapper(OuterRef("type_name"), models.CharField()))
            .filter(key=OuterRef("key"), issued_on=Coalesce(OuterRef("date"), F("issued_on")))
            .filter(~Q(said__in=SHARED_NAMES) | ~Q(type__in=named) | Q(type__name=F("said")))
        )
        if cls is DirectiveCitation:
            fitting = fitting.exclude(pk=OuterRef("source_id"))
        only = (
            fitting.order_by().values("key").annotate(n=Count("pk"), one=Min("pk")).filter(n=1).values("one")
        )
        rows = cls._rows().filter(key__in=list(keys), pinned=False)
        rows = rows if sources is None else rows.filter(source__in=list(sources))
        return rows.update(target=Subquery(only))

    def candidates(self) -> Any:
        """The documents an editor may pin it to, those of the quoted date first."""
        found = _texts(type(self)).filter(key=self.key).select_related("type", "issuing_body")
        exact = models.Case(models.When(issued_on=self.date, then=0), default=1)
        return found.order_by(exact, "-issued_on", "pk")

    @classmethod
    def pin_all(cls, rows: Any, target: Any) -> int:
        """`pin` for many rows with one key; a text is never pinned to itself. Returns the rows changed."""
        keys = set(rows.values_list("key", flat=True))
        changed = rows.update(target=target, pinned=target is not None)
        if target is None:
            cls.resolve(keys)
        return changed

    def pin(self, target: Any) -> None:
        """An editor's choice, kept whatever is saved later; None unpins it and lets the rule decide again."""
        type(self).pin_all(self._rows().filter(pk=self.pk), target)
        self.refresh_from_db(fields=["target", "pinned"])

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


class DirectiveCitation(Citation):
    source = models.ForeignKey("directives.Directive", models.CASCADE, related_name="citations")

    @classmethod
    def with_sources(cls) -> Any:
        return super().with_sources().select_related("source__type")

    @classmethod
    def pin_all(cls, rows: Any, target: Any) -> int:
        return super().pin_all(rows.exclude(source=target) if target else rows, target)

    class Meta(Citation.Meta):
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


def _texts(citing: type[Citation]) -> Any:
    return citing._meta.get_field("target").related_model._default_manager.all()
