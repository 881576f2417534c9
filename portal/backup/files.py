"""Files by the piece, never whole in memory: copied and summed in one reading, whole or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

PIECE = 1024 * 1024
PARTIAL = ".partial-"  # how the site's storage begins the name of a file that it is still writing


def walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every finished file below a folder, as (path inside it, path); linked folders too, each once."""
    seen: set[tuple[int, int]] = set()
    for place, folders, names in os.walk(folder, followlinks=True):
        status = os.stat(place)
        if (status.st_dev, status.st_ino) in seen:
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        folders.sort()
        for path in (Path(place, name) for name in sorted(names) if not name.startswith(PARTIAL)):
            if path.is_file():
                yield path.relative_to(folder).as_posix(), path


def pour(source: IO[bytes], target: Path, mode: int = 0o600) -> str:
    """Write a stream to a new file, on the disk when this returns; its SHA-256. Raises OSError."""
    digest = hashlib.sha256()
    with open(target, "xb", opener=lambda path, flags: os.open(path, flags, mode)) as file:
        while piece := source.read(PIECE):
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def copy(source: Path, target: Path, mode: int = 0o600) -> str:
    """Copy a file with its time of change, by which an unchanged one is known again; its SHA-256."""
    with source.open("rb") as file:
        status = os.fstat(file.fileno())
        digest = pour(file, target, mode)
    os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
    return digest


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unchanged(source: Path, earlier: Path) -> bool:
    """Whether a file is the one that was copied then: the site never writes into a finished file."""
    try:
        now, then = source.stat(), earlier.stat()
    except FileNotFoundError:
        return False
    return (now.st_size, now.st_mtime_ns) == (then.st_size, then.st_mtime_ns)


def write(path: Path, text: str) -> None:
    """A small file that everybody may read, in place of what was there: whole or not at all."""
    unfinished = path.with_name(f".{path.name}")
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    sync(path.parent)


def sync(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
