"""How often an article is read: counted in memory from the beacons of browsers, written in batches.

A count is approximate on purpose. Readers without JavaScript are not counted; of one network an article is
counted once an hour in each worker, so that nobody raises a count by reloading; what a worker holds when it
dies is lost. Nothing of the reader is stored: the hash of the network stays in memory for an hour at most.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from threading import Lock

from django.db import DatabaseError, connection

from news.models import Article, Reads

#: Seconds between two writes, and how much a worker remembers at most; beyond that it counts too low.
EVERY, MOST_ARTICLES, MOST_READERS = 30.0, 5_000, 100_000


class Counting:
    """The readings of one worker that are not written yet. Safe for threads."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.lock = Lock()
        self.waiting: Counter[int] = Counter()
        self.hour = 0
        self.seen: set[tuple[str, int]] = set()
        self.written = clock()

    def add(self, article: int, reader: str) -> None:
        """Count one reading, unless this reader's was counted this hour; now and then write."""
        now = self.clock()
        with self.lock:
            if self.hour != int(now // 3600):
                self.hour, self.seen = int(now // 3600), set()
            known = (reader, article) in self.seen or len(self.seen) >= MOST_READERS
            if not known and (article in self.waiting or len(self.waiting) < MOST_ARTICLES):
                self.seen.add((reader, article))
                self.waiting[article] += 1
            due = bool(self.waiting) and now - self.written >= EVERY
            if not due:
                return
            self.written = now
            batch, self.waiting = self.waiting, Counter()
        try:
            write(batch)
        except DatabaseError:
            with self.lock:
                self.waiting += batch


def write(batch: Counter[int]) -> None:
    """Add the readings of published articles to their rows: one look and one upsert, in the order of keys.

    The order matters: two workers that write at once would wait for each other's rows for ever.
    """
    known = sorted(Article.objects.published().filter(pk__in=batch).values_list("pk", flat=True))
    if not known:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Reads._meta.db_table} AS r (article_id, count)"  # noqa: S608
            " SELECT * FROM unnest(%s::bigint[], %s::int[])"
            " ON CONFLICT (article_id) DO UPDATE SET count = r.count + EXCLUDED.count",
            [known, [batch[pk] for pk in known]],
        )


counting = Counting()
