"""Bulletins: articles in categories, and the numbered periodic issue made of them."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any, ClassVar

import pghistory
from django.contrib.postgres.expressions import ArraySubquery
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.functional import cached_property

from directives.models import Citation
from portal import images, search
from portal.addresses import address
from portal.commenting import TakesComments
from portal.fields import HTMLField, LineField, PlainTextField
from portal.html import clean, excerpt, to_text
from portal.publishing import BOOKKEEPING, Publishable, PublishableQuerySet
from portal.rows import Row, beside, told
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
        if self.image and not self.image._committed:  # type: ignore[attr-defined]
            self.store(images.prepare(images.accept(self.image.file)))
        super().save(**kwargs)

    def store(self, prepared: images.Prepared) -> None:
        """Write the files and point the row at them; the row itself still has to be saved."""
        stem = f"anh/{images.random_stem()}"
        self.image = default_storage.save(f"{stem}.jpg", ContentFile(prepared.jpeg))
        for width, data in prepared.copies.items():
            default_storage.save(f"{stem}-{width}.webp", ContentFile(data))
        self.width, self.height, self.widths = prepared.width, prepared.height, list(prepared.copies)

    @cached_property
    def _stem(self) -> str:
        """The address of the file without its suffix; "" without a file."""
        return self.image.url.rpartition(".")[0] if self.image else ""

    @property
    def srcset(self) -> str:
        """The WebP copies as a srcset: "/media/anh/x-320.webp 320w, …"; "" without a file."""
        stem = self._stem
        return ", ".join(f"{stem}-{width}.webp {width}w" for width in self.widths) if stem else ""

    @property
    def thumb_url(self) -> str:
        """The smallest copy, for lists."""
        if not self.image:
            return ""
        return f"{self._stem}-{min(self.widths)}.webp" if self.widths else self.image.url


class PlacedPicture(Picture):
    """One of several pictures in a text, in order, with its caption and words for who cannot see it."""

    caption = LineField("chú thích", max_length=500, blank=True)
    alt = LineField(
        "mô tả cho người không nhìn thấy ảnh",
        max_length=300,
        help_text="Ảnh chụp gì, trong một câu. Bắt buộc.",
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    #: What a page shows of a picture.
    COLUMNS: ClassVar = ("id", "image", "width", "height", "widths", "caption", "alt", "order")

    class Meta:
        abstract = True
        verbose_name = "ảnh"
        verbose_name_plural = "ảnh"
        ordering: ClassVar[list[str]] = ["order", "pk"]

    def __str__(self) -> str:
        return self.caption or self.alt

    @classmethod
    def listed(cls, pictures: models.QuerySet, most: int | None = None) -> Cast:
        """These pictures, in order, beside the row around them."""
        return beside(pictures.order_by("order", "pk")[:most], **{name: name for name in cls.COLUMNS})


class CategoryQuerySet(models.QuerySet):
    def with_newest(self, count: int) -> CategoryQuerySet:
        """The home page's categories, each with the keys of its newest published articles in `newest`."""
        newest = Article.objects.published().filter(category=OuterRef("pk")).newest().values("pk")[:count]
        return self.filter(on_home=True).annotate(newest=ArraySubquery(newest))


@pghistory.track()
class Category(Row):
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
        return address("category", self.slug)


@pghistory.track()
class Topic(models.Model):
    """Dòng sự kiện: articles of any category that follow one matter through time."""

    name = LineField("tên", max_length=150, unique=True)
    slug = models.SlugField("đường dẫn", max_length=100, unique=True, blank=True)
    description = LineField("mô tả", max_length=300, blank=True)

    class Meta:
        verbose_name = "dòng sự kiện"
        verbose_name_plural = "dòng sự kiện"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: Any) -> None:
        self.slug = self.slug or slug(self.name)
        super().save(**kwargs)

    def get_absolute_url(self) -> str:
        return address("topic", self.slug)


class ArticleQuerySet(PublishableQuerySet):
    def for_page(self) -> ArticleQuerySet:
        """With all that the article's own page shows of it, its pictures included, in one statement."""
        whole = self.select_related("category").defer("search", "headline", *BOOKKEEPING)
        cited = ArticleCitation.objects.filter(source=OuterRef("pk"), target__isnull=False)
        beside = {"read_count": F("reads__count"), "cites": Exists(cited)}
        return whole.annotate(picture_rows=ArticleImage.rows(), **beside)

    def for_cards(self) -> ArticleQuerySet:
        """With what a list shows, on a page or to a machine, and nothing else; one statement."""
        shown = ("title", "slug", "lead", "byline", "published_at", "updated_at")
        rows = self.select_related("category").only(*shown, "category__name", "category__slug")
        return rows.annotate(picture_rows=ArticleImage.rows(order=0))

    def newest(self) -> ArticleQuerySet:
        return self.order_by("-published_at", "-pk")

    def most_read(self, since: datetime) -> ArticleQuerySet:
        """Those published since then that were read at all, the most read first, as headlines."""
        rows = self.filter(published_at__gte=since, reads__count__gt=0).annotate(read_count=F("reads__count"))
        return rows.only("title", "slug").order_by("-reads__count", "-pk")


