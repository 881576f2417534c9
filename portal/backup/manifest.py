"""What a backup says of itself, as text and back.

A backup is a folder:

    database.dump   PostgreSQL's own custom format
    media/          every file, under its path
    SHA256SUMS      of the two above, in the form of sha256sum: it checks a backup where there is no portal
    manifest.json   written last; a folder without it is no backup
    rehearsal.json  how the last rehearsal of its restoration ended, once there was one
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

DUMP, MEDIA, SUMS, MANIFEST, REHEARSAL = (
    "database.dump", "media", "SHA256SUMS", "manifest.json", "rehearsal.json",
)  # fmt: skip
FORMAT = 1
_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_LETTERS = {escape: letter for letter, escape in _ESCAPES.items()}
_SUM_LINE = re.compile(r"(\\?)([0-9a-f]{64})  ([^\n]+)\n")


class BackupError(RuntimeError):
    """Nothing was done, or it was undone; the message is one sentence for the person who asked."""


class NotABackup(BackupError):
    """The folder, or a file in it, is not what this module writes."""


@dataclass(frozen=True)
class Manifest:
    """`rows`: of each table, as "schema.table"; `missing`: files that rows speak of and nobody has.

    `pg_dump` is the major version of the program that wrote the dump; sizes are bytes.
    """

    started: datetime
    finished: datetime
    pg_dump: int
    dump_size: int
    files: int
    files_size: int
    sums: str  # SHA-256 of SHA256SUMS
    rows: dict[str, int]
    missing: list[str]

    @property
    def size(self) -> int:
        return self.dump_size + self.files_size

    def text(self) -> str:
        return _text({"format": FORMAT} | asdict(self))

    @classmethod
    def read(cls, text: str) -> Manifest:
        """Raises NotABackup."""
        row = _row(text)
        if row.pop("format", None) != FORMAT:
            raise NotABackup("tệp manifest.json không thuộc bản này của phần mềm.")
        try:
            return cls(
                started=datetime.fromisoformat(row.pop("started")),
                finished=datetime.fromisoformat(row.pop("finished")),
                rows={str(table): int(count) for table, count in row.pop("rows").items()},
                missing=[str(path) for path in row.pop("missing")],
                sums=str(row.pop("sums")),
                **{name: int(value) for name, value in row.items()},
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            raise NotABackup("tệp manifest.json đọc không được.") from None


@dataclass(frozen=True)
class Rehearsal:
    """How restoring a backup for trial ended: well when there are no problems, each a sentence."""

    at: datetime
    problems: list[str]

    def text(self) -> str:
        return _text(asdict(self))

    @classmethod
    def read(cls, text: str) -> Rehearsal:
        """Raises NotABackup."""
        row = _row(text)
        try:
            return cls(datetime.fromisoformat(row["at"]), [str(problem) for problem in row["problems"]])
        except (KeyError, TypeError, ValueError):
            raise NotABackup("tệp rehearsal.json đọc không được.") from None


def _text(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, indent=1, default=datetime.isoformat) + "\n"


def _row(text: str) -> dict[str, Any]:
    try:
        row = json.loads(text)
    except ValueError:
        row = None
    if not isinstance(row, dict):
        raise NotABackup("không phải tệp của một bản sao lưu.")
    return row


def sum_line(digest: str, path: str) -> str:
    """A line of SHA256SUMS; as with sha256sum, a backslash in front says that the path is escaped."""
    escaped = re.sub(r"[\\\n\r]", lambda found: _ESCAPES[found[0]], path)
    mark = "" if escaped == path else "\\"
    return f"{mark}{digest}  {escaped}\n"


def sum_lines(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(digest, path) of each line. Raises NotABackup, also for a path that leads out of the backup."""
    for line in lines:
        found = _SUM_LINE.fullmatch(line)
        if not found:
            raise NotABackup("tệp SHA256SUMS đọc không được.")
        mark, digest, path = found.groups()
        if mark:
            path = re.sub(r"\\(?:\\|n|r)", lambda found: _LETTERS[found[0]], path)
        parts = PurePosixPath(path).parts
        if path != DUMP and (parts[:1] != (MEDIA,) or ".." in parts or len(parts) < 2):
            raise NotABackup(f"tệp SHA256SUMS nhắc tới một chỗ ngoài bản sao lưu: {path}.")
        yield digest, path
