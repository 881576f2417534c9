"""What ./run does once the environment is installed: `serve` (the default), `test`, `manage`."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import psycopg2

from portal import database

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("VAR") or ROOT / "var")
USAGE = "./run [serve | test [pytest …] | manage COMMAND …]"


class Stop(SystemExit):
    """Ends with one sentence, Vietnamese first, and exit status 1."""

    def __init__(self, sentence: str) -> None:
        print(f"./run: {sentence}", file=sys.stderr)
        super().__init__(1)


def main(arguments: list[str]) -> int:
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("serve", [])
    verbs = {"serve": serve, "test": test, "manage": manage}
    if verb not in verbs or (verb == "serve" and rest):
        raise Stop(f"Cách dùng / usage: {USAGE}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.chdir(ROOT)
    try:
        return verbs[verb](rest)
    except database.CannotStart as error:
        raise Stop(str(error)) from None
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise Stop("Hết chỗ trên đĩa / the disk is full.") from None
        raise Stop(f"{error.strerror}: {error.filename or ''}") from None


def serve(_: list[str]) -> int:
    host, port = os.environ.get("HOST") or "127.0.0.1", _port()
    _refuse_busy(host, port)
    shown = f"http://{'localhost' if host in {'127.0.0.1', '0.0.0.0'} else host}:{port}"  # noqa: S104
    os.environ.setdefault("SITE_URL", shown)
    if host not in {"127.0.0.1", "localhost"}:
        os.environ.setdefault("ALLOWED_HOSTS", "*")
        os.environ.setdefault("HTTPS", "off")
    with _database() as url:
        _settings(url)
        demo = os.environ.get("DEBUG", "on") not in {"off", "0", "no", "false"}
        _manage("migrate", "--verbosity=0")
        _manage("collectstatic", "--noinput", "--verbosity=0")
        if demo:
            # The demo's accounts have printed passwords, so it asks for DEBUG; readers get the real pages.
            _manage("demo", "--once", environment={"DEBUG": "on"})
        print(f"\n  Trang công khai   {shown}/\n  Trang quản trị    {shown}/quan-tri/\n  Dừng: Ctrl-C\n", flush=True)
        return _gunicorn(f"{host}:{port}")


def test(arguments: list[str]) -> int:
    """Everything: pytest on a throw-away server, on as many workers as there are cores."""
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        raise Stop("Thiếu Chromium, hãy chạy: apt install chromium / the tests need Chromium: apt install chromium.")
    own = nullcontext(os.environ["DATABASE_URL"]) if os.environ.get("DATABASE_URL") else None
    with own or database.running(VAR / "test-postgres", *database.FASTER) as url:
        _settings(url)
        command = [sys.executable, "-m", "pytest", *(arguments or ["-n", "auto", "--dist", "loadgroup"])]
        return subprocess.run(command, check=False).returncode


def manage(arguments: list[str]) -> int:
    with _database() as url:
        _settings(url)
        os.environ.setdefault("DEBUG", "on")
        return subprocess.run([sys.executable, "manage.py", *arguments], check=False).returncode


def _database():
    """The server that DATABASE_URL names, if it answers, else the embedded one."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return database.running(VAR / "postgres")
    try:
        connection = psycopg2.connect(url, connect_timeout=5)
    except (psycopg2.OperationalError, psycopg2.ProgrammingError) as error:
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
        key = VAR / "secret-key"
        if not key.exists():
            VAR.mkdir(parents=True, exist_ok=True)
            key.touch(mode=0o600)
            key.write_text(secrets.token_urlsafe(64))
        os.environ["SECRET_KEY_FILE"] = str(key)


def _manage(*arguments: str, environment: dict[str, str] | None = None) -> None:
    done = subprocess.run([sys.executable, "manage.py", *arguments], env=os.environ | (environment or {}), check=False)
    if done.returncode:
        raise Stop(f"Lệnh {arguments[0]} không chạy được / {arguments[0]} failed.")


def _port() -> int:
    port = os.environ.get("PORT") or "8000"
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise Stop(f"PORT={port} không phải số cổng / is not a port number.")
    return int(port)


def _refuse_busy(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = "đang bận; đặt PORT khác / is busy; choose another PORT" if error.errno == errno.EADDRINUSE else error.strerror
            raise Stop(f"Cổng {host}:{port} {reason}.") from None


def _gunicorn(bind: str) -> int:
    """Run gunicorn until it ends; pass on Ctrl-C and SIGTERM and wait, so that requests finish."""
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", bind, "--config", "deploy/gunicorn.py"],
        start_new_session=True,
    )
    try:
        return server.wait()
    except (KeyboardInterrupt, SystemExit):
        server.terminate()
        server.wait()
        return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
