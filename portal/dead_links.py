"""Which links of the boxes no longer lead anywhere; found out by the command `check_links` only."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import F, Q
from django.utils import timezone

from portal.fetching import Answer, PrivateAddress, Unreachable, fetch
from portal.models import Link

SECONDS, MOST_BYTES = 10.0, 16 * 1024
#: The page is there but wants a person, a log-in or more patience than a program has.
_ALIVE = {401, 403, 405, 406, 418, 429, 451}

Ask = Callable[[str], Answer]


def ask(url: str) -> Answer:
    return fetch(url, seconds=SECONDS, most=MOST_BYTES)


def check(ask: Ask = ask) -> list[tuple[Link, str]]:
    """Ask for every outside link once and record what came; each with its problem, "" for none.

    When nothing at all answers, it is our own way out that is broken: then nothing is recorded, so that
    a day without a network does not empty the boxes.
    """
    outside = Q(url__startswith="https://") | Q(url__startswith="http://")
    found = [(link, *_problem(link.url, ask)) for link in Link.objects.filter(outside).select_related("box")]
    asked = [problem for _, problem, private in found if not private]
    if asked and not all(asked):
        for link, problem, private in found:
            _record(link, problem, private)
    return [(link, problem) for link, problem, _ in found]


def _problem(url: str, ask: Ask) -> tuple[str, bool]:
    """What is wrong with an address, and whether it was left unasked because it is private."""
    try:
        status = ask(url).status
    except PrivateAddress as private:
        return str(private), True
    except Unreachable as error:
        return str(error), False
    return (f"trả lời mã {status}", False) if status >= 400 and status not in _ALIVE else ("", False)


def _record(link: Link, problem: str, private: bool) -> None:
    """By UPDATE: a check is no new version of what staff wrote. A private address counts as neither."""
    now = timezone.now()
    changes = {"checked_at": now, "problem": problem}
    if not private and problem:
        changes |= {"failures": F("failures") + 1, "failing_since": link.failing_since or now}
    elif not private:
        changes |= {"failures": 0, "failing_since": None}
    Link.objects.filter(pk=link.pk).update(**changes)
