"""Pages of the register that cost the same at any depth and in any number of texts."""

from __future__ import annotations

from functools import cached_property

from django.core.paginator import Page, Paginator

from directives.models import Directive, DirectiveQuerySet

PER_PAGE = 20
#: Counting stops here, and says so: an exact count of a million rows is worth a second to nobody.
COUNTED = 10_000


class RegisterPages(Paginator):
    """A page is cut from the index alone; only its twenty texts are then fetched with what a row shows."""

    def __init__(self, rows: DirectiveQuerySet) -> None:
        super().__init__(rows, PER_PAGE)

    @cached_property
    def _counted(self) -> int:
        return self.object_list.order_by().values("pk")[: COUNTED + 1].count()

    @property
    def count(self) -> int:  # type: ignore[override]
        return min(self._counted, COUNTED)

    @property
    def more(self) -> bool:
        """Whether there are more texts than were counted; the last ones are then reached by a filter."""
        return self._counted > COUNTED

    def page(self, number: int | str) -> Page:
        page = super().page(number)
        pks = list(page.object_list.values_list("pk", flat=True))
        rows = {row.pk: row for row in Directive.objects.filter(pk__in=pks).for_list()}
        page.object_list = [rows[pk] for pk in pks if pk in rows]
        return page
