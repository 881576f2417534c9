"""A backup is taken whole or not at all, says what is in it, and makes room for itself."""

from __future__ import annotations

import shutil
import subprocess
import threading
from datetime import timedelta
from itertools import count

import pytest

from portal import backup
from portal.backup.manifest import Rehearsal
from tests.backup.small_site import FILES, NIGHT, TABLES, contents, rows, take


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
