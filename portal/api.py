"""Published articles and official texts as JSON for other portals. Read-only; described by `portal.openapi`.

A list is cut by the key of the last row one has (`truoc`), so that any page costs the same and nothing is
met twice or missed when texts are added meanwhile. What goes wrong is told as RFC 9457 asks, in Vietnamese.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import conditional_page

from directives.exports import COLUMNS
from directives.forms import RegisterForm
from directives.models import Directive
from news.models import Article, ArticleImage, ArticleQuerySet, Category
from portal import openapi
from portal.forms import DayField
from portal.publishing import Gone

PER_PAGE, MOST = 20, 100
#: PostgreSQL's bigint.
LARGEST_KEY = 2**63 - 1
View = Callable[..., HttpResponse]


class CutForm(forms.Form):
    """Which part of a list is asked for."""

    truoc = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=LARGEST_KEY,
        label="Chỉ lấy mục có id nhỏ hơn số này; lấy từ địa chỉ “next” của trang trước",
    )
    so = forms.IntegerField(required=False, min_value=1, max_value=MOST, label="Số mục trong một trang")


class ArticlesForm(forms.Form):
    chuyen_muc = forms.SlugField(required=False, max_length=100, label="Đường dẫn của chuyên mục")
    tu = DayField("Đăng từ ngày")
    den = DayField("Đăng đến hết ngày")

    def rows(self) -> ArticleQuerySet:
        """The published articles that pass; the form must be valid."""
        found, chosen = Article.objects.published(), self.cleaned_data
        if chosen["chuyen_muc"]:
            found = found.filter(category=Category.objects.filter(slug=chosen["chuyen_muc"]).first())
        if chosen["tu"]:
            found = found.filter(published_at__date__gte=chosen["tu"])
        return found.filter(published_at__date__lte=chosen["den"]) if chosen["den"] else found


def open_to_all(view: View) -> View:
    """GET and HEAD only, answers 304 to who has the text already; readable by scripts of any site."""

    @conditional_page
    @wraps(view)
    def wrapped(request: HttpRequest, **parts: Any) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            response = problem(405, "Chỉ đọc được dữ liệu, bằng GET hoặc HEAD.")
            response.headers["Allow"] = "GET, HEAD"
        else:
            response = _answer(view, request, parts)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


def _answer(view: View, request: HttpRequest, parts: dict[str, Any]) -> HttpResponse:
    try:
        return view(request, **parts)
    except Gone as gone:
        return problem(410, gone.item.withdrawn_reason)
    except Http404:
        return problem(404, "Không có mục này, hoặc mục này chưa được đăng.")


def problem(status: int, detail: str, errors: Any = None) -> HttpResponse:
    """{"title", "status", "detail"} and, if parameters are wrong, {"errors": {name: [words]}}."""
    content = {"title": openapi.FAULTS[status], "status": status, "detail": detail}
    return _json(content | ({"errors": errors} if errors else {}), status, "application/problem+json")


def _json(content: Any, status: int = 200, content_type: str = "application/json") -> HttpResponse:
    return JsonResponse(
        content, status=status, content_type=content_type, json_dumps_params={"ensure_ascii": False}
    )


def _refusal(*asked: forms.Form) -> HttpResponse | None:
    """The answer to parameters that cannot be read; None if all can."""
    errors = {name: list(words) for form in asked for name, words in form.errors.items()}
    return problem(400, "Có tham số không đọc được.", errors) if errors else None


def _listed(
    request: HttpRequest, cut: CutForm, rows: QuerySet, shown: Callable[[Any], dict[str, Any]]
) -> HttpResponse:
    """{"items": […], "next": address or null}."""
    size, before = cut.cleaned_data["so"] or PER_PAGE, cut.cleaned_data["truoc"]
    rows = rows.filter(pk__lt=before) if before else rows
    found = list(rows.order_by("-pk")[: size + 1])
    following = None
    if len(found) > size:
        query = request.GET.copy()
        query["truoc"] = str(found[size - 1].pk)
        following = f"{settings.SITE_URL}{request.path}?{urlencode(query, doseq=True)}"
    return _json({"items": [shown(row) for row in found[:size]], "next": following})


@open_to_all
def articles(request: HttpRequest) -> HttpResponse:
    cut, form = CutForm(request.GET), ArticlesForm(request.GET)
    if refused := _refusal(cut, form):
        return refused
    return _listed(request, cut, form.rows().for_cards(), article_row)


@open_to_all
def article(request: HttpRequest, pk: int) -> HttpResponse:
    found = Article.objects.for_page().public_or_404(pk=pk)
    pictures = [_picture(picture) for picture in found.pictures if picture.image]
    return _json(
        {
            **article_row(found),
            "body_html": found.body,
            "source_name": found.source_name,
            "source_url": found.source_url,
            "pictures": pictures,
        }
    )


@open_to_all
def texts(request: HttpRequest) -> HttpResponse:
    cut, form = CutForm(request.GET), RegisterForm(request.GET, today=timezone.localdate())
    if refused := _refusal(cut, form):
        return refused

    def shown(row: Directive) -> dict[str, Any]:
        row.asked_day = form.day
        return text_row(row)

    rows = form.rows(Directive.objects.published()).for_list().prefetch_related("fields")
    return _listed(request, cut, rows, shown)


@open_to_all
def text(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Directive.objects.for_page().prefetch_related("fields")
    found = rows.public_or_404(pk=pk)
    files = [
        {"title": file.title, "url": settings.SITE_URL + file.get_absolute_url()}
        for file in found.attachments.all()
    ]
    return _json({**text_row(found), "body_html": found.body, "recipients": found.recipients, "files": files})


@open_to_all
def description(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    forms_of = {"articles": (ArticlesForm, CutForm), "texts": (RegisterForm, CutForm)}
    return _json(openapi.document(settings.SITE_URL, forms_of))


@open_to_all
def unknown(request: HttpRequest) -> HttpResponse:
    """Any other address below /api/."""
    raise Http404


def article_row(row: Article) -> dict[str, Any]:
    return {
        "id": row.pk,
        "url": settings.SITE_URL + row.get_absolute_url(),
        "api_url": settings.SITE_URL + reverse("api_article", args=[row.pk]),
        "title": row.title,
        "lead": row.lead,
        "category": row.category.name,
        "byline": row.byline,
        "published_at": timezone.localtime(row.published_at).isoformat(timespec="seconds"),
        "updated_at": timezone.localtime(row.updated_at).isoformat(timespec="seconds"),
    }


def text_row(row: Directive) -> dict[str, Any]:
    """The columns of the register's files, and where to read on."""
    told = {name: value(row) for name, _, value, _ in COLUMNS}
    return {
        "id": row.pk,
        "api_url": settings.SITE_URL + reverse("api_text", args=[row.pk]),
        **{name: str(value) if value else None for name, value in told.items()},
    }


def _picture(picture: ArticleImage) -> dict[str, Any]:
    return {
        "url": settings.SITE_URL + picture.image.url,
        "width": picture.width,
        "height": picture.height,
        "alt": picture.alt,
        "caption": picture.caption,
    }
