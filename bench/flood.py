"""Ten thousand opinions in a minute from 200 networks: do limits hold, and does a reader notice?

    VAR=/tmp/flood ./run manage prepare --demo
    VAR=/tmp/flood ./run manage shell -c "from bench import flood; flood.main()"

Serves the site with its own gunicorn on loopback; every network is a real address of 127.1.0.0/16. Readers
ask for public pages at a steady pace before, during and after the flood, without nginx and its copies in
front: the hard way. Then 10,000 waiting rows are opened and refused over HTTP. Wants a scratch VAR with
the demo, as what it stores stays there. Prints milliseconds and seconds of wall time.
"""

from __future__ import annotations

import asyncio
import http.client
import multiprocessing
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.db.models import Count, Max
from django.urls import reverse

from comments import tokens
from comments.forms import CONSENT_VERSION
from comments.models import Comment, Grounds
from comments.threads import form_address
from comments.vocabulary import Rules
from news.models import Article

with socket.create_server(("127.0.0.1", 0)) as free:
    PORT = free.getsockname()[1]
NETWORKS, EACH, SECONDS = 200, 50, 60
QUIET_SECONDS, READS_A_SECOND = 30, 10
WAITING = 10_000
TEXT = "Mời bà con xem lại việc này giúp tôi, xin cảm ơn. "


@dataclass(frozen=True)
class Shot:
    """One POST, ready to be written to a socket `at` seconds after the start."""

    at: float
    network: int
    request: bytes


def main() -> None:
    articles = [row for row in Article.objects.published() if not Rules.current().why_closed(row)]
    pages = ["/", articles[0].get_absolute_url(), articles[0].category.get_absolute_url(), "/van-ban/"]
    before = Comment.objects.count()
    with subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "portal.wsgi", "--config", "deploy/gunicorn.py", "--bind",
         f"127.0.0.1:{PORT}"],
        cwd=Path(__file__).parent.parent, env=os.environ | {"DEBUG": "off", "TRUSTED_PROXIES": ""},
    ) as site:  # fmt: skip
        try:
            _until_ready(site)
            shots = _shots([form_address(row) for row in articles])
            _read(pages, 5)
            quiet = _read(pages, QUIET_SECONDS)
            connections.close_all()
            statuses: multiprocessing.Queue[Counter[int]] = multiprocessing.Queue()
            flood = multiprocessing.Process(target=_pour, args=(shots, statuses))
            flood.start()
            flooded = _read(pages, SECONDS)
            answered = statuses.get()
            flood.join()
            after = _read(pages, QUIET_SECONDS)
            _say_limits(answered, Comment.objects.count() - before, articles)
            _say_readers(quiet, flooded, after)
            _say_queue(articles[0])
        finally:
            site.terminate()


