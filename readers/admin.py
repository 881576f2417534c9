"""Staff make polls, watch their results, and work through what readers report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from portal.desk import DistinctFormSet, TableInline, TrackedAdmin, person
from readers.models import FaultReport, Poll, PollOption


class OptionFormSet(DistinctFormSet):
    distinct = ("text",)
    repeated = "Phương án này đã có."

    def clean(self) -> None:
        super().clean()
        if _voted(self.instance):
            return
        kept = [f for f in self.forms if f.cleaned_data.get("text") and not f.cleaned_data.get("DELETE")]
        if not any(self.errors) and len(kept) < 2:
            raise ValidationError("Cần ít nhất hai phương án.")


class OptionInline(TableInline):
    """Fixed from the first vote on: nobody changes what was voted for."""

    model = PollOption
    formset = OptionFormSet
    fields = ["order", "text"]
    extra = 2

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not _voted(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not _voted(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not _voted(obj) and super().has_delete_permission(request, obj)


def _voted(poll: Poll | None) -> bool:
    return poll is not None and poll.pk is not None and poll.votes.exists()


@admin.register(Poll)
class PollAdmin(TrackedAdmin):
    list_display = ["question", "state", "votes", "opens_at", "closes_at"]
    fields = ["question", "explanation", "opens_at", "closes_at"]
    inlines = [OptionInline]
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(vote_count=Count("votes"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """After the first vote only the end may be moved; each move is in the history."""
        return ["question", "explanation", "opens_at", "results"] if _voted(obj) else []

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*self.fields, "results"] if _voted(obj) else self.fields

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not _voted(obj) and super().has_delete_permission(request, obj)

    @admin.display(description="trạng thái")
    def state(self, poll: Poll) -> str:
        if poll.is_over:
            return "Đã đóng"
        return "Đang mở" if poll.is_open(timezone.now()) else "Chưa mở"

    @admin.display(description="số phiếu", ordering="vote_count")
    def votes(self, poll: Any) -> int:
        return poll.vote_count

    @admin.display(description="kết quả")
    def results(self, poll: Poll) -> str:
        words = "; ".join(f"{option}: {votes}" for option, votes in poll.results())
        return format_html('{}. <a href="{}">Xem như bạn đọc</a>', words, poll.results_url)


class FaultForm(forms.ModelForm):
    class Meta:
        model = FaultReport
        fields = ["state"]
        widgets = {"state": forms.RadioSelect}


@admin.register(FaultReport)
class FaultReportAdmin(TrackedAdmin):
    """An inbox: what readers wrote is read and settled, never rewritten."""

    form = FaultForm
    list_display = ["words_shown", "article_shown", "note_shown", "sent_at", "state", "handled"]
    list_filter = ["state"]
    list_editable = ["state"]
    list_select_related = ["article", "handled_by"]
    list_per_page = 50
    ordering = ["-sent_at", "-pk"]
    fields = ["state", "article_link", "words", "note", "sent_at", "handled"]
    readonly_fields = ["article_link", "words", "note", "sent_at", "handled"]
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("article__body", "article__body_text", "article__search")

    @admin.display(description="chỗ cần sửa")
    def words_shown(self, report: FaultReport) -> str:
        return f"“{report.words}”" if report.words else "(không chép)"

    @admin.display(description="tin bài")
    def article_shown(self, report: FaultReport) -> str:
        return str(report.article)

    @admin.display(description="lời bạn đọc")
    def note_shown(self, report: FaultReport) -> str:
        return report.note

    @admin.display(description="tin bài")
    def article_link(self, report: FaultReport) -> str:
        return format_html('<a href="{}">{}</a>', report.article.get_absolute_url(), report.article)

    @admin.display(description="xử lý")
    def handled(self, report: FaultReport) -> str:
        if report.handled_at is None:
            return "–"
        return f"{person(report.handled_by)}, {timezone.localtime(report.handled_at):%d/%m/%Y %H:%M}"

    def save_model(self, request: HttpRequest, obj: FaultReport, form: Any, change: bool) -> None:
        if "state" in form.changed_data:
            obj.handle(form.cleaned_data["state"], request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
