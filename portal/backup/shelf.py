"""The folder where backups stand: which there are, whose turn it is to write, which may go."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from portal.backup import files
from portal.backup.manifest import (
    DUMP,
    MANIFEST,
    REHEARSAL,
    SUMS,
    BackupError,
    Manifest,
    NotABackup,
    Rehearsal,
    sum_lines,
)

UNFINISHED, LEAVING = ".unfinished-", ".leaving-"
_NAME = re.compile(r"\d{4}-\d\d-\d\dT\d{6}")
FRESH = timedelta(days=2)


@dataclass(frozen=True)
class Backup:
    """A whole backup: a folder with a manifest that can be read."""

    folder: Path
    manifest: Manifest
    rehearsal: Rehearsal | None

    @classmethod
    def at(cls, folder: Path) -> Backup:
        """Raises NotABackup."""
        try:
            manifest = Manifest.read((folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            raise NotABackup(f"{folder} không phải là một bản sao lưu.") from None
        except NotABackup as error:
            raise NotABackup(f"{folder} không dùng được: {error}") from None
        rehearsal = None
        with suppress(OSError, UnicodeDecodeError, NotABackup):
            rehearsal = Rehearsal.read((folder / REHEARSAL).read_text(encoding="utf-8"))
        return cls(folder, manifest, rehearsal)

    @property
    def dump(self) -> Path:
        return self.folder / DUMP

    def sums(self) -> Iterator[tuple[str, str]]:
        """(SHA-256, path inside) of the dump and of every file. Raises NotABackup, OSError."""
        with (self.folder / SUMS).open(encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
            yield from sum_lines(lines)

    def record(self, rehearsal: Rehearsal) -> None:
        files.write(self.folder / REHEARSAL, rehearsal.text())


class Shelf:
    """A folder of backups, each named after its moment: 2026-11-22T021500."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = folder / ".lock"

    def backups(self) -> list[Backup]:
        """Those that are whole, newest first. Raises OSError when the folder cannot be read."""
        found = []
        for path in sorted(self.folder.glob("*T*"), reverse=True):
            if _NAME.fullmatch(path.name):
                with suppress(NotABackup):
                    found.append(Backup.at(path))
        return found

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else writes here during the block; the kernel forgets the lock of whoever dies.

        Raises BackupError at once when somebody does.
        """
        with self._lock.open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BackupError(f"Một lần sao lưu hoặc khôi phục khác đang dùng {self.folder}.") from None
            yield

    def undisturbed(self) -> AbstractContextManager[None]:
        """`alone`, for who reads: a folder that nobody can write into, or ever did, needs no lock."""
        return self.alone() if os.access(self._lock, os.W_OK) else nullcontext()

    def sweep(self) -> None:
        """Remove what killed runs left; only for who is alone."""
        for left in (*self.folder.glob(f"{UNFINISHED}*"), *self.folder.glob(f"{LEAVING}*")):
            shutil.rmtree(left)

    def base(self) -> Backup | None:
        """The backup whose unchanged files the next one may share: the newest, if no rehearsal blamed it.

        After a failed rehearsal nothing made before is shared, so that the next one is copied anew.
        """
        backups = self.backups()
        failed = [b.rehearsal.at for b in backups if b.rehearsal and b.rehearsal.problems]
        newest = backups[0] if backups else None
        return newest if newest and all(newest.manifest.started > at for at in failed) else None

    def make_room(self, keep: int, made: Backup) -> list[Backup]:
        """Remove all but the newest `keep`; never the one just made, nor the newest that was restored well.

        Returns what went. A clock that was put back may make the newest look old.
        """
        backups = self.backups()
        proved = next((b for b in backups if b.rehearsal and not b.rehearsal.problems), made)
        spared = {b.folder for b in (*backups[: max(keep, 1)], made, proved)}
        gone = [b for b in backups if b.folder not in spared]
        for backup in gone:
            leaving = backup.folder.with_name(f"{LEAVING}{backup.folder.name}")
            backup.folder.rename(leaving)  # so that what is half removed does not look whole
            shutil.rmtree(leaving)
        return gone

    def standing(self, now: datetime) -> Standing:
        """How well the site is kept. Never raises: a folder that cannot be read holds nothing."""
        try:
            backups = self.backups()
        except OSError:
            backups = []
        rehearsals = [b.rehearsal for b in backups if b.rehearsal]
        return Standing(
            now, backups[0].manifest if backups else None, max(rehearsals, key=lambda r: r.at, default=None)
        )


@dataclass(frozen=True)
class Standing:
    """The newest backup and the newest rehearsal of any, as seen at a moment (local time)."""

    now: datetime
    newest: Manifest | None
    rehearsal: Rehearsal | None

    @property
    def is_stale(self) -> bool:
        return self.newest is None or self.now - self.newest.started > FRESH

    @property
    def is_of_today(self) -> bool:
        return (
            self.newest is not None
            and self.newest.started.astimezone(self.now.tzinfo).date() == self.now.date()
        )

    @property
    def failed(self) -> bool:
        """The newest rehearsal did not end well."""
        return self.rehearsal is not None and bool(self.rehearsal.problems)

    @property
    def worries(self) -> bool:
        """Whatever its age, somebody has to look into it."""
        return self.failed or (self.newest is not None and bool(self.newest.missing))


def place(shelf: Path, unfinished: Path, name: str) -> Path:
    """Give a backup that is whole its name, on the disk when this returns."""
    target = shelf / name
    for folder, _, _ in os.walk(unfinished):
        files.sync(Path(folder))
    unfinished.rename(target)
    files.sync(shelf)
    return target
