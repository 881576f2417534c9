"""Bulletins: articles in categories, and the numbered periodic issue made of them."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import pghistory
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Prefetch, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from directives.models import Citation
from portal import images, search
from portal.fields import HTMLField, LineField, PlainTextField
from portal.html import clean, excerpt, to_text
from portal.publishing import Publishable, PublishableQuerySet
from portal.text import slug

WORDS_PER_MINUTE = 220


class Picture(models.Model):
    """An image file with its WebP copies; what it shows is said by the model that uses it."""

    image = models.ImageField("tệp ảnh", upload_to="anh", blank=True)
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    widths = models.JSONField(editable=False, default=list)

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        if self.image and not self.image._committed:
            self.store(images.prepare(images.accept(self.image.file)))
        super().save(**kwargs)

    def store(self, prepared: images.Prepared) -> None:
        """Write the files and point the row at them; the row itself still has to be saved."""
        stem = f"anh/{images.random_stem()}"
        self.image = default_storage.save(f"{stem}.jpg", ContentFile(prepared.jpeg))  # type: ignore[assignment]
        for width, data in prepared.copies.items():
            default_storage.save(f"{stem}-{width}.webp", ContentFile(data))
        self.width, self.height, self.widths = prepared.width, prepared.height, list(prepared.copies)

    @staticmethod
    def _stem(name: str) -> str:
        return name.rpartition(".")[0]

    @property
    def srcset(self) -> str:
        """The WebP copies as a srcset: "/media/anh/x-320.webp 320w, …"; "" without a file."""
        stem = self._stem(self.image.url) if self.image else ""
        return ", ".join(f"{stem}-{width}.webp {width}w" for width in self.widths) if stem else ""

    @property
    def thumb_url(self) -> str:
        """The smallest copy, for lists."""
        if not self.image:
            return ""
        return f"{self._stem(self.image.url)}-{min(self.widths)}.webp" if self.widths else self.image.url


class CategoryQuerySet(models.QuerySet):
    def with_newest(self, count: int) -> list[tuple[Category, list[Article]]]:
        """The home page's categories with their newest published articles, in three statements."""
        categories = list(self.filter(on_home=True))
        ranked = (
            Article.objects.published()
            .filter(category__in=categories)
            .annotate(place=Window(RowNumber(), "category", order_by=[F("published_at").desc(), F("pk").desc()]))
            .filter(place__lte=count)
        )
        articles: dict[int, list[Article]] = {}
        for article in ranked.for_cards().newest():
            articles.setdefault(article.category_id, []).append(article)
        return [(category, articles[category.pk]) for category in categories if category.pk in articles]


