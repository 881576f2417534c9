"""The desk of the register: official texts, and the vocabularies they are described with."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ManyToManyField, Q, QuerySet
from django.forms import Script
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join

from directives import desk, import_desk, intake, suggestions, symbols, views
from directives.models import Attachment, Directive, DocumentType, Field, IssuingBody, Relation, Term
from portal import commenting, search
from portal.desk import DistinctFormSet, PublishableAdmin, PublishableForm, TableInline, TrackedAdmin

#: A file up to this size is read for the search while its editor waits; others by `read_attachments`.
READ_AT_ONCE = 5 * 1024 * 1024
#: What decides, with the day, which series a number belongs to.
NUMBERED_BY = ("type", "issuing_body")


class DirectiveForm(PublishableForm):
    """Says before saving which text already has the number, and what was filled in from a file."""

    incoming = intake.IncomingField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.from_file = self.fields["incoming"].clean(self["incoming"].value())
        if self.from_file:
            intake.mark(self.fields, self.from_file)
        if not self.instance.pk:
            # What a link filled in: the number's piece of the form reads the text, not the fields.
            for name in self.initial.keys() & {"type", "issuing_body", "issued_on", "symbol"}:
                setattr(self.instance, name, self.initial[name])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if same := self._same_number():
            raise ValidationError(
                {
                    "symbol": format_html(
                        'Số này đã có trong sổ, kỳ {}: <a href="{}" target="_blank">{}</a>. '
                        "Nếu đúng là văn bản khác, hãy kiểm tra loại văn bản, cơ quan và ngày ban hành.",
                        same.period,
                        reverse("admin:directives_directive_change", args=[same.pk]),
                        same,
                    )
                }
            )
        return cleaned

    def _same_number(self) -> Directive | None:
        given = self.cleaned_data
        symbol = symbols.parse(given["symbol"]) if given.get("symbol") else None
        body, day = given.get("issuing_body"), given.get("issued_on")
        if symbol is None or body is None or day is None:
            return None
        same = Directive.objects.filter(
            key=symbol.key, type=given.get("type"), issuing_body=body, period=body.period_of(day)
        )
        return same.exclude(pk=self.instance.pk).select_related("type").first()


class RelationFormSet(DistinctFormSet):
    distinct = ("kind", "target")
    repeated = "Quan hệ này đã ghi ở dòng trên."

    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            target = form.cleaned_data.get("target") if hasattr(form, "cleaned_data") else None
            if target is not None and target == self.instance:
                form.add_error("target", "Văn bản không có quan hệ với chính nó.")


class RelationInline(TableInline):
    model = Relation
    fk_name = "source"
    formset = RelationFormSet
    fields = ["kind", "target", "effective_on", "partial"]
    autocomplete_fields = ["target"]
    verbose_name_plural = "Quan hệ với văn bản khác"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("source__type", "target__type")


class AttachmentInline(TableInline):
    model = Attachment
    fields = ["title", "file", "order", "download"]
    readonly_fields = ["download"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "file":
            # The stock widget links to the file's own address, which is closed.
            kwargs["widget"] = forms.FileInput
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="tải về")
    def download(self, attachment: Attachment) -> str:
        if not attachment.pk:
            return "–"
        url = reverse("admin:directives_directive_attachment", args=[attachment.directive_id, attachment.pk])
        return format_html('<a href="{}">{}</a>', url, attachment.extension.lstrip(".").upper())


class CitingAdmin(PublishableAdmin):
    """The desk of texts that cite: their form lists the citations that were found, with their targets."""

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if item := context["original"]:
            context["citations"] = item.citations.select_related("target__type").order_by("pk")
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(Directive)
class DirectiveAdmin(CitingAdmin):
    form = DirectiveForm
    change_form_template = "admin/directives/text_form.html"
    write_label = "Thêm văn bản"
    write_place = 2
    list_display = ["number_and_subject", "type", "issued", "state", "writer", "time"]
    list_display_links = ["number_and_subject"]
    list_filter = [*PublishableAdmin.list_filter, "type", "issuing_body", "fields"]
    search_fields = ["subject"]
    search_help_text = (
        "Gõ số theo cách nào cũng được (446 qd tu, 446-QĐ/TU), hoặc chữ trong trích yếu, nội dung."
    )
    autocomplete_fields = ["type", "issuing_body"]
    formfield_overrides = {ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    readonly_fields = ["numbering_period", "done_to_it"]
    inlines = [AttachmentInline, RelationInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("symbol", "issued_on"),
                    ("type", "issuing_body"),
                    "numbering_period",
                    "subject",
                    "body",
                ]
            },
        ),
        ("Nơi nhận và chữ ký", {"fields": [
            ("place", "signing_authority"), ("signer_position", "signer"), "signed_and_sealed", "recipients",
        ]}),
        ("Hiệu lực", {"fields": [("in_force_from", "in_force_until"), "done_to_it"]}),
        ("Xếp vào", {"fields": ["fields"]}),
        ("Ý kiến bạn đọc", {
            "fields": ["consultation", *commenting.FIELDS], "description": commenting.ADVICE,
            "classes": ["collapse"],
        }),
        ("Dấu mật, dấu lưu hành", {"fields": ["marking", "marking_decision"]}),
        ("Hẹn giờ", {"fields": ["published_at"]}),
        ("Địa chỉ cũ", {"fields": ["legacy_path"], "classes": ["collapse"]}),
    ]  # fmt: skip

    class Media:
        css: ClassVar[Any] = {"all": ["css/register-desk.css"]}
        js: ClassVar[Any] = [Script("admin_theme/register.js", defer=True)]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.attachment_view)
        route = "<path:object_id>/tep/<int:attachment_id>/"
        attachment = path(route, view, name="directives_directive_attachment")
        return [*desk.urls(), *import_desk.urls(), attachment, *super().get_urls()]

    def tools(self, request: HttpRequest) -> list[tuple[str, str]]:
        return [*desk.tools(), *import_desk.tools(request)]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        given = super().get_changeform_initial_data(request)
        incoming = given.get("incoming")
        return {**intake.values(incoming.paper), **given} if incoming else given

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if incoming := context["adminform"].form.from_file:
            context["intake"] = intake.report(incoming)
        if item := context["original"]:
            context |= {
                "suggestions": suggestions.offered(item),
                "refused": item.refused_suggestions.count(),
                "buttons": suggestions,
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The file that filled the form in becomes an attachment with the first save."""
        super().save_related(request, form, formsets, change)
        short = form.instance.attachments.unread().filter(size__lte=READ_AT_ONCE)
        transaction.on_commit(lambda: [attachment.read_words() for attachment in short])
        if incoming := form.cleaned_data["incoming"]:
            incoming.attach_to(form.instance)
        elif form.data.get("incoming"):
            messages.warning(request, "Tệp dùng để điền biểu mẫu không còn; nếu cần, hãy đính kèm lại.")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """By number in any spelling first; else by words, or by the number alone while it is being typed."""
        typed = search.tidy(search_term)
        if not typed:
            return queryset, False
        numbered = queryset.filter(key__in=symbols.candidates(typed))
        if numbered.exists():
            return numbered, False
        found = Q(search=search.query(typed)) | Q(subject__unaccent__icontains=typed)
        if typed.isdecimal() and len(typed) < 7:
            found |= Q(number=typed)
        return queryset.filter(found), False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("type", "issuing_body")

    def response_change(self, request: HttpRequest, obj: Directive) -> HttpResponse:
        """The buttons of suggested relations save what was typed first, as those of the steps do."""
        try:
            done = suggestions.decide(obj, request.POST)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            if done:
                messages.success(request, done)
        return super().response_change(request, obj)

    def public_page(self, request: HttpRequest, item: Directive) -> HttpResponse:
        return views.directive_page(request, Directive.objects.for_page().get(pk=item.pk))

    def attachment_view(self, request: HttpRequest, object_id: str, attachment_id: int) -> FileResponse:
        """The file of a text that is not published yet, for whoever may see the text."""
        directive = self.viewed(request, object_id)
        attachment = directive.attachments.filter(pk=attachment_id).first()
        if attachment is None or not attachment.file.storage.exists(attachment.file.name):
            raise Http404("Không có tệp này.")
        name = f"{attachment.title}{attachment.extension}"
        response = FileResponse(attachment.file.open("rb"), as_attachment=True, filename=name)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    @admin.display(description="số, ký hiệu và trích yếu", ordering="subject")
    def number_and_subject(self, item: Directive) -> str:
        return format_html('<span class="symbol">{}</span> {}', item.symbol or "Không số", item.subject)

    @admin.display(description="ban hành", ordering="issued_on")
    def issued(self, item: Directive) -> str:
        return f"{item.issued_on:%d/%m/%Y}" if item.issued_on else "–"

    @admin.display(description="kỳ đánh số")
    def numbering_period(self, item: Directive) -> str:
        """Filled in by register.js while it is typed; without it, once the form has been sent."""
        type, body = (getattr(item, name) if getattr(item, f"{name}_id") else None for name in NUMBERED_BY)
        return format_html(
            '<div class="number-hint" aria-live="polite" data-number="{}" data-own="{}">{}</div>',
            reverse("admin:directives_directive_number"),
            item.pk or "",
            desk.number_hint(type, body, item.issued_on, item.symbol, item.pk),
        )

    @admin.display(description="văn bản khác tác động đến văn bản này")
    def done_to_it(self, item: Directive) -> str:
        rows = item.related_by.select_related("source__type") if item.pk else []
        lines = [
            (
                row.inverse_label,
                reverse("admin:directives_directive_change", args=[row.source_id]),
                row.source,
            )
            for row in rows
        ]
        return format_html_join("", '<p class="line">{} <a href="{}">{}</a></p>', lines) or "Chưa có."

    def advice(self, item: Directive) -> list[str]:
        missing = []
        if not item.body_text and not item.attachments.all():
            missing.append("Chưa có nội dung, cũng chưa có tệp đính kèm.")
        if not item.signer:
            missing.append("Chưa có người ký.")
        if not item.symbol:
            missing.append("Văn bản không số: bạn đọc không tra được theo số.")
        if waiting := len(item.suggested_relations()):
            missing.append(f"Còn {waiting} quan hệ gợi ý từ nội dung, chưa ghi cũng chưa bỏ.")
        return missing

    def facts(self, item: Directive) -> list[tuple[str, str]]:
        symbol = [("Số, ký hiệu", item.symbol)] if item.symbol else []
        return [
            *symbol,
            ("Loại", str(item.type)),
            ("Cơ quan", str(item.issuing_body)),
            ("Kỳ đánh số", item.period or "–"),
        ]


