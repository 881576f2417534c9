"""The register from Excel at the desk: upload, look at what would happen, apply, take back."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe

from directives import importing, spreadsheet
from directives.models import Batch, BatchRow, Directive
from portal.desk import person
from portal.forms import PageField
from portal.publishing import Refused
from portal.text import slug

View = Callable[..., HttpResponse]
PER_PAGE, BATCHES = 50, 20
#: One request works for so long, then the page says how far it is and goes on.
SECONDS = 2.0
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
State = Batch.State
#: Which rows are shown: value in the address → its words and its rows.
VIEWS: dict[str, tuple[str, Q]] = {
    "": ("Tất cả", Q()),
    "loi": ("Lỗi", Q(outcome=BatchRow.Outcome.ERROR) | Q(state=BatchRow.State.REFUSED)),
    "tao-moi": ("Tạo mới", Q(outcome=BatchRow.Outcome.CREATE)),
    "cap-nhat": ("Cập nhật", Q(outcome=BatchRow.Outcome.UPDATE)),
    "khong-doi": ("Không đổi", Q(outcome=BatchRow.Outcome.SAME)),
    "luu-y": ("Có lưu ý", ~Q(problems=[]) & ~Q(outcome=BatchRow.Outcome.ERROR)),
    "giu-lai": ("Giữ lại", Q(state=BatchRow.State.KEPT)),
}


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Tệp Excel (.xlsx)",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": "Hãy chọn tệp .xlsx.", "empty": "Tệp rỗng, không có gì trong đó.",
            "invalid": "Hãy chọn tệp .xlsx.",
        },
    )  # fmt: skip

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > spreadsheet.MAX_BYTES:
            raise forms.ValidationError("Tệp lớn hơn 5 MB. Hãy chia thành nhiều tệp.")
        return file


class RowsForm(forms.Form):
    loc = forms.ChoiceField(required=False, choices=[(name, words) for name, (words, _) in VIEWS.items()])
    trang = PageField()


def urls() -> list[URLPattern]:
    def named(route: str, view: View, name: str) -> URLPattern:
        return path(f"nhap-excel/{route}", admin.site.admin_view(view), name=f"directives_directive_{name}")

    return [
        named("", imports, "imports"),
        named("tep-mau/", template, "import_template"),
        named("<int:pk>/", batch_page, "import"),
        named("<int:pk>/tep/", marked_file, "import_file"),
        named("<int:pk>/nhap/", apply, "import_apply"),
        named("<int:pk>/hoan-tac/", undo, "import_undo"),
    ]


def may_import(request: HttpRequest) -> bool:
    """Whoever may write texts one by one may write many at once."""
    return request.user.has_perms(["directives.add_directive", "directives.change_directive"])


def tools(request: HttpRequest) -> list[tuple[str, str]]:
    """Label and address, for the head of the register's list."""
    return [("Nhập từ Excel", reverse("admin:directives_directive_imports"))] if may_import(request) else []


