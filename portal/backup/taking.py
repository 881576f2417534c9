"""Taking a backup: database first, files after, so that no row is without its file."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from portal.backup import files, postgres
from portal.backup.manifest import DUMP, MANIFEST, MEDIA, SUMS, BackupError, Manifest, sum_line
from portal.backup.shelf import UNFINISHED, Backup, Shelf, place


@dataclass(frozen=True)
class Taken:
    """A backup just made, how many of its files had to be copied, how many older backups made room."""

    backup: Backup
    copied: int
    removed: int


def take(
    database: postgres.Database,
    media: Path,
    folder: Path,
    *,
    file_columns: Iterable[tuple[str, str]],
    keep: int,
    clock: Callable[[], datetime],
) -> Taken:
    """Back up a database and the files beside it into a new folder of `folder`.

    `file_columns` are the (table, column) that hold paths inside `media`; `clock` gives local times. A run
    that ends half-way leaves the earlier backups as they were. Raises BackupError, OSError.
    """
    shelf = Shelf(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if folder.resolve().is_relative_to(media.resolve()):
        raise BackupError("Thư mục sao lưu không được nằm trong thư mục ảnh, tệp.")
    with shelf.alone():
        shelf.sweep()
        started = clock()
        name = f"{started:%Y-%m-%dT%H%M%S}"
        if (folder / name).exists():
            raise BackupError(f"Đã có bản sao lưu {name}.")
        unfinished = folder / f"{UNFINISHED}{name}"
        unfinished.mkdir(mode=0o755)
        try:
            work = _Work(unfinished, shelf.base())
            manifest = work.fill(database, media, sorted(file_columns), started, clock)
            made = Backup(place(folder, unfinished, name), manifest, None)
        except BaseException as error:
            with suppress(OSError):
                shutil.rmtree(unfinished)
            if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
                raise BackupError("Ổ đĩa hết chỗ: chưa sao lưu được; các bản trước còn nguyên.") from error
            raise
        removed = shelf.make_room(keep, made)
    return Taken(made, work.copied, len(removed))


class _Work:
    """One backup being written into a folder that does not look like one yet."""

    def __init__(self, folder: Path, base: Backup | None) -> None:
        self.folder, self.base = folder, base
        self.known = {path: digest for digest, path in base.sums()} if base else {}
        self.copied = self.files = self.size = 0

    def fill(
        self,
        database: postgres.Database,
        media: Path,
        columns: list[tuple[str, str]],
        started: datetime,
        clock: Callable[[], datetime],
    ) -> Manifest:
        with (self.folder / SUMS).open("x", encoding="utf-8", errors="surrogateescape", newline="\n") as sums:
            with database.cursor() as cursor:
                program, pg_dump = postgres.client("pg_dump", postgres.server_major(cursor))
                snapshot = postgres.export_snapshot(cursor)
                with postgres.dumping(database, snapshot, program) as dump:
                    sums.write(sum_line(files.pour(dump, self.folder / DUMP), DUMP))
                rows = postgres.count_rows(cursor)
                named = postgres.files_named(cursor, columns)
            (self.folder / MEDIA).mkdir(mode=0o700)
            for path, source in files.walk(media):
                if digest := self._keep(path, source):
                    named.discard(path)
                    sums.write(sum_line(digest, f"{MEDIA}/{path}"))
            sums.flush()
            os.fsync(sums.fileno())
        manifest = Manifest(
            started=started,
            finished=clock(),
            pg_dump=pg_dump,
            dump_size=(self.folder / DUMP).stat().st_size,
            files=self.files,
            files_size=self.size,
            sums=files.digest(self.folder / SUMS),
            rows=rows,
            missing=sorted(named),
        )
        files.write(self.folder / MANIFEST, manifest.text())
        return manifest

    def _keep(self, path: str, source: Path) -> str | None:
        """Share an unchanged file with the base, copy any other; None for one that was deleted meanwhile."""
        target = self.folder / MEDIA / path
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = self._shared(path, source, target)
        if digest is None:
            try:
                digest = files.copy(source, target)
            except FileNotFoundError:
                return None
            self.copied += 1
        self.files += 1
        self.size += target.stat().st_size
        return digest

    def _shared(self, path: str, source: Path, target: Path) -> str | None:
        known = self.known.get(f"{MEDIA}/{path}")
        if self.base is None or known is None:
            return None
        earlier = self.base.folder / MEDIA / path
        if not files.unchanged(source, earlier):
            return None
        try:
            os.link(earlier, target)
        except OSError:  # a disk without hard links, or too many of this file
            return None
        return known
