"""Backups that can be trusted: taken whole or not at all, rehearsed, restored, on a real server."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import psycopg2
import pytest

from portal import backup, keeping
from portal.backup import files, manifest, postgres
from portal.backup.manifest import BackupError, Rehearsal

ROOT = Path(__file__).resolve().parent.parent
NIGHT = datetime(2026, 11, 22, 3, 15, tzinfo=UTC)
_number = count(1)

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


# --- taking


def test_a_backup_holds_every_row_and_file_and_says_so(made):
    assert made.manifest.rows == {"public.bai": 3, "public.anh": 3}
    assert contents(made.folder / "media") == FILES
    assert made.manifest.files == 3
    assert made.manifest.size == sum(map(len, FILES.values())) + made.dump.stat().st_size
    assert made.manifest.missing == []
    assert made.folder.name == "2026-11-22T031500"


def test_a_backup_can_be_checked_where_there_is_no_portal(made):
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=made.folder, check=True)


def test_the_site_may_read_how_a_backup_stands_and_not_what_is_in_it(made):
    modes = {path.name: path.stat().st_mode & 0o077 for path in (made.folder, *made.folder.iterdir())}
    assert modes["database.dump"] == modes["media"] == 0
    assert modes["manifest.json"] == 0o044


def test_a_file_that_rows_speak_of_and_nobody_has_is_named(database, media, tmp_path):
    (media / "directives" / "bao-cao.pdf").unlink()
    assert take(database, media, tmp_path / "b").backup.manifest.missing == ["directives/bao-cao.pdf"]


def test_a_file_that_is_still_being_written_stays_out_and_a_linked_folder_does_not(database, media, tmp_path):
    (media / "anh" / ".partial-x").write_text("nửa")
    (tmp_path / "dia khac").mkdir()
    (tmp_path / "dia khac" / "cu.jpg").write_text("cũ")
    (media / "cu").symlink_to(tmp_path / "dia khac")
    (media / "vong").symlink_to(media)
    found = contents(take(database, media, tmp_path / "b").backup.folder / "media")
    assert found.keys() == FILES.keys() | {"cu/cu.jpg"}


def test_unchanged_files_cost_nothing_the_next_night_and_changed_ones_are_copied(database, media, tmp_path):
    first = take(database, media, tmp_path / "b")
    (media / "site" / "bieu trung.png").write_bytes(b"moi")
    (media / "directives" / "bao-cao.pdf").unlink()
    (media / "anh" / "them.jpg").write_bytes(b"them")
    second = take(database, media, tmp_path / "b", at=NIGHT + timedelta(days=1))
    assert (first.copied, second.copied) == (3, 2)
    before, after = (taken.backup.folder / "media" for taken in (first, second))
    assert (before / "anh/hop-thon.jpg").samefile(after / "anh/hop-thon.jpg")
    assert contents(after) == contents(media)
    assert contents(before) == FILES


def test_after_a_rehearsal_that_failed_nothing_is_shared_with_what_was_there(database, media, tmp_path):
    first = take(database, media, tmp_path / "b").backup
    first.record(Rehearsal(NIGHT + timedelta(hours=1), ["media/anh/hop-thon.jpg đã bị đổi."]))
    copied = [take(database, media, tmp_path / "b", at=NIGHT + timedelta(days=day)).copied for day in (1, 2)]
    assert copied == [3, 0]


def test_no_row_is_without_its_file_in_a_backup_taken_while_both_are_written(new_database, media, tmp_path):
    database, stop = new_database(TABLES), threading.Event()

    def write():
        with database.cursor(autocommit=True) as cursor:
            for number in count():
                if stop.is_set():
                    return
                (media / "anh" / f"{number}.jpg").write_bytes(b"x" * number)
                cursor.execute("INSERT INTO anh (bai, tep) VALUES (1, %s)", [f"anh/{number}.jpg"])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = take(database, media, tmp_path / "b").backup
    finally:
        stop.set()
        writer.join()
    assert made.manifest.missing == []
    assert 3 < made.manifest.rows["public.anh"] < rows(database)["public.anh"]
    assert backup.rehearse(made, database, NIGHT).problems == []


# --- making room


@pytest.mark.parametrize(
    ("keep", "proved", "left"),
    [
        (9, None, [1, 2, 3, 4]),
        (2, None, [3, 4]),
        (1, None, [4]),
        (1, 2, [2, 4]),  # the newest that was restored well stays
        (3, 2, [2, 3, 4]),
    ],
)
def test_the_newest_are_kept_and_the_newest_that_was_restored_well(own, keep, proved, left):
    shelf = backup.Shelf(own.folder.parent)
    for day in (1, 2, 3, 4):
        folder = shelf.folder / f"2026-12-0{day}T020000"
        shutil.copytree(own.folder, folder)
        if day == proved:
            backup.Backup.at(folder).record(Rehearsal(NIGHT, []))
    shutil.rmtree(own.folder)
    (shelf.folder / "2020-01-01T000000").mkdir()  # no backup: not ours to remove
    (shelf.folder / "của tôi").mkdir()
    shelf.make_room(keep, backup.Backup.at(shelf.folder / "2026-12-04T020000"))
    assert [b.folder.name for b in shelf.backups()] == [f"2026-12-0{day}T020000" for day in reversed(left)]
    assert (shelf.folder / "2020-01-01T000000").exists()
    assert (shelf.folder / "của tôi").exists()


def test_a_clock_that_was_put_back_does_not_cost_the_backup_just_made(database, media, tmp_path):
    take(database, media, tmp_path / "b", at=NIGHT)
    earlier = take(database, media, tmp_path / "b", at=NIGHT - timedelta(days=400), keep=1)
    assert earlier.backup.folder.exists()


# --- what may go wrong while taking

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


# --- rehearsing


def test_a_rehearsal_that_goes_well_is_noted_and_leaves_no_database(database, own):
    assert backup.rehearse(own, database, NIGHT).problems == []
    assert backup.Backup.at(own.folder).rehearsal == Rehearsal(NIGHT, [])
    assert databases(database) == []


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES = [
    ("database.dump", flip, ["database.dump đã bị đổi."]),
    ("database.dump", Path.unlink, ["database.dump bị mất."]),
    ("media/anh/hop-thon.jpg", flip, ["media/anh/hop-thon.jpg đã bị đổi."]),
    ("media/site/bieu trung.png", Path.unlink, ["media/site/bieu trung.png bị mất."]),
    ("SHA256SUMS", Path.unlink, ["SHA256SUMS bị mất."]),
]


@pytest.mark.parametrize(("path", "damage", "problems"), DAMAGES)
def test_damage_is_found_noted_and_never_restored(database, own, tmp_path, path, damage, problems):
    damage(own.folder / path)
    assert backup.rehearse(own, database, NIGHT).problems == problems
    assert backup.Backup.at(own.folder).rehearsal.problems == problems
    with pytest.raises(BackupError, match="chưa khôi phục gì"):
        backup.restore(own, database, tmp_path / "moi", NIGHT)
    assert not (tmp_path / "moi").exists()


def test_a_dump_whose_sum_is_right_but_which_is_none_is_found(database, own):
    own.dump.write_bytes(b"khong phai")
    lines = [(files.digest(own.folder / path), path) for _, path in own.sums()]
    (own.folder / "SHA256SUMS").write_text("".join(manifest.sum_line(*line) for line in lines))
    told = json.loads((own.folder / "manifest.json").read_text())
    told["sums"] = files.digest(own.folder / "SHA256SUMS")
    (own.folder / "manifest.json").write_text(json.dumps(told))
    (problem,) = backup.rehearse(backup.Backup.at(own.folder), database, NIGHT).problems
    assert problem.startswith("pg_restore không làm được: ")
    assert databases(database) == []


def test_rows_that_were_lost_are_told_table_by_table(database, own):
    told = json.loads((own.folder / "manifest.json").read_text()) | {"rows": {"public.anh": 4}}
    (own.folder / "manifest.json").write_text(json.dumps(told))
    assert backup.rehearse(backup.Backup.at(own.folder), database, NIGHT).problems == [
        "Bảng public.anh: lúc sao lưu 4 dòng, khôi phục được 3 dòng.",
        "Bảng public.bai: lúc sao lưu không có bảng này, khôi phục được 3 dòng.",
    ]


# --- restoring


def test_a_backup_becomes_an_empty_machine_again(new_database, made, tmp_path):
    empty = new_database()
    assert backup.restore(made, empty, tmp_path / "moi", NIGHT) is None
    assert rows(empty) == made.manifest.rows
    assert contents(tmp_path / "moi") == FILES


def test_nothing_is_restored_over_what_is_there(new_database, made, tmp_path):
    used, empty, other = new_database(TABLES), new_database(), tmp_path / "khac"
    with pytest.raises(BackupError, match="đã có dữ liệu; chỉ khôi phục vào chỗ trống"):
        backup.restore(made, used, tmp_path / "moi", NIGHT)
    other.mkdir()
    (other / "cua-toi.txt").write_text("giữ")
    with pytest.raises(BackupError, match=r"đã có tệp khác \(cua-toi.txt\)"):
        backup.restore(made, empty, other, NIGHT)
    assert not (tmp_path / "moi").exists()
    assert rows(empty) == {}
    assert contents(other) == {"cua-toi.txt": "giữ".encode()}


def test_a_restoration_that_ended_half_way_is_started_again(new_database, made, tmp_path):
    half = tmp_path / "nua"
    (half / "anh").mkdir(parents=True)
    (half / "anh" / "hop-thon.jpg").write_bytes(b"mo")
    (half / "anh" / ".partial-x").write_bytes(b"m")
    empty = new_database()
    backup.restore(made, empty, half, NIGHT)
    assert contents(half) == FILES
    assert rows(empty) == made.manifest.rows


def test_with_replace_the_old_database_is_kept_under_another_name(new_database, made, tmp_path):
    used = new_database("CREATE TABLE khac (id int)")
    (tmp_path / "moi").mkdir()
    (tmp_path / "moi" / "cua-toi.txt").write_text("giữ")
    with used.cursor(), pytest.raises(BackupError, match="hãy dừng Cổng rồi làm lại"):
        backup.restore(made, used, tmp_path / "moi", NIGHT, replace=True)
    assert rows(used) == {"public.khac": 0}
    aside = backup.restore(made, used, tmp_path / "moi", NIGHT, replace=True)
    assert rows(used) == made.manifest.rows
    assert rows(used.named(aside)) == {"public.khac": 0}
    assert contents(tmp_path / "moi") == {**FILES, "cua-toi.txt": "giữ".encode()}


def test_a_connection_that_is_just_closing_is_waited_for(new_database, made, tmp_path):
    used = new_database("CREATE TABLE khac (id int)")
    leaving = psycopg2.connect(**used.parameters)
    threading.Timer(0.5, leaving.close).start()
    backup.restore(made, used, tmp_path / "moi", NIGHT, replace=True)
    assert rows(used) == made.manifest.rows
