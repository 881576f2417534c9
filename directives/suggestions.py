"""Relations that the words of a text suggest: recorded or refused by a button of its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import prefetch_related_objects

from directives.models import Directive, RefusedSuggestion, Relation

#: Names of the buttons; their value is that of a `Suggestion`, or ALL.
RECORD, REFUSE, OFFER_AGAIN = "_ghi_quan_he", "_bo_goi_y", "_goi_y_lai"
ALL = "tat-ca"


@dataclass(frozen=True)
class Suggestion:
    relation: Relation

    @property
    def value(self) -> str:
        return f"{self.relation.kind}:{self.relation.target_id}"


def offered(directive: Directive) -> list[Suggestion]:
    """What is suggested now, with its targets; the number of statements does not depend on how many."""
    found = directive.suggested_relations()
    prefetch_related_objects(found, "target__type")
    return [Suggestion(relation) for relation in found]


def decide(directive: Directive, pressed: Mapping[str, str]) -> str:
    """Do what the pressed button says; returns what was done, in words, "" when none was pressed.

    Only what is suggested at this moment can be recorded. Raises ValidationError for a relation that
    may not be (two texts that replace each other), and then records none.
    """
    if OFFER_AGAIN in pressed:
        directive.refused_suggestions.all().delete()
        return "Các gợi ý đã bỏ hiện lại."
    button = next((name for name in (RECORD, REFUSE) if name in pressed), None)
    if button is None:
        return ""
    chosen = [one.relation for one in offered(directive) if pressed[button] in (one.value, ALL)]
    with transaction.atomic():
        for relation in chosen:
            if button == RECORD:
                relation.full_clean()
                relation.save()
            else:
                RefusedSuggestion.objects.get_or_create(
                    source=directive, kind=relation.kind, target=relation.target
                )
    words = ", ".join(f"{one.get_kind_display().lower()} {one.target.symbol}" for one in chosen)
    if not words:
        return "Gợi ý này không còn."
    return f"Đã ghi quan hệ: {words}." if button == RECORD else f"Đã bỏ gợi ý: {words}."