class VocabularyAdmin(TrackedAdmin):
    """Names that other rows point at: found without accents, never deleted while in use."""

    actions = None
    search_fields = ["name"]
    #: A column of abbreviations, which are typed exactly.
    mark: str = ""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        typed = search.tidy(search_term)
        found = Q(name__unaccent__icontains=typed)
        if self.mark and typed:
            found |= Q(**{f"{self.mark}__istartswith": typed})
        return queryset.filter(found), False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        unused = obj is None or not obj.directives.exists()
        return unused and super().has_delete_permission(request, obj)


@admin.register(DocumentType)
class DocumentTypeAdmin(VocabularyAdmin):
    list_display = ["name", "abbreviation"]
    fields = ["name", "abbreviation"]
    mark = "abbreviation"


class TermInline(TableInline):
    model = Term
    fields = ["name", "starts_on", "ends_on"]


@admin.register(IssuingBody)
class IssuingBodyAdmin(VocabularyAdmin):
    list_display = ["name", "mark", "numbering", "valid_from", "valid_until"]
    list_filter = ["numbering"]
    fields = ["name", "mark", "superior_name", "numbering", ("valid_from", "valid_until"), "follows"]
    autocomplete_fields = ["follows"]
    inlines = [TermInline]
    mark = "mark"


@admin.register(Field)
class FieldAdmin(VocabularyAdmin):
    list_display = ["name"]
    fields = ["name"]
