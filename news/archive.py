"""What was published when: years, months as calendars, days, in Vietnamese time."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Max, QuerySet
from django.db.models.functions import TruncDate, TruncMonth
from django.urls import reverse
from django.utils import timezone

from news.models import Article, ArticleQuerySet

FIRST_YEAR, LAST_YEAR = 1945, 2200
WEEKDAYS = (
    ("T2", "Thứ Hai"), ("T3", "Thứ Ba"), ("T4", "Thứ Tư"), ("T5", "Thứ Năm"),
    ("T6", "Thứ Sáu"), ("T7", "Thứ Bảy"), ("CN", "Chủ nhật"),
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """A day or a month in a calendar, with how many articles it has; `day` is None outside the month."""

    day: date | None
    count: int
    url: str


@dataclass(frozen=True)
class Period:
    """A year, a month of it (`month`), or a day of that (`day`)."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def of(cls, year: int, month: int | None, day: int | None) -> Period | None:
        """None for a day that no calendar has, and for years without newspapers of ours."""
        try:
            date(year, 1 if month is None else month, 1 if day is None else day)
        except (ValueError, OverflowError):
            return None
        return cls(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None

    @property
    def starts_on(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def ends_before(self) -> date:
        if self.day:
            return self.starts_on + timedelta(days=1)
        after = self.year * 12 + (self.month or 12)
        return date(after // 12, after % 12 + 1, 1)

    @property
    def url(self) -> str:
        return reverse("archive", args=[part for part in (self.year, self.month, self.day) if part])

    def __str__(self) -> str:
        if self.day:
            return f"ngày {self.starts_on:%d/%m/%Y}"
        return f"tháng {self.month}/{self.year}" if self.month else f"năm {self.year}"

    def around(self) -> Period:
        """What a calendar is drawn for: the month of a day or month, else the year."""
        return Period(self.year, self.month)

    def neighbour(self, step: int) -> Period | None:
        """The month or year before (-1) or after (1)."""
        if not self.month:
            return Period.of(self.year + step, None, None)
        place = self.year * 12 + self.month - 1 + step
        return Period.of(place // 12, place % 12 + 1, None)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def articles(period: Period) -> ArticleQuerySet:
    """The published articles of a period."""
    since, until = _midnight(period.starts_on), _midnight(period.ends_before)
    return Article.objects.published().filter(published_at__gte=since, published_at__lt=until)


def newest() -> date | None:
    """The day of the newest published article."""
    found = Article.objects.published().aggregate(newest=Max("published_at"))["newest"]
    return timezone.localdate(found) if found else None


def _counts(rows: QuerySet[Article], unit: TruncDate | TruncMonth) -> dict[date, int]:
    return dict(rows.order_by().values(unit=unit).annotate(count=Count("pk")).values_list("unit", "count"))


def calendar(month: Period) -> tuple[list[list[Cell]], dict[date, int]]:
    """The weeks of a month from Monday to Sunday, and the counts of its days; one statement."""
    counts = _counts(articles(month), TruncDate("published_at"))
    outside = Cell(None, 0, "")
    weeks = [
        [_cell(Period(month.year, month.month, day), counts) if day else outside for day in week]
        for week in Calendar().monthdayscalendar(month.year, month.month or 1)
    ]
    return weeks, counts


def months(year: Period) -> list[Cell]:
    """The twelve months of a year with their counts; one statement."""
    counts = _counts(articles(year), TruncMonth("published_at"))
    by_month = {moment.month: count for moment, count in counts.items()}
    periods = [Period(year.year, month) for month in range(1, 13)]
    return [Cell(p.starts_on, by_month.get(p.month or 0, 0), p.url) for p in periods]


def _cell(period: Period, counts: dict[date, int]) -> Cell:
    return Cell(period.starts_on, counts.get(period.starts_on, 0), period.url)
