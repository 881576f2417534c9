"""The register's screens beside the form of a text: citations that lead nowhere, numbers and their gaps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString

from directives import intake, numbering, worklist
from directives.models import Directive, DocumentType, IssuingBody
from portal.desk import prefill
from portal.forms import DAY_FORMATS, PageField

View = Callable[..., HttpResponse]


class WorkListForm(forms.Form):
    q = forms.CharField(required=False, label="Số, ký hiệu", max_length=100)
    loc = forms.ChoiceField(
        required=False, label="Hiện", choices=[(value, label) for value, label, *_ in worklist.STATES]
    )
    trang = PageField()


class PlaceForm(forms.Form):
    """Which number, with which quoted date: how the page of one line is addressed."""

    so = forms.CharField(max_length=80)
    ngay = forms.DateField(required=False, input_formats=["%Y-%m-%d"])


def urls() -> list[URLPattern]:
    def named(route: str, view: View, name: str) -> URLPattern:
        return path(route, admin.site.admin_view(view), name=f"directives_directive_{name}")

    return [
        named("vien-dan/", work_list, "worklist"),
        named("vien-dan/chon/", choose, "choose"),
        named("so/", number, "number"),
        named("day-so/", series, "series"),
        named("tu-tep/", intake.upload, "upload"),
        named("tu-tep/<int:pk>/bo/", intake.drop, "upload_drop"),
    ]


def tools() -> list[tuple[str, str]]:
    """Label and address of each screen, for the head of the register's list."""
    return [
        ("Thêm từ tệp Word, PDF", reverse("admin:directives_directive_upload")),
        ("Viện dẫn chưa nối", reverse("admin:directives_directive_worklist")),
        ("Số trống, số trùng", reverse("admin:directives_directive_series")),
    ]


def place_address(key: str, day: Any) -> str:
    """The page on which the document of one citation is chosen."""
    given = {"so": key, "ngay": f"{day:%Y-%m-%d}" if day else ""}
    return f"{reverse('admin:directives_directive_choose')}?{urlencode(given)}"


def work_list(request: HttpRequest) -> HttpResponse:
    """Numbers that are cited and lead nowhere, most cited first, each with what to do about it."""
    _allow(request, "view")
    form = WorkListForm(request.GET)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {"trang": 1}
    page = worklist.page(asked.get("loc", ""), asked.get("q", ""), asked["trang"])
    lines = [
        {
            "line": line,
            "places": [(place.citing, _form_of(place.citing)) for place in line.places],
            "choose": place_address(line.key, line.date),
            "add": _add_form(request, line.known),
        }
        for line in page.rows
    ]
    context = {"form": form, "page": page, "lines": lines, "chosen": asked.get("loc") == "da-chon"}
    return _page(request, "worklist", "Viện dẫn chưa nối", context)


def choose(request: HttpRequest) -> HttpResponse:
    """One number: the documents that have it, the places that cite it, and which leads where."""
    _allow(request, "view")
    asked = PlaceForm(request.GET)
    if not asked.is_valid():
        return redirect("admin:directives_directive_worklist")
    key, day = asked.cleaned_data["so"], asked.cleaned_data["ngay"]
    if request.method == "POST":
        _allow(request, "change")
        _decide(request, key)
        return redirect(place_address(key, day))
    places = worklist.places(key, day)
    if not places:
        messages.info(request, "Số này không còn chỗ viện dẫn nào phải chọn.")
        return redirect("admin:directives_directive_worklist")
    waiting, pinned = (
        [(place, f"{place._meta.label_lower}:{place.pk}", _form_of(place.citing)) for place in rows]
        for rows in (places.waiting, places.pinned)
    )
    context = {
        "day": day,
        "first": places.first,
        "candidates": places.first.candidates(),
        "add": _add_form(request, places.known()),
        "waiting": waiting,
        "pinned": pinned,
        "places": places,
        "may_change": request.user.has_perm("directives.change_directive"),
    }
    return _page(request, "choose", "Chọn văn bản được viện dẫn", context)


def _decide(request: HttpRequest, key: str) -> None:
    chosen = request.POST.getlist("cho")
    if "bo" in request.POST:
        freed = worklist.pin(key, chosen, None)
        messages.success(request, f"Đã bỏ chọn {freed} chỗ viện dẫn.") if freed else _nothing(request)
        return
    wanted = request.POST.get("van-ban", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 19):
        messages.error(request, "Hãy chọn một văn bản.")
        return
    target = get_object_or_404(Directive.objects.select_related("type"), pk=wanted, key=key)
    changed = worklist.pin(key, chosen, target)
    if changed:
        messages.success(request, f"Đã nối {changed} chỗ viện dẫn với {target.citation_form}.")
    else:
        _nothing(request)


