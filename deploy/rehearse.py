"""A rehearsal of production on loopback: PostgreSQL, gunicorn and nginx with the files of this folder.

    .venv/bin/python deploy/rehearse.py

Uses the real deploy/nginx.conf with its addresses and folders changed, breaks things on purpose and checks
what a reader would see. Prints one line a check, and exits with 1 when one failed. Needs nginx.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

# Found through the line above.
from deploy.stage import ADDRESS, ROOT, Stage, connects, gunicorn, running, until
from portal import database


class Rehearsal:
    """The checks, in an order that leaves the stage usable for the next; each raises AssertionError."""

    def __init__(self, stage: Stage, stack: ExitStack) -> None:
        self.stage, self.stack = stage, stack
        self.data = stage.folder / "postgres"
        self.site = self.nginx = None
        self.start_site()
        self.start_nginx()
        self.kept, self.doomed = stage.manage("shell", "-v0", "-c", FILL).split()

    def start_site(self) -> None:
        log = (self.stage.folder / "gunicorn.log").open("ab")
        self.site = self.stack.enter_context(
            running(gunicorn(self.stage), env=self.stage.environment, stderr=log)
        )
        until(lambda: connects(self.stage.site_port), "gunicorn")

    def start_nginx(self) -> None:
        command = ["nginx", "-e", str(self.stage.folder / "error.log"), "-c", str(self.stage.nginx_conf())]
        subprocess.run([*command, "-t", "-q"], check=True)
        self.nginx = self.stack.enter_context(running([*command, "-g", "daemon off;"]))
        until(lambda: connects(self.stage.port), "nginx")

    def seen_by_site(self) -> list[str]:
        return (self.stage.folder / "site.log").read_text().splitlines()

    def pages_are_served_and_kept(self) -> None:
        for path in ("/", "/van-ban/", self.kept, self.doomed):
            status, headers, text = self.stage.get(path)
            assert status == 200 and 'lang="vi"' in text, (path, status)
            assert "set-cookie" not in headers, path
        before = len(self.seen_by_site())
        for path in ("/", "/?utm_source=zalo&utm_medium=social", "/?fbclid=abc"):
            assert self.stage.get(path)[0] == 200
        assert len(self.seen_by_site()) == before, "nginx should have answered by itself"
        self.stage.get("/", Cookie="__Host-session=abc")
        assert len(self.seen_by_site()) == before + 1, "a signed-in reader's page comes from the site"

    def static_files_and_pictures_come_from_nginx(self) -> None:
        before = len(self.seen_by_site())
        _, _, home = self.stage.get("/")
        style = re.search(r'href="(/static/css/[^"]+)"', home)
        assert style, "a style sheet"
        status, headers, _ = self.stage.get(style[1], Accept_Encoding="gzip")
        assert status == 200 and "immutable" in headers["cache-control"], headers
        assert headers["content-encoding"] == "gzip" and headers["x-content-type-options"] == "nosniff", (
            headers
        )
        picture = next((self.stage.folder / "portal" / "media" / "anh").glob("*.*"))
        status, headers, _ = self.stage.get(f"/media/anh/{picture.name}")
        assert status == 200 and "sandbox" in headers["content-security-policy"], headers
        assert len(self.seen_by_site()) == before

    def the_registers_files_are_out_of_reach(self) -> None:
        secret = self.stage.folder / "portal" / "media" / "directives" / "mat.pdf"
        secret.parent.mkdir(parents=True, exist_ok=True)
        secret.write_text("embargoed")
        (self.stage.folder / "portal" / "media" / "anh" / ".partial-x.png").write_text("embargoed")
        for path in (
            "/media/directives/mat.pdf",
            "/media/anh/../directives/mat.pdf",
            "/media/anh/%2e%2e/directives/mat.pdf",
            "/media/anh/..%2fdirectives%2fmat.pdf",
            "/media/anh//../directives/mat.pdf",
            "/static/../media/directives/mat.pdf",
            "/static../media/directives/mat.pdf",
            "/media/anh/.partial-x.png",
            "/media/",
            "/media/anh/",
        ):
            status, _, text = self.stage.get(path)
            assert status in {400, 404} and "embargoed" not in text, (path, status)

    def only_the_load_balancer_is_believed(self) -> None:
        self.stage.get("/live", X_Forwarded_For="203.0.113.99, 198.51.100.7")
        assert self.seen_by_site()[-1].startswith("198.51.100.7 "), self.seen_by_site()[-1]
        status, headers, _ = self.stage.get("/tim-kiem/", source="127.0.0.1", X_Forwarded_For="203.0.113.99")
        assert self.seen_by_site()[-1].startswith("127.0.0.1 "), self.seen_by_site()[-1]
        assert status == 301 and headers["location"] == f"https://{ADDRESS}/tim-kiem/", (status, headers)

    def foreign_hosts_and_long_addresses_are_refused(self) -> None:
        assert self.stage.get("/", Host="evil.example")[0] == 400
        assert self.stage.get("/" + "a" * 9000)[0] == 414
        status, headers, text = self.stage.get("/y-kien/", method="POST", body="x" * 3_000_000)
        assert status == 413 and "quá lớn" in text and "utf-8" in headers["content-type"], (status, headers)

    def a_flood_of_posts_is_slowed_and_nobody_else(self) -> None:
        flood = [self.stage.get("/live", method="POST", X_Forwarded_For="198.51.100.66") for _ in range(60)]
        refused = [answer for answer in flood if answer[0] == 429]
        assert len(refused) >= 15, len(refused)
        assert "quá nhanh" in refused[0][2] and refused[0][1]["retry-after"]
        assert self.stage.get("/live", method="POST", X_Forwarded_For="198.51.100.77")[0] != 429

    def slow_clients_block_nobody(self) -> None:
        slow = [socket.create_connection(("127.0.0.1", self.stage.port)) for _ in range(80)]
        for number, connection in enumerate(slow):
            head = (
                b"POST /y-kien/ HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n\r\nx"
                if number % 2
                else b"GET / HTT"
            )
            connection.sendall(head)
        for _ in range(6):
            started = time.monotonic()
            assert self.stage.get("/ready")[0] == 200
            assert time.monotonic() - started < 2
        for connection in slow:
            connection.settimeout(15)
            with suppress(OSError):
                while connection.recv(4096):
                    pass
            connection.close()

    def a_backup_taken_while_people_write_makes_an_empty_machine_the_site_again(self) -> None:
        stage, machine = self.stage, self.stage.folder / "machine"
        command = [sys.executable, "manage.py", "shell", "-v0", "-c", WRITE]
        with running(command, env=stage.environment, stdout=subprocess.PIPE) as writer:
            assert writer.stdout and writer.stdout.readline(), "somebody writes"
            stage.manage("backup")
        (kept,) = (stage.folder / "portal" / "backups").glob("2*")
        told = json.loads((kept / "manifest.json").read_text(encoding="utf-8"))
        assert told["missing"] == [], "no row without its file"
        now = json.loads(stage.manage("shell", "-v0", "-c", LOOK))
        pictures = "public.news_articleimage"
        assert 2 < told["rows"][pictures] < now["rows"][pictures], "it was taken while somebody wrote"
        environment = stage.environment | {"VAR": str(machine)}
        del environment["DATABASE_URL"]
        for words in (["restore", str(kept)], ["shell", "-v0", "-c", LOOK]):
            done = subprocess.run(
                [ROOT / "run", "manage", *words], env=environment, check=True, capture_output=True, text=True
            )
        assert json.loads(done.stdout) == {"rows": told["rows"], "missing": []}
        sums = [line for line in (kept / "SHA256SUMS").read_text().splitlines(True) if "  media/" in line]
        assert len(sums) == told["files"] == len([p for p in machine.glob("media/**/*") if p.is_file()])
        subprocess.run(
            ["sha256sum", "--check", "--strict", "--quiet"],
            input="".join(sums),
            cwd=machine,
            text=True,
            check=True,
        )

    def a_killed_worker_fails_no_reader(self) -> None:
        assert self.site
        for _ in range(5):
            workers = subprocess.check_output(["pgrep", "-P", str(self.site.pid)], text=True).split()
            os.kill(int(workers[0]), signal.SIGKILL)
            answers = {self.stage.get("/", Cookie="__Host-session=abc")[0] for _ in range(20)}
            assert answers == {200}, answers

    def what_was_withdrawn_is_gone_within_a_minute(self) -> None:
        self.stage.manage("shell", "-v0", "-c", WITHDRAW.format(path=self.doomed))
        until(lambda: self.stage.get(self.doomed)[0] == 410, "the withdrawn page", 60)

    def a_frozen_site_leaves_its_pages_readable(self) -> None:
        assert self.site
        for process in (self.site.pid, *_children(self.site.pid)):
            os.kill(process, signal.SIGSTOP)
        started = time.monotonic()
        status, _, _ = self.stage.get(self.kept)
        assert status == 200 and time.monotonic() - started < 8, (status, time.monotonic() - started)
        status, headers, _ = self.stage.get("/tim-kiem/?q=khong-co-trong-bo-nho")
        assert status == 503 and headers["retry-after"], status
        for process in (self.site.pid, *_children(self.site.pid)):
            os.kill(process, signal.SIGCONT)
        until(lambda: self.stage.get("/ready")[0] == 200, "the site after its pause")

    def a_stopped_database_leaves_pages_readable_and_comes_back(self) -> None:
        pid = database._server_pid(self.data)
        assert pid
        os.kill(pid, signal.SIGINT)
        until(lambda: not database._alive(self.data), "the database's end")
        assert self.stage.get(self.kept)[0] == 200
        assert self.stage.get("/live")[0] == 200
        assert self.stage.get("/ready")[0] == 503
        status, headers, _ = self.stage.get("/van-ban/?q=khong-co-trong-bo-nho")
        assert status == 503 and headers["retry-after"], status
        self.stack.enter_context(database.running(self.data))
        until(lambda: self.stage.get("/ready")[0] == 200, "the site after its database", 10)

    def a_dead_site_leaves_its_pages_readable_even_after_nginx_starts_again(self) -> None:
        assert self.site and self.nginx
        self.site.terminate()
        self.site.wait()
        for again in (False, True):
            if again:
                self.nginx.terminate()
                self.nginx.wait()
                self.start_nginx()
            assert self.stage.get(self.kept)[0] == 200
            assert self.stage.get(self.doomed)[0] == 410, "what was withdrawn must not come back"
            status, headers, text = self.stage.get("/tim-kiem/?q=khong-co-trong-bo-nho")
            assert status == 503 and headers["retry-after"] and "Lỗi 503" in text, (status, headers)
            status, _, text = self.stage.get("/y-kien/", method="POST", body="x=1")
            assert status == 503 and "Lỗi 503" in text, status


FILL = """
from tests import factories
for article in (factories.article(), factories.article()):
    factories.article_image(article)
    print(article.get_absolute_url())
