"""What a page costs in the real server, beside a plain Django article view (bench/plain) in another one.

    VAR=/tmp/scratch ./run manage make_corpus
    VAR=/tmp/scratch ./run manage shell -c "from bench import corpus; corpus.fill()"
    VAR=/tmp/scratch ./run manage shell -c "from bench import views; views.main()"

Starts two gunicorns on the loopback, one worker each, and asks them in turn over kept connections, as
nginx does. Of every page many different addresses are asked; "read again" after each was asked once,
"first reading" of articles and "new words" of searches that nobody asked before.
Prints the CPU of the worker per request, that of its PostgreSQL process, and the median over the rounds
of the worker's CPU by that of the plain view in the same round. Linux only.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice, pairwise
from pathlib import Path
from statistics import median
from urllib.parse import quote

from django.db import connection
from django.urls import reverse

from bench.corpus import MEASURED
from directives.models import Directive, DirectiveCitation, DocumentType
from news.models import Article, Category
from portal.words import tokens

ROUNDS, REQUESTS = 15, 30
FIRST, NEW_WORDS = "article, first reading", "search, new words"
#: Asked once each: what a worker has drawn before is no help.
ONCE = (FIRST, NEW_WORDS)
TICK = os.sysconf("SC_CLK_TCK")
WORDS = ("dân vận", "dan van", '"dân vận khéo"', "xã", "nương đồi", "446 qd tu", "cán bộ dân vận xã về thôn")


@dataclass
class Server:
    """A gunicorn with one worker, and a connection to it."""

    name: str
    process: subprocess.Popen[bytes]
    client: http.client.HTTPConnection
    worker: int = 0
    spent: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def ask(self, addresses: Iterable[str]) -> None:
        self.client.close()  # gunicorn may have ended the connection while the other server was asked
        for address in addresses:
            self.client.request("GET", address)
            answer = self.client.getresponse()
            assert answer.status == 200, f"{address}: {answer.status}"
            answer.read()

    def measure(self, label: str, addresses: list[str]) -> float:
        """CPU ms per request of the worker; that of its PostgreSQL process is kept beside it."""
        python, server = cpu(self.worker), self.database()
        self.ask(addresses)
        python, server = cpu(self.worker) - python, self.database() - server
        ms = 1000 / len(addresses)
        self.spent.setdefault(label, []).append((python * ms, server * ms))
        return python * ms

    def database(self) -> float:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pid FROM pg_stat_activity WHERE application_name = %s", [self.name])
            return sum(cpu(pid) for (pid,) in cursor.fetchall())


#: Application and settings of the two projects.
PORTAL = ("portal.wsgi", "portal.settings")
PLAIN = ("django.core.wsgi:get_wsgi_application()", "bench.plain.settings")


def main(rounds: int = ROUNDS) -> None:
    plain = [f"/tin/{article.slug}-{article.pk}/" for article in Article.objects.newest()[:MEASURED]]
    asked = pages()
    with serving("portal", *PORTAL) as portal, serving("plain", *PLAIN) as peer:
        for label, some in asked.items():
            portal.ask(some[:5] if label in ONCE else some)
        peer.ask(plain)
        sources = {label: cycle(addresses) for label, addresses in asked.items()} | {"plain": cycle(plain)}
        ratios: dict[str, list[float]] = {label: [] for label in asked}
        for _ in range(rounds):
            for label in asked:
                many = len(asked[label]) // rounds if label in ONCE else REQUESTS
                ours = portal.measure(label, list(islice(sources[label], many)))
                theirs = peer.measure("plain", list(islice(sources["plain"], REQUESTS)))
                ratios[label].append(ours / theirs)
        report(portal, peer, ratios, rounds)


def report(portal: Server, peer: Server, ratios: dict[str, list[float]], rounds: int) -> None:
    texts, cited = Directive.objects.count(), DirectiveCitation.objects.count()
    print(f"{Article.objects.count():,} articles, {texts:,} texts, {cited:,} citations")
    print(f"CPU ms per request, Python + PostgreSQL; ratio of Python to the plain view; {rounds} rounds")
    for server in (peer, portal):
        for label, rows in server.spent.items():
            python, database = (median(column) for column in zip(*rows, strict=True))
            ratio = f"{median(ratios[label]):5.2f}" if label in ratios else " 1.00"
            print(f"{label:22} {python:6.2f} + {database:6.2f}   {ratio}")


def pages() -> dict[str, list[str]]:
    """The addresses of every kind of page: different ones, so that no page is measured that was kept."""
    articles = [article.get_absolute_url() for article in Article.objects.newest()[:MEASURED]]
    texts = [text.get_absolute_url() for text in Directive.objects.order_by("pk")[50_000:50_200]]
    category = reverse("category", args=[Category.objects.get(slug="thu-tai").slug])
    types = DocumentType.objects.values_list("pk", flat=True)
    register = reverse("directive_list")
    return {
        "article, read again": articles[: MEASURED // 2],
        FIRST: articles[MEASURED // 2 :],
        "category, page 1": [category],
        "category, page 2,000": [f"{category}?trang={page}" for page in range(2000, 2050)],
        "home": ["/"],
        "search": [f"/tim-kiem/?q={quote(words)}" for words in WORDS],
        NEW_WORDS: [f"/tim-kiem/?q={quote(' '.join(pair))}" for pair in pairs_of_words(MEASURED)],
        "register": [register, *(f"{register}?trang={page}" for page in range(2, 40))],
        "register, filtered": [
            f"{register}?loai={pk}&nam={year}" for pk in types for year in range(2015, 2025)
        ],
        "number look-up": [f"{register}?q={number}+qd+tu" for number in range(1, 99)],
        "text": texts,
    }


def pairs_of_words(count: int) -> list[tuple[str, str]]:
    """Different pairs that stand side by side in titles."""
    titles = Article.objects.newest().values_list("title", flat=True)[:20_000]
    pairs = {pair: None for title in titles for pair in list(pairwise(tokens(title)))[2:3]}
    return list(islice(pairs, count))


@contextmanager
def serving(name: str, application: str, settings: str) -> Iterator[Server]:
    port = free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": settings, "DEBUG": "off", "WEB_WORKERS": "1", "WEB_THREADS": "1",
        "PGAPPNAME": name, "SITE_URL": f"http://localhost:{port}", "PYTHONHASHSEED": "0",
    }  # fmt: skip
    command = ["-m", "gunicorn", application, "--config", "deploy/gunicorn.py", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen([sys.executable, *command], env=environment)
    server = Server(name, process, http.client.HTTPConnection("localhost", port))
    try:
        server.worker = wait_for_worker(process.pid, port)
        yield server
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_worker(master: int, port: int) -> int:
    for _ in range(300):
        workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        with socket.socket() as probe:
            if workers and probe.connect_ex(("127.0.0.1", port)) == 0:
                return int(workers[0])
        time.sleep(0.1)
    raise TimeoutError("gunicorn does not answer")


def cpu(pid: int) -> float:
    """CPU seconds of a process so far, all its threads, to the nanosecond where the kernel tells."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9
