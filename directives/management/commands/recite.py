"""manage.py recite: read every text again for the official texts it cites; may be stopped and continued."""

from __future__ import annotations

import json
import signal
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import models, transaction

from directives.models import Citation, citing_models

BATCH = 200


class Command(BaseCommand):
    help = (
        "Đọc lại mọi văn bản, tin bài để tìm số văn bản được viện dẫn. Ctrl-C để dừng; chạy lại để tiếp tục."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--restart", action="store_true", help="đọc lại từ đầu, bỏ chỗ đang dừng")
        parser.add_argument("--limit", type=int, help="dừng sau chừng này bài (làm dần ngoài giờ cao điểm)")

    def handle(self, *args: Any, restart: bool = False, limit: int | None = None, **options: Any) -> None:
        self.place = Path(settings.VAR) / "recite.json"
        self.done: dict[str, int] = (
            {} if restart or not self.place.exists() else json.loads(self.place.read_text())
        )
        self.left = limit
        self.stopped = False
        before = signal.signal(signal.SIGINT, self._stop)
        try:
            finished = all(self._read_again(citing) for citing in citing_models())
        finally:
            signal.signal(signal.SIGINT, before)
        if finished:
            self.place.unlink(missing_ok=True)
            self.stdout.write("Xong.")
        else:
            self.stdout.write("Đã dừng. Chạy lại lệnh này để tiếp tục.")

    def _stop(self, number: int, frame: FrameType | None) -> None:
        """Ctrl-C ends the run after the batch at hand, so that nothing is half read."""
        self.stopped = True

    def _read_again(self, citing: type[Citation]) -> bool:
        """Every source of one table of citations, from where the last run stopped; False if stopped."""
        label, sources = citing._meta.label, citing.sources()
        last = self.done.get(label, 0)
        total = sources.count()
        read = sources.filter(pk__lte=last).count()
        while not self.stopped and self.left != 0:
            with transaction.atomic():
                size = BATCH if self.left is None else min(BATCH, self.left)
                batch = self._batch(sources, last, size)
                if not batch:
                    return True
                found = citing.sync_all([(source, source.citing_text) for source in batch])
            last, read = batch[-1].pk, read + len(batch)
            self.left = None if self.left is None else self.left - len(batch)
            self._remember(label, last)
            self.stdout.write(f"{citing._meta.verbose_name}: {read}/{total} bài, +{found} viện dẫn")
        return False

    def _batch(self, sources: Any, after: int, size: int) -> list[Any]:
        """The next sources, locked: an editor who saves one meanwhile waits a moment and is read last."""
        rows: models.QuerySet = sources.filter(pk__gt=after).order_by("pk").select_for_update(of=("self",))
        return list(rows[:size])

    def _remember(self, label: str, pk: int) -> None:
        self.done[label] = pk
        part = self.place.with_suffix(".part")
        part.write_text(json.dumps(self.done))
        part.replace(self.place)
