"""Filters at the side of a list."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest


class StateFilter(admin.SimpleListFilter):
    """The four states, and the two that staff tell apart: returned to its author, waiting for its time."""

    title = "trạng thái"
    parameter_name = "trang-thai"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("draft", "Bản nháp"),
            ("returned", "Bị trả lại"),
            ("submitted", "Chờ duyệt"),
            ("scheduled", "Hẹn giờ"),
            ("published", "Đã đăng"),
            ("withdrawn", "Đã gỡ"),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        match self.value():
            case "returned":
                return queryset.returned()
            case "scheduled":
                return queryset.scheduled()
            case "published":
                return queryset.published()
            case None:
                return queryset
            case state:
                return queryset.filter(status=state)


class MineFilter(admin.SimpleListFilter):
    title = "người soạn"
    parameter_name = "cua-toi"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", "Của tôi")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        return queryset.filter(Q(created_by=request.user) | Q(submitted_by=request.user))
