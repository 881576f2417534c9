"""The desk at which every kind of Publishable text is written, approved, corrected and withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, models
from django.db.models import Case, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from portal.desk import prefill, steps
from portal.desk.conflict import differences
from portal.desk.filters import MineFilter, StateFilter
from portal.desk.forms import Pictured, PublishableForm
from portal.desk.history import TrackedAdmin
from portal.desk.people import person, state, state_tag
from portal.fields import HTMLField
from portal.html import to_text
from portal.publishing import Publishable, Refused, Status

#: The moment that the column "thời gian" tells, see `PublishableAdmin.time`.
TOLD_AT = Case(
    When(status=Status.PUBLISHED, then="published_at"),
    When(status=Status.SUBMITTED, submitted_at__isnull=False, then="submitted_at"),
    default="updated_at",
)
#: Columns no list shows; an article's body may be half a megabyte.
_HEAVY = ("body", "body_text", "files_text", "search")


class PublishableAdmin(Pictured, TrackedAdmin):
    """What the admin of a Publishable model inherits.

    A subclass gives fieldsets, `public_page`, and where it has something to say `advice` and `facts`.
    Writing is allowed by state: drafts to everyone with the right to change, what waits or is
    published to publishers alone, what is withdrawn to nobody until it is reopened. Nothing is deleted.
    """

    form = PublishableForm
    change_form_template = "admin/desk/change_form.html"
    change_list_template = "admin/desk/change_list.html"
    list_filter: ClassVar[Any] = [StateFilter, MineFilter]
    list_per_page = 25
    show_full_result_count = False
    ordering = ["-updated_at", "-pk"]
    actions = None
    view_on_site = False
    #: The words on the button that begins a new text, and its place among those of the dashboard.
    write_label: ClassVar[str] = "Viết bài"
    write_place: ClassVar[int] = 0

    def public_page(self, request: HttpRequest, item: Any) -> HttpResponse:
        """The page that readers would get."""
        raise NotImplementedError

    def advice(self, item: Any) -> list[str]:
        """What is missing, though it may be saved without."""
        return []

    def facts(self, item: Any) -> list[tuple[str, str]]:
        """Label and value, for the panel beside the form."""
        return []

    def tools(self, request: HttpRequest) -> list[tuple[str, str]]:
        """Label and address of other screens about these texts, for the head of their list."""
        return []

    # Who may do what

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        if obj is None or obj.status == Status.DRAFT:
            return True
        return obj.status != Status.WITHDRAWN and request.user.has_perm(obj.publish_permission)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # Addresses

    def get_urls(self) -> list[URLPattern]:
        def named(route: str, view: Any, name: str) -> URLPattern:
            full = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
            return path(route, self.admin_site.admin_view(view), name=full)

        return [
            named("<path:object_id>/xem-truoc/", self.preview_view, "preview"),
            named("<path:object_id>/buoc/<slug:slug>/", self.step_view, "step"),
            *super().get_urls(),
        ]

    def address(self, item: Publishable, name: str = "change", *more: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=[item.pk, *more])

    def address_of(self, name: str) -> str:
        """The address of the list ("changelist") or of the empty form ("add")."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}")

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The text as readers will see it; kept by no cache and no search engine."""
        response = self.public_page(request, self.viewed(request, object_id))
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    # Lists

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = super().get_queryset(request).select_related("created_by")
        name = (request.resolver_match and request.resolver_match.url_name) or ""
        listing = name in ("index", "autocomplete") or name.endswith("_changelist")
        heavy = {field.name for field in self.opts.get_fields()} & set(_HEAVY)
        return rows.defer(*(heavy if listing else heavy & {"files_text", "search"}))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"tools": self.tools(request), **(extra_context or {})})

    @admin.display(description="trạng thái")
    def state(self, item: Publishable) -> str:
        return state_tag(item)

    @admin.display(description="người soạn")
    def writer(self, item: Publishable) -> str:
        return person(item.created_by)

    @admin.display(description="thời gian", ordering=TOLD_AT)
    def time(self, item: Publishable) -> str:
        at: datetime | None
        word, at = "sửa", item.updated_at
        if item.status == Status.PUBLISHED:
            word, at = ("hẹn" if item.is_scheduled else "đăng"), item.published_at
        elif item.status == Status.SUBMITTED and item.submitted_at:
            word, at = "gửi", item.submitted_at
        return format_html('<span class="when">{} <time>{}</time></span>', word, _moment(at))

    # The form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """For a reader of the form, HTML as its words and a picture as itself."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        read = {field.name: "body_words" for field in self.opts.fields if isinstance(field, HTMLField)}
        read |= {field.name: "picture" for field in self.opts.fields if isinstance(field, models.ImageField)}
        return [
            (
                name,
                {
                    **options,
                    "fields": [
                        read.get(field, field) if isinstance(field, str) else field
                        for field in options["fields"]
                    ],
                },
            )
            for name, options in fieldsets
        ]

    @admin.display(description="nội dung")
    def body_words(self, item: Any) -> str:
        return to_text(item.body)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*super().get_readonly_fields(request, obj), "body_words", "picture"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return prefill.readable(self.get_form(request).base_fields, request.GET)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row; locked while a POST reads its version and saves, so that two cannot both be in time."""
        found = super().get_object(request, object_id, from_field)
        if found is not None and request.method == "POST" and connection.in_atomic_block:
            return self.get_queryset(request).select_for_update(of=("self",)).get(pk=found.pk)
        return found

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (IntegrityError, ValidationError):
            # Somebody took the number between our check and our save; now the check sees their row.
            return super().changeform_view(request, object_id, form_url, extra_context)
        except PermissionDenied:
            kept = self._kept(request, object_id) if request.method == "POST" and object_id else None
            if kept is None:
                raise
            return kept

    def _kept(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        """What was typed, beside the text that left the writer's hands meanwhile; None for a stranger."""
        item = super().get_object(request, unquote(object_id))
        if item is None or not super().has_change_permission(request, item):
            return None
        form = self.get_form(request, item, change=False)(request.POST, request.FILES, instance=item)
        context = {
            **self.admin_site.each_context(request),
            "title": "Bài đã chuyển trạng thái",
            "opts": self.opts,
            "original": item,
            "state": state(item),
            "conflict": differences(form),
        }
        return TemplateResponse(request, "admin/desk/kept.html", context, status=409)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        item = context["original"]
        may_change = self.has_change_permission(request, item) if item else True
        context |= {"may_change": may_change, "conflict": getattr(context["adminform"].form, "conflict", [])}
        if item:
            context |= {
                "state": state(item),
                "steps": steps.offered(item, request.user, may_change),
                "own_submission": item.status == Status.SUBMITTED and item.submitted_by_id == request.user.pk,
                "people": [
                    (label, person(user), at)
                    for label, user, at in (
                        ("Soạn", item.created_by, item.created_at),
                        ("Gửi duyệt", item.submitted_by, item.submitted_at),
                        ("Duyệt đăng", item.published_by, None),
                    )
                    if user
                ],
                "facts": self.facts(item),
                "advice": self.advice(item),
                "preview_url": self.address(item, "preview"),
                "public_url": item.get_absolute_url() if item.is_published else "",
            }
        else:
            context |= {"state": ("draft", "Bản nháp mới"), "steps": [steps.SUBMIT]}
        return super().render_change_form(request, context, *args, **kwargs)

    # Saving

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = request.user
        if not change or form.has_changed():
            obj.save()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A change of pictures or files alone is a new version of the text as well."""
        super().save_related(request, form, formsets, change)
        if change and not form.has_changed() and any(formset.has_changed() for formset in formsets):
            form.instance.save()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Rows that have an order are numbered 0, 1, 2… so that exactly one of them comes first."""
        super().save_formset(request, form, formset, change)
        if "order" not in formset.form.base_fields:
            return
        for place, row in enumerate(formset.get_queryset().all().order_by("order", "pk")):
            if row.order != place:
                formset.model.objects.filter(pk=row.pk).update(order=place)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._saved(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._saved(request, obj)

    def _saved(self, request: HttpRequest, item: Any) -> HttpResponse:
        """Back to the same text, as a word processor would; or on to the step whose button was pressed."""
        messages.success(request, f"Đã lưu lúc {timezone.localtime():%H:%M}.")
        wanted = request.POST.get("_step")
        for step in steps.offered(item, request.user, self.has_change_permission(request, item)):
            if step.slug == wanted and step == steps.SUBMIT:
                self._run(request, step, item, "")
            elif step.slug == wanted and step.saves:
                return redirect(self.address(item, "step", step.slug))
        return redirect(self.address(item))

    # Steps

    def step_view(self, request: HttpRequest, object_id: str, slug: str) -> HttpResponse:
        """GET asks, POST does: nothing is published or withdrawn by one accidental click."""
        item = self.viewed(request, object_id)
        step = next((step for step in steps.STEPS if step.slug == slug), None)
        if step is None:
            raise Http404("Không có bước này.")
        if step not in steps.offered(item, request.user, self.has_change_permission(request, item)):
            if item.status in step.states:
                raise PermissionDenied
            messages.error(
                request, f"Bài đang ở trạng thái “{state(item)[1]}”, không làm được bước “{step.title}”."
            )
            return redirect(self.address(item))
        form = steps.StepForm(step, item, request.POST if request.method == "POST" else None)
        if form.is_valid():
            if form.cleaned_data["version"] != str(item.version):
                messages.error(request, "Có người vừa sửa bài này. Hãy đọc lại bản mới nhất rồi quyết định.")
            else:
                self._run(request, step, item, form.cleaned_data.get("reason", ""))
            return redirect(self.address(item))
        context = {
            **self.admin_site.each_context(request),
            "title": step.title,
            "opts": self.opts,
            "original": item,
            "step": step,
            "form": form,
            "state": state(item),
            "publishing": step in (steps.PUBLISH, steps.EMERGENCY),
            "scheduled": item.published_at is not None and item.published_at > timezone.now(),
            "facts": self.facts(item),
            "advice": self.advice(item),
            "author": person(item.created_by),
            "preview_url": self.address(item, "preview"),
            "change_url": self.address(item),
        }
        return TemplateResponse(request, "admin/desk/step.html", context)

    def _run(self, request: HttpRequest, step: steps.Step, item: Publishable, reason: str) -> None:
        try:
            step.run(item, request.user, reason)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, self._done(step, item))

    def _done(self, step: steps.Step, item: Any) -> str:
        if item.is_scheduled:
            return f"Đã hẹn giờ đăng lúc {_moment(item.published_at)}."
        if item.is_published:
            return format_html('{} <a href="{}">Xem trên trang</a>', step.done, item.get_absolute_url())
        return step.done


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M}" if at else ""
