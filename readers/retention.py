"""How long what is kept of voters and of reports, as the privacy page promises."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from readers.models import FaultReport, Vote

SENDER_DAYS, HANDLED_DAYS, UNHANDLED_DAYS = 14, 90, 180


def forget(now: datetime) -> list[tuple[str, int]]:
    """Erase what is due, all or nothing; what and how many. Running it twice erases nothing more."""
    reports = FaultReport.objects.all()
    handled = reports.filter(handled_at__lt=now - timedelta(days=HANDLED_DAYS))
    unhandled = reports.filter(handled_at=None, sent_at__lt=now - timedelta(days=UNHANDLED_DAYS))
    senders = reports.exclude(sender="").filter(sent_at__lt=now - timedelta(days=SENDER_DAYS))
    voters = Vote.objects.exclude(sender="").filter(poll__closes_at__lte=now)
    with transaction.atomic():
        return [
            ("dấu vết mạng của phiếu trong các cuộc thăm dò đã đóng", voters.update(sender="")),
            (f"báo lỗi đã xử lý quá {HANDLED_DAYS} ngày", handled.delete()[0]),
            (f"báo lỗi chưa xử lý quá {UNHANDLED_DAYS} ngày", unhandled.delete()[0]),
            (f"dấu vết mạng của báo lỗi quá {SENDER_DAYS} ngày", senders.update(sender="")),
        ]
