"""One network, one vote: from a filled form to exactly one row.

The network (/24 or /48) is hashed under a key of this poll alone, so that nobody can be followed from one
poll to another or to a comment; the hash is erased when the poll is over.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from comments import limits
from readers.models import Poll, PollOption, Vote


class AlreadyVoted(Exception):
    """Somebody of this network has voted in this poll."""


def voter_of(request: HttpRequest, poll: Poll) -> str:
    """The sender's network, hashed for this poll; 64 hexadecimal digits."""
    return salted_hmac(f"readers.vote:{poll.pk}", limits.network_of(request), algorithm="sha256").hexdigest()


def vote(request: HttpRequest, poll: Poll, option: PollOption, form_token: str) -> None:
    """Store the vote; the same form sent again changes nothing. Raises AlreadyVoted for another form."""
    try:
        with transaction.atomic():
            Vote.objects.create(
                poll=poll, option=option, form_token=form_token, sender=voter_of(request, poll)
            )
    except IntegrityError:
        if not Vote.objects.filter(poll=poll, form_token=form_token).exists():
            raise AlreadyVoted from None
