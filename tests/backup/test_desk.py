"""The desk tells who looks after the site how well it is kept, and tells nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.backup.manifest import MANIFEST, REHEARSAL, Manifest, Rehearsal
from portal.roles import ADMINISTRATOR, EDITOR, MODERATOR, PUBLISHER
from tests.desk import desk

pytestmark = pytest.mark.django_db
GB = 1024**3


@pytest.fixture
def shelf(settings, tmp_path):
    settings.BACKUPS = tmp_path / "sao-luu"
    return settings.BACKUPS


def keep(shelf, age, missing=(), rehearsal=None):
    """A backup so long ago; only what the desk reads of it."""
    at = timezone.localtime() - age
    folder = shelf / f"{at:%Y-%m-%dT%H%M%S}"
    folder.mkdir(parents=True)
    manifest = Manifest(at, at, 17, GB, 3, GB // 5, "0" * 64, {"public.bai": 3}, list(missing))
    (folder / MANIFEST).write_text(manifest.text())
    if rehearsal is not None:
        (folder / REHEARSAL).write_text(Rehearsal(at, rehearsal).text())
    return at


def board(client):
    return " ".join(client.get(reverse("admin:index")).content.decode().split())


WORRY = "board-comments-waiting"


def test_the_newest_backup_is_told_with_its_size_and_its_rehearsal(shelf):
    keep(shelf, timedelta(days=1, hours=1), rehearsal=[])
    at = keep(shelf, timedelta(0))
    page = board(desk(ADMINISTRATOR))
    assert "Sao lưu gần nhất: hôm nay <time" in page
    assert f"{at:%H:%M}</time>, 1,2 GB, diễn tập khôi phục ngày" in page
    assert f"{at - timedelta(days=1, hours=1):%d/%m/%Y} đạt." in page
    assert WORRY not in page


@pytest.mark.parametrize(
    ("kept", "https", "words", "worries"),
    [
        ({"age": timedelta(days=1, hours=23)}, True, "chưa diễn tập khôi phục.", False),
        ({"age": timedelta(days=2, hours=1)}, True, "<b>Đã quá hai ngày chưa sao lưu.</b>", True),
        ({"age": timedelta(days=2, hours=1)}, False, "chưa diễn tập khôi phục.", False),
        (
            {"age": timedelta(0), "rehearsal": ["media/a.jpg bị mất."]},
            False,
            "<b>không đạt</b>: media/a.jpg bị mất.",
            True,
        ),
        ({"age": timedelta(0), "missing": ["anh/a.jpg"]}, False, "<b>Thiếu 1 tệp</b>", True),
        (None, True, "<b>Chưa có bản sao lưu nào.</b>", True),
    ],
)
def test_what_is_wrong_with_the_backups_stands_out(shelf, settings, kept, https, words, worries):
    settings.HTTPS = https
    if kept:
        keep(shelf, **kept)
    page = board(desk(ADMINISTRATOR))
    assert words in page
    assert (WORRY in page) == worries


def test_a_trial_on_a_laptop_is_not_blamed_for_having_no_backup(shelf):
    assert "sao lưu" not in board(desk(ADMINISTRATOR)).lower()


@pytest.mark.parametrize("role", [EDITOR, PUBLISHER, MODERATOR])
def test_who_does_not_look_after_the_site_is_not_bothered(shelf, settings, role):
    settings.HTTPS = True
    assert "sao lưu" not in board(desk(role)).lower()


def test_a_folder_that_cannot_be_read_or_is_damaged_counts_as_no_backup(shelf, settings):
    settings.HTTPS = True
    at = keep(shelf, timedelta(0))
    (shelf / f"{at:%Y-%m-%dT%H%M%S}" / MANIFEST).write_bytes(b"\xff{")
    assert "Chưa có bản sao lưu nào" in board(desk(ADMINISTRATOR))
    settings.BACKUPS = shelf / "tep"
    settings.BACKUPS.write_text("")
    assert "Chưa có bản sao lưu nào" in board(desk(ADMINISTRATOR))
