"""The reader in a process of its own: whatever a file does to it, no worker of the site stops or grows. Pure.

A parser of hostile files can be made to run for minutes or to fill the memory; a process can be ended
and its memory limited, a thread cannot.
"""

from __future__ import annotations

import json
import subprocess  # nosec B404: our own module, arguments as a list
import sys
from pathlib import Path, PurePath
from typing import Any

from directives.papers.facts import Paper
from directives.papers.guard import Unreadable, kind

#: Of processor time; a hundred honest pages take about two.
SECONDS = 10
MEMORY = 1_500 * 1024 * 1024
#: Of the clock, on a machine that is busy.
PATIENCE = 25

ROOT = Path(__file__).resolve().parents[2]


class TooSlow(Exception):
    """The file was not read within the limits; it may be kept, and its facts typed."""


def read(data: bytes, name: str) -> Paper:
    """As `papers.read`; raises TooSlow too."""
    return Paper.from_json(_ask("facts", data, name))


def words(data: bytes, name: str) -> tuple[str, bool]:
    """As `papers.words`; raises TooSlow too."""
    text, scripted = _ask("words", data, name)
    return text, scripted


def _ending(name: str) -> str:
    """The ending of a name, or of a name that is nothing else (".pdf")."""
    return PurePath(f"tep{name}").suffix.lower()


def _ask(task: str, data: bytes, name: str) -> Any:
    kind(data, f"tep{_ending(name)}")  # what is turned away unopened needs no process
    command = [sys.executable, "-m", "directives.papers", task, f"tep{_ending(name)}"]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=data, capture_output=True, timeout=PATIENCE, cwd=ROOT, check=True
        )
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError, json.JSONDecodeError, OSError):
        raise TooSlow("Tệp quá dài hoặc quá phức tạp, máy không đọc kịp.") from None
    if "refused" in answer:
        raise Unreadable(answer["refused"])
    if "read" not in answer:
        raise TooSlow("Tệp quá dài hoặc quá phức tạp, máy không đọc kịp.")
    return answer["read"]