@pghistory.track(exclude=["headline", "search", "author"])
class Article(Publishable, TakesComments):
    """Tin, bài."""

    title = LineField("tiêu đề", max_length=300)
    slug = models.SlugField(max_length=100, editable=False)
    lead = PlainTextField("sapo", blank=True, max_length=1500)
    body = HTMLField("nội dung")
    body_text = models.TextField(editable=False, blank=True)
    category = models.ForeignKey(Category, models.PROTECT, verbose_name="chuyên mục", related_name="articles")
    byline = LineField("tác giả, bút danh", max_length=200, blank=True)
    author = models.SlugField(max_length=200, editable=False, blank=True, db_index=False)
    source_name = LineField("nguồn", max_length=200, blank=True)
    source_url = models.URLField("địa chỉ bản gốc", max_length=500, blank=True)
    featured = models.BooleanField(
        "tin nổi bật", default=False, help_text="Tin nổi bật mới nhất đứng đầu trang chủ."
    )
    reading_minutes = models.PositiveSmallIntegerField(editable=False, default=1)
    headline = search.vector(title="A")
    search = search.vector(title="A", lead="B", body_text="C")
    topics = models.ManyToManyField(Topic, verbose_name="dòng sự kiện", related_name="articles", blank=True)

    objects = ArticleQuerySet.as_manager()  # type: ignore[misc]
    #: Whether it may cite an official text that is known; `for_page` asks.
    cites = True
    publish_permission: ClassVar[str] = "news.publish_article"

    class Meta:
        verbose_name = "tin bài"
        verbose_name_plural = "tin bài"
        ordering = ["-published_at", "-pk"]
        permissions = [("publish_article", "Duyệt đăng tin bài")]
        constraints = [*Publishable.Meta.constraints, *TakesComments.Meta.constraints]
        indexes = [
            models.Index("status", F("published_at").desc(), F("id").desc(), name="news_newest"),
            models.Index(
                "category", "status", F("published_at").desc(), F("id").desc(), name="news_category_newest"
            ),
            models.Index(
                F("published_at").desc(), F("id").desc(), name="news_featured", condition=Q(featured=True)
            ),
            models.Index(
                "author",
                "status",
                F("published_at").desc(),
                F("id").desc(),
                name="news_author_newest",
                condition=~Q(author=""),
            ),
            *search.indexes("news_article"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("article_detail", self.slug, self.pk)

    def save(self, **kwargs: Any) -> None:
        self.slug = slug(self.title, 90)
        self.author = slug(self.byline, 200) if self.byline else ""
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
    def author_url(self) -> str:
        """Everything of the same byline; "" without one."""
        return address("author", self.author) if self.author else ""

    @cached_property
    def pictures(self) -> list[ArticleImage]:
        """In order: all with `for_page()`, the first with `for_cards()`, else in a statement of their own."""
        if not hasattr(self, "picture_rows"):
            return list(self.images.all())
        return told(self.picture_rows, ArticleImage, article=self)

    @cached_property
    def lead_image(self) -> ArticleImage | None:
        """The first picture; needs `for_cards()` or `for_page()`."""
        return next((picture for picture in self.pictures if picture.order == 0), None)


@pghistory.track()
class ArticleImage(PlacedPicture):
    """A picture of an article; number 0 leads. A caption may wait for its file after an import."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="images")
    order = models.PositiveSmallIntegerField("thứ tự", default=0, help_text="Ảnh số 0 đứng đầu bài.")

    @classmethod
    def rows(cls, **which: Any) -> Cast:
        """The pictures of the article around it."""
        return cls.listed(cls.objects.filter(article=OuterRef("pk"), **which))


class Reads(models.Model):
    """About how often an article was read. A narrow row of its own: counting touches no text and no index."""

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="reads")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions: ClassVar[tuple[str, ...]] = ()

    def __str__(self) -> str:
        return f"{self.article_id}: {self.count}"


class RelatedArticle(models.Model):
    """Tin liên quan: what an editor chose to stand beside an article, before what the portal would find."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="chosen")
    other = models.ForeignKey(Article, models.CASCADE, verbose_name="tin bài", related_name="chosen_by")
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "tin liên quan"
        verbose_name_plural = "tin liên quan"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint("article", "other", name="news_related_once"),
            models.CheckConstraint(name="news_related_to_another", condition=~Q(article=F("other"))),
        ]

    def __str__(self) -> str:
        return str(self.other)


class ArticleCitation(Citation):
    source = models.ForeignKey(Article, models.CASCADE, related_name="citations")

    class Meta(Citation.Meta):
        verbose_name = "viện dẫn trong tin bài"
        verbose_name_plural = "viện dẫn trong tin bài"
        constraints = [
            models.UniqueConstraint("source", "key", "date", nulls_distinct=False, name="news_citation_once")
        ]


@pghistory.track(exclude=["search"])
class Bulletin(Publishable, Picture):
    """Bản tin: the numbered issue, with a cover and its articles in order."""

    number = models.PositiveSmallIntegerField("số", validators=[MinValueValidator(1)])
    month = models.PositiveSmallIntegerField(
        "tháng", validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    year = models.PositiveSmallIntegerField(
        "năm", validators=[MinValueValidator(1945), MaxValueValidator(2200)]
    )
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
        return address("bulletin_detail", self.year, self.number)


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
