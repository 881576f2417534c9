"""The admin of comments: the bench in the place of Django's list, and what staff may change about it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path

from comments import bench, draft_bench, reports
from comments.matters import Matter
from comments.models import Comment
from comments.vocabulary import Department, Grounds, Rules, ScreenedWord, ScreeningList
from portal.desk import SingleRowAdmin, TrackedAdmin


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    """No form ever edits a comment: there are only the verbs of the bench."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path("", bench.queue, name="comments_comment_changelist"),
            path("hang-loat/", bench.bulk, name="comments_comment_bulk"),
            path("hang-loat/hoan-tac/", bench.undo_bulk, name="comments_comment_undo_bulk"),
            path("thu/", bench.trial, name="comments_comment_trial"),
            path("thong-ke/", reports.statistics, name="comments_comment_statistics"),
            path("thong-ke/xuat/", reports.export, name="comments_comment_export"),
            path("thong-ke/bao-cao/", reports.report, name="comments_comment_report"),
            path("lay-y-kien/", draft_bench.draft_index, name="comments_comment_drafts"),
            path("lay-y-kien/<int:pk>/", draft_bench.draft_case, name="comments_comment_draft"),
            path(
                "lay-y-kien/<int:pk>/tra-loi/", draft_bench.draft_answer, name="comments_comment_draft_answer"
            ),
            path("lay-y-kien/<int:pk>/xuat/", draft_bench.draft_export, name="comments_comment_draft_export"),
            path("<str:pk>/change/", bench.case, name="comments_comment_change"),
            path("<str:pk>/<slug:verb>/", bench.decide, name="comments_comment_decide"),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("comments.moderate_comment")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ListedAdmin(TrackedAdmin):
    """Rows that decisions point at: they go out of use, they are not deleted."""

    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Grounds)
class GroundsAdmin(ListedAdmin):
    list_display = ["label", "public_text", "order", "active"]
    list_editable = ["order", "active"]


@admin.register(Matter)
class MatterAdmin(ListedAdmin):
    list_display = ["name", "department", "order", "active"]
    list_editable = ["order", "active"]


@admin.register(Department)
class DepartmentAdmin(ListedAdmin):
    list_display = ["name", "order", "active"]
    list_editable = ["order", "active"]


class WordInline(admin.TabularInline):
    model = ScreenedWord
    fields = ["text", "exact_accents", "exceptions"]
    extra = 1


@admin.register(ScreeningList)
class ScreeningListAdmin(ListedAdmin):
    list_display = ["label", "applies_to", "topical", "active"]
    inlines = [WordInline]

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Decisions remember the code, so it stays; it tells nobody anything."""
        return ["code"] if obj else []


@admin.register(Rules)
class RulesAdmin(SingleRowAdmin):
    fieldsets = [
        (None, {"fields": ["open", "closed_reason", "close_after_days"]}),
        ("Thời hạn cam kết với bạn đọc", {"fields": ["service_hours", "answer_days"]}),
        ("Giới hạn", {"fields": ["per_sender_hour", "per_target_hour"]}),
    ]
