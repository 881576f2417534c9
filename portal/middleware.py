"""What every request passes."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property

from portal.publishing import Gone, old_path, publishable_models

View = Callable[[HttpRequest], HttpResponse]

#: How long nginx or a CDN may keep an anonymous page, and for how long it may serve it when we are down.
PUBLIC = "public, max-age=30, stale-while-revalidate=30, stale-if-error=86400"


def refuse_nul(get_response: View) -> View:
    """400 for a NUL byte anywhere: PostgreSQL text cannot hold one and would answer with a 500."""

    def middleware(request: HttpRequest) -> HttpResponse:
        nul = "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", "")
        if not nul and request.method == "POST":
            nul = any("\x00" in value for values in request.POST.lists() for value in (values[0], *values[1]))
        if nul:
            return HttpResponseBadRequest(
                "Yêu cầu có ký tự không hợp lệ.", content_type="text/plain; charset=utf-8"
            )
        return get_response(request)

    return middleware


class ContentSecurityPolicy(CSPMiddleware):
    """The package's, with the policy of an answer that asks for none of its own put together once.

    The package's decorators leave what a view asks for on its answer, under names that begin with `_csp`.
    """

    @cached_property
    def usual(self) -> str:
        return build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        asked = any(name.startswith("_csp") for name in (*vars(response), *vars(request)))
        if asked or settings.DEBUG:  # the pages that tell a developer of an error have styles of their own
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.usual)
        return response


def headers(get_response: View) -> View:
    """Caching for anonymous pages and the security headers Django does not set itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        anonymous = settings.SESSION_COOKIE_NAME not in request.COOKIES
        if response.has_header("Cache-Control") or request.method not in {"GET", "HEAD"}:
            return response
        # 410 too: otherwise a proxy keeps the page of before, and shows it again when we do not answer.
        if response.status_code in {200, 410} and anonymous and not response.cookies:
            response.headers["Cache-Control"] = PUBLIC
            patch_vary_headers(response, ["Accept-Encoding"])
        else:
            response.headers["Cache-Control"] = "private, no-cache"
        return response

    return middleware


def withdrawn(get_response: View) -> View:
    """410 with the reason that staff recorded, wherever a view meets a withdrawn text."""

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Gone):
            return render(request, "410.html", {"item": exception.item}, status=410)
        return None

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def answers_of_forms(get_response: View) -> View:
    """A page for whoever opens by its address what only a form may send to: Django's own 405 is blank."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or request.method != "GET" or response.content:
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return middleware


def old_addresses(get_response: View) -> View:
    """After a 404: the new home of an address of the old portal, or the notice that a text was withdrawn."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        path = old_path(request.get_full_path())
        for model in publishable_models():
            if found := model.objects.published().filter(legacy_path=path).first():
                return HttpResponsePermanentRedirect(found.get_absolute_url())
        return response

    return middleware
