"""The public register."""

from __future__ import annotations

from datetime import date

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from directives import exports, timeline
from directives.anchors import with_anchors
from directives.forms import RegisterForm
from directives.linking import LINKED, linked
from directives.models import (
    Attachment,
    AttachmentVersion,
    Directive,
    DirectiveCitation,
    IssuingBody,
    Relation,
)
from directives.models.querysets import LONG
from portal.paging import KeyPages
from portal.prepared import Among, prepared
from portal.qr import qr
from portal.text import slug as to_slug

MOST_CITING = 20
PER_PAGE = 20
#: Counting stops here, and says so.
COUNTED = 5_000


@prepared
def _rows(pks: list[int]) -> QuerySet[Directive]:
    return Directive.objects.filter(Among("pk", pks)).for_rows()


@prepared
def _readable(pk: int) -> QuerySet[Directive]:
    return Directive.objects.for_page().published().filter(marking="", pk=pk)


# Two statements: one with OR would make PostgreSQL gather every published text of the register.
@prepared
def _does(pk: int) -> QuerySet[Relation]:
    does = Relation.objects.filter(source=pk, target__in=Directive.objects.published())
    return does.select_related("target__type").defer(*(f"target__{column}" for column in LONG))


@prepared
def _undergoes(pk: int) -> QuerySet[Relation]:
    undergoes = Relation.objects.filter(target=pk, source__in=Directive.objects.published())
    return undergoes.select_related("source__type").defer(*(f"source__{column}" for column in LONG))


@prepared
def _cited(pk: int) -> QuerySet[Directive]:
    return DirectiveCitation.targets(pk).only(*LINKED)


@prepared
def _successors(body: int) -> QuerySet[IssuingBody]:
    return IssuingBody.successors_of(body)


@prepared
def _citing(pk: int) -> QuerySet[Directive]:
    citing = DirectiveCitation.objects.filter(target=pk).values("source")
    found = Directive.objects.published().filter(pk__in=citing)
    return found.select_related("type").defer(*LONG)[:MOST_CITING]


@prepared
def _attachments(pk: int) -> QuerySet[Attachment]:
    return Attachment.objects.filter(directive=pk)


@require_safe
def directive_list(request: HttpRequest) -> HttpResponse:
    form = RegisterForm(request.GET, today=timezone.localdate())
    rows = form.rows(Directive.objects.published())
    pages = KeyPages(rows.values_list("pk")[: COUNTED + 1].query.sql_with_params, _rows, PER_PAGE, COUNTED)
    page = pages.get_page(form.cleaned_data.get("trang", 1))
    for directive in page.object_list:
        directive.asked_day = form.day
    context = {
        "form": form,
        "page": page,
        "more": pages.more,
        "extracts": urlencode({"q": form.words, "loai": "van-ban"}),
        "files": [(kind, reverse("register_file", args=[kind]) + form.address()) for kind in exports.WRITERS],
        "most": exports.MOST,
        "feed": reverse("register_feed") + form.address(),
        "atom": reverse("register_atom") + form.address(),
    }
    return render(request, "directives/directive_list.html", context)


@require_safe
def register_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The filtered list as a file; with an unreadable filter, back to the page that says which."""
    if kind not in exports.WRITERS:
        raise Http404("Không có tệp này.")
    form = RegisterForm(request.GET, today=timezone.localdate())
    if not form.is_valid():
        return redirect(reverse("directive_list") + form.address())
    content_type, write = exports.WRITERS[kind]
    content = write(form.rows(Directive.objects.published()), form.day)
    name = f"van-ban-{form.today:%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(content, content_type=content_type, headers=headers)


@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def directive_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    directive = _readable.first(pk) or Directive.objects.for_page().public_or_404(pk=pk)
    if slug != to_slug(directive.symbol or directive.subject, 60):
        return redirect(directive, permanent=True)
    return directive_page(request, directive)


def directive_page(request: HttpRequest, directive: Directive) -> HttpResponse:
    """The text as readers see it; the admin's preview shows a draft through the same door."""
    today = timezone.localdate()
    does, undergoes = _does(directive.pk), _undergoes(directive.pk)
    for relation in does:
        relation.source = directive
    for relation in undergoes:
        relation.target = directive
    both_ways = [*does, *undergoes]
    body, sections = with_anchors(directive.body)
    address = settings.SITE_URL + directive.get_absolute_url()
    context = {
        "directive": directive,
        "body": linked(body, _cited(directive.pk)),
        "sections": sections,
        "attachments": _attachments(directive.pk),
        "relations": [_seen_from(directive, relation) for relation in both_ways],
        "timeline": _timeline(directive, both_ways, today),
        "cited_by": _citing(directive.pk),
        "successors": _successors(directive.issuing_body_id),
        "validity": directive.validity,
        "today": today,
        "address": address,
        "qr": qr(address),
    }
    return render(request, "directives/directive_detail.html", context)


def _seen_from(directive: Directive, relation: Relation) -> tuple[str, Directive]:
    """What a relation is called at this end, and the text at the other."""
    if relation.source_id == directive.pk:
        return relation.get_kind_display(), relation.target
    return relation.inverse_label, relation.source


def _timeline(directive: Directive, both_ways: list[Relation], today: date) -> list[timeline.Event]:
    telling = {*Relation.CHANGING, Relation.Kind.CORRECTS}
    changes = [
        (relation.day, relation.inverse_label, relation.source)
        for relation in both_ways
        if relation.target_id == directive.pk and relation.kind in telling
    ]
    return timeline.events(
        today, directive.issued_on, directive.in_force_from, directive.in_force_until, changes
    )


@require_safe
@xframe_options_sameorigin
def attachment(request: HttpRequest, pk: int) -> FileResponse:
    """The file of a published text, asked for again at every download; embargoed with its text."""
    found = Attachment.objects.filter(pk=pk, directive__in=Directive.objects.published()).first()
    if found is None:
        raise Http404("Không có tệp này.")
    return sent(found.file, found.title, found.extension, found.scripted)


@require_safe
@never_cache
def attachment_version(request: HttpRequest, pk: int, version: int) -> FileResponse:
    """A file as it was before it was replaced, for staff who may see official texts; 404 for others."""
    found = AttachmentVersion.objects.filter(pk=version, attachment=pk).first()
    if found is None or not (request.user.is_staff and request.user.has_perm("directives.view_directive")):
        raise Http404("Không có tệp này.")
    return sent(found.file, found.title, found.extension)


def sent(file: FieldFile, title: str, extension: str, scripted: bool = False) -> FileResponse:
    """The bytes under a readable name: a PDF inline, also in our own pages, anything else to be saved.

    A PDF with a program inside is to be saved too, so that no page of ours runs it.
    """
    try:
        opened = file.open("rb")
    except FileNotFoundError:
        raise Http404("Tệp đang thiếu trên máy chủ.") from None
    inline = extension == ".pdf" and not scripted
    response = FileResponse(opened, as_attachment=not inline, filename=f"{to_slug(title, 60)}{extension}")
    # A sandbox would keep browsers from opening their PDF reader, which runs apart from our origin anyway.
    policy = (
        "default-src 'none'; object-src 'self'; frame-ancestors 'self'"
        if inline
        else "sandbox; default-src 'none'"
    )
    response.headers["Content-Security-Policy"] = policy
    return response
