"""Which official texts: the words that views, feeds and forms chain."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, JSONObject

from directives import symbols
from directives.models.relation import Relation
from portal.prepared import OfEach, prepared
from portal.publishing import BOOKKEEPING, PublishableQuerySet
from portal.rows import beside

#: What is long, and not shown of a text that is only named.
LONG = ("body", "body_text", "files_text", "search", "headline")
#: What the validity of a text needs of a relation that bears on it, and of the text that does so.
BEARING = ("kind", "effective_on", "partial")
BEARER = ("id", "symbol", "subject", "issued_on", "in_force_from")


class DirectiveQuerySet(PublishableQuerySet):
    def public_or_404(self, **lookup: Any) -> Any:
        """As for every text; of a marked one not even the notice that it was withdrawn."""
        return super(DirectiveQuerySet, self.filter(marking="")).public_or_404(**lookup)

    def for_list(self) -> DirectiveQuerySet:
        """With what a list of them tells, validity included; one statement."""
        told = self.select_related("type", "issuing_body").defer(*LONG)
        return told.annotate(changes=_changes())

    def for_page(self) -> DirectiveQuerySet:
        """`for_list` with the text itself, and without what only searching or the desk needs."""
        unseen = (column for column in LONG if column != "body")
        return self.for_list().defer(None).defer(*unseen, *BOOKKEEPING)

    def for_rows(self) -> DirectiveQuerySet:
        """`for_list` with nothing but what a row of a table or of a search shows."""
        shown = ("symbol", "subject", "issued_on", "in_force_from", "in_force_until", "consultation")
        return self.for_list().only(*shown, "type__name", "issuing_body__name")

    def numbered(self, typed: str) -> DirectiveQuerySet:
        """Those whose number a person may mean by what was typed: "446 qd tu" finds 446-QĐ/TU."""
        return self.filter(key__in=symbols.candidates(typed))

    def in_field(self, field: int) -> DirectiveQuerySet:
        of_field = self.model.fields.through.objects.filter(field=field).values("directive")  # type: ignore[attr-defined]
        return self.filter(OfEach(Q(pk__in=of_field)))

    def in_consultation(self, day: date) -> DirectiveQuerySet:
        """Drafts on which opinions are asked for on this day, the first to close first."""
        asked = self.filter(consultation=True, comments_open=True, comments_from__lte=day)
        return asked.filter(comments_until__gte=day).order_by("comments_until", "pk")

    def after_consultation(self, day: date) -> DirectiveQuerySet:
        """Drafts whose last day for opinions is over: their tables are public. The latest first."""
        return self.filter(consultation=True, comments_until__lt=day).order_by("-comments_until", "-pk")

    def in_validity(self, code: str, day: date) -> DirectiveQuerySet:
        """Those whose `validity_on(day)` has this code, or is "in-force" (valid or partial); in the database.

        Each set of keys is gathered once for the whole statement: relations are few beside texts.
        """
        ended, changed = (Q(pk__in=RawSQL(*keys.sql(day))) for keys in (_ended, _changed))  # noqa: S611
        future, dated = Q(in_force_from__gt=day), Q(in_force_from__isnull=False)
        alive = ~future & ~ended
        conditions = {
            "future": future,
            "ended": ~future & ended,
            "partial": alive & changed,
            "valid": alive & ~changed & dated,
            "unknown": alive & ~changed & ~dated,
            "in-force": alive & (dated | changed),
        }
        return self.filter(conditions[code])


def _texts() -> DirectiveQuerySet:
    """All of them, by name: their model is built on this module."""
    return apps.get_model("directives", "Directive").objects.all()


def _changes() -> Cast:
    """What public texts do to the validity of the text around it, for `Directive.changed_by`."""
    does = {"relations__target": OuterRef("pk"), "relations__kind__in": Relation.CHANGING}
    texts = _texts().published().filter(**does).order_by("relations__kind", "relations__pk")
    bearing = {column: f"relations__{column}" for column in BEARING}
    return beside(texts, **bearing, source=JSONObject(**{column: column for column in BEARER}))


@prepared
def _changed(day: date) -> models.QuerySet:
    """Keys of the texts that others had changed or ended by `day`."""
    done = Relation.objects.done(day).filter(source__in=_texts().published())
    return done.order_by().values("target")


@prepared
def _ended(day: date) -> models.QuerySet:
    """Keys of the texts whose end is recorded, or that others had ended, by `day`."""
    done = Relation.objects.done(day).filter(source__in=_texts().published())
    expired = _texts().filter(in_force_until__lt=day).order_by().values("pk")
    return done.whole().order_by().values("target").union(expired)
