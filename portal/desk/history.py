"""The history page: who changed what and when, before and after, and the way back to an older version.

Rows come from the database's triggers, so a change made outside the admin is here as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from portal.desk import diff
from portal.desk.forms import DeskFields
from portal.desk.people import person
from portal.fields import HTMLField
from portal.forms import PageField
from portal.html import to_text
from portal.publishing import Status

PER_PAGE = 20
Names = dict[models.Field, dict[Any, str]]
#: Not editable in a form, yet part of the story.
_TOLD = {"status", "return_note", "withdrawn_reason", "emergency_reason"}
#: An older version of the text comes back; when it is published, and its old address, stay as they are.
_KEPT = {"published_at", "legacy_path"}
_MOVES: dict[tuple[Any, Any], str] = {
    (Status.DRAFT, Status.SUBMITTED): "Gửi duyệt",
    (Status.SUBMITTED, Status.PUBLISHED): "Duyệt đăng",
    (Status.DRAFT, Status.PUBLISHED): "Đăng khẩn",
    (Status.PUBLISHED, Status.WITHDRAWN): "Gỡ",
    (Status.WITHDRAWN, Status.DRAFT): "Mở lại",
}


@dataclass(frozen=True)
class Change:
    label: str
    pieces: list[diff.Piece]


@dataclass(frozen=True)
class Entry:
    pk: int
    at: datetime
    who: str
    what: str
    changes: list[Change]
    #: Where it came from, when not from a form: a note that the writer left in the history's context.
    note: str = ""


class History:
    """Reads the events of one model; the number of statements does not depend on the number of events."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.events = model.pgh_event_model  # type: ignore[attr-defined]
        tracked = {field.name for field in self.events._meta.concrete_fields}
        self.fields = [
            field
            for field in model._meta.concrete_fields
            if field.name in tracked and not field.primary_key and (field.editable or field.name in _TOLD)
        ]

    def of(self, pk: Any) -> models.QuerySet:
        return self.events.objects.filter(pgh_obj_id=pk).select_related("pgh_context").order_by("-pgh_id")

    def page(self, pk: Any, number: int) -> tuple[list[Entry], bool]:
        """The entries of one page, newest first, and whether older ones follow."""
        start = (number - 1) * PER_PAGE
        events = list(self.of(pk)[start : start + PER_PAGE + 1])
        names = self._names(events)
        users = get_user_model().objects.in_bulk([user for event in events if (user := _user_of(event))])
        entries = [
            Entry(
                event.pgh_id,
                event.pgh_created_at,
                person(users[user]) if (user := _user_of(event)) in users else "Hệ thống",
                _what(event, before),
                self.changes(before, event, names) if before else [],
                _note_of(event),
            )
            for event, before in zip(events, [*events[1:], None], strict=True)
        ]
        return entries[:PER_PAGE], len(events) > PER_PAGE

    def changes(
        self, before: Any, after: Any, names: Names | None = None, leaving_out: Collection[str] = ()
    ) -> list[Change]:
        """What differs between two versions (events or the row itself), field by field."""
        names = self._names([before, after]) if names is None else names
        found = []
        for field in self.fields:
            old, new = getattr(before, field.attname), getattr(after, field.attname)
            if old != new and field.name not in leaving_out:
                words = diff.pieces(_shown(field, old, names), _shown(field, new, names))
                same = all(piece.kind in {"same", "gap"} for piece in words)
                note = [diff.Piece("same", "Chỉ thay đổi định dạng.")]
                found.append(Change(str(field.verbose_name), note if same else words))
        return found

    def restore(self, item: models.Model, event: Any) -> None:
        """Give the row the content it had; saved as a new version. Raises ValidationError, IntegrityError."""
        for field in self.fields:
            if field.name not in _TOLD | _KEPT:
                setattr(item, field.attname, getattr(event, field.attname))
        item.full_clean()
        item.save()

    def _names(self, events: Iterable[Any]) -> Names:
        names: Names = {}
        for field in self.fields:
            if isinstance(field, models.ForeignKey):
                keys = {getattr(event, field.attname) for event in events} - {None}
                rows = field.related_model._default_manager.in_bulk(keys)
                names[field] = {pk: str(row) for pk, row in rows.items()}
        return names