def _nothing(request: HttpRequest) -> None:
    messages.error(request, "Hãy đánh dấu ít nhất một chỗ viện dẫn.")


# Numbers


class NumberForm(forms.Form):
    """The fields of the add form that make a number, as they stand while it is being filled in."""

    type = forms.ModelChoiceField(DocumentType.objects.all())
    issuing_body = forms.ModelChoiceField(IssuingBody.objects.all())
    issued_on = forms.DateField(input_formats=DAY_FORMATS)
    symbol = forms.CharField(required=False, max_length=80)
    own = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


class SeriesForm(forms.Form):
    loai = forms.ModelChoiceField(
        DocumentType.objects.all(), required=False, label="Loại văn bản", empty_label="Tất cả"
    )
    coquan = forms.ModelChoiceField(
        IssuingBody.objects.all(), required=False, label="Cơ quan ban hành", empty_label="Tất cả"
    )
    ky = forms.CharField(required=False, label="Kỳ đánh số", max_length=20)
    trang = PageField()


def number(request: HttpRequest) -> HttpResponse:
    """A piece of the form: the period of what is chosen, the number that follows, who has the typed one."""
    _allow(request, "view")
    form = NumberForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    page = HttpResponse(
        number_hint(
            given.get("type"),
            given.get("issuing_body"),
            given.get("issued_on"),
            given.get("symbol", ""),
            given.get("own"),
        )
    )
    page.headers["Cache-Control"] = "private, no-store"
    return page


def number_hint(
    type: DocumentType | None, body: IssuingBody | None, day: date | None, typed: str, own: int | None
) -> SafeString:
    """The same piece for the form itself, which shows it without JavaScript once these are known."""
    hint = numbering.hint(type, body, day, typed, own) if type and body and day else None
    same = [(text, _form_of(text)) for text in hint.same] if hint else []
    return render_to_string("admin/directives/_number.html", {"hint": hint, "same": same, "typed": typed})


def series(request: HttpRequest) -> HttpResponse:
    """Numbers that no text of a series has, and those that several have."""
    _allow(request, "view")
    form = SeriesForm(request.GET)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {"trang": 1}
    chosen = asked.get("coquan"), asked.get("loai"), asked.get("ky", "")
    page = Paginator(numbering.series(*chosen), 20).get_page(asked["trang"])
    rows = numbering.with_gaps(page)
    bodies = IssuingBody.objects.in_bulk({row.body_id for row in rows})
    types = DocumentType.objects.in_bulk({row.type_id for row in rows})
    listed = [(row, _gaps(request, row, types[row.type_id], bodies[row.body_id])) for row in rows]
    context = {"form": form, "page": page, "series": listed, "duplicates": numbering.duplicates(*chosen)}
    return _page(request, "series", "Số trống, số trùng", context)


def _gaps(
    request: HttpRequest, row: numbering.Series, type: DocumentType, body: IssuingBody
) -> list[tuple[str, str]]:
    """Each gap in words with the address of the form that adds its first number."""
    found = []
    for first, last in row.gaps:
        symbol = numbering.by_rule(first, type.abbreviation, body.mark, body.numbering)
        known = {"symbol": str(symbol), "type": type.pk, "issuing_body": body.pk}
        found.append((str(first) if first == last else f"{first}–{last}", _add_form(request, known)))
    return found


# What the screens share


def _form_of(text: models.Model) -> str:
    return reverse(f"admin:{text._meta.app_label}_{text._meta.model_name}_change", args=[text.pk])


def _add_form(request: HttpRequest, known: dict[str, Any]) -> str:
    if not request.user.has_perm("directives.add_directive"):
        return ""
    return f"{reverse('admin:directives_directive_add')}?{prefill.query(known)}"


def _allow(request: HttpRequest, verb: str) -> None:
    if not request.user.has_perm(f"directives.{verb}_directive"):
        raise PermissionDenied


def _page(request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
    frame = admin.site.each_context(request)
    return TemplateResponse(request, f"admin/directives/{name}.html", {**frame, "title": title, **context})
