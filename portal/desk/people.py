"""How the admin names people and states."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.publishing import Publishable, Status


def person(user: AbstractBaseUser | None) -> str:
    """Family name first, as Vietnamese names are said; the account's name when there is none."""
    if user is None:
        return "–"
    full = f"{getattr(user, 'last_name', '')} {getattr(user, 'first_name', '')}".strip()
    return full or user.get_username()


def state(item: Publishable) -> tuple[str, str]:
    """The state's mark for style sheets and its words: ("scheduled", "Hẹn giờ")."""
    if item.is_scheduled:
        return "scheduled", "Hẹn giờ"
    if item.status == Status.DRAFT and item.return_note:
        return "returned", "Bị trả lại"
    return item.status, Status(item.status).label


def state_tag(item: Publishable) -> SafeString:
    return format_html('<span class="tag tag-{}">{}</span>', *state(item))