"""

WRITE = """
from news.models import Category
from tests import factories
category, directive = Category.objects.first(), factories.directive()
while True:
    factories.article_image(factories.article(category=category))
    factories.attachment(directive)
    print("written", flush=True)
"""

LOOK = """
import json
from django.core.files.storage import default_storage
from portal import keeping
from portal.backup import postgres
with keeping.database().cursor() as cursor:
    rows, named = postgres.count_rows(cursor), postgres.files_named(cursor, keeping.file_columns())
print(json.dumps({"rows": rows, "missing": [name for name in named if not default_storage.exists(name)]}))
"""

WITHDRAW = """
from news.models import Article
from tests import factories
article = next(a for a in Article.objects.published() if a.get_absolute_url() == "{path}")
article.withdraw(factories.user("Người duyệt", username="truc"), "Diễn tập gỡ khẩn cấp.")
"""


def _children(pid: int) -> list[int]:
    return [int(line) for line in subprocess.check_output(["pgrep", "-P", str(pid)], text=True).split()]


def main() -> int:
    if not shutil.which("nginx"):
        raise SystemExit("rehearse: nginx is missing: apt install nginx-light")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rehearsal-")))
        for name in ("tmp", "cache", "pages"):
            (folder / name).mkdir()
        shutil.copy(ROOT / "templates" / "503.html", folder / "pages")
        url = stack.enter_context(database.running(folder / "postgres"))
        stage = Stage(folder, url)
        stage.manage("prepare", DEBUG="on")
        rehearsal = Rehearsal(stage, stack)
        checks = [
            name for name in vars(Rehearsal) if "_" in name and not name.startswith(("_", "start_", "seen_"))
        ]
        failed = 0
        for name in checks:
            started = time.monotonic()
            try:
                getattr(rehearsal, name)()
                verdict = "ok    "
            except (AssertionError, OSError, SystemExit, subprocess.SubprocessError) as error:
                verdict, failed = f"FAILED {error!r}\n      ", failed + 1
            print(f"{verdict} {name.replace('_', ' ')} ({time.monotonic() - started:.1f} s)", flush=True)
        if failed:
            print((folder / "error.log").read_text()[-3000:])
    print(f"rehearsal: {len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
