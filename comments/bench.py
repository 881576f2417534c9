"""The moderators' bench: one page, oldest first, every decision by key, by finger or by plain form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from comments.bench_forms import AnswerForm, BenchForm, TrialForm
from comments.cases import Case, case_of, for_cards, personal, story
from comments.highlight import pieces
from comments.models import AlreadyDecided, Comment, Outcome
from comments.querysets import UNDO, WAITING
from comments.sending import screen
from comments.vocabulary import Department, Grounds, Rules
from portal.publishing import Refused

PER_PAGE = 20
SAMPLE = 20
HOME = "admin:comments_comment_changelist"
View = Callable[..., HttpResponse]


def moderators_only(view: View) -> View:
    """Staff who may moderate; others get 403, visitors the log-in page."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("comments.moderate_comment"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return admin.site.admin_view(wrapped)


def me(request: HttpRequest) -> User:
    """Who is moderating; only for views that let nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


@require_safe
@moderators_only
def queue(request: HttpRequest) -> HttpResponse:
    """The list of one heading, 20 a page."""
    form = BenchForm(request.GET)
    page = Paginator(for_cards(form.rows()), PER_PAGE).get_page(form.page)
    now = timezone.now()
    cases = [case_of(comment, me(request), now) for comment in page]
    batch = _batch(request, now)
    context = {
        "title": "Ý kiến bạn đọc",
        "page": page,
        "cases": cases,
        "form": form,
        "tabs": form.tabs(),
        "just_decided": _just_decided(request, now),
        "batch": batch.isoformat() if batch else "",
        **_choices(),
    }
    return _render(request, "queue", context)


@require_safe
@moderators_only
def case(request: HttpRequest, pk: str) -> HttpResponse:
    """One comment with its whole story and what else came from its sender."""
    return _case_page(request, _find(pk))


def _case_page(request: HttpRequest, comment: Comment, status: int = 200, **refused: Any) -> HttpResponse:
    """The page of a comment; of a decision that was refused, `error` and what was `typed`."""
    same = Comment.objects.from_sender_of(comment).exclude(pk=comment.pk).with_target().order_by("-sent_at")
    context = {
        "title": str(comment),
        "case": case_of(comment, me(request), timezone.now()),
        "story": story(comment),
        "same_sender": same[:SAMPLE],
        "form": BenchForm({}),
        **_choices(),
        **refused,
    }
    return _render(request, "case", context, status)


@require_POST
@moderators_only
def decide(request: HttpRequest, pk: str, verb: str) -> HttpResponse:
    """Run one verb on the version the moderator has seen; answer with the card, or the page it stood on."""
    if verb not in VERBS:
        raise Http404("Không có thao tác này.")
    comment = _find(pk)
    seen = request.POST.get("version", "")
    comment.version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
    error = ""
    try:
        VERBS[verb](comment, request)
    except Refused as refusal:
        error = str(refusal)
    typed = request.POST if error and verb in WRITTEN else None
    if request.headers.get("X-Requested-With") == "fetch":
        shown = case_of(_find(pk), me(request), timezone.now())
        context = {"case": shown, "error": error, "typed": typed, "form": BenchForm({}), **_choices()}
        return render(request, "admin/comments/_case.html", context, status=409 if error else 200)
    if typed:
        return _case_page(request, _find(pk), status=409, error=error, typed=typed)
    if error:
        messages.error(request, error)
    return redirect(_back(request, vua=comment.pk))


def _approve(comment: Comment, request: HttpRequest) -> None:
    comment.approve(me(request))


def _reject(comment: Comment, request: HttpRequest) -> None:
    comment.reject(me(request), _chosen(Grounds, request, "grounds", "Hãy chọn lý do."))


def _remove(comment: Comment, request: HttpRequest) -> None:
    comment.remove(me(request), _chosen(Grounds, request, "grounds", "Hãy chọn lý do gỡ."))


def _hold(comment: Comment, request: HttpRequest) -> None:
    comment.hold(me(request), request.POST.get("note", "")[:500])


def _reopen(comment: Comment, request: HttpRequest) -> None:
    comment.reopen(me(request))


def _undo(comment: Comment, request: HttpRequest) -> None:
    comment.undo(me(request))


def _mask(comment: Comment, request: HttpRequest) -> None:
    comment.mask(me(request), personal(comment))


def _unmask(comment: Comment, request: HttpRequest) -> None:
    comment.mask(me(request), [])


def _hand_over(comment: Comment, request: HttpRequest) -> None:
    wanted = request.POST.get("department")
    department = _chosen(Department, request, "department", "Hãy chọn đơn vị.") if wanted else None
    comment.hand_over(me(request), department)


def _claim(comment: Comment, request: HttpRequest) -> None:
    if not comment.claim(me(request)):
        raise AlreadyDecided(_find(comment.pk))


def _answer(comment: Comment, request: HttpRequest) -> None:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise Refused(
            "Chưa lưu trả lời: " + " ".join(str(error) for errors in form.errors.values() for error in errors)
        )
    comment.reply(me(request), **form.cleaned_data)


def _erase(comment: Comment, request: HttpRequest) -> None:
    comment.erase(me(request))


VERBS: dict[str, Callable[[Comment, HttpRequest], None]] = {
    "duyet": _approve,
    "tu-choi": _reject,
    "giu": _hold,
    "go": _remove,
    "mo-lai": _reopen,
    "hoan-tac": _undo,
    "che": _mask,
    "bo-che": _unmask,
    "chuyen": _hand_over,
    "nhan": _claim,
    "tra-loi": _answer,
    "xoa": _erase,
}


#: Verbs with words of the moderator's own, which a refusal gives back.
WRITTEN = ("tra-loi", "giu")


@require_POST
@moderators_only
def bulk(request: HttpRequest) -> HttpResponse:
    """Many at once: first a preview of exactly which, then the decision on those that still wait."""
    form = BenchForm.of(request.POST.get("at", ""))
    chosen = [int(pk) for pk in request.POST.getlist("pk") if pk.isascii() and pk.isdigit() and len(pk) < 16]
    until = _moment(request.POST.get("until")) or timezone.now()
    rows = form.rows() if request.POST.get("scope") == "all" else Comment.objects.filter(pk__in=chosen)
    rows = rows.filter(state__in=WAITING, sent_at__lte=until)
    grounds = Grounds.objects.filter(pk__in=_number(request, "grounds")).first()
    approve = request.POST.get("verb") == "duyet"
    if "confirm" in request.POST:
        now = timezone.now()
        if approve:
            messages.success(request, f"Đã đăng {rows.approve_all(me(request), now)} ý kiến.")
            return redirect(_back(request, loat=now.isoformat()))
        if grounds:
            messages.success(request, f"Đã từ chối {rows.reject_all(me(request), grounds, now)} ý kiến.")
            return redirect(_back(request, loat=now.isoformat()))
        messages.error(request, "Hãy chọn lý do không đăng.")
    context = {
        "title": "Đăng nhiều ý kiến" if approve else "Từ chối nhiều ý kiến",
        "total": rows.count(),
        "sample": rows.order_by("sent_at").with_target()[:SAMPLE],
        "chosen": chosen,
        "scope": request.POST.get("scope", ""),
        "approve": approve,
        "until": until.isoformat(),
        "form": form,
        **_choices(),
    }
    return _render(request, "bulk", context)


@require_POST
@moderators_only
def undo_bulk(request: HttpRequest) -> HttpResponse:
    """Take back a decision on many, within its 30 seconds."""
    batch = _moment(request.POST.get("batch"))
    done = Comment.objects.filter(decided_at=batch).take_back(me(request)) if batch else 0
    if done:
        messages.success(request, f"Đã hoàn tác {done} ý kiến.")
    else:
        messages.error(request, f"Đã quá {UNDO.seconds} giây nên không hoàn tác được nữa.")
    return redirect(_back(request))


@require_safe
@moderators_only
def trial(request: HttpRequest) -> HttpResponse:
    """ "Thử câu này": what screening would say, without sending anything."""
    form = TrialForm(request.GET or None)
    reasons, shown = [], []
    if form.is_valid():
        reasons = screen(form.cleaned_data["name"] or "Bạn đọc", form.cleaned_data["text"])
        spans = [
            (hit.start, hit.end, reason.label)
            for reason in reasons
            for hit in reason.hits
            if hit.field == "text"
        ]
        shown = pieces(form.cleaned_data["text"], spans)
    context = {
        "title": "Thử câu này",
        "trial": form,
        "reasons": reasons,
        "pieces": shown,
        "tried": form.is_valid(),
    }
    return _render(request, "trial", context)


def _find(pk: Any) -> Comment:
    text = str(pk)
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Http404("Không có ý kiến này.")
    return get_object_or_404(for_cards(Comment.objects.all()), pk=text)


def _chosen(model: Any, request: HttpRequest, name: str, missing: str) -> Any:
    found = model.objects.filter(pk__in=_number(request, name), active=True).first()
    if found is None:
        raise Refused(missing)
    return found


def _number(request: HttpRequest, name: str) -> list[int]:
    value = request.POST.get(name, "")
    return [int(value)] if value.isascii() and value.isdigit() and len(value) < 16 else []


def _moment(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if timezone.is_aware(found) else None


def _choices() -> dict[str, Any]:
    return {
        "all_grounds": list(Grounds.objects.filter(active=True)),
        "outcomes": Outcome.choices,
        "departments": list(Department.objects.filter(active=True)),
        "service_hours": Rules.current().service_hours,
        "today": timezone.localdate(),
    }


def _just_decided(request: HttpRequest, now: datetime) -> Case | None:
    """What this moderator has decided a moment ago, while it can be taken back."""
    number = request.GET.get("vua", "")
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    found = for_cards(Comment.objects.filter(pk=number, decided_by=me(request))).first()
    made = case_of(found, me(request), now) if found else None
    return made if made and made.undo_seconds else None


def _batch(request: HttpRequest, now: datetime) -> datetime | None:
    moment = _moment(request.GET.get("loat"))
    return moment if moment and now - UNDO < moment <= now else None


def _back(request: HttpRequest, **extra: Any) -> str:
    """The list that the form stood on; only parameters that the list itself understands come back."""
    parameters = {**BenchForm.of(request.POST.get("at", "")).parameters(), **extra}
    return f"{reverse(HOME)}?{urlencode(parameters)}" if parameters else reverse(HOME)


def _render(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    everything = {**admin.site.each_context(request), **context}
    return render(request, f"admin/comments/{name}.html", everything, status=status)
