"""A backup is rehearsed, its damage is found, and an empty machine becomes the site again."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import psycopg2
import pytest

from portal import backup
from portal.backup import files, manifest
from portal.backup.manifest import BackupError, Rehearsal
from tests.backup.small_site import FILES, NIGHT, TABLES, contents, databases, rows

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
