"""Pages of the register that cost the same at any depth and in any number of texts."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Page, Paginator
from django.db import connection

from directives.models import Directive, DirectiveQuerySet

PER_PAGE = 20
#: Counting stops here, and says so: an exact count of a million rows is worth a second to nobody.
COUNTED = 5_000
_CUT = """
WITH found(id) AS MATERIALIZED ({rows})
SELECT (SELECT count(*) FROM found), ARRAY(SELECT id FROM found OFFSET %s LIMIT %s)
"""


class RegisterPages(Paginator):
    """Counts and cuts in one statement, from keys alone; then fetches twenty texts with what a row shows."""

    def __init__(self, rows: DirectiveQuerySet) -> None:
        super().__init__(rows, PER_PAGE)
        self.rows = rows
        self.counted = 0

    @property
    def count(self) -> int:
        """Known once a page was asked for; at most 5,000."""
        return min(self.counted, COUNTED)

    @property
    def more(self) -> bool:
        """Whether there are more texts than were counted; the last ones are then reached by a filter."""
        return self.counted > COUNTED

    def get_page(self, number: Any) -> Page:
        """That page, the first for 0, or the last one if there are not so many."""
        number = max(1, number)
        self.counted, pks = self._cut(number)
        if not pks and number != 1:
            number = self.num_pages
            self.counted, pks = self._cut(number)
        rows = {row.pk: row for row in Directive.objects.filter(pk__in=pks).for_list()}
        return Page([rows[pk] for pk in pks if pk in rows], number, self)

    def _cut(self, number: int) -> tuple[int, list[int]]:
        """How many rows there are, to one above the limit, and the keys of one page."""
        try:
            rows, values = self.rows.values_list("pk")[: COUNTED + 1].query.sql_with_params()
        except EmptyResultSet:
            return 0, []
        first = min((number - 1) * PER_PAGE, COUNTED)
        with connection.cursor() as cursor:
            cursor.execute(_CUT.format(rows=rows), [*values, first, min(PER_PAGE, COUNTED - first)])
            return cursor.fetchone()
