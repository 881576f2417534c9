"""Restoring a backup, for trial or in earnest, and seeing that everything is there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from datetime import datetime
from pathlib import Path, PurePosixPath

from portal.backup import files, postgres
from portal.backup.manifest import DUMP, MEDIA, SUMS, BackupError, NotABackup, Rehearsal
from portal.backup.shelf import Backup, Shelf


def rehearse(backup: Backup, database: postgres.Database, now: datetime) -> Rehearsal:
    """Restore into a scratch database beside `database`, compare everything, note the outcome in the backup.

    What is wrong with the backup is returned. Raises BackupError, OSError when it could not be tried.
    """
    with Shelf(backup.folder.parent).undisturbed():
        problems = list(damages(backup))
        if not any(problem.startswith(DUMP) for problem in problems):
            with postgres.scratch(database) as scratch:
                try:
                    postgres.load(backup.dump, scratch, _needed(backup, scratch))
                    problems += differences(backup, scratch)
                except BackupError as error:
                    problems.append(str(error))
        outcome = Rehearsal(now, problems)
        backup.record(outcome)
    return outcome


def restore(
    backup: Backup, database: postgres.Database, media: Path, now: datetime, *, replace: bool = False
) -> str | None:
    """Restore files and database. `replace` keeps a database in use under another name, which is returned.

    Nothing of the target is touched before the whole backup was found undamaged. Files come first and the
    database last, at one stroke: a run that ended half-way is simply started again. Raises BackupError,
    OSError.
    """
    with Shelf(backup.folder.parent).undisturbed():
        return _restore(backup, database, media, now, replace)


def _restore(
    backup: Backup, database: postgres.Database, media: Path, now: datetime, replace: bool
) -> str | None:
    if problems := list(damages(backup)):
        raise BackupError(f"Bản sao lưu đã hỏng, chưa khôi phục gì: {problems[0]}")
    wanted = {_inside(path): digest for digest, path in backup.sums() if path != DUMP}
    with database.cursor() as cursor:
        occupied = bool(postgres.tables(cursor))
    if occupied and replace:
        postgres.refuse_in_use(database)
    if not replace:
        if occupied:
            raise BackupError(f"Cơ sở dữ liệu {database.name} đã có dữ liệu; chỉ khôi phục vào chỗ trống.")
        if strange := next((path for path, _ in files.walk(media) if path not in wanted), None):
            raise BackupError(f"Thư mục {media} đã có tệp khác ({strange}); chỉ khôi phục vào chỗ trống.")
    for path, digest in wanted.items():
        _put(backup.folder / MEDIA / path, media / path, digest)
    with postgres.scratch(database) if occupied else nullcontext(database) as target:
        postgres.load(backup.dump, target, _needed(backup, target))
        if problems := list(differences(backup, target)):
            raise BackupError(f"Khôi phục chưa đúng: {problems[0]}")
        if not occupied:
            return None
        aside = postgres.aside(database, f"{now:%Y%m%d%H%M%S}")
        postgres.put_in_place(target, database, aside)
        return aside


def damages(backup: Backup) -> Iterator[str]:
    """Every file of the backup that is not the one it was, a sentence each."""
    try:
        if files.digest(backup.folder / SUMS) != backup.manifest.sums:
            yield f"{SUMS} đã bị đổi."
        for digest, path in backup.sums():
            try:
                if files.digest(backup.folder / path) != digest:
                    yield f"{path} đã bị đổi."
            except FileNotFoundError:
                yield f"{path} bị mất."
    except FileNotFoundError:
        yield f"{SUMS} bị mất."
    except NotABackup as error:
        yield str(error)


def differences(backup: Backup, restored: postgres.Database) -> Iterator[str]:
    """Where a restored database has other rows than the backup counted, a sentence each."""
    with restored.cursor() as cursor:
        found = postgres.count_rows(cursor)
    wanted = backup.manifest.rows
    for table in sorted(wanted.keys() | found.keys()):
        before, after = wanted.get(table), found.get(table)
        if before != after:
            yield f"Bảng {table}: lúc sao lưu {_rows(before)}, khôi phục được {_rows(after)}."


def _put(source: Path, target: Path, digest: str) -> None:
    """Write a file of the backup where the site reads it, unless it is there; whole or not at all."""
    with suppress(FileNotFoundError):
        if files.digest(target) == digest:
            return
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{files.PARTIAL}{digest}")
    partial.unlink(missing_ok=True)
    try:
        if files.copy(source, partial, 0o644) != digest:
            raise BackupError(f"{source} vừa đọc vừa thay đổi; chưa khôi phục cơ sở dữ liệu.")
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)


def _inside(path: str) -> str:
    """ "anh/x.jpg" for "media/anh/x.jpg"."""
    return PurePosixPath(path).relative_to(MEDIA).as_posix() if path != DUMP else path


def _needed(backup: Backup, target: postgres.Database) -> int:
    """The major version that can both read the dump and talk to the server."""
    with target.cursor() as cursor:
        return max(backup.manifest.pg_dump, postgres.server_major(cursor))


def _rows(count: int | None) -> str:
    return "không có bảng này" if count is None else f"{count} dòng"
