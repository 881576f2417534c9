"""What a backup asks of PostgreSQL: dump, restore, numbers of rows, a scratch database."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg2
from psycopg2 import errors
from psycopg2.extensions import make_dsn
from psycopg2.sql import SQL, Identifier, Literal

from portal import database as embedded
from portal.backup.manifest import BackupError

Cursor = Any  # psycopg2 has no types of its own
IN_USE = "Cổng còn đang dùng cơ sở dữ liệu: hãy dừng Cổng rồi làm lại."
LEAVING = 2.0  # s: PostgreSQL lists a connection for a moment after its client has closed it
MAX_NAME = 63  # bytes of a name in PostgreSQL

#: Every table that pg_dump writes: not the system's, not an extension's.
_TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%' AND NOT EXISTS (
  SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Database:
    """One database, by the parameters of libpq: dbname, host, user, password, sslmode…"""

    parameters: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.parameters["dbname"]

    def named(self, name: str) -> Database:
        """Another database of the same server."""
        return Database({**self.parameters, "dbname": name})

    @contextmanager
    def cursor(self, *, autocommit: bool = False) -> Iterator[Cursor]:
        """A connection of its own: one transaction, or each statement its own. Raises BackupError.

        The site's limits of time, which PGOPTIONS may hold, are for readers: here they would end a dump.
        """
        try:
            connection = psycopg2.connect(**self.parameters)
        except psycopg2.OperationalError as error:
            raise BackupError(f"Không kết nối được cơ sở dữ liệu: {_line(str(error))}") from None
        with closing(connection):
            connection.autocommit = autocommit
            with connection.cursor() as cursor:
                for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
                    cursor.execute(f"SET {limit} = 0")
                yield cursor
            connection.commit()

    def arguments(self) -> tuple[list[str], dict[str, str]]:
        """`--dbname …` for PostgreSQL's programs, and their environment, which is not for all to see."""
        shown = {name: value for name, value in self.parameters.items() if name != "password"}
        secret = {"PGPASSWORD": self.parameters["password"]} if self.parameters.get("password") else {}
        return ["--no-password", "--dbname", make_dsn(**shown)], {**os.environ, **secret}


def client(program: str, at_least: int) -> tuple[Path, int]:
    """The oldest `program` of PostgreSQL here whose major version is `at_least`, and that version.

    The oldest, because what a newer one writes an older server may not understand. Raises BackupError.
    """
    found = {major: path for path in _installed(program) if (major := _major(path))}
    fitting = [major for major in found if major >= at_least]
    if fitting:
        return found[min(fitting)], min(fitting)
    here = f"máy này chỉ có bản {max(found)}" if found else "máy này không có"
    raise BackupError(
        f"Cần {program} của PostgreSQL {at_least} trở lên, {here}: hãy cài gói postgresql-client-{at_least}."
    )


def _installed(program: str) -> Iterator[Path]:
    """Debian's several versions are named one by one: the one on PATH is a wrapper that guesses."""
    if on_path := shutil.which(program):
        yield Path(on_path)
    yield from Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    with suppress(embedded.CannotStart):
        yield embedded.binaries() / program


def _major(program: Path) -> int:
    """17 for "pg_dump (PostgreSQL) 17.2 (Debian …)"; 0 when it cannot be run."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(found[1]) if found else 0


def server_major(cursor: Cursor) -> int:
    return int(cursor.connection.server_version // 10000)


def export_snapshot(cursor: Cursor) -> str:
    """Begin a transaction that sees one moment; the name by which pg_dump sees the same one."""
    cursor.connection.commit()
    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    cursor.execute("SELECT pg_export_snapshot()")
    (name,) = cursor.fetchone()
    return str(name)


def tables(cursor: Cursor) -> list[tuple[str, str]]:
    """(schema, table) of everything that a dump holds, in order."""
    cursor.execute(_TABLES)
    return list(cursor.fetchall())


def count_rows(cursor: Cursor) -> dict[str, int]:
    """The rows of each table, as "schema.table"."""
    counts = {}
    for schema, table in tables(cursor):
        cursor.execute(SQL("SELECT count(*) FROM {}").format(Identifier(schema, table)))
        (counts[f"{schema}.{table}"],) = cursor.fetchone()
    return counts


def files_named(cursor: Cursor, columns: Iterable[tuple[str, str]]) -> set[str]:
    """Every path that one of these (table, column) holds."""
    names: set[str] = set()
    for table, column in columns:
        named = SQL("SELECT DISTINCT {0} FROM {1} WHERE {0} <> ''")
        cursor.execute(named.format(Identifier(column), Identifier(table)))
        names.update(name for (name,) in cursor.fetchall())
    return names


@contextmanager
def dumping(database: Database, snapshot: str, program: Path) -> Iterator[IO[bytes]]:
    """pg_dump's output as it comes. Whoever stops reading ends it. Raises BackupError when it fails."""
    arguments, environment = database.arguments()
    command = [str(program), "--format=custom", f"--snapshot={snapshot}", *arguments]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, env=environment) as process:
            assert process.stdout
            yield process.stdout
        if process.returncode:
            said.seek(0)
            raise BackupError(f"pg_dump không làm được: {_line(said.read().decode(errors='replace'))}")


