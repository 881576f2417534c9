"""The desk of the galleries."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from galleries import views
from galleries.models import Gallery, GalleryPicture
from portal import search
from portal.desk import PictureInline, PublishableAdmin


class GalleryPictureInline(PictureInline):
    model = GalleryPicture


@admin.register(Gallery)
class GalleryAdmin(PublishableAdmin):
    write_label = "Lập bộ ảnh"
    write_place = 4
    list_display = ["title", "state", "writer", "time"]
    search_fields = ["title"]
    inlines = [GalleryPictureInline]
    fieldsets = [
        (None, {"fields": ["title", "introduction", "byline"]}),
        ("Hẹn giờ", {"fields": ["published_at"]}),
        ("Địa chỉ cũ", {"fields": ["legacy_path"], "classes": ["collapse"]}),
    ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        typed = search.tidy(search_term)
        return (queryset.filter(title__unaccent__icontains=typed) if typed else queryset), False

    def public_page(self, request: HttpRequest, item: Gallery) -> HttpResponse:
        return views.show(request, item)

    def advice(self, item: Gallery) -> list[str]:
        return [] if item.pictures else ["Bộ ảnh chưa có ảnh nào."]
