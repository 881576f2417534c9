"""Documents named in texts: the words as quoted, and the document once exactly one fits."""

from __future__ import annotations

from collections.abc import Iterable
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
    def targets(cls, source: models.Model) -> Any:
        """The visible documents that `source` cites, in order, each with its `cited_key` and `cited_date`."""
        name = cls._meta.get_field("target").related_query_name()  # type: ignore[union-attr]
        return (
            _texts(cls)
            .published()
            .for_list()
            .filter(**{f"{name}__source": source})
            .annotate(cited_key=F(f"{name}__key"), cited_date=F(f"{name}__date"))
            .order_by(f"{name}__pk")
        )

    @classmethod
    def resolve(cls, keys: Iterable[str]) -> int:
        """Point the citations with these keys at their documents: one UPDATE; returns the rows changed.

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
        return cls.objects.filter(key__in=list(keys), pinned=False).update(target=Subquery(only))

    def candidates(self) -> Any:
        """The documents an editor may pin it to, those of the quoted date first."""
        found = _texts(type(self)).filter(key=self.key).select_related("type", "issuing_body")
        exact = models.Case(models.When(issued_on=self.date, then=0), default=1)
        return found.exclude(
            pk=getattr(self, "source_id", None) if isinstance(self, DirectiveCitation) else None
        ).order_by(exact, "-issued_on", "pk")

    def pin(self, target: Any) -> None:
        """An editor's choice, kept whatever is saved later; None unpins it and lets the rule decide again."""
        self.target, self.pinned = target, target is not None
        self.save(update_fields=["target", "pinned"])
        if target is None:
            type(self).resolve([self.key])

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


def _texts(citing: type[Citation]) -> Any:
    return citing._meta.get_field("target").related_model._default_manager.all()  # type: ignore[union-attr]
