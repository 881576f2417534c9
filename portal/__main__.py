"""What ./run does once the environment is installed: `serve` (the default), `test`, `manage`."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from types import FrameType

import psycopg2

from portal import database

ROOT = Path(__file__).resolve().parent.parent
APPS = ("portal", "directives", "news", "galleries", "pages", "comments", "readers")
VAR = (ROOT / (os.environ.get("VAR") or "var")).resolve()
PREPARED = VAR / "prepared"  # the fingerprint of the last successful preparation, then the demo's accounts
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 3
#: A file stays on one worker, with what its tests share; files begin in the order of tests/conftest.py.
EVERYTHING = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
USAGE = """\
./run                       mở trang thử / serve the site (HOST, PORT, DATABASE_URL)
./run test [pytest …]       chạy mọi kiểm thử / run every test
./run manage COMMAND …      manage.py, có sẵn cơ sở dữ liệu / with the database up"""


class Stop(SystemExit):
    """Ends with one sentence, Vietnamese first, and exit status 1."""

    def __init__(self, sentence: str) -> None:
        print(f"./run: {sentence}", file=sys.stderr)
        super().__init__(1)


def main(arguments: list[str]) -> int:
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("serve", [])
    verbs: dict[str, Callable[[list[str]], int]] = {"serve": serve, "test": test, "manage": manage}
    if verb in {"-h", "--help", "help"}:
        print(USAGE)
        return 0
    if verb not in verbs or (verb == "serve" and rest):
        raise Stop(f"không hiểu / not understood: {' '.join(arguments)}\n{USAGE}")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: sys.exit(128 + received))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts background jobs with it ignored
    os.chdir(ROOT)
    os.environ["VAR"] = str(VAR)
    try:
        VAR.mkdir(parents=True, exist_ok=True)
        return verbs[verb](rest)
    except database.CannotStart as error:
        raise Stop(str(error)) from None
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise Stop("Hết chỗ trên đĩa / the disk is full.") from None
        raise Stop(f"không chạy được / cannot run: {error}") from None


def serve(_: list[str]) -> int:
    host, port = os.environ.get("HOST") or "127.0.0.1", _port()
    _refuse_busy(host, port)
    named = "localhost" if host in LOOPBACK | {"0.0.0.0", "::"} else host  # noqa: S104
    os.environ.setdefault("SITE_URL", f"http://{_bracketed(named)}:{port}")
    if host not in LOOPBACK:
        os.environ.setdefault("ALLOWED_HOSTS", "*")
        os.environ.setdefault("HTTPS", "off")
    with _database(VAR / "postgres") as url:
        _settings(url)
        with database.exclusively(VAR / "prepare.lock"):
            accounts = _prepare(url)
        address = os.environ["SITE_URL"].rstrip("/")
        places = f"  Trang công khai    {address}/\n  Trang quản trị     {address}/quan-tri/\n"
        os.environ["WELCOME"] = f"\n{places}{accounts}  Dừng: Ctrl-C\n"
        return _serve_until_told(f"{_bracketed(host)}:{port}")


def test(arguments: list[str]) -> int:
    """Everything: pytest on a throw-away server, on as many workers as there are cores."""
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        raise Stop("Thiếu Chromium, hãy chạy / the tests need Chromium: apt install chromium.")
    with _database(VAR / "test-postgres", *database.FASTER) as url:
        _settings(url)
        return _run("-m", "pytest", *(arguments or EVERYTHING))


def manage(arguments: list[str]) -> int:
    with _database(VAR / "postgres") as url:
        _settings(url)
        os.environ.setdefault("DEBUG", "on")
        # So that `manage` may be the first thing anybody runs; but a restoration wants an empty database.
        if arguments[:1] not in (["migrate"], ["restore"]) and _is_empty(url):
            _run("manage.py", "migrate", "--verbosity=0")
        return _run("manage.py", *arguments)


def _is_empty(url: str) -> bool:
    connection = psycopg2.connect(url, connect_timeout=5)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NULL")
        (empty,) = cursor.fetchone() or (True,)
    connection.close()
    return bool(empty)


def _database(embedded: Path, *options: str) -> AbstractContextManager[str]:
    """The server that DATABASE_URL names, if it answers and is new enough, else the embedded one."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return database.running(embedded, *options)
    try:
        connection = psycopg2.connect(url, connect_timeout=5)
    except (psycopg2.Error, UnicodeError) as error:
        reason = " ".join(str(error).split())
        raise Stop(f"Không kết nối được DATABASE_URL / cannot connect to DATABASE_URL: {reason}") from None
    version = connection.server_version
    connection.close()
    if version < 150000:
        raise Stop(f"Cần PostgreSQL ≥ 15, máy chủ là {version // 10000} / PostgreSQL 15 or newer is needed.")
    return nullcontext(url)