def load(dump: Path, database: Database, at_least: int) -> None:
    """Restore a dump into an empty database: wholly or not at all. Raises BackupError."""
    program, _ = client("pg_restore", at_least)
    arguments, environment = database.arguments()
    command = [str(program), "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
    done = subprocess.run(
        [*command, *arguments, str(dump)], capture_output=True, env=environment, check=False
    )
    if done.returncode:
        raise BackupError(f"pg_restore không làm được: {_line(done.stderr.decode(errors='replace'))}")
    with database.cursor(autocommit=True) as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def scratch(database: Database) -> Iterator[Database]:
    """An empty database beside this one, dropped at the end unless it was renamed. One at a time.

    Raises BackupError.
    """
    name = f"{_cut(database.name)}_dien_tap"
    drop = SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name))
    with database.named("postgres").cursor(autocommit=True) as cursor:
        cursor.execute(SQL("SELECT pg_try_advisory_lock(hashtext({}))").format(Literal(name)))
        if cursor.fetchone() != (True,):
            raise BackupError("Đang có một lần khôi phục khác chạy trên máy chủ này.")
        cursor.execute(drop)  # of a run that was killed
        try:
            cursor.execute(SQL("CREATE DATABASE {} TEMPLATE template0").format(Identifier(name)))
        except errors.InsufficientPrivilege:
            role = database.parameters.get("user", "")
            raise BackupError(
                f"Tài khoản {role} chưa được tạo cơ sở dữ liệu; chạy một lần với quyền quản trị PostgreSQL: "
                f"ALTER ROLE {role} CREATEDB;"
            ) from None
        try:
            yield database.named(name)
        finally:
            cursor.execute(drop)


def refuse_in_use(database: Database) -> None:
    """Raises BackupError when anybody is connected, and still is after LEAVING."""
    patience = time.monotonic() + LEAVING
    # Autocommit: inside one transaction the list of connections stands still.
    with database.named("postgres").cursor(autocommit=True) as cursor:
        while _in_use(cursor, database):
            if time.monotonic() > patience:
                raise BackupError(IN_USE)
            time.sleep(0.05)


def _in_use(cursor: Cursor, database: Database) -> bool:
    cursor.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'",
        [database.name],
    )
    return bool(cursor.fetchone() != (0,))


def put_in_place(new: Database, database: Database, aside: str) -> None:
    """`new` gets the name of `database`, which is kept under the name `aside`. Raises BackupError."""
    rename = SQL("ALTER DATABASE {} RENAME TO {}")
    with database.named("postgres").cursor() as cursor:
        try:
            cursor.execute(rename.format(Identifier(database.name), Identifier(aside)))
            cursor.execute(rename.format(Identifier(new.name), Identifier(database.name)))
        except errors.ObjectInUse:
            raise BackupError(IN_USE) from None


def aside(database: Database, when: str) -> str:
    """The name under which what was there before a restoration is kept."""
    return f"{_cut(database.name)}_truoc_{when}"


def _cut(name: str) -> str:
    """So much of a name that an addition of ours fits behind it."""
    return name.encode()[: MAX_NAME - 24].decode(errors="ignore")


def _line(said: str) -> str:
    """The first line that says what went wrong, without the name of the program in front."""
    lines = [line for line in said.splitlines() if "error" in line.lower() or "fatal" in line.lower()]
    return " ".join((lines or said.splitlines() or ["không rõ vì sao"])[0].split())
