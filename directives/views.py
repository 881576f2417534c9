"""The public register."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from directives.anchors import with_anchors
from directives.forms import RegisterForm
from directives.linking import linked
from directives.models import Attachment, Directive, DirectiveCitation, Relation
from portal.text import slug as to_slug

PER_PAGE = 20


@require_safe
def directive_list(request: HttpRequest) -> HttpResponse:
    form = RegisterForm(request.GET)
    rows = form.apply(Directive.objects.published().for_list())
    page = Paginator(rows, PER_PAGE).get_page(form.cleaned_data.get("trang", 1))
    return render(request, "directives/directive_list.html", {"form": form, "page": page})


@require_safe
def directive_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    directive = Directive.objects.for_list().defer(None).defer("search", "body_text").public_or_404(pk=pk)
    if slug != to_slug(directive.symbol or directive.subject, 60):
        return redirect(directive, permanent=True)
    return directive_page(request, directive)


def directive_page(request: HttpRequest, directive: Directive) -> HttpResponse:
    """The text as readers see it; the admin's preview shows a draft through the same door."""
    known = Directive.objects.published()
    relations = Relation.objects.filter(source=directive, target__in=known).select_related("target__type")
    inverse = Relation.objects.filter(target=directive, source__in=known).select_related("source__type")
    body, sections = with_anchors(directive.body)
    context = {
        "directive": directive,
        "body": linked(body, DirectiveCitation.targets(directive)),
        "sections": sections,
        "attachments": list(directive.attachments.all()),
        "relations": [
            *((relation.get_kind_display(), relation.target) for relation in relations),
            *((relation.inverse_label, relation.source) for relation in inverse),
        ],
        "cited_by": known.filter(citations__target=directive).for_list().distinct().order_by("-issued_on")[:20],
        "validity": directive.validity,
        "today": timezone.localdate(),
    }
    return render(request, "directives/directive_detail.html", context)


@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a published text, asked for again at every download; embargoed with its text."""
    found = Attachment.objects.filter(pk=pk, directive__in=Directive.objects.published()).first()
    if found is None:
        raise Http404("Không có tệp này.")
    try:
        file = found.file.open("rb")
    except FileNotFoundError:
        raise Http404("Tệp đang thiếu trên máy chủ.") from None
    name = f"{to_slug(found.title, 60)}{found.extension}"
    response = FileResponse(file, as_attachment=found.extension != ".pdf", filename=name)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
