"""The desk of the institution's own pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from pages import views
from pages.models import Alert, Block, Page, Person, WeatherPlace
from portal.desk import PICTURE, PublishableAdmin, TrackedAdmin


@admin.register(Page)
class PageAdmin(PublishableAdmin):
    write_label = "Viết trang giới thiệu"
    write_place = 9
    list_display = ["title", "state", "writer", "time"]
    search_fields = ["title"]
    fieldsets = [
        (None, {"fields": ["title", "body"]}),
        ("Xếp vào", {"fields": ["slug", "parent", "order", "language"]}),
        ("Hẹn giờ", {"fields": ["published_at"]}),
        ("Địa chỉ cũ", {"fields": ["legacy_path"], "classes": ["collapse"]}),
    ]

    def public_page(self, request: HttpRequest, item: Any) -> HttpResponse:
        return views.show(request, item)


@admin.register(Person)
class PersonAdmin(TrackedAdmin):
    list_display = ["name", "position", "unit", "order", "shown"]
    list_editable = ["order", "shown"]
    fields = ["name", "position", "unit", "duties", "phone", "email", "image", "order", "shown"]
    actions = None
    formfield_overrides = PICTURE


@admin.register(Alert)
class AlertAdmin(TrackedAdmin):
    list_display = ["text", "level", "since", "until"]
    fields = ["text", "level", "url", "since", "until"]
    actions = None


@admin.register(Block)
class BlockAdmin(TrackedAdmin):
    list_display = ["kind", "order", "shown"]
    list_editable = ["order", "shown"]
    fields = ["kind", "order", "shown"]
    actions = None


@admin.register(WeatherPlace)
class WeatherPlaceAdmin(TrackedAdmin):
    list_display = ["name", "last", "asked_at", "problem", "order", "shown"]
    list_editable = ["order", "shown"]
    fields = ["name", "latitude", "longitude", "order", "shown"]
    actions = None

    @admin.display(description="số liệu gần nhất")
    def last(self, place: WeatherPlace) -> str:
        at = timezone.localtime(place.measured_at) if place.measured_at else None
        return f"{place.words}, lúc {at:%H:%M %d/%m/%Y}" if at else "–"
