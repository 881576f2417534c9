"""`backup` and `restore` on the site's own tables, as the one person who runs them meets them."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from portal import backup, keeping

FILES = {"anh/hop-thon.jpg": b"mot", "directives/bao-cao.pdf": b"%PDF-hai", "site/bieu-trung.png": b""}


@pytest.fixture
def site(settings, tmp_path):
    settings.BACKUPS, settings.MEDIA_ROOT = tmp_path / "sao-luu", tmp_path / "media"
    for name, content in FILES.items():
        path = settings.MEDIA_ROOT / name
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    return settings


@pytest.fixture
def role():
    """An account like the site's own: it may sign in, and nothing else."""
    database = keeping.database()
    name = f"{database.name}_rieng"
    with database.cursor(autocommit=True) as cursor:
        cursor.execute(f"CREATE ROLE {name} LOGIN NOSUPERUSER NOCREATEDB")
        yield name, cursor
        cursor.execute(f"DROP ROLE {name}")


@pytest.mark.django_db
def test_one_command_backs_up_and_one_proves_it_with_no_more_rights_than_the_site_has(site, role, capsys):
    call_command("backup")
    assert f"Đã sao lưu vào {site.BACKUPS}/20" in capsys.readouterr().out
    call_command("restore", "--rehearse")
    assert "3 tệp, đúng từng tệp và từng bảng." in capsys.readouterr().out
    (kept,) = backup.Shelf(site.BACKUPS).backups()
    assert kept.manifest.rows["public.auth_group"] == 4
    assert kept.rehearsal.problems == []

    name, cursor = role
    as_the_site = backup.Database({**keeping.database().parameters, "user": name})
    with pytest.raises(backup.BackupError, match=f"ALTER ROLE {name} CREATEDB;"):
        backup.rehearse(kept, as_the_site, kept.manifest.finished)
    cursor.execute(f"ALTER ROLE {name} CREATEDB")
    assert backup.rehearse(kept, as_the_site, kept.manifest.finished).problems == []

    with pytest.raises(CommandError, match="đã có dữ liệu"):
        call_command("restore", str(kept.folder))
    kept.dump.write_bytes(b"hong")
    with pytest.raises(CommandError, match=r"Diễn tập KHÔNG đạt:\ndatabase.dump đã bị đổi."):
        call_command("restore", str(kept.folder), "--rehearse")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Hãy nói khôi phục bản nào"),
        (["--rehearse"], "Chưa có bản sao lưu nào"),
        (["/khong/co"], "/khong/co không phải là một bản sao lưu."),
        (["/tmp", "--rehearse"], "/tmp không phải là một bản sao lưu."),
        (["/tmp", "--rehearse", "--replace"], "bỏ một trong hai"),
    ],
)
def test_a_wrong_folder_is_refused_in_a_sentence(site, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("restore", *arguments)


def test_what_cannot_be_done_is_told_in_a_sentence(tmp_path):
    (tmp_path / "tep").write_text("không phải thư mục")
    with pytest.raises(CommandError, match=r"Không đọc hoặc ghi được .*tep"):
        call_command("backup", tmp_path / "tep")
    with pytest.raises(CommandError, match="Phải giữ ít nhất một bản"):
        call_command("backup", tmp_path / "moi", keep=0)


def test_every_column_that_holds_a_file_is_known():
    assert {
        ("news_articleimage", "image"),
        ("directives_attachment", "file"),
        ("directives_attachmentversion", "file"),
        ("portal_sitesettings", "emblem"),
    } <= keeping.file_columns()
    assert not [table for table, _ in keeping.file_columns() if table.endswith("event")]