def _settings(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if not (os.environ.get("SECRET_KEY") or os.environ.get("SECRET_KEY_FILE")):
        os.environ["SECRET_KEY_FILE"] = str(_secret_key())


def _secret_key() -> Path:
    """The file with this folder's own key, made whole or not at all, even by two at once."""
    key = VAR / "secret-key"
    if not key.exists():
        with tempfile.NamedTemporaryFile("w", dir=VAR) as new:
            new.write(secrets.token_urlsafe(64))
            new.flush()
            with suppress(FileExistsError):
                os.link(new.name, key)
    return key


def _prepare(url: str) -> str:
    """Bring database and static files up to this code if they are not; returns the demo's accounts."""
    mark = _fingerprint(url)
    if PREPARED.exists():
        done, _, accounts = PREPARED.read_text(encoding="utf-8").partition("\n")
        if done == mark and (VAR / "static" / "staticfiles.json").exists() and _migrated(url):
            return accounts
    # The demo's accounts have printed passwords, so it asks for DEBUG; what is served has it off.
    demo = os.environ.get("DEBUG", "on").lower() not in {"off", "0", "no", "false"}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "prepare", *(["--demo"] if demo else [])],
        env=os.environ | {"DEBUG": "on", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
        preexec_fn=_end_with_parent,
    )
    try:
        accounts, _ = process.communicate()
    finally:
        process.terminate()
        process.wait()
    if process.returncode:
        raise SystemExit(1)  # the command has said why
    PREPARED.write_text(f"{mark}\n{accounts}", encoding="utf-8")
    return accounts


def _fingerprint(url: str) -> str:
    """Of all that the preparation depends on: code, static files, packages, the database's address."""
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    files += [path for path in (ROOT / "static").rglob("*") if path.is_file()]
    digest = hashlib.sha256(url.encode() + os.environ.get("DEBUG", "").encode())
    for path in sorted([*files, ROOT / "requirements-dev.txt"]):
        digest.update(os.fsencode(path.relative_to(ROOT)) + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _migrated(url: str) -> bool:
    """Whether the database has every migration of ours: it may have been dropped or restored meanwhile."""
    ours = {(app, path.stem) for app in APPS for path in (ROOT / app / "migrations").glob("0*.py")}
    connection = psycopg2.connect(url, connect_timeout=5)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            return ours <= set(cursor.fetchall())
    except psycopg2.errors.UndefinedTable:
        return False
    finally:
        connection.close()


def _port() -> int:
    port = os.environ.get("PORT") or "8000"
    if not (port.isascii() and port.isdigit() and len(port) < 6 and 0 < int(port) < 65536):
        raise Stop(f"PORT={port} không phải số cổng / is not a port number.")
    return int(port)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _refuse_busy(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            busy = error.errno == errno.EADDRINUSE
            reason = "đang bận; đặt PORT khác / is busy; choose another PORT" if busy else error.strerror
            raise Stop(f"Cổng {_bracketed(host)}:{port} {reason}.") from None


def _serve_until_told(bind: str) -> int:
    """Run gunicorn out of the terminal's reach; on Ctrl-C or SIGTERM let it finish its requests, then end."""
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "portal.wsgi", "--config", "deploy/gunicorn.py", "--bind", bind,
         "--graceful-timeout", str(GRACE_SECONDS)],
        start_new_session=True, preexec_fn=_end_with_parent,
    )  # fmt: skip
    try:
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        server.terminate()
        try:
            server.wait(GRACE_SECONDS + 2)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            server.kill()
            server.wait()


def _run(*arguments: str) -> int:
    """Python with `arguments` in the foreground: Ctrl-C is its own affair, SIGTERM is passed on."""
    process = subprocess.Popen([sys.executable, *arguments], preexec_fn=_end_with_parent)

    def pass_on(received: int, _: FrameType | None) -> None:
        process.send_signal(received)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, pass_on)
    signal.signal(signal.SIGINT, lambda *_: None)
    status = process.wait()
    return 128 - status if status < 0 else status


def _end_with_parent() -> None:
    """In a child about to start: be told to end when ./run is killed outright. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
