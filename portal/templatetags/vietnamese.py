"""Dates, sizes and times as Vietnamese readers write them."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone

from portal.html import excerpt
from portal.lunar import lunar

register = template.Library()

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def day(value: date | datetime | None) -> str:
    """23/02/2023; "" for nothing."""
    return f"{_local(value):%d/%m/%Y}" if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """2023-02-23T09:00+0700, for machines; HTML takes no more than three digits of a second."""
    return f"{_local(value):%Y-%m-%dT%H:%M%z}" if value else ""


@register.filter
def weekday(value: date | datetime | None) -> str:
    """Thứ Năm, 23/02/2023."""
    return f"{WEEKDAYS[_local(value).weekday()]}, {day(value)}" if value else ""


@register.filter
def weekday_time(value: datetime | None) -> str:
    """Thứ Năm, 23/02/2023 09:00."""
    return f"{weekday(value)} {_local(value):%H:%M}" if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """14:03, padded."""
    return f"{_local(value):%H:%M}" if value else ""


@register.filter
def place_day(value: date | None) -> str:
    """ngày 05 tháng 02 năm 2026: official texts pad days under 10 and the months 1 and 2 only."""
    if not value:
        return ""
    month = f"{value.month:02}" if value.month < 3 else str(value.month)
    return f"ngày {value.day:02} tháng {month} năm {value.year}"


@register.filter
def dots(value: int | None) -> str:
    """12.400."""
    return f"{value:,}".replace(",", ".") if value is not None else ""


@register.filter
def file_size(value: int | None) -> str:
    """2,4 MB; 1,2 GB."""
    if value is None:
        return ""
    amount = float(value)
    for unit in ("B", "KB", "MB", "GB"):
        if amount < 1024 or unit == "GB":
            break
        amount /= 1024
    number = f"{amount:.1f}".removesuffix(".0")
    return f"{number.replace('.', ',')} {unit}"


@register.filter
def lunar_day(value: date | datetime | None) -> str:
    """14/10 Bính Ngọ; "" outside 1900–2100."""
    if not value:
        return ""
    moment = _local(value)
    try:
        return str(lunar(moment.date() if isinstance(moment, datetime) else moment))
    except ValueError:
        return ""


@register.filter
def shortened(value: object, limit: int) -> str:
    """At most about `limit` characters of it, cut between words and closed with "…"."""
    return excerpt(str(value), limit)
