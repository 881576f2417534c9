"""Thư viện ảnh: pictures of one occasion, in order, each with its caption and words for who cannot see it."""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import Count, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.functional import cached_property

from news.models import PlacedPicture
from portal.fields import LineField, PlainTextField
from portal.html import excerpt
from portal.publishing import Publishable, PublishableQuerySet
from portal.rows import told
from portal.text import slug


class GalleryQuerySet(PublishableQuerySet):
    def for_page(self) -> GalleryQuerySet:
        """With all its pictures, in one statement."""
        return self.annotate(picture_rows=GalleryPicture.rows())

    def for_shelf(self) -> GalleryQuerySet:
        """With what a list shows: the first picture and how many there are; one statement."""
        pictures = GalleryPicture.objects.filter(gallery=OuterRef("pk")).order_by().values("gallery")
        count = Subquery(pictures.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
        return self.annotate(picture_rows=GalleryPicture.rows(1), picture_count=Coalesce(count, 0))

    def newest(self) -> GalleryQuerySet:
        return self.order_by("-published_at", "-pk")


@pghistory.track()
class Gallery(Publishable):
    title = LineField("tiêu đề", max_length=200)
    slug = models.SlugField(max_length=100, editable=False)
    introduction = PlainTextField("lời giới thiệu", blank=True, max_length=1500)
    byline = LineField("người chụp", max_length=200, blank=True)

    objects = GalleryQuerySet.as_manager()  # type: ignore[misc]
    publish_permission: ClassVar[str] = "galleries.publish_gallery"

    class Meta:
        verbose_name = "bộ ảnh"
        verbose_name_plural = "thư viện ảnh"
        ordering = ["-published_at", "-pk"]
        permissions = [("publish_gallery", "Duyệt đăng bộ ảnh")]
        constraints = Publishable.Meta.constraints
        indexes = [
            models.Index("status", F("published_at").desc(), F("id").desc(), name="galleries_newest"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, **kwargs: Any) -> None:
        self.slug = slug(self.title, 90)
        super().save(**kwargs)

    def get_absolute_url(self) -> str:
        return reverse("gallery", args=[self.slug, self.pk])

    def picture_url(self, number: int) -> str:
        """The page of one picture, counted from 1."""
        return reverse("gallery_picture", args=[self.slug, self.pk, number])

    @property
    def summary(self) -> str:
        return excerpt(self.introduction) or self.title

    @cached_property
    def pictures(self) -> list[GalleryPicture]:
        """In order: all with `for_page()`, the first with `for_shelf()`, else in a statement of their own."""
        if not hasattr(self, "picture_rows"):
            return list(self.images.all())
        return told(self.picture_rows, GalleryPicture, gallery=self)

    @property
    def cover(self) -> GalleryPicture | None:
        """The first picture; needs `for_shelf()` or `for_page()`."""
        return next(iter(self.pictures), None)


@pghistory.track()
class GalleryPicture(PlacedPicture):
    gallery = models.ForeignKey(Gallery, models.CASCADE, related_name="images")
    image = models.ImageField("tệp ảnh", upload_to="anh")
    order = models.PositiveSmallIntegerField("thứ tự", default=0, help_text="Ảnh số 0 làm bìa của bộ ảnh.")

    @classmethod
    def rows(cls, most: int | None = None) -> Cast:
        """The pictures of the gallery around it."""
        return cls.listed(cls.objects.filter(gallery=OuterRef("pk")), most)
