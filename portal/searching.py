"""The search page, its JSON, the suggestions while typing, and saved searches as feeds."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from hashlib import blake2s
from typing import Any

from django.contrib.syndication.views import Feed
from django.core.cache import cache
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from directives.models import Directive, Field
from news.models import Article, Category
from portal import slips
from portal.addresses import address
from portal.extracts import extract, holds, marked
from portal.finding import Found, Question, files_of, find, newest, rows_of
from portal.forms import SearchForm
from portal.models import SearchTerm, SiteSettings
from portal.prepared import Among, prepared
from portal.search import Wanted, prefixed, tidy
from portal.templatetags.cleaned import with_marks
from portal.words import tokens

SUGGESTIONS, SUGGESTED_TEXTS = 8, 3
SHORTEST = 2
IN_FEED = 30
#: How long the lists of filters, and the suggestions for what was typed, are kept.
CHOICES_SECONDS, SUGGESTIONS_SECONDS = 15, 300


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """One box over everything that is published; with dang=json the same as data."""
    form = read(request)
    found = find(question(form)) if form.is_valid() else Found(Question(""))
    page = found.page(form.cleaned_data.get("trang", 1))
    results = shown(page, found.question.asked)
    status = 200 if form.is_valid() else 400
    if form.cleaned_data.get("dang") == "json":
        return _as_data(form, found, page, results, status)
    filtered = any(form.cleaned_data.get(name) for name in ("chuyen_muc", "linhvuc", "tu", "den"))
    typed = tidy(form.data.get("q", ""))
    context = {
        "form": form,
        "q": found.question.typed,
        "typed": typed,
        "box": {
            "typed": typed,
            "label": form.fields["q"].label,
            "errors": list(form.errors.get("q", ())),
            "kind": found.question.kind,
            "filters": form.filters,
            "open": filtered or bool(form.errors),
        },
        "found": found,
        "page": page,
        "results": results,
        "kinds": _kinds(form, found),
        "filtered": filtered,
        "unfiltered": address_of(found.question.typed),
        "meant": "" if found.sure else meant(found.question.typed),
        "feed": _address(form, "search_feed") if found.total else "",
        "atom": _address(form, "search_atom") if found.total else "",
    }
    return render(request, "search.html", context, status=status)


def read(request: HttpRequest) -> SearchForm:
    return SearchForm(request.GET, cache.get_or_set("search-choices", _choices, CHOICES_SECONDS) or {})


def question(form: SearchForm) -> Question:
    """What a valid form asks."""
    data = form.cleaned_data
    area = int(data["linhvuc"]) if data["linhvuc"] else None
    return Question(data["q"], data["loai"], data["chuyen_muc"], area, data["tu"], data["den"])


def _choices() -> dict[str, list[tuple[str, str]]]:
    return {
        "chuyen_muc": list(Category.objects.values_list("slug", "name")),
        "linhvuc": [(str(pk), name) for pk, name in Field.objects.values_list("pk", "name")],
    }


def address_of(typed: str) -> str:
    """Of a search without filters."""
    return f"{address('search')}?{urlencode({'q': typed})}"


def _address(form: SearchForm, view: str, **changes: str) -> str:
    """The address of this search in another view or with another filter."""
    names = ("q", "loai", "chuyen_muc", "linhvuc", "tu", "den")
    asked = {key: form.data.get(key, "") for key in map(form.add_prefix, names)} | changes
    return f"{address(view)}?{urlencode({name: value for name, value in asked.items() if value})}"


def _kinds(form: SearchForm, found: Found) -> list[dict[str, Any]]:
    """The links that narrow a search to one kind, each with its count where it is known."""
    chosen = found.question.kind
    return [
        {"label": label, "url": _address(form, "search", loai=kind), "current": kind == chosen, "part": part}
        for kind, label in form.fields["loai"].choices  # type: ignore[attr-defined]
        if (part := found.parts.get(kind)) or kind in {"", chosen} or chosen
    ]


def shown(page: Page, asked: Wanted) -> list[dict[str, Any]]:
    """The texts of a page of `Found`, in its order, with the words that were asked for marked."""
    pks: dict[str, list[int]] = {}
    for kind, pk in page.object_list:
        pks.setdefault(kind, []).append(pk)
    rows = {(kind, pk): row for kind, some in pks.items() for pk, row in rows_of(kind, some).items()}
    _tell_files(rows, asked)
    return [_result(kind, rows[kind, pk], asked) for kind, pk in page.object_list if (kind, pk) in rows]


def _tell_files(rows: dict[tuple[str, int], Any], asked: Wanted) -> None:
    """Give each official text whose own words were not asked for the file that was; one statement at most."""
    silent = {
        pk: row
        for (kind, pk), row in rows.items()
        if kind == "van-ban" and not (holds(f"{row.symbol} {row.subject}", asked) or holds(row.text, asked))
    }
    for pk, file in files_of(silent, asked).items():
        silent[pk].told_by = file


def _result(kind: str, row: Any, asked: Wanted) -> dict[str, Any]:
    validity, file = None, None
    if kind == "tin":
        text = extract(asked, row.lead or row.text, row.text)
        title, label, at = row.title, row.category.name, row.published_at
    elif kind == "van-ban":
        validity, file = row.validity, getattr(row, "told_by", None)
        text = extract(asked, file.text if file else row.text)
        label, at = row.issuing_body.name, row.issued_on
        title = f"{row.type.name} {row.symbol} – {row.subject}" if row.symbol else row.subject
    elif kind == "gioi-thieu":
        text = extract(asked, row.text)
        title, label, at = row.title, "Giới thiệu", row.published_at
    else:
        text = extract(asked, row.introduction)
        label, at = "Bản tin", row.published_at
        title = f"{row} – {row.title}" if row.title else str(row)
    return {
        "kind": kind,
        "url": row.get_absolute_url(),
        "label": label,
        "day": timezone.localtime(at).date() if isinstance(at, datetime) else at,
        "title": title,
        "text": text,
        "marked_title": highlighted(title, asked),
        "marked_text": highlighted(text, asked),
        "validity": validity,
        "file": file and {"url": file.get_absolute_url(), "title": file.title, "kind": file.kind},
    }


@lru_cache(maxsize=4096)
def highlighted(text: str, asked: Wanted) -> SafeString:
    """`text` escaped, the words that were asked for in <mark>."""
    return with_marks(marked(text, asked))


def meant(typed: str) -> str:
    """What was probably meant, in words of the site's titles; "" when nothing better is known."""

    def known(terms: set[str]) -> dict[str, tuple[str, int]]:
        return {bare: (text, count) for bare, text, count in _terms(list(terms))}

    return slips.corrected(tokens(typed), known)


