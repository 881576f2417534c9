"""What bench/views.py measures on: the demo's menu and links, 100,000 texts, 40,000 articles with pictures.

VAR=/tmp/scratch ./run manage make_corpus
VAR=/tmp/scratch ./run manage shell -c "from bench import corpus; corpus.fill()"
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from bench import search
from comments.models import Answer, Comment, Department, State
from news.models import Article, ArticleImage, Bulletin, Category
from portal.demo import content
from portal.management.commands.demo import Loader
from portal.models import SiteSettings

ARTICLES = 40_000
#: So many of the newest articles are measured; each has a picture, a byline and a thread.
MEASURED = 200
THREAD = 4
CATEGORIES = ("Thời sự", "Dân vận khéo", "Dân tộc – Tôn giáo", "Gương sáng")


def fill() -> None:
    if not SiteSettings.objects.exists():
        Loader(content.load(timezone.now())).site()
    search.fill(ARTICLES)
    measured = list(Article.objects.newest()[:MEASURED])
    others = [Category.objects.create(name=name) for name in CATEGORIES]
    for place, article in enumerate(measured):
        article.byline, article.author = "Lường Văn An", "luong-van-an"
        article.category = others[place % 4] if place % 2 else article.category
    Article.objects.bulk_update(measured, ["byline", "author", "category"])
    ArticleImage.objects.bulk_create(
        ArticleImage(
            article=article, image=f"anh/{article.pk}.jpg", width=1600, height=1067, widths=[320, 640, 1280],
            alt="Bà con họp thôn", caption="Bà con họp thôn bàn việc mở đường",
        )
        for article in measured
    )  # fmt: skip
    _threads(measured)
    Bulletin.objects.create(
        number=1, month=1, year=2026, title="Số đầu năm", status="published", published_at=timezone.now()
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _threads(articles: list[Article]) -> None:
    """Under each article four comments, the first with the office's answer."""
    now, moderator = timezone.now(), User.objects.create(username="bench")
    written = Comment.objects.bulk_create(
        Comment(
            article=article, name=f"Bạn đọc {place}", text="Cách làm này hay, mong xã giữ được lâu. " * 3,
            state=State.PUBLISHED, published_at=now - timedelta(hours=place), decided_at=now,
            decided_by=moderator,
        )
        for article in articles
        for place in range(THREAD)
    )  # fmt: skip
    office = Department.objects.create(name="Phòng Dân vận các cơ quan nhà nước")
    Answer.objects.bulk_create(
        Answer(comment=comment, department=office, text="Ban ghi nhận và cảm ơn bạn đọc.", answered_on=now)
        for comment in written[::THREAD]
    )
