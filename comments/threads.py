"""The comments under one text: which, in what order, on which page. One statement a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from comments.models import Answer, Comment, State, Target, kind_of
from comments.querysets import SHOWN, count_of
from directives.models import Directive
from news.models import Article
from portal.addresses import address
from portal.prepared import prepared

PER_PAGE = 20
NEWEST, ANSWERED = "moi-nhat", "co-tra-loi"


@dataclass(frozen=True)
class Thread:
    """`comments`: those of one page, each with its visible answers from readers in `shown_replies`.

    `total`: all that are visible on this text, answers from readers included; `roots`: how many have a
    place of their own in the order, withdrawn ones with answers included.
    """

    comments: list[Comment]
    total: int
    roots: int


def roots(on: QuerySet[Comment]) -> QuerySet[Comment]:
    """What of the comments `on` a text has a place of its own: visible ones, and the marks of withdrawn ones.

    A mark, without name or text, stands only where an answer would otherwise hang in the air; the
    office's answer goes when staff remove a comment and stays when its sender withdraws it.
    """
    replied = Exists(on.filter(state=State.PUBLISHED, parent=OuterRef("pk")))
    answered = Exists(Answer.objects.filter(comment=OuterRef("pk")))
    mark = (
        Q(state=State.RETRACTED, published_at__isnull=False) & (replied | answered)
        | Q(state=State.REMOVED) & replied
    )
    shown = on.filter(Q(state=State.PUBLISHED) | mark, parent=None)
    return shown.order_by("-published_at", "-pk")


def thread(target: Article | Directive, page: int = 1, order: str = NEWEST) -> Thread:
    """One page of what readers said about a text; an empty page beyond the last."""
    if (page, order) == (1, NEWEST):
        found = _NEWEST_ON[kind_of(target)](target.pk)
    else:
        found = list(_rows(Comment.objects.on(target), page, order))
    for row in found:
        setattr(row, kind_of(target), target)
    return Thread(_nested(found), found[0].total if found else 0, found[0].roots if found else 0)


def _rows(on: QuerySet[Comment], page: int = 1, order: str = NEWEST) -> QuerySet[Comment]:
    ordered = roots(on)
    if order == ANSWERED:
        ordered = ordered.order_by("-answer", "-published_at", "-pk").filter(answer__isnull=False)
    on_page = ordered.values("pk")[(page - 1) * PER_PAGE : page * PER_PAGE]
    return (
        Comment.objects.filter(Q(pk__in=on_page) | Q(parent__in=on_page, state=State.PUBLISHED))
        .annotate(total=count_of(on.filter(state=State.PUBLISHED)), roots=count_of(ordered))
        .select_related("answer__department")
        .only(*SHOWN)
        .order_by("-published_at", "-pk")
    )


@prepared
def _newest_on_article(pk: int) -> QuerySet[Comment]:
    return _rows(Comment.objects.filter(article=pk))


@prepared
def _newest_on_directive(pk: int) -> QuerySet[Comment]:
    return _rows(Comment.objects.filter(directive=pk))


_NEWEST_ON = {"article": _newest_on_article, "directive": _newest_on_directive}


def _nested(rows: Sequence[Comment]) -> list[Comment]:
    replies: dict[int, list[Comment]] = {}
    for row in reversed(rows):
        if row.parent_id:
            replies.setdefault(row.parent_id, []).append(row)
    top = [row for row in rows if not row.parent_id]
    for row in top:
        row.shown_replies = replies.get(row.pk, [])  # type: ignore[attr-defined]
    return top


def address_of(comment: Comment) -> str:
    """Where a visible comment stands now: under its text while it is among the newest, else on its page."""
    root = comment.parent or comment
    newer = roots(Comment.objects.on(comment.target)).filter(
        Q(published_at__gt=root.published_at) | Q(published_at=root.published_at, pk__gt=root.pk)
    )
    page = newer.count() // PER_PAGE + 1
    place = comment.target.get_absolute_url() if page == 1 else f"{all_address(comment.target)}?trang={page}"
    return f"{place}#y-kien-{comment.pk}"


def form_address(target: Article | Directive) -> str:
    return address(f"{kind_of(target)}_comment", _slug(target), target.pk)


def all_address(target: Target) -> str:
    return address(f"{kind_of(target)}_comments", _slug(target), target.pk)


def table_address(draft: Directive) -> str:
    """Where all opinions on a draft stand with what became of them, once its last day is over."""
    return address("draft_table", _slug(draft), draft.pk)


def _slug(target: Target) -> str:
    return target.get_absolute_url().rstrip("/").rpartition("/")[2].rpartition("-")[0]
