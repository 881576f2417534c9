"""Hỏi đáp: ask the institution in public, and read what it has answered."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db import InterfaceError, OperationalError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from comments import tokens
from comments.forms import CONSENT_VERSION, AskedForm, QuestionForm
from comments.matters import Matter, working_days_after
from comments.models import Comment
from comments.querysets import CommentQuerySet
from comments.sending import send
from comments.views import private, received, unavailable
from comments.vocabulary import Rules
from portal.search import tidy

PER_PAGE = 20
OTHERS = 5


@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    """What was asked and has been answered, the latest answers first, 20 a page."""
    form = AskedForm(request.GET)
    matter, typed = form.value("linh_vuc"), tidy(form.value("q") or "")
    rows = answered()
    if matter:
        rows = rows.filter(matter=matter)
    if typed:
        rows = rows.filter(Q(text__unaccent__icontains=typed) | Q(answer__text__unaccent__icontains=typed))
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(form.value("trang")),
        "matters": Matter.objects.all(),
        "matter": matter,
        "typed": typed,
        "answer_days": Rules.current().answer_days,
    }
    return render(request, "comments/question_list.html", context)


@require_safe
def question(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(answered(), pk=pk)
    others = answered().filter(matter=shown.matter).exclude(pk=pk)[:OTHERS]
    return render(request, "comments/question.html", {"question": shown, "others": others})


def answered() -> CommentQuerySet:
    """The questions that the public may read, with their answers."""
    return Comment.objects.visible().questions().with_target().order_by("-answer__answered_on", "-pk")


# As with comments: a signed token does a CSRF cookie's job, and the page stays free of cookies.
@csrf_exempt
@private
@require_http_methods(["GET", "HEAD", "POST"])
def question_form(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        fresh = {"token": tokens.issue(request.path, CONSENT_VERSION)}
        wanted = AskedForm(request.GET).value("linh_vuc")
        return _form_page(request, QuestionForm(initial={**fresh, "matter": wanted}))
    try:
        form = QuestionForm(request.POST)
        if _why_closed():
            return _form_page(request, form, status=403)
        outcome = received(request, form, lambda token, typed: _store(request, token, typed))
        return _form_page(request, form, outcome) if isinstance(outcome, int) else outcome
    except (OperationalError, InterfaceError):
        return unavailable(request)


def _store(request: HttpRequest, token: tokens.Token, typed: dict[str, Any]) -> str:
    return send(request, token, typed["matter"], typed)


def _why_closed() -> str:
    rules = Rules.current()
    if not rules.open:
        return rules.closed_reason
    return "" if Matter.objects.filter(active=True).exists() else "Hiện chưa có lĩnh vực nào nhận câu hỏi."


def _form_page(request: HttpRequest, form: QuestionForm, status: int = 200) -> HttpResponse:
    days = Rules.current().answer_days
    context = {
        "form": form,
        "closed": _why_closed(),
        "answer_days": days,
        "answer_by": working_days_after(timezone.localdate(), days),
    }
    return render(request, "comments/question_form.html", context, status=status)