def _user_of(event: Any) -> Any:
    return event.pgh_context.metadata.get("user") if event.pgh_context else None


def _note_of(event: Any) -> str:
    return event.pgh_context.metadata.get("note", "") if event.pgh_context else ""


def _what(event: Any, before: Any) -> str:
    if before is None:
        return "Tạo mới" if event.pgh_label == "insert" else "Sửa"
    old, new = getattr(before, "status", None), getattr(event, "status", None)
    if old == new:
        return "Sửa"
    if (old, new) == (Status.SUBMITTED, Status.DRAFT):
        return "Trả lại" if event.return_note else "Rút về sửa"
    if new == Status.PUBLISHED and event.emergency_reason != before.emergency_reason:
        return "Đăng khẩn"
    return _MOVES.get((old, new), "Đổi trạng thái")


def _shown(field: models.Field, value: Any, names: Names) -> str:
    if value is None or value == "":
        return ""
    if field in names:
        return names[field].get(value, f"(đã xóa, mã {value})")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"
    if isinstance(field, models.DateField):
        return f"{value:%d/%m/%Y}"
    return to_text(value) if isinstance(field, HTMLField) else str(value)


class TrackedAdmin(DeskFields, admin.ModelAdmin):
    """A ModelAdmin whose history page tells what the database's triggers recorded."""

    show_facets = admin.ShowFacets.NEVER

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        view = self.admin_site.admin_view(self.restore_view)
        return [path("<path:object_id>/history/<int:event_id>/", view, name=name), *super().get_urls()]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes along; rows that only tie two others together have no name that staff would know."""
        whole, counts, lacking, protected = super().get_deleted_objects(objs, request)
        nameless = {
            model._meta.verbose_name_plural
            for model in apps.get_models(include_auto_created=True)
            if model._meta.auto_created
        }
        return whole, {name: n for name, n in counts.items() if name not in nameless}, lacking, protected

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        item = self.viewed(request, object_id)
        number = PageField().clean(request.GET.get("trang"))
        entries, more = History(self.model).page(item.pk, number)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Lịch sử: {item}",
            "opts": self.opts,
            "original": item,
            "entries": entries,
            "number": number,
            "newer": number - 1,
            "older": number + 1 if more else 0,
            "may_restore": self.has_change_permission(request, item),
        }
        return TemplateResponse(request, "admin/desk/history.html", context)

    def restore_view(self, request: HttpRequest, object_id: str, event_id: int) -> HttpResponse:
        """GET shows what would change, POST makes the old content the newest version."""
        history = History(self.model)
        with transaction.atomic():
            item = self.viewed(request, object_id)
            event = history.of(item.pk).filter(pgh_id=event_id).first()
            if event is None:
                raise Http404("Không có phiên bản này.")
            if not self.has_change_permission(request, item):
                raise PermissionDenied
            if request.method == "POST":
                return self._restore(request, history, item, event)
        context = {
            **self.admin_site.each_context(request),
            "title": "Khôi phục phiên bản cũ",
            "opts": self.opts,
            "original": item,
            "event": event,
            "changes": history.changes(item, event, leaving_out=_TOLD | _KEPT),
        }
        return TemplateResponse(request, "admin/desk/restore.html", context)

    def viewed(self, request: HttpRequest, object_id: str) -> Any:
        """The row this person may look at. Raises Http404, PermissionDenied."""
        item = self.get_object(request, object_id)
        if item is None:
            raise Http404("Không có bản ghi này.")
        if not self.has_view_permission(request, item):
            raise PermissionDenied
        return item

    def _restore(self, request: HttpRequest, history: History, item: Any, event: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                history.restore(item, event)
        except ValidationError as error:
            messages.error(request, "Chưa khôi phục được: " + " ".join(error.messages))
        except IntegrityError:
            messages.error(request, "Chưa khôi phục được: phiên bản cũ trùng với một bản ghi khác.")
        else:
            at = timezone.localtime(event.pgh_created_at)
            messages.success(request, f"Đã khôi phục phiên bản {at:%d/%m/%Y %H:%M}.")
        return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[item.pk]))
