"""The public pages of comments: read them, send one, follow it by its receipt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db import InterfaceError, OperationalError
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comments import limits, tokens
from comments.drafts import sections
from comments.figures import TIMED, Percentile
from comments.forms import CONSENT_VERSION, CommentForm, LookupForm
from comments.models import Comment
from comments.sending import TooMany, send
from comments.threads import ANSWERED, NEWEST, PER_PAGE, address_of, form_address, thread
from comments.vocabulary import Rules
from directives.models import Directive
from news.models import Article
from portal.forms import PageField

View = Callable[..., HttpResponse]
TOO_OLD = "Trang này mở đã lâu nên cần xác nhận lại. Nội dung vẫn còn đây: xin xem lại rồi bấm gửi lần nữa."
TOO_SOON = "Xin chờ vài giây rồi bấm gửi lại. Nội dung vẫn còn đây."
TOO_MANY = "Đã nhận quá nhiều ý kiến trong giờ này. Nội dung vẫn còn đây: xin gửi lại sau ít phút."


def private(view: View) -> View:
    """Kept by nobody, found by no search engine, and its address is told to no other site."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return wrapped


@require_safe
def comment_list(request: HttpRequest) -> HttpResponse:
    """What readers say, the newest first, whatever it is about."""
    rows = Comment.objects.visible().filter(matter=None).with_target().order_by("-published_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(PageField().clean(request.GET.get("trang")))
    return render(request, "comments/comment_list.html", {"page": page})


@require_safe
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """The stable address of one comment: a redirect to the page on which it stands today."""
    shown = Comment.objects.visible().filter(matter=None).with_target()
    return redirect(address_of(get_object_or_404(shown, pk=pk)))


@require_safe
def all_comments(request: HttpRequest, model: type[Article | Directive], slug: str, pk: int) -> HttpResponse:
    """Everything said about one text, 20 a page."""
    target = model.objects.public_or_404(pk=pk)
    order = ANSWERED if request.GET.get("thu-tu") == ANSWERED and not target.answers_wait else NEWEST
    number = PageField().clean(request.GET.get("trang"))
    shown = thread(target, number, order)
    if number > 1 and not shown.comments:
        raise Http404("Không có trang này.")
    page = Paginator(range(shown.roots), PER_PAGE).get_page(number)
    context = {
        "target": target,
        "thread": shown,
        "page": page,
        "order": order,
        "form_url": form_address(target),
    }
    return render(request, "comments/all_comments.html", context)


# The form has no session behind it, so no CSRF cookie either: a signed token, bound to this address
# and good for one row, does that job, and the page stays free of cookies.
@csrf_exempt
@private
@require_http_methods(["GET", "HEAD", "POST"])
def comment_form(request: HttpRequest, model: type[Article | Directive], slug: str, pk: int) -> HttpResponse:
    if request.method != "POST":
        return _form_page(request, _commentable(model, pk))
    try:
        return _receive(request, _commentable(model, pk))
    except (OperationalError, InterfaceError):
        return unavailable(request)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The typed words in a page that asks no database."""
    # No request is passed: the site's context would ask the database that is away.
    context = {"form": CommentForm(request.POST), "matter": request.POST.get("matter", "")}
    page = render_to_string("comments/unavailable.html", context)
    return HttpResponse(page, status=503, headers={"Retry-After": "30"})


def _commentable(model: type[Article | Directive], pk: int) -> Article | Directive:
    return model.objects.public_or_404(pk=pk)


def _receive(request: HttpRequest, target: Article | Directive) -> HttpResponse:
    parent = _parent(request, target)
    form = CommentForm(request.POST, sections=() if parent else sections(target))
    if Rules.current().why_closed(target):
        return _form_page(request, target, form, status=403)
    outcome = received(request, form, lambda token, typed: send(request, token, target, typed, parent))
    return _form_page(request, target, form, outcome) if isinstance(outcome, int) else outcome


def received(
    request: HttpRequest, form: CommentForm, store: Callable[[tokens.Token, dict[str, Any]], str]
) -> HttpResponse | int:
    """The way to the receipt; or the status with which the form, its errors added, has to come back."""
    try:
        token = tokens.read(request.POST.get("token", ""), request.path)
    except tokens.Invalid:
        form.is_valid()
        form.add_error(None, TOO_OLD)
        _renew_token(form, request.path)
        return 400
    if form.is_valid() and token.too_soon:
        form.add_error(None, TOO_SOON)
    if form.errors:
        return 400
    try:
        code = store(token, form.cleaned_data)
    except TooMany:
        form.add_error(None, TOO_MANY)
        return 429
    return redirect("receipt", code=code)


def _renew_token(form: CommentForm, address: str) -> None:
    form.data = {**form.data, "token": tokens.issue(address, CONSENT_VERSION)}


def _parent(request: HttpRequest, target: Article | Directive) -> Comment | None:
    """The comment that is answered: visible, about this text, and itself no answer. Raises Http404."""
    number = request.GET.get("tra-loi", "")
    if not number:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        raise Http404("Không có ý kiến này.")
    return get_object_or_404(Comment.objects.visible().on(target), pk=number, parent=None)


def _form_page(
    request: HttpRequest, target: Article | Directive, form: CommentForm | None = None, status: int = 200
) -> HttpResponse:
    parent = _parent(request, target)
    fresh = {"token": tokens.issue(request.path, CONSENT_VERSION), "section": request.GET.get("muc")}
    context = {
        "target": target,
        "parent": parent,
        "form": form or CommentForm(initial=fresh, sections=() if parent else sections(target)),
        "closed": Rules.current().why_closed(target),
        "service_hours": Rules.current().service_hours,
    }
    name = (
        "comments/_form.html"
        if "mau" in request.GET and request.method == "GET"
        else "comments/comment_form.html"
    )
    return render(request, name, context, status=status)


@csrf_exempt
@private
@require_http_methods(["GET", "HEAD", "POST"])
def comment_lookup(request: HttpRequest) -> HttpResponse:
    """From a typed code to its receipt."""
    form = LookupForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if code := tokens.tidy_code(form.cleaned_data["code"]):
            return redirect("receipt", code=code)
        form.add_error("code", "Mã này chưa đủ 16 chữ và số. Xin xem lại từng ký tự.")
    return render(request, "comments/comment_lookup.html", {"form": form}, status=400 if form.errors else 200)


def by_code(view: View) -> View:
    """The only way to a comment from outside: its code, and no more than 20 wrong ones an hour."""

    @wraps(view)
    def wrapped(request: HttpRequest, code: str) -> HttpResponse:
        guesses = f"lookup:{limits.sender_of(request, timezone.now())}"
        if limits.spent(guesses, limits.LOOKUPS):
            return render(request, "comments/too_many.html", status=429)
        found = Comment.objects.with_target().filter(receipt_hash=tokens.receipt_hash(code)).first()
        if found is None:
            limits.take(guesses, limits.LOOKUPS)
            form = LookupForm({"code": code})
            form.add_error("code", "Không có ý kiến nào mang mã này. Xin xem lại từng ký tự.")
            return render(request, "comments/comment_lookup.html", {"form": form}, status=404)
        return view(request, code, found)

    return wrapped


@private
@require_safe
@by_code
def receipt(request: HttpRequest, code: str, found: Comment) -> HttpResponse:
    """What became of one comment, for whoever has its code."""
    context = {
        "comment": found,
        "thing": "câu hỏi" if found.matter_id else "ý kiến",
        "answer": found.public_answer,
        "code": code,
        "usual": usual_wait(),
        "service_hours": Rules.current().service_hours,
        "is_shown": Comment.objects.visible().filter(pk=found.pk).exists(),
    }
    return render(request, "comments/receipt.html", context)


# The code in the address is the right to withdraw; no cookie is asked that another site could abuse.
@csrf_exempt
@private
@require_POST
@by_code
def retract(request: HttpRequest, code: str, found: Comment) -> HttpResponse:
    found.retract()
    return redirect("receipt", code=code)


def usual_wait() -> timedelta | None:
    """The median time from sending to decision in the last 30 days; None while there is none."""

    def measure() -> timedelta | None:
        month = timezone.now() - timedelta(days=30)
        decided = Comment.objects.filter(state__in=TIMED, decided_by__isnull=False, decided_at__gte=month)
        return decided.aggregate(usual=Percentile(F("decided_at") - F("sent_at"), part="0.5"))["usual"]

    return cache.get_or_set("comments.usual_wait", measure, 300)
