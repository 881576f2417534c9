"""What goes wrong while a backup is taken costs no earlier one, and is said in a sentence."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from portal import backup
from portal.backup import postgres
from portal.backup.manifest import BackupError
from tests.backup.small_site import NIGHT, take

ROOT = Path(__file__).resolve().parents[2]
CHILD = """
import json, resource, sys
from datetime import datetime
from pathlib import Path
from portal.backup import BackupError, Database, take
parameters, media, folder, most = json.loads(sys.argv[1])
if most:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
try:
    take(Database(parameters), Path(media), Path(folder), file_columns=[], keep=9,
         clock=lambda: datetime.fromisoformat("2026-11-25T02:00:00+07:00"))
except BackupError as error:
    sys.exit(str(error))
"""


def child(database, media, folder, most=0):
    told = json.dumps([dict(database.parameters), str(media), str(folder), most])
    return subprocess.Popen([sys.executable, "-c", CHILD, told], cwd=ROOT, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("most", [1_000, 100_000])  # bytes: less than the dump; less than a picture
def test_a_full_disk_leaves_the_earlier_backups_and_nothing_else(database, media, tmp_path, most):
    first = take(database, media, tmp_path / "b").backup
    os.utime(media / "anh" / "hop-thon.jpg")  # so that it is copied again
    ended = child(database, media, tmp_path / "b", most)
    _, said = ended.communicate()
    assert ended.returncode == 1
    assert said == "Ổ đĩa hết chỗ: chưa sao lưu được; các bản trước còn nguyên.\n"
    assert {path.name for path in (tmp_path / "b").iterdir()} == {first.folder.name, ".lock"}
    assert backup.rehearse(first, database, NIGHT).problems == []


def test_one_at_a_time_and_a_killed_run_leaves_nothing_that_looks_whole(database, media, tmp_path):
    shelf = backup.Shelf(tmp_path / "b")
    first = take(database, media, shelf.folder).backup
    with database.cursor() as cursor:
        cursor.execute("LOCK TABLE anh IN ACCESS EXCLUSIVE MODE")  # pg_dump waits here
        running = child(database, media, shelf.folder)
        while not waiting(database):
            assert running.poll() is None
        for second in (
            lambda: take(database, media, shelf.folder, at=NIGHT + timedelta(1)),
            lambda: backup.rehearse(first, database, NIGHT),
            lambda: backup.restore(first, database, media, NIGHT),
        ):
            with pytest.raises(BackupError, match="khác đang dùng"):
                second()
        running.send_signal(signal.SIGKILL)
        running.communicate()
        assert [b.folder for b in shelf.backups()] == [first.folder]
        assert len(list(shelf.folder.iterdir())) == 3, "what is left of the killed run"
    again = take(database, media, shelf.folder, at=NIGHT + timedelta(1)).backup
    assert [b.folder for b in shelf.backups()] == [again.folder, first.folder]
    assert len(list(shelf.folder.iterdir())) == 3
    assert backup.rehearse(again, database, NIGHT).problems == []


def waiting(database):
    with database.named("postgres").cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'",
            [database.name],
        )
        return cursor.fetchone() == (1,)


def test_programs_that_are_too_old_or_not_there_are_asked_for_by_name():
    with pytest.raises(
        BackupError, match=r"Cần pg_dump của PostgreSQL 99 trở lên, máy này chỉ có bản \d+: hãy cài"
    ):
        postgres.client("pg_dump", 99)
    with pytest.raises(BackupError, match="Cần pg_khong_co của PostgreSQL 17 trở lên, máy này không có"):
        postgres.client("pg_khong_co", 17)


def test_the_programs_of_the_servers_own_version_are_preferred(database):
    with database.cursor() as cursor:
        server = postgres.server_major(cursor)
    program, major = postgres.client("pg_dump", server)
    assert major == server
    assert f" {server}." in subprocess.check_output([program, "--version"], text=True)


def test_a_password_is_shown_to_nobody(database):
    arguments, environment = backup.Database({**database.parameters, "password": "bi mat"}).arguments()
    assert "bi mat" not in " ".join(arguments)
    assert environment["PGPASSWORD"] == "bi mat"


def test_what_cannot_work_is_refused_in_a_sentence(database, media, tmp_path):
    with pytest.raises(BackupError, match="không được nằm trong"):
        take(database, media, media / "sao-luu")
    with pytest.raises(BackupError, match="Không kết nối được cơ sở dữ liệu"):
        take(database.named("khong_co_dau"), media, tmp_path / "b")
    take(database, media, tmp_path / "b")
    with pytest.raises(BackupError, match="Đã có bản sao lưu"):
        take(database, media, tmp_path / "b")
