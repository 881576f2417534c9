"""What a full queue costs its moderators: open it, refuse all of it. Undoes what it did.

    ./run manage shell -c "from bench import moderation; moderation.main()"

Wants a database with the demo in it; adds 10,000 waiting comments inside a transaction that is rolled back.
Prints seconds of wall time.
"""

from __future__ import annotations

import time

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from comments.models import Comment, Grounds
from news.models import Article

WAITING = 10_000
PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def main() -> None:
    with (
        override_settings(DEBUG=False, STORAGES=settings.STORAGES | {"staticfiles": PLAIN}),
        transaction.atomic(),
    ):
        measure()
        transaction.set_rollback(True)


def measure() -> None:
    article, client = Article.objects.published()[0], Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(username="kiemduyet"))
    Comment.objects.bulk_create(
        Comment(article=article, name=f"Người {n}", text="Rao vặt " * 20, fingerprint=f"{n % 500:064}")
        for n in range(WAITING)
    )
    queue = reverse("admin:comments_comment_changelist")
    client.get(queue)
    begun = time.perf_counter()
    client.get(queue)
    opened = time.perf_counter()
    choice = {"scope": "all", "verb": "tu-choi", "grounds": Grounds.objects.first().pk, "confirm": "1"}
    client.post(reverse("admin:comments_comment_bulk"), choice)
    done = time.perf_counter()
    left = Comment.objects.waiting().count()
    opening, refusing = opened - begun, done - opened
    print(f"queue of {WAITING:,}: opened in {opening:.2f} s, refused in {refusing:.2f} s, {left} left")
