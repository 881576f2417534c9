"""What production stands on, on loopback: the real nginx.conf, the container's own command, a browser."""

from __future__ import annotations

import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = "danvan.example.vn"
Answer = tuple[int, dict[str, str], str]


class Stage:
    """The three servers in one temporary folder, and a browser that sees them as the public does."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.port, self.site_port = free_port(), free_port()
        self.environment = os.environ | {
            "DATABASE_URL": database_url,
            "SECRET_KEY": secrets.token_urlsafe(64),
            "VAR": str(folder / "portal"),
            "SITE_URL": f"https://{ADDRESS}",
            "TRUSTED_PROXIES": "127.0.0.1/32",
            "ACCESS_LOG": str(folder / "site.log"),
            "GUNICORN_CMD_ARGS": "--access-logformat '%({x-forwarded-for}i)s %(m)s %(U)s?%(q)s'",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "PGCONNECT_TIMEOUT": "3",
            "PGOPTIONS": "-c statement_timeout=5s -c lock_timeout=3s",
        }
        self.environment.pop("DEBUG", None)

    def manage(self, *arguments: str, **extra: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment | extra, check=True,
            stdout=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip
        return done.stdout

    def nginx_conf(self) -> Path:
        """deploy/nginx.conf for this folder; the load balancer that ends TLS stands on 127.0.0.2."""
        changes = {
            "/tmp/": f"{self.folder}/tmp/",  # first: the other folders may lie below /tmp
            "listen 8080 default_server": f"listen 127.0.0.1:{self.port} default_server",
            "server web:8000 ": f"server 127.0.0.1:{self.site_port} ",
            "/srv/portal/pages": str(self.folder / "pages"),
            "/srv/portal": str(self.folder / "portal"),
            "/var/cache/nginx": str(self.folder / "cache"),
            "/dev/stdout": str(self.folder / "access.log"),
            "/dev/stderr": str(self.folder / "error.log"),
            "# 203.0.113.10/32 1;": "127.0.0.2/32 1;",
            "# set_real_ip_from 203.0.113.10/32;": "set_real_ip_from 127.0.0.2/32;",
        }
        text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
        for old, new in changes.items():
            if old not in text:
                raise SystemExit(f"rehearse: nginx.conf no longer says {old!r}")
            text = text.replace(old, new)
        if os.getuid() == 0:
            text = "user root;\n" + text  # the workers read this folder, which is root's alone
        target = self.folder / "nginx.conf"
        target.write_text(text, encoding="utf-8")
        return target

    def get(self, path: str, *, method: str = "GET", body: str = "", **headers: str) -> Answer:
        """One request, through the load balancer with https unless `source` says otherwise."""
        source = headers.pop("source", "127.0.0.2")
        sent = {"Host": ADDRESS, "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=15, source_address=(source, 0)
        )
        try:
            connection.request(method, path, body.encode() or None, sent)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
            return response.status, {name.lower(): value for name, value in response.getheaders()}, text
        finally:
            connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(command: list[str], **options: object) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, cwd=ROOT, **options)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def until(condition: Callable[[], bool], what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"rehearse: {what}: waited {seconds} s in vain")
        time.sleep(0.05)


def connects(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def gunicorn(stage: Stage) -> list[str]:
    """The container's command, on loopback."""
    said = re.search(r'^CMD (\["gunicorn.*)$', (ROOT / "Dockerfile").read_text(), re.M)
    if not said:
        raise SystemExit("rehearse: the Dockerfile no longer starts gunicorn")
    words = re.findall(r'"([^"]+)"', said[1])
    bind = f"127.0.0.1:{stage.site_port}"
    return [sys.executable, "-m", *(bind if word == "0.0.0.0:8000" else word for word in words)]