@prepared
def _terms(bare: list[str]) -> QuerySet:
    return SearchTerm.objects.filter(Among("bare", bare)).values_list("bare", "text", "count")


def _as_data(
    form: SearchForm, found: Found, page: Page, results: list[dict[str, Any]], status: int
) -> JsonResponse:
    data = {
        "q": found.question.typed,
        "tong": found.total,
        "con_nua": found.more,
        "trang": page.number,
        "so_trang": page.paginator.num_pages,
        "ket_qua": [
            {
                "loai": result["kind"],
                "tieu_de": result["title"],
                "dia_chi": result["url"],
                "ngay": result["day"],
                "trich": result["text"],
                "tep": result["file"] and result["file"]["title"],
            }
            for result in results
        ],
        "loi": form.errors.get_json_data(),
    }
    return _data(data, status)


def _data(data: dict[str, Any], status: int = 200) -> JsonResponse:
    response = JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Titles and numbers that hold what has been typed so far: {"goi_y": [{"chu", "dia_chi"}]}."""
    typed = tokens(tidy(request.GET.get("q", "")))
    key = f"suggest-{blake2s(' '.join(typed).encode()).hexdigest()}"
    found = cache.get_or_set(key, lambda: _suggestions(typed), SUGGESTIONS_SECONDS)
    response = _data({"goi_y": found})
    response.headers["Cache-Control"] = f"public, max-age={SUGGESTIONS_SECONDS}"
    return response


def _suggestions(typed: list[str]) -> list[dict[str, str]]:
    if sum(map(len, typed)) < SHORTEST:
        return []
    wanted = prefixed(typed)
    texts = Directive.objects.published().filter(headline=wanted).select_related("type")
    news = Article.objects.published().filter(headline=wanted)
    found: list[Any] = [
        *texts.only("type", "symbol", "subject").order_by("-issued_on", "-pk")[:SUGGESTED_TEXTS],
        *news.only("title", "slug").newest()[:SUGGESTIONS],
    ]
    return [{"chu": str(row), "dia_chi": row.get_absolute_url()} for row in found[:SUGGESTIONS]]


class SearchFeed(Feed):
    """A saved search: the newest texts that match. What was asked stands in the description only."""

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def get_object(self, request: HttpRequest) -> Question:
        form = read(request)
        if not form.is_valid() or not form.cleaned_data["q"]:
            raise Http404("Thiếu từ khóa.")
        return question(form)

    def title(self, asked: Question) -> str:
        return f"{SiteSettings.objects.first() or SiteSettings()}: tìm kiếm đã lưu"

    def link(self, asked: Question) -> str:
        return address_of(asked.typed)

    def description(self, asked: Question) -> str:
        return f"Tin bài và văn bản mới nhất có “{asked.typed}”"

    subtitle = description

    def items(self, asked: Question) -> list[tuple[Any, datetime]]:
        entries = newest(asked, IN_FEED)
        rows = {
            kind: rows_of(kind, [pk for k, pk, _ in entries if k == kind])
            for kind in {k for k, _, _ in entries}
        }
        return [(rows[kind][pk], at) for kind, pk, at in entries if pk in rows[kind]]

    def item_title(self, item: tuple[Any, datetime]) -> str:
        return str(item[0])

    def item_link(self, item: tuple[Any, datetime]) -> str:
        return item[0].get_absolute_url()

    def item_description(self, item: tuple[Any, datetime]) -> str:
        return getattr(item[0], "lead", "")

    def item_pubdate(self, item: tuple[Any, datetime]) -> datetime:
        return timezone.localtime(item[1])


class AtomSearchFeed(SearchFeed):
    feed_type = Atom1Feed
