"""What the register costs at size.

    ./run manage make_corpus
    ./run manage shell -c "from bench import register; register.main()"

Prints, for each page, milliseconds of CPU in the view: of Python, of its PostgreSQL process (Linux, same
machine), and the statements it made; then what a new text takes to resolve the citations that wait for it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext, override_settings

from directives import views
from directives.management.commands.make_corpus import AWAITED
from directives.models import Directive, DirectiveCitation, DocumentType, IssuingBody

REPEAT = 40
TICK = os.sysconf("SC_CLK_TCK")


def main() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # a server in use has done so by itself
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(DEBUG=False, STORAGES=settings.STORAGES | {"staticfiles": plain}):
        measure_all()


def measure_all() -> None:
    texts, cited = Directive.objects.count(), DirectiveCitation.objects.count()
    print(f"{texts:,} texts, {cited:,} citations; CPU ms per view, Python + PostgreSQL (statements)")
    kind, body = DocumentType.objects.first(), IssuingBody.objects.first()
    most_cited = Directive.objects.order_by("pk")[texts // 2]
    signer = Directive.signers(public=True)[0][1]
    for label, address in {
        "register": "/van-ban/",
        "page 100": "/van-ban/?trang=100",
        "page 500": "/van-ban/?trang=500",
        "type": f"/van-ban/?loai={kind.pk}",
        "type, body, year": f"/van-ban/?loai={kind.pk}&coquan={body.pk}&nam=2021",
        "field": "/van-ban/?linhvuc=1",
        "signer": f"/van-ban/?nguoiky={signer}",
        "term": "/van-ban/?nhiemky=2020-2025",
        "in force on a day": "/van-ban/?ngay=2020-01-01",
        "ended": "/van-ban/?hieuluc=ended",
        "by number": "/van-ban/?xep=so",
        "number look-up": "/van-ban/?q=50+qd+tu",
        "bare number": "/van-ban/?q=50",
        "words": "/van-ban/?q=nong+thon+moi",
    }.items():
        measure(label, views.directive_list, address)
    measure("text", views.directive_page, "/", most_cited)
    resolve()


def measure(label: str, view: Callable, address: str, text: Directive | None = None) -> None:
    request = RequestFactory().get(address)

    def run() -> None:
        response = views.directive_page(request, one(text)) if text else view(request)
        assert response.status_code == 200, address

    with CaptureQueriesContext(connection) as captured:
        run()
    run()
    python, server = time.process_time(), server_seconds()
    for _ in range(REPEAT):
        run()
    python, server = time.process_time() - python, server_seconds() - server
    print(f"{label:20} {1000 * python / REPEAT:6.1f} + {1000 * server / REPEAT:6.1f}   ({len(captured)})")


def one(text: Directive) -> Directive:
    return Directive.objects.for_page().public_or_404(pk=text.pk)


def server_seconds() -> float:
    """CPU of the PostgreSQL process behind this connection, in steps of a tick; 0 on another machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(after_name[11]) + int(after_name[12])) / TICK


def resolve() -> None:
    """Add the awaited text, and take it away again."""
    like = Directive.objects.order_by("-issued_on").first()
    with transaction.atomic():
        new = Directive(
            type=DocumentType.objects.get(name="Chỉ thị"), issuing_body=like.issuing_body, symbol=AWAITED,
            issued_on=like.issued_on, subject="Về việc được chờ", body="<p>Toàn văn.</p>",
        )  # fmt: skip
        begun = time.perf_counter()
        new.save()
        waited = time.perf_counter() - begun
        found = DirectiveCitation.objects.filter(target=new).count()
        transaction.set_rollback(True)
    print(f"a new text resolves {found:,} waiting citations in {1000 * waited:.0f} ms, saving included")