@pghistory.track()
class Category(models.Model):
    name = LineField("tên", max_length=100, unique=True)
    slug = models.SlugField("đường dẫn", max_length=100, unique=True, blank=True)
    description = LineField("mô tả", max_length=300, blank=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    on_home = models.BooleanField("hiện ở trang chủ", default=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = "chuyên mục"
        verbose_name_plural = "chuyên mục"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: Any) -> None:
        self.slug = self.slug or slug(self.name)
        super().save(**kwargs)

    def get_absolute_url(self) -> str:
        return reverse("category", args=[self.slug])


class ArticleQuerySet(PublishableQuerySet):
    def for_cards(self) -> ArticleQuerySet:
        """With what a card in a list shows, and without the bodies it does not show."""
        lead = ArticleImage.objects.filter(order=0)
        return (
            self.select_related("category")
            .defer("body", "body_text", "search")
            .prefetch_related(Prefetch("images", lead, to_attr="lead_images"))
        )

    def newest(self) -> ArticleQuerySet:
        return self.order_by("-published_at", "-pk")


@pghistory.track(exclude=["search"])
class Article(Publishable):
    """Tin, bài."""

    title = LineField("tiêu đề", max_length=300)
    slug = models.SlugField(max_length=100, editable=False)
    lead = PlainTextField("sapo", blank=True, max_length=1500)
    body = HTMLField("nội dung")
    body_text = models.TextField(editable=False, blank=True)
    category = models.ForeignKey(Category, models.PROTECT, verbose_name="chuyên mục", related_name="articles")
    byline = LineField("tác giả, bút danh", max_length=200, blank=True)
    source_name = LineField("nguồn", max_length=200, blank=True)
    source_url = models.URLField("địa chỉ bản gốc", max_length=500, blank=True)
    featured = models.BooleanField("tin nổi bật", default=False, help_text="Tin nổi bật mới nhất đứng đầu trang chủ.")
    comments_open = models.BooleanField("nhận ý kiến bạn đọc", default=True)
    reading_minutes = models.PositiveSmallIntegerField(editable=False, default=1)
    search = search.vector(title="A", lead="B", body_text="C")

    objects = ArticleQuerySet.as_manager()
    publish_permission: ClassVar[str] = "news.publish_article"

    class Meta:
        verbose_name = "tin bài"
        verbose_name_plural = "tin bài"
        ordering = ["-published_at", "-pk"]
        permissions = [("publish_article", "Duyệt đăng tin bài")]
        constraints = Publishable.Meta.constraints
        indexes = [
            models.Index("status", F("published_at").desc(), F("id").desc(), name="news_newest"),
            models.Index("category", "status", F("published_at").desc(), F("id").desc(), name="news_category_newest"),
            *search.indexes("news_article", "title"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("article_detail", args=[self.slug, self.pk])

    def save(self, **kwargs: Any) -> None:
        self.slug = slug(self.title, 90)
        self.body = clean(self.body)
        self.body_text = to_text(self.body)
        words = len(self.body_text.split()) + len(self.lead.split())
        self.reading_minutes = min(999, max(1, math.ceil(words / WORDS_PER_MINUTE)))
        with transaction.atomic():
            super().save(**kwargs)
            ArticleCitation.sync(self, self.citing_text)

    @property
    def citing_text(self) -> str:
        """The words in which `ArticleCitation` looks for official texts."""
        return f"{self.title}\n\n{self.lead}\n\n{self.body_text}"

    @property
    def summary(self) -> str:
        return self.lead or excerpt(self.body_text)

    @property
    def lead_image(self) -> ArticleImage | None:
        """The first picture; needs `for_cards()` or prefetched images."""
        pictures = self.lead_images if hasattr(self, "lead_images") else self.images.all()
        return next((picture for picture in pictures if picture.order == 0), None)


@pghistory.track()
class ArticleImage(Picture):
    """A picture of an article, in order; number 0 leads. A caption may wait for its file after an import."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="images")
    caption = LineField("chú thích", max_length=500, blank=True)
    alt = LineField(
        "mô tả cho người không nhìn thấy ảnh", max_length=300, help_text="Ảnh chụp gì, trong một câu. Bắt buộc."
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=0, help_text="Ảnh số 0 đứng đầu bài.")

    class Meta:
        verbose_name = "ảnh"
        verbose_name_plural = "ảnh"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.caption or self.alt


class ArticleCitation(Citation):
    source = models.ForeignKey(Article, models.CASCADE, related_name="citations")

    class Meta:
        verbose_name = "viện dẫn trong tin bài"
        verbose_name_plural = "viện dẫn trong tin bài"
        constraints = [
            models.UniqueConstraint("source", "key", "date", nulls_distinct=False, name="news_citation_once")
        ]


@pghistory.track(exclude=["search"])
class Bulletin(Publishable, Picture):
    """Bản tin: the numbered issue, with a cover and its articles in order."""

    number = models.PositiveSmallIntegerField("số", validators=[MinValueValidator(1)])
    month = models.PositiveSmallIntegerField("tháng", validators=[MinValueValidator(1), MaxValueValidator(12)])
    year = models.PositiveSmallIntegerField("năm", validators=[MinValueValidator(1945), MaxValueValidator(2200)])
    title = LineField("chủ đề", max_length=200, blank=True)
    introduction = PlainTextField("lời giới thiệu", blank=True)
    cover_alt = LineField("mô tả ảnh bìa", max_length=300, blank=True)
    search = search.vector(title="A", introduction="B")
    articles = models.ManyToManyField(Article, through="BulletinEntry", related_name="bulletins")

    publish_permission: ClassVar[str] = "news.publish_bulletin"

    class Meta:
        verbose_name = "bản tin"
        verbose_name_plural = "bản tin"
        ordering = ["-year", "-number"]
        permissions = [("publish_bulletin", "Duyệt đăng bản tin")]
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint("year", "number", name="news_bulletin_number"),
            models.CheckConstraint(name="news_bulletin_month", condition=Q(month__range=(1, 12))),
        ]

    def __str__(self) -> str:
        return f"Bản tin số {self.number}/{self.year}"

    def get_absolute_url(self) -> str:
        return reverse("bulletin_detail", args=[self.year, self.number])


class BulletinEntry(models.Model):
    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="entries")
    article = models.ForeignKey(Article, models.PROTECT, verbose_name="tin bài", related_name="entries")
    section = LineField("mục", max_length=100, blank=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "bài trong bản tin"
        verbose_name_plural = "bài trong bản tin"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint("bulletin", "article", name="news_entry_once")]

    def __str__(self) -> str:
        return str(self.article)
