"""How long what is kept, as the privacy page promises (Law 91/2025/QH15; the periods are house rules)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from comments.models import Comment, Tally
from comments.querysets import REFUSED, WAITING, State
from comments.vocabulary import Grounds

WAITING_DAYS, REFUSED_DAYS, EMAIL_DAYS, SENDER_DAYS, TALLY_DAYS = 30, 90, 30, 14, 1
TOO_LATE = "Quá thời hạn xem xét"
TOO_LATE_WORDS = (
    f"Ý kiến chưa được xem xét trong {WAITING_DAYS} ngày nên đã bị xóa theo thời hạn lưu giữ. "
    "Chúng tôi xin lỗi bạn; rất mong bạn gửi lại nếu nội dung vẫn cần thiết."
)
_TEXT = {
    **dict.fromkeys(("name", "text", "original", "note", "fingerprint"), ""),
    "masks": [],
    "screening": [],
}


@dataclass(frozen=True)
class Due:
    """`rows` are at the end of their period; `changes` is what is erased of them, None for the row itself."""

    what: str
    rows: QuerySet
    changes: dict[str, Any] | None


def due(now: datetime) -> list[Due]:
    def before(days: int) -> datetime:
        return now - timedelta(days=days)

    erased = {**_TEXT, "email": "", "forgotten_at": now, "version": F("version") + 1}
    waiting = Comment.objects.filter(state__in=WAITING, sent_at__lt=before(WAITING_DAYS))
    refused = Comment.objects.filter(
        state__in=REFUSED, decided_at__lt=before(REFUSED_DAYS), forgotten_at__isnull=True
    )
    emails = Comment.objects.exclude(email="").filter(decided_at__lt=before(EMAIL_DAYS))
    senders = Comment.objects.exclude(sender="").filter(sent_at__lt=before(SENDER_DAYS))
    expired = {"state": State.REJECTED, "decided_at": now, "claimed_by": None, "claimed_at": None}
    return [
        Due(
            f"ý kiến chờ duyệt quá {WAITING_DAYS} ngày: xóa tên, nội dung, thư điện tử",
            waiting,
            erased | expired,
        ),
        Due(f"ý kiến không đăng, đã gỡ quá {REFUSED_DAYS} ngày: xóa tên và nội dung", refused, erased),
        Due(f"thư điện tử quá {EMAIL_DAYS} ngày sau khi xử lý", emails, {"email": ""}),
        Due(f"dấu vết địa chỉ mạng quá {SENDER_DAYS} ngày", senders, {"sender": "", "sender_week": ""}),
        Due("số đếm giới hạn gửi của ngày trước", Tally.objects.filter(period__lt=before(TALLY_DAYS)), None),
    ]


def forget(now: datetime, *, dry_run: bool = False) -> list[tuple[str, int]]:
    """Erase what is due, all or nothing; what and how many. Running it twice erases nothing more."""
    done = []
    with transaction.atomic():
        for item in due(now):
            count = item.rows.count()
            if count and not dry_run:
                _erase(item)
            done.append((item.what, count))
    return done


def _erase(item: Due) -> None:
    if item.changes is None:
        item.rows.delete()
        return
    changes = item.changes
    if "state" in changes:
        words = {"public_text": TOO_LATE_WORDS, "active": False, "order": 99}
        changes = changes | {"grounds": Grounds.objects.get_or_create(label=TOO_LATE, defaults=words)[0]}
    item.rows.update(**changes)
