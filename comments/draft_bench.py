"""Staff at a draft: its opinions section by section, what is unanswered, one answer for many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from comments import drafts
from comments.bench import me, moderators_only
from comments.bench_forms import AnswerForm
from comments.draft_views import PER_LIST, download
from comments.models import Comment, Outcome
from comments.querysets import CommentQuerySet, count_of
from comments.vocabulary import Department
from comments.workbooks import workbook
from directives.models import Directive
from portal.forms import PageField

PER_PAGE = 50
WHOLE = "ca-du-thao"
UNANSWERED = "chua-tra-loi"


class DraftAnswerForm(AnswerForm):
    """One answer for the opinions that are ticked, one by one or a section at a time."""

    department = forms.ModelChoiceField(
        Department.objects.filter(active=True),
        label="Đơn vị trả lời",
        empty_label=None,
        error_messages={"required": "Hãy chọn đơn vị."},
    )
    outcome = forms.ChoiceField(
        label="Kết quả",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn tiếp thu, tiếp thu một phần hoặc giải trình."},
    )
    replace = forms.BooleanField(label="Thay cả các trả lời đã có", required=False)


class ListForm(forms.Form):
    """The address of a list: which section, which opinions. What it does not understand, it leaves out."""

    muc = forms.CharField(required=False, max_length=20)
    loc = forms.ChoiceField(required=False, choices=[(UNANSWERED, "Chưa trả lời")])
    trang = PageField()

    def value(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    def query(self, **changes: str) -> str:
        """ "?muc=muc-2.1&loc=chua-tra-loi": the list with `changes`, from page 1; "" for all of it."""
        kept = {name: self.value(name) for name in ("muc", "loc")} | changes
        pairs = {name: value for name, value in kept.items() if value}
        return f"?{urlencode(pairs)}" if pairs else ""

    def narrow(self, rows: CommentQuerySet) -> CommentQuerySet:
        if section := self.value("muc"):
            rows = rows.filter(section="" if section == WHOLE else section)
        return rows.filter(answer__isnull=True) if self.value("loc") else rows


@dataclass(frozen=True)
class Tab:
    """A section in the list of sections, with its address and how many opinions wait for an answer."""

    title: str
    query: str
    current: bool
    opinions: int
    unanswered: int


@require_safe
@moderators_only
def draft_index(request: HttpRequest) -> HttpResponse:
    """Every draft that was ever laid before the public, the last to close first."""
    own = Comment.objects.answerable().filter(directive=OuterRef("pk"))
    found = (
        Directive.objects.filter(consultation=True).select_related("type").order_by("-comments_until", "-pk")
    )
    found = found.annotate(opinions=count_of(own), unanswered=count_of(own.filter(answer__isnull=True)))
    rows = found.defer("body", "body_text", "search")
    page = Paginator(rows, PER_LIST).get_page(PageField().clean(request.GET.get("trang")))
    return _render(request, "drafts", {"title": "Lấy ý kiến dự thảo", "page": page})


@require_safe
@moderators_only
def draft_case(request: HttpRequest, pk: int) -> HttpResponse:
    """The opinions on one draft, with the form that answers those that are ticked."""
    return _case(request, _find(pk), DraftAnswerForm(initial={"answered_on": timezone.localdate()}))


@require_POST
@moderators_only
def draft_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """First a preview of exactly which opinions get exactly which answer; then the answer."""
    draft, form = _find(pk), DraftAnswerForm(request.POST)
    ticked = [
        int(key) for key in request.POST.getlist("pk") if key.isascii() and key.isdigit() and len(key) < 16
    ]
    whole = ["" if name == WHOLE else name for name in request.POST.getlist("section")]
    if "back" in request.POST:
        return _case(request, draft, form, ticked)
    chosen = Comment.objects.answerable().filter(Q(pk__in=ticked) | Q(section__in=whole), directive=draft)
    if not chosen.exists():
        form.add_error(None, "Hãy chọn ít nhất một ý kiến.")
    if not form.is_valid():
        return _case(request, draft, form, ticked, status=400)
    said = {name: value for name, value in form.cleaned_data.items() if name != "replace"}
    replace = form.cleaned_data["replace"]
    if "confirm" in request.POST:
        done = chosen.answer_all(me(request), replace=replace, **said)
        messages.success(request, f"Đã ghi trả lời cho {done} ý kiến.")
        return redirect(_address(draft) + ListForm(request.GET).query())
    rows = list(drafts.in_order(chosen, draft))
    answered = [row for row in rows if hasattr(row, "answer")]
    context = {
        "title": "Xem trước trả lời",
        "draft": draft,
        "form": form,
        "said": said,
        "outcome": Outcome(said["outcome"]).label,
        "rows": rows if replace else [row for row in rows if row not in answered],
        "answered": len(answered),
        "query": ListForm(request.GET).query(),
    }
    return _render(request, "draft_preview", context)


@require_safe
@moderators_only
def draft_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The table as it would be published now, for whoever prepares it."""
    draft = _find(pk)
    rows = drafts.table(draft, drafts.published(draft))
    response = download(draft, workbook("Tổng hợp ý kiến", drafts.COLUMNS, rows))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _case(
    request: HttpRequest,
    draft: Directive,
    form: DraftAnswerForm,
    ticked: Sequence[int] = (),
    status: int = 200,
) -> HttpResponse:
    listed, own = ListForm(request.GET), Comment.objects.answerable().filter(directive=draft)
    rows = drafts.in_order(listed.narrow(own), draft)
    page = Paginator(rows, PER_PAGE).get_page(listed.value("trang"))
    context = {
        "title": draft.subject,
        "draft": draft,
        "page": page,
        "parts": drafts.parts(page.object_list, draft),
        "tabs": _tabs(draft, own, listed),
        "listed": listed,
        "unanswered_only": bool(listed.value("loc")),
        "other_query": listed.query(loc="" if listed.value("loc") else UNANSWERED),
        "form": form,
        "ticked": ticked,
        "whole": WHOLE,
    }
    return _render(request, "draft_case", context, status)


def _tabs(draft: Directive, own: CommentQuerySet, listed: ListForm) -> list[Tab]:
    """All opinions, then every section that has some; one statement."""
    counted = (
        own.order_by()
        .values("section")
        .annotate(opinions=Count("pk"), unanswered=Count("pk", filter=Q(answer__isnull=True)))
    )
    found = {row["section"]: (row["opinions"], row["unanswered"]) for row in counted}
    titles = {section.anchor: section.title for section in drafts.sections(draft)}
    known = [anchor for anchor in ("", *titles) if anchor in found]
    lost = sorted(set(found) - set(known))
    total = tuple(map(sum, zip(*found.values(), strict=True))) or (0, 0)
    chosen = listed.value("muc")
    tabs = [Tab("Tất cả các mục", listed.query(muc=""), not chosen, *total)]
    for anchor in [*known, *lost]:
        name = anchor or WHOLE
        title = drafts.title_of(anchor, titles)
        tabs.append(Tab(title, listed.query(muc=name), name == chosen, *found[anchor]))
    return tabs


def _find(pk: int) -> Directive:
    drafts_only = Directive.objects.filter(consultation=True).select_related("type", "issuing_body")
    return get_object_or_404(drafts_only, pk=pk)


def _address(draft: Directive) -> str:
    return reverse("admin:comments_comment_draft", args=[draft.pk])


def _render(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    whole = {**admin.site.each_context(request), **context}
    return render(request, f"admin/comments/{name}.html", whole, status=status)
