"""Pages of a list that cost the same at any depth and among any number of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Page, Paginator
from django.db import connection

_CUT = """
WITH found(id) AS MATERIALIZED ({keys})
SELECT (SELECT count(*) FROM found), ARRAY(SELECT id FROM found OFFSET %s LIMIT %s)
"""


class KeyPages(Paginator):
    """Counts and cuts in one statement, from keys alone; only the rows of the page are then fetched.

    `keys`: gives the SQL of the keys in their order, and its parameters, such as `query.sql_with_params`
    of a queryset; it should stop at one more than `most`, for an exact count of a million rows is worth
    a second to nobody. `fetch`: gives the rows with these keys, in any order.
    """

    def __init__(
        self,
        keys: Callable[[], tuple[str, Sequence[Any]]],
        fetch: Callable[[list[int]], Iterable[Any]],
        per_page: int,
        most: int,
    ) -> None:
        super().__init__((), per_page)
        self.keys, self.fetch, self.most, self.counted = keys, fetch, most, 0

    @property
    def count(self) -> int:
        """Known once a page was asked for; at most `most`."""
        return min(self.counted, self.most)

    @property
    def more(self) -> bool:
        """Whether there are more rows than were counted; the last ones are then reached by a filter."""
        return self.counted > self.most

    def get_page(self, number: Any) -> Page:
        """That page, the first for 0, or the last one if there are not so many."""
        number = max(1, number)
        self.counted, pks = self._cut(number)
        if not pks and number != 1:
            number = self.num_pages
            self.counted, pks = self._cut(number)
        rows = {row.pk: row for row in self.fetch(pks)}
        return Page([rows[pk] for pk in pks if pk in rows], number, self)

    def _cut(self, number: int) -> tuple[int, list[int]]:
        """How many rows there are, to one above the limit, and the keys of one page."""
        try:
            keys, values = self.keys()
        except EmptyResultSet:
            return 0, []
        first = min((number - 1) * self.per_page, self.most)
        with connection.cursor() as cursor:
            cursor.execute(_CUT.format(keys=keys), [*values, first, min(self.per_page, self.most - first)])
            return cursor.fetchone()