def importers_only(view: View) -> View:
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_import(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return wrapped


@importers_only
def imports(request: HttpRequest) -> HttpResponse:
    """The form, and who brought in what, newest first."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = importing.rehearse(file.read(), file.name, _me(request))
        except spreadsheet.NotASheet as error:
            form.add_error("file", str(error))
        else:
            return redirect(_address(batch))
    asked = RowsForm(request.GET)
    rows = Batch.objects.defer("content").counted().select_related("created_by").order_by("-pk")
    page = Paginator(rows, BATCHES).get_page(asked.cleaned_data["trang"] if asked.is_valid() else 1)
    batches = [(batch, person(batch.created_by), _address(batch)) for batch in page]
    context = {"form": form, "page": _paging(page), "batches": batches, "most": spreadsheet.MOST}
    return _page(request, "imports", "Nhập từ Excel", context, status=400 if form.errors else 200)


@require_safe
@importers_only
def batch_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What every row would do, does or did."""
    batch = _find(pk)
    asked = RowsForm(request.GET)
    given: dict[str, Any] = asked.cleaned_data if asked.is_valid() else {}
    chosen: str = given.get("loc", "")
    rows = batch.rows.filter(VIEWS[chosen][1]).select_related("directive")
    page = Paginator(
        rows.defer("values", "before", "directive__body", "directive__body_text", "directive__files_text"),
        PER_PAGE,
    ).get_page(given.get("trang", 1))
    total = batch.creating + batch.updating
    gone = batch.done + batch.refused if batch.state == State.APPLYING else batch.undone + batch.kept
    context = {
        "batch": batch,
        "who": person(batch.created_by),
        "undone_by": person(batch.undone_by) if batch.undone_by else "",
        "tabs": _tabs(batch),
        "chosen": chosen,
        "page": _paging(page),
        "rows": [(row, _row_address(row), _tag(row)) for row in page],
        "working": batch.state in (State.APPLYING, State.UNDOING),
        "undoing": batch.state == State.UNDOING,
        "gone": gone,
        "total": total,
        "may_undo": batch.state in (State.APPLYING, State.APPLIED) and _may_undo(request, batch),
        "onward": "tiep" in request.GET,
    }
    return _page(request, "import", "Xem thử" if batch.state == State.REHEARSED else "Lần nhập", context)


@require_safe
@importers_only
def template(request: HttpRequest) -> HttpResponse:
    return _download(spreadsheet.template(importing.vocabulary()), "mau-so-van-ban.xlsx")


@require_safe
@importers_only
def marked_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was sent, with its errors in red."""
    batch = _find(pk)
    stem = slug(batch.file_name.rpartition(".")[0])
    return _download(importing.marked(batch), f"{stem}-da-kiem-tra.xlsx")


@require_POST
@importers_only
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin, or go on; the same button, so that a lost connection is no more than a pause."""
    batch = _find(pk)
    try:
        if batch.state == State.REHEARSED:
            importing.start(batch)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(_address(batch))
    return _work(request, batch)


@require_POST
@importers_only
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _find(pk)
    try:
        if batch.state != State.UNDOING:
            importing.start_undo(batch, _me(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(_address(batch))
    return _work(request, batch)


def _work(request: HttpRequest, batch: Batch) -> HttpResponse:
    until = time.monotonic() + SECONDS
    more = True
    while more and time.monotonic() < until:
        more = importing.advance(batch, _me(request))
    return redirect(_address(batch) + ("?tiep" if more else ""))


def _tabs(batch: Any) -> list[tuple[str, str, int]]:
    """Value, words and number of rows of every view that has rows."""
    rows = batch.creating + batch.updating + batch.same + batch.faulty
    noted = batch.rows.filter(VIEWS["luu-y"][1]).count()
    counts = {
        "": rows, "loi": batch.faulty + batch.refused, "tao-moi": batch.creating, "cap-nhat": batch.updating,
        "khong-doi": batch.same, "luu-y": noted, "giu-lai": batch.kept,
    }  # fmt: skip
    return [(name, VIEWS[name][0], count) for name, count in counts.items() if count or not name]


def _tag(row: BatchRow) -> tuple[str, str]:
    """Class and words of what a row would do, or of what became of it."""
    done = row.state not in (BatchRow.State.WAITING, BatchRow.State.NOTHING)
    words = row.get_state_display() if done else row.get_outcome_display()
    colours = {
        "create": "published", "update": "scheduled", "same": "draft", "error": "returned",
        "done": "published", "refused": "returned", "undone": "draft", "kept": "submitted",
    }  # fmt: skip
    return colours[row.state if done else row.outcome], words


def _may_undo(request: HttpRequest, batch: Batch) -> bool:
    return batch.created_by_id == request.user.pk or request.user.has_perm(Directive.publish_permission)


def _find(pk: int) -> Any:
    if batch := Batch.objects.counted().select_related("created_by", "undone_by").filter(pk=pk).first():
        return batch
    raise Http404("Không có lần nhập này, hoặc lần xem thử đã được thay bằng lần sau.")


def _me(request: HttpRequest) -> User:
    """Who is importing; only for views that let nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _address(batch: Batch) -> str:
    return reverse("admin:directives_directive_import", args=[batch.pk])


def _row_address(row: BatchRow) -> str:
    return reverse("admin:directives_directive_change", args=[row.directive_id]) if row.directive_id else ""


def _paging(page: Page) -> dict[str, Any]:
    """For `_pages.html`."""
    return {
        "number": page.number,
        "has_previous": page.has_previous(),
        "has_next": page.has_next(),
        "previous": page.number - 1,
        "next": page.number + 1,
    }


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _page(
    request: HttpRequest, name: str, title: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": title, "opts": Directive._meta, **context}
    return TemplateResponse(request, f"admin/directives/{name}.html", context, status=status)
