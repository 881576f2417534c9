"""The register's screens at the desk that are no form of a text: the work list of citations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from directives import worklist
from directives.models import Directive
from portal.desk import prefill
from portal.forms import PageField

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
    ]


def tools() -> list[tuple[str, str]]:
    """Label and address of each screen, for the head of the register's list."""
    return [("Viện dẫn chưa nối", reverse("admin:directives_directive_worklist"))]


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
