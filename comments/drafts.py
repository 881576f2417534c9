"""Opinions on a draft: section by section, what the office made of each, the table that is published.

The table needs no one to publish it: it is public once the last day has passed, and shows the opinions
that are visible at that moment, unanswered ones as "Đang tổng hợp".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Case, Count, IntegerField, Q, Value, When

from comments.models import Comment, Outcome
from comments.querysets import CommentQuerySet
from directives.anchors import Section, with_anchors
from directives.models import Directive
from news.models import Article

GENERAL = "Góp ý chung cho dự thảo"
UNDECIDED = "Đang tổng hợp"
#: Heading and width in characters of each column of `table`.
COLUMNS = (
    ("STT", 6), ("Mục của dự thảo", 40), ("Nội dung góp ý", 70), ("Người góp ý", 24), ("Kết quả", 18),
    ("Nội dung tiếp thu, giải trình", 70), ("Đơn vị trả lời", 28), ("Ngày trả lời", 14),
)  # fmt: skip
#: A file for more would hold a worker for seconds.
MOST = 20_000


@dataclass(frozen=True)
class Part:
    """One section of a draft with opinions on it; `anchor` is "" for those on the whole draft."""

    anchor: str
    title: str
    opinions: list[Comment]


def sections(target: Article | Directive) -> list[Section]:
    """The sections that an opinion may name: none unless the text is a draft under consultation."""
    if isinstance(target, Directive) and target.consultation:
        return with_anchors(target.body)[1]
    return []


def in_order(opinions: CommentQuerySet, draft: Directive) -> CommentQuerySet:
    """Those on the whole draft first, then by section as the text runs; within one, the earliest first."""
    places = [
        When(section=section.anchor, then=Value(place)) for place, section in enumerate(sections(draft))
    ]
    place = Case(
        When(section="", then=Value(-1)),
        *places,
        default=Value(len(places)),
        output_field=IntegerField(),
    )
    return opinions.select_related("answer__department").order_by(place, "sent_at", "pk")


def parts(opinions: Iterable[Comment], draft: Directive) -> list[Part]:
    """Opinions that come `in_order`, under the titles of their sections."""
    titles = {section.anchor: section.title for section in sections(draft)}
    return [
        Part(anchor, title_of(anchor, titles), list(found))
        for anchor, found in groupby(opinions, key=lambda opinion: opinion.section)
    ]


def title_of(anchor: str, titles: dict[str, str]) -> str:
    """The title of a section; of one that is no longer in the text, its number."""
    return titles.get(anchor) or anchor.replace("muc-", "Mục ", 1) or GENERAL


def published(draft: Directive) -> CommentQuerySet:
    """What the table of a published draft holds, in its order; each with its answer in one statement."""
    return in_order(Comment.objects.visible_on(draft), draft)


def table(draft: Directive, opinions: CommentQuerySet) -> Iterator[tuple[int | str, ...]]:
    """The rows under `COLUMNS`, for files: plain words, at most 20,000."""
    titles = {section.anchor: section.title for section in sections(draft)}
    for number, opinion in enumerate(opinions[:MOST], start=1):
        answer = getattr(opinion, "answer", None)
        yield (
            number,
            title_of(opinion.section, titles),
            opinion.text,
            opinion.name,
            answer.get_outcome_display() if answer else UNDECIDED,
            answer.text if answer else "",
            str(answer.department) if answer else "",
            f"{answer.answered_on:%d/%m/%Y}" if answer else "",
        )


def tally(opinions: CommentQuerySet) -> list[tuple[str, int]]:
    """How many came to what: ("Tiếp thu", 5) … ("Đang tổng hợp", 2); what never occurs is left out."""
    counts = {outcome: Count("pk", filter=Q(answer__outcome=outcome.value)) for outcome in Outcome}
    found = opinions.order_by().aggregate(
        **{outcome.value: count for outcome, count in counts.items()},
        undecided=Count("pk", filter=Q(answer__isnull=True)),
    )
    named = [(outcome.label, found[outcome.value]) for outcome in Outcome]
    return [(label, number) for label, number in [*named, (UNDECIDED, found["undecided"])] if number]
