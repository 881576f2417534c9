"""The public pages of a consultation: which drafts are open, and what became of every opinion."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from comments import drafts
from comments.models import Comment
from comments.querysets import State, count_of
from comments.workbooks import XLSX, workbook
from directives.models import Directive, DirectiveQuerySet
from portal.forms import PageField
from portal.text import slug as to_slug

PER_LIST, PER_TABLE = 20, 100
MOST_OPEN = 50


@require_safe
def draft_list(request: HttpRequest) -> HttpResponse:
    """Drafts that ask for opinions today, the first to close first, and those that are over."""
    known, today = with_counts(Directive.objects.published()), timezone.localdate()
    number = PageField().clean(request.GET.get("trang"))
    page = Paginator(known.after_consultation(today), PER_LIST).get_page(number)
    context = {"open": known.in_consultation(today)[:MOST_OPEN], "page": page, "today": today}
    return render(request, "comments/draft_list.html", context)


def with_counts(known: DirectiveQuerySet) -> DirectiveQuerySet:
    """With `opinions`, how many readers see, or None; and without the texts themselves."""
    shown = Comment.objects.filter(directive=OuterRef("pk"), state=State.PUBLISHED)
    rows = known.annotate(opinions=count_of(shown)).select_related("type", "issuing_body")
    return rows.defer("body", "body_text", "search")


@require_safe
def draft_table(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Mục – nội dung góp ý – người góp – tiếp thu, giải trình."""
    draft = _over(pk)
    opinions = drafts.published(draft)
    page = Paginator(opinions, PER_TABLE).get_page(PageField().clean(request.GET.get("trang")))
    context: dict[str, Any] = {
        "draft": draft,
        "page": page,
        "parts": drafts.parts(page.object_list, draft),
        "tally": drafts.tally(opinions),
        "file_url": reverse("draft_file", args=[slug, pk]),
        "undecided": drafts.UNDECIDED,
    }
    return render(request, "comments/draft_table.html", context)


@require_safe
def draft_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The whole table for Excel."""
    draft = _over(pk)
    content = workbook("Tổng hợp ý kiến", drafts.COLUMNS, drafts.table(draft, drafts.published(draft)))
    return download(draft, content)


def download(draft: Directive, content: bytes) -> HttpResponse:
    name = f"tong-hop-y-kien-{to_slug(draft.symbol or draft.subject, 60)}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(content, content_type=XLSX, headers=headers)


def _over(pk: int) -> Directive:
    """The published draft whose table is public. Raises Http404 before the last day is over, Gone as ever."""
    draft = Directive.objects.select_related("type", "issuing_body").public_or_404(pk=pk)
    if not draft.consultation_over:
        raise Http404("Bảng tổng hợp được công bố sau ngày cuối lấy ý kiến.")
    return draft
