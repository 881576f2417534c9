"""What runs again and again: one list, whose commands exist, for containers and bare servers alike."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parent.parent
LINES = [
    line
    for line in (ROOT / "deploy" / "crontab").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith(("#", "SHELL=", "PATH="))
]
FIELD = r"(?:\*(?:/[1-9]\d?)?|\d{1,2})"
LINE = re.compile(rf"(?:{FIELD} +){{5}}root /srv/dan-van/deploy/regularly (\w+)(?: --[a-z-]+(?: \d+)?)*")
NAMED = [match[1] for match in map(LINE.fullmatch, LINES) if match]
OURS = [name for name, app in get_commands().items() if not app.startswith("django.")]


def test_every_line_is_one_that_cron_understands():
    assert len(NAMED) == len(LINES) == len(set(NAMED))


@pytest.mark.parametrize("name", NAMED)
def test_every_command_of_the_list_exists_and_is_explained_to_operators(name):
    assert name in get_commands()
    assert f"`{name}`" in (ROOT / "docs" / "van-hanh.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", OURS)
def test_a_command_that_asks_to_be_run_regularly_is_in_the_list(name):
    said = load_command_class(get_commands()[name], name).help
    if re.search(r"[Cc]hạy (?:mỗi|vài|hằng)", said):
        assert name in NAMED


@pytest.fixture
def server(tmp_path):
    """A server's folder with the script, and a PATH whose programs write down what they are asked."""
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy" / "regularly").symlink_to(ROOT / "deploy" / "regularly")
    for place, words in {
        "bin/docker": 'echo "docker $*"; exit 3',
        "bin/logger": 'cat > "$LOG"',
        ".venv/bin/python": 'echo "python $* $SITE_URL"',
    }.items():
        program = tmp_path / place
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f"#!/bin/sh\n{words}\n")
        program.chmod(0o755)
    (tmp_path / "env").write_text("SITE_URL=https://danvan.example.vn\n")
    return tmp_path


def logged(server, *command):
    subprocess.run(
        [server / "deploy" / "regularly", *(command or ["mail_comments"])],
        env={
            "PATH": f"{server / 'bin'}:{os.environ['PATH']}",
            "LOG": str(server / "log"),
            "DAN_VAN_ENV": str(server / "env"),
        },
        check=True,
    )
    return (server / "log").read_text().splitlines()


def test_on_a_bare_server_a_command_runs_with_the_settings_of_the_site(server):
    assert logged(server) == ["mail_comments: python manage.py mail_comments https://danvan.example.vn"]


def test_with_containers_a_command_runs_in_the_site_and_a_failure_is_logged(server):
    (server / "secrets").mkdir()
    assert logged(server) == [
        "mail_comments: docker compose exec -T web python manage.py mail_comments",
        "mail_comments: failed with status 3",
    ]


def test_with_containers_backups_are_made_where_the_site_cannot_reach_them(server):
    (server / "secrets").mkdir()
    assert logged(server, "restore", "--rehearse") == [
        "restore: docker compose run --rm -T backup python manage.py restore --rehearse",
        "restore: failed with status 3",
    ]
