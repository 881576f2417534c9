"""A site of three rows and three files, to be backed up and restored; what the tests ask of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from portal import backup
from portal.backup import files, postgres

NIGHT = datetime(2026, 11, 22, 3, 15, tzinfo=UTC)
TABLES = """
CREATE TABLE bai (id serial PRIMARY KEY, tieu_de text NOT NULL);
CREATE TABLE anh (id serial PRIMARY KEY, bai int REFERENCES bai, tep text NOT NULL);
INSERT INTO bai (tieu_de) VALUES ('Họp thôn Nà Cang'), ('Dồn điền, đổi thửa'), ('Nước về bản');
INSERT INTO anh (bai, tep) VALUES (1, 'anh/hop-thon.jpg'), (3, 'directives/bao-cao.pdf'), (3, '');
"""
FILES = {
    "anh/hop-thon.jpg": b"mot" * 70_000,
    "directives/bao-cao.pdf": b"%PDF-hai",
    "site/bieu trung.png": b"",
}
COLUMNS = [("anh", "tep")]


def fill(folder: Path) -> Path:
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def take(database, media, folder, *, at=NIGHT, keep=9):
    return backup.take(database, media, folder, file_columns=COLUMNS, keep=keep, clock=lambda: at)


def execute(database, sql):
    with database.cursor() as cursor:
        cursor.execute(sql)


def rows(database):
    with database.cursor() as cursor:
        return postgres.count_rows(cursor)


def contents(folder):
    return {path: source.read_bytes() for path, source in files.walk(folder)}


def databases(database):
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [database.name + "_"]
        )
        return sorted(name for (name,) in cursor.fetchall())
