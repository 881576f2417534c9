"""The public pages of polls and of "Báo lỗi", and the door at which browsers report a reading."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comments import limits, tokens
from comments.views import TOO_OLD, TOO_SOON, private
from news.models import Article
from portal.forms import PageField
from readers.counting import counting
from readers.forms import MAX_WORDS, FaultForm, TrappedForm, VoteForm
from readers.models import FaultReport, Poll
from readers.votes import AlreadyVoted, vote

PER_PAGE = 20
#: Faults that one network may report in an hour, and that are taken about one article.
PER_SENDER, PER_ARTICLE = 10, 60
TOO_MANY = "Đã nhận quá nhiều lời báo trong giờ này. Nội dung vẫn còn đây: xin gửi lại sau ít phút."
VOTED = "Từ mạng của bạn đã có một phiếu trong cuộc thăm dò này, nên phiếu này không được ghi thêm."


# Polls


@require_safe
def poll_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(Poll.objects.begun(), PER_PAGE).get_page(PageField().clean(request.GET.get("trang")))
    return render(request, "readers/poll_list.html", {"page": page})


# As with comments, a signed token bound to this address stands in for a session and its cookie.
@csrf_exempt
@private
@require_http_methods(["GET", "HEAD", "POST"])
def poll(request: HttpRequest, pk: int) -> HttpResponse:
    """The ballot; once the poll is over, the way to its results."""
    found = get_object_or_404(Poll.objects.begun().with_options(), pk=pk)
    if found.is_over:
        return redirect(found.results_url)
    if request.method == "POST":
        return _vote(request, found)
    fresh = {"token": tokens.issue(request.path, ""), "choice": request.GET.get("chon", "")[:20]}
    return _ballot(request, found, VoteForm(found.choices, initial=fresh))


def _vote(request: HttpRequest, found: Poll) -> HttpResponse:
    form = VoteForm(found.choices, request.POST)
    token = _token(request, form)
    if token is None or not form.is_valid():
        return _ballot(request, found, form, status=400)
    chosen = next(option for option in found.choices if str(option.pk) == form.cleaned_data["choice"])
    try:
        vote(request, found, chosen, token.nonce)
    except AlreadyVoted:
        form.add_error(None, VOTED)
        return _ballot(request, found, form, status=403)
    return redirect("poll_thanks", pk=found.pk)


def _ballot(request: HttpRequest, found: Poll, form: VoteForm, status: int = 200) -> HttpResponse:
    return render(request, "readers/poll.html", {"poll": found, "form": form}, status=status)


@require_safe
def poll_results(request: HttpRequest, pk: int) -> HttpResponse:
    return _results(request, pk, thanks=False)


@private
@require_safe
def poll_thanks(request: HttpRequest, pk: int) -> HttpResponse:
    """The results as they are this moment, so that a voter finds the own vote in them."""
    return _results(request, pk, thanks=True)


def _results(request: HttpRequest, pk: int, thanks: bool) -> HttpResponse:
    found = get_object_or_404(Poll.objects.begun(), pk=pk)
    results = found.results()
    total = sum(votes for _, votes in results)
    rows = [(option, votes, 100 * votes / total if total else 0) for option, votes in results]
    context = {"poll": found, "rows": rows, "total": total, "thanks": thanks, "now": timezone.localtime()}
    return render(request, "readers/poll_results.html", context)


# Faults


@csrf_exempt
@private
@require_http_methods(["GET", "HEAD", "POST"])
def fault_form(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What is wrong in an article; `?doan=` holds the words that the reader had selected."""
    article = Article.objects.public_or_404(pk=pk)
    if request.method == "POST":
        return _report(request, article)
    fresh = {"token": tokens.issue(request.path, ""), "words": request.GET.get("doan", "")[:MAX_WORDS]}
    return _fault_page(request, article, FaultForm(initial=fresh))


def _report(request: HttpRequest, article: Article) -> HttpResponse:
    form = FaultForm(request.POST)
    token = _token(request, form)
    if token is not None and form.is_valid() and token.too_soon:
        form.add_error(None, TOO_SOON)
    if token is None or not form.is_valid():
        return _fault_page(request, article, form, status=400)
    if FaultReport.objects.filter(form_token=token.nonce).exists():
        return redirect("fault_thanks")
    sender = limits.sender_of(request, timezone.now())
    if not (limits.take(f"fault:{sender}", PER_SENDER) and limits.take(f"fault:{article.pk}", PER_ARTICLE)):
        form.add_error(None, TOO_MANY)
        return _fault_page(request, article, form, status=429)
    typed = {"words": form.cleaned_data["words"], "note": form.cleaned_data["note"]}
    FaultReport.objects.get_or_create(
        form_token=token.nonce, defaults={"article": article, "sender": sender, **typed}
    )
    return redirect("fault_thanks")


def _fault_page(request: HttpRequest, article: Article, form: FaultForm, status: int = 200) -> HttpResponse:
    return render(request, "readers/fault_form.html", {"article": article, "form": form}, status=status)


@require_safe
def fault_thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "readers/fault_thanks.html")


def _token(request: HttpRequest, form: TrappedForm) -> tokens.Token | None:
    """The form's token; None with an error and a fresh token in the form when it is not good any more."""
    try:
        return tokens.read(request.POST.get("token", ""), request.path)
    except tokens.Invalid:
        form.is_valid()
        form.add_error(None, TOO_OLD)
        data: Any = {**form.data, "token": tokens.issue(request.path, "")}
        form.data = data
        return None


# Readings


@csrf_exempt
@never_cache
@require_POST
def reading(request: HttpRequest) -> HttpResponse:
    """A browser says that an article has been in front of a reader for a while: its key as plain text.

    Always 204: whether it counted is nobody's business. Another site's page cannot count here, because
    browsers say where a request comes from.
    """
    key = request.body[:20].decode("ascii", "replace")
    ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    if ours and key.isascii() and key.isdigit() and len(key) < 16:
        counting.add(int(key), limits.sender_of(request, timezone.now()))
    return HttpResponse(status=204)