def _until_ready(site: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        with suppress(OSError):
            # Another's server on this port would answer as well.
            if _get("/ready")[0] == 200 and site.poll() is None:
                return
        time.sleep(0.1)
    raise SystemExit("flood: the site does not start")


def _shots(addresses: list[str]) -> list[Shot]:
    """Signed forms beforehand, so that the minute holds nothing but POSTs: the dearest kind of request."""
    shots = []
    for number in range(NETWORKS * EACH):
        address = addresses[number % len(addresses)]
        typed = {
            "name": f"Người {number}",
            "text": f"{TEXT * (1 + number % 9)}{number}",
            "consent": "on",
            "token": tokens.issue(address, CONSENT_VERSION),
        }
        body = urlencode(typed).encode()
        head = (
            f"POST {address} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        shots.append(Shot(number * SECONDS / (NETWORKS * EACH), number % NETWORKS, head.encode() + body))
    return shots


def _pour(shots: list[Shot], statuses: multiprocessing.Queue[Counter[int]]) -> None:
    statuses.put(asyncio.run(_pour_all(shots)))


async def _pour_all(shots: list[Shot]) -> Counter[int]:
    begun, answered = time.monotonic(), Counter[int]()
    mine = [[shot for shot in shots if shot.network == network] for network in range(NETWORKS)]
    await asyncio.gather(*(_pour_one(network, row, begun, answered) for network, row in enumerate(mine)))
    answered[-1] = round(time.monotonic() - begun)
    return answered


async def _pour_one(network: int, shots: list[Shot], begun: float, answered: Counter[int]) -> None:
    for shot in shots:
        await asyncio.sleep(max(0.0, begun + shot.at - time.monotonic()))
        try:
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", PORT, local_addr=(f"127.1.{network}.1", 0)
            )
            writer.write(shot.request)
            answered[int((await asyncio.wait_for(reader.readline(), 30)).split()[1])] += 1
            writer.close()
        except (OSError, TimeoutError, IndexError):
            answered[0] += 1


def _read(pages: list[str], seconds: int) -> list[float]:
    """Milliseconds of each read, sorted; a read that fails is a fault of the site and ends the run."""
    taken = []
    begun = time.monotonic()
    for number in range(seconds * READS_A_SECOND):
        time.sleep(max(0.0, begun + number / READS_A_SECOND - time.monotonic()))
        started = time.monotonic()
        status, _ = _get(pages[number % len(pages)])
        taken.append((time.monotonic() - started) * 1000)
        if status != 200:
            raise SystemExit(f"flood: a reader got {status}")
        if time.monotonic() > begun + seconds:
            break
    return sorted(taken)


def _get(path: str, cookie: str = "", body: str | None = None) -> tuple[int, bytes]:
    link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    headers = {"Host": "localhost", **({"Cookie": cookie} if cookie else {})}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    link.request("POST" if body is not None else "GET", path, body, headers)
    response = link.getresponse()
    content = response.read()
    link.close()
    return response.status, content


def _say_limits(answered: Counter[int], stored: int, articles: list[Article]) -> None:
    seconds = answered.pop(-1)
    rules = Rules.current()
    new = Comment.objects.exclude(sender="").filter(text__startswith=TEXT[:20])
    by_sender = new.values("sender").annotate(n=Count("pk")).aggregate(most=Max("n"))["most"]
    by_target = new.values("article").annotate(n=Count("pk")).aggregate(most=Max("n"))["most"]
    print(f"{NETWORKS * EACH:,} sent in {seconds} s to {len(articles)} articles: {dict(answered)}")
    print(f"stored {stored}; at most {by_sender} of a network (limit {rules.per_sender_hour}),", end=" ")
    print(f"{by_target} on an article (limit {rules.per_target_hour})")


def _say_readers(quiet: list[float], flooded: list[float], after: list[float]) -> None:
    for name, taken in (("quiet before", quiet), ("flooded", flooded), ("quiet after", after)):
        cuts = quantiles(taken, n=20)
        print(f"readers, {name:12}: {len(taken):4} reads, p50 {cuts[9]:6.0f} ms, p95 {cuts[18]:6.0f} ms")


def _say_queue(article: Article) -> None:
    missing = WAITING - Comment.objects.waiting().count()
    Comment.objects.bulk_create(
        Comment(article=article, name=f"Người {n}", text=TEXT * 4, fingerprint=f"{n % 500:064}")
        for n in range(missing)
    )
    moderator = User.objects.get(username="kiemduyet")
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(moderator.pk), moderator.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session.create()
    token = "a" * 32
    cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={token}"
    queue, bulk = reverse("admin:comments_comment_changelist"), reverse("admin:comments_comment_bulk")
    _get(queue, cookie)
    started = time.monotonic()
    opened, _ = _get(queue, cookie)
    between = time.monotonic()
    choice = {
        "scope": "all", "verb": "tu-choi", "grounds": Grounds.objects.all()[0].pk, "confirm": "1",
        "csrfmiddlewaretoken": token,
    }  # fmt: skip
    refused, _ = _get(bulk, cookie, urlencode(choice))
    done = time.monotonic()
    print(f"queue of {WAITING:,}: {opened} in {between - started:.2f} s;", end=" ")
    print(f"refused: {refused} in {done - between:.2f} s, {Comment.objects.waiting().count()} left")
