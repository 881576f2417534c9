"""Small databases on the tests' server, and a backup of one."""

from __future__ import annotations

import shutil
from itertools import count

import pytest

from portal import backup, keeping
from tests.backup.small_site import TABLES, execute, fill, take

_number = count(1)


@pytest.fixture(scope="module")
def new_database(django_db_setup, django_db_blocker):
    """A maker of small databases on the tests' server, all dropped at the end."""
    with django_db_blocker.unblock():
        server = keeping.database()
    prefix = f"{server.name}_sao_luu_"

    def make(sql: str = "") -> backup.Database:
        database = server.named(f"{prefix}{next(_number)}")
        with server.named("postgres").cursor(autocommit=True) as cursor:
            cursor.execute(f"CREATE DATABASE {database.name} TEMPLATE template0")
        if sql:
            execute(database, sql)
        return database

    yield make
    with server.named("postgres").cursor(autocommit=True) as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def database(new_database):
    return new_database(TABLES)


@pytest.fixture(scope="module")
def made(database, tmp_path_factory):
    """A backup to look at, not to change."""
    folder = tmp_path_factory.mktemp("made")
    return take(database, fill(folder / "media"), folder / "sao-luu").backup


@pytest.fixture
def media(tmp_path):
    return fill(tmp_path / "tep")


@pytest.fixture
def own(made, tmp_path):
    """A copy of that backup, on a shelf of its own."""
    folder = tmp_path / "rieng" / made.folder.name
    shutil.copytree(made.folder, folder)
    (folder.parent / ".lock").touch()
    return backup.Backup.at(folder)
