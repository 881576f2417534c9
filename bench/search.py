"""What a search costs at size, in a scratch database that is emptied of news first:

    VAR=/tmp/scratch ./run manage migrate
    VAR=/tmp/scratch ./run manage shell -c "from bench import search; search.main(10_000)"

Prints, for each kind of query, milliseconds of CPU of a whole request without the middleware: of
Python and of its PostgreSQL process (Linux, same machine), and the statements. Words follow Zipf's
law; "dân vận" stands in half the texts and a tenth of the titles, as it would on such a site.
"""

from __future__ import annotations

import io
import os
import random
import time
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext, override_settings

from directives.management.commands.make_corpus import without_indexes
from news import views
from news.models import Article, Category
from portal import searching

REPEAT = 30
WORDS_PER_TEXT = 450
TICK = os.sysconf("SC_CLK_TCK")
QUERIES = {
    "commonest words": "dân vận",
    "the same, no accents": "dan van",
    "phrase": '"dân vận khéo"',
    "common in titles": "dân vận khéo",
    "one common word": "xã",
    "two common words": "xa hoi",
    "rarer words": "nương đồi",
    "long": "cán bộ dân vận xã về thôn nghe bà con nói chuyện mở đường",
    "number": "446 qd tu",
    "type and figure": "chỉ thị 31",
    "nothing": "zzyzx qqq",
    "a slip": "dna vậnn",
    "page 30": "dân vận&trang=30",
    "within a year": "dân vận&tu=01/01/2020&den=31/12/2020",
}


def main(count: int) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(DEBUG=False, STORAGES=settings.STORAGES | {"staticfiles": plain}):
        if Article.objects.count() != count:
            fill(count)
        print(f"{count:,} articles; CPU ms per search, Python + PostgreSQL (statements)")
        for label, typed in QUERIES.items():
            measure(label, f"/tim-kiem/?q={typed}", searching.search)
        measure("suggestion", "/tim-kiem/goi-y/?q=dan+va", searching.suggest)
        article = Article.objects.first()
        measure("for scale: a category", "/", lambda request: views.category(request, "thu-tai"))
        measure(
            "for scale: an article",
            "/",
            lambda request: views.article_detail(request, article.slug, article.pk),
        )


def fill(count: int) -> None:
    """Articles by COPY: the generated vectors are PostgreSQL's own work, two milliseconds each."""
    rng = random.Random(7)
    words = vocabulary(rng)
    weights = list(accumulate(1 / (place + 3) for place in range(len(words))))
    category = Category.objects.get_or_create(name="Thử tải", slug="thu-tai")[0]
    rows = io.StringIO()
    for number in range(count):
        text = rng.choices(words, cum_weights=weights, k=WORDS_PER_TEXT)
        title = ("dân vận khéo " if number % 200 == 0 else "dân vận " if number % 10 == 0 else "") + " ".join(
            text[:11]
        )
        body = " ".join(text[46:]) + (" công tác dân vận ở cơ sở" if number % 2 else "")
        at = datetime(2012, 1, 1) + timedelta(hours=number * 120_000 / count)
        rows.write(
            f"published\t{at:%Y-%m-%d %H:%M}+07\t{title.capitalize()}\tbai\t{' '.join(text[11:46])}\t{body}"
            f"\t{body}\t{category.pk}\t{at:%Y-%m-%d}\t{at:%Y-%m-%d}\n"
        )
    rows.seek(0)
    columns = "status, published_at, title, slug, lead, body, body_text, category_id, created_at, updated_at"
    empty = {
        field.column: field.get_prep_value(field.get_default())
        for field in Article._meta.concrete_fields
        if field.column not in columns and not (field.null or field.generated or field.primary_key)
    }
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE news_article CASCADE")
        cursor.execute("ALTER TABLE news_article DISABLE TRIGGER USER")
        for column, value in empty.items():
            cursor.execute(f'ALTER TABLE news_article ALTER "{column}" SET DEFAULT %s', [value])
        with without_indexes(Article):
            cursor.copy_expert(f"COPY news_article ({columns}) FROM STDIN", rows)
        for column in empty:
            cursor.execute(f'ALTER TABLE news_article ALTER "{column}" DROP DEFAULT')
        cursor.execute("ALTER TABLE news_article ENABLE TRIGGER USER")
        cursor.execute("VACUUM ANALYZE news_article")


def vocabulary(rng: random.Random) -> list[str]:
    """Some two thousand syllables, those of the queries among them."""
    known = [
        "dân",
        "vận",
        "xã",
        "hội",
        "nương",
        "đồi",
        "cán",
        "bộ",
        "về",
        "thôn",
        "nghe",
        "bà",
        "con",
        "nói",
        "chuyện",
        "mở",
        "đường",
    ]
    heads = ("", *"bcdđghklmnprstvx", "th", "ng", "tr", "kh", "nh", "ch")
    tails = (
        "a",
        "á",
        "ạo",
        "ẫm",
        "ều",
        "ộp",
        "ít",
        "ỏng",
        "ư",
        "uân",
        "iên",
        "ướp",
        "ôn",
        "ài",
        "ắt",
        "èo",
        "ấy",
    )
    made = [head + tail for head in heads for tail in tails]
    rng.shuffle(made)
    for place, word in enumerate(known[2:]):
        made.insert(3 + place * 12, word)
    return made


def measure(label: str, address: str, view) -> None:
    path, _, typed = address.partition("?")
    request = RequestFactory().get(path, dict(part.split("=", 1) for part in typed.split("&") if part))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    for _ in range(3):
        view(request)
    with CaptureQueriesContext(connection) as captured:
        view(request)
    before, started = of_process(backend), time.process_time()
    for _ in range(REPEAT):
        if view is searching.suggest:
            cache.clear()
        response = view(request)
    python = (time.process_time() - started) / REPEAT * 1000
    database = (of_process(backend) - before) / REPEAT * 1000
    found = response.status_code
    print(
        f"{label:22} {python:6.1f} + {database:5.1f} = {python + database:6.1f}  ({len(captured)})  {found}"
    )


def of_process(pid: int) -> float:
    """CPU seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK
