"""Reports to leaders: figures of a period on a page, the opinions with their answers for Excel and Word."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from comments import figures, word_report
from comments.bench import moderators_only
from comments.models import Comment
from comments.querysets import CommentQuerySet, State
from comments.vocabulary import Rules
from comments.workbooks import XLSX, workbook
from portal.forms import DayField
from portal.models import SiteSettings

MAX_ROWS = 20_000
#: Opinions in a report for paper: some 150 pages, and some seconds of work.
MAX_PRINTED = 500
MAX_DAYS = 3660
COLUMNS = (
    ("Số", 8), ("Ngày gửi", 18), ("Về", 40), ("Tên hiển thị", 24), ("Ý kiến", 80), ("Trạng thái", 14),
    ("Lý do không đăng", 28), ("Đơn vị trả lời", 28), ("Nội dung trả lời", 80), ("Ngày trả lời", 14),
)  # fmt: skip
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class PeriodForm(forms.Form):
    """Both days included; whatever is missing or impossible becomes the last thirty days."""

    tu = DayField("Từ ngày")
    den = DayField("Đến ngày")

    def period(self) -> tuple[date, date]:
        self.is_valid()
        last = self.cleaned_data.get("den") or timezone.localdate()
        first = self.cleaned_data.get("tu") or last - timedelta(days=29)
        first, last = min(first, last), max(first, last)
        earliest = date(1990, 1, 1)
        last = max(min(last, date(2200, 1, 1)), earliest)
        return max(first, earliest, last - timedelta(days=MAX_DAYS)), last


@require_safe
@moderators_only
def statistics(request: HttpRequest) -> HttpResponse:
    first, last = PeriodForm(request.GET).period()
    hours = Rules.current().service_hours
    context = {
        **admin.site.each_context(request),
        "title": "Thống kê ý kiến bạn đọc",
        "period": PeriodForm(initial={"tu": first, "den": last}),
        "first": first,
        "last": last,
        "figures": figures.of(first, last, hours),
        "service_hours": hours,
    }
    return render(request, "admin/comments/statistics.html", context)


@require_safe
@moderators_only
def export(request: HttpRequest) -> HttpResponse:
    """The opinions of the period with their answers; no e-mail and no trace of an address."""
    first, last = PeriodForm(request.GET).period()
    rows = _opinions(first, last).exclude(state=State.RETRACTED).order_by("sent_at", "pk")
    content = workbook("Ý kiến bạn đọc", COLUMNS, map(_row, rows[:MAX_ROWS]))
    return _download(content, XLSX, f"y-kien-{first:%Y%m%d}-{last:%Y%m%d}.xlsx")


@require_safe
@moderators_only
def report(request: HttpRequest) -> HttpResponse:
    """The figures of the period and its published opinions, text by text, for leaders to read on paper."""
    first, last = PeriodForm(request.GET).period()
    shown = _opinions(first, last).filter(state=State.PUBLISHED)
    rows = list(shown.order_by("article", "directive", "matter", "sent_at", "pk")[:MAX_PRINTED])
    left_out = shown.count() - len(rows)
    found = figures.of(first, last, Rules.current().service_hours)
    site = SiteSettings.objects.first() or SiteSettings()
    content = word_report.document(site, first, last, found, rows, left_out)
    return _download(content, DOCX, f"bao-cao-y-kien-{first:%Y%m%d}-{last:%Y%m%d}.docx")


def _opinions(first: date, last: date) -> CommentQuerySet:
    start, end = figures.moments(first, last)
    rows = Comment.objects.filter(sent_at__gte=start, sent_at__lt=end)
    return rows.with_target().select_related(
        "article", "directive__type", "matter", "answer__department", "grounds"
    )


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _row(comment: Comment) -> list[Any]:
    answer = getattr(comment, "answer", None)
    return [
        comment.pk,
        f"{timezone.localtime(comment.sent_at):%d/%m/%Y %H:%M}",
        str(comment.target),
        comment.name,
        comment.text,
        comment.get_state_display(),
        str(comment.grounds or ""),
        str(answer.department) if answer else "",
        answer.text if answer else "",
        f"{answer.answered_on:%d/%m/%Y}" if answer else "",
    ]
