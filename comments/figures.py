"""How many came, how they were decided and how long they waited, in any period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, F, Q
from django.db.models.functions import TruncWeek
from django.utils import timezone

from comments.models import Comment
from comments.querysets import State

#: Those whose decision can be timed: one taken down or withdrawn has lost the moment of its first decision.
TIMED = (State.PUBLISHED, State.REJECTED)


class Percentile(Aggregate):
    """The duration that this part of all rows does not exceed; part="0.5" is the median."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(part)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Week:
    """`part`: its received comments as hundredths of the busiest week's."""

    monday: date
    received: int
    published: int
    part: int


@dataclass(frozen=True)
class Figures:
    received: int
    states: list[tuple[str, int]]
    median: timedelta | None
    ninety: timedelta | None
    in_time: int
    timed: int
    answered: int
    grounds: list[tuple[str, int]]
    departments: list[tuple[str, int]]
    weeks: list[Week]


def moments(first: date, last: date) -> tuple[datetime, datetime]:
    """From the first instant of `first` to the first after `last`, in the portal's time zone."""
    start = timezone.make_aware(datetime.combine(first, time.min))
    return start, timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))


def of(first: date, last: date, service_hours: int) -> Figures:
    """The figures of what was sent from `first` to `last`, both included. Five statements."""
    start, end = moments(first, last)
    sent = Comment.objects.filter(sent_at__gte=start, sent_at__lt=end)
    wait = F("decided_at") - F("sent_at")
    timed = Q(state__in=TIMED, decided_by__isnull=False)
    whole: dict[str, Any] = sent.aggregate(
        received=Count("pk"),
        answered=Count("answer"),
        timed=Count("pk", filter=timed),
        in_time=Count("pk", filter=timed & Q(decided_at__lte=F("sent_at") + timedelta(hours=service_hours))),
        median=Percentile(wait, filter=timed, part="0.5"),
        ninety=Percentile(wait, filter=timed, part="0.9"),
        **{state.value: Count("pk", filter=Q(state=state)) for state in State},
    )
    states = [(str(state.label), whole.pop(state.value)) for state in State]
    return Figures(
        **whole,
        states=states,
        grounds=_by(sent.filter(grounds__isnull=False), "grounds__label"),
        departments=_by(sent.filter(answer__isnull=False), "answer__department__name"),
        weeks=_weeks(sent),
    )


def _by(rows: Any, column: str) -> list[tuple[str, int]]:
    return list(rows.order_by().values_list(column).annotate(n=Count("pk")).order_by("-n", column))


def _weeks(sent: Any) -> list[Week]:
    rows = list(
        sent.order_by()
        .annotate(week=TruncWeek("sent_at"))
        .values("week")
        .annotate(received=Count("pk"), published=Count("pk", filter=Q(state=State.PUBLISHED)))
        .order_by("week")
    )
    most = max((row["received"] for row in rows), default=1)
    return [
        Week(
            timezone.localdate(row["week"]), row["received"], row["published"], row["received"] * 100 // most
        )
        for row in rows
    ]
