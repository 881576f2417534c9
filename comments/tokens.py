"""The signed, one-time form token, and the receipt code that grows out of it.

The form has no account and no cookie behind it, so this token does what a CSRF token would: it is
signed for one address, random, timed, and may become one row only.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass

from django.core import signing
from django.utils.crypto import salted_hmac

MIN_AGE, MAX_AGE = 3, 6 * 3600
#: Crockford's alphabet: without I, L, O and U, which are misread or misheard.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILO", "110")
_SALT = "comments.form"


class Invalid(Exception):
    """Not a token of ours, not for this address, or one whose time is over."""


@dataclass(frozen=True, slots=True)
class Token:
    nonce: str
    consent: str
    issued: int

    @property
    def too_soon(self) -> bool:
        """Nobody reads the form and writes an opinion in three seconds."""
        return time.time() < self.issued + MIN_AGE


def issue(address: str, consent: str) -> str:
    """A fresh token for the form at this address, which shows this version of the consent text."""
    facts = {"n": secrets.token_hex(16), "c": consent, "t": int(time.time())}
    return signing.Signer(salt=f"{_SALT}:{address}").sign_object(facts)


def read(signed: str, address: str) -> Token:
    """The token that `issue` gave for this address. Raises Invalid, also six hours later."""
    try:
        facts = signing.Signer(salt=f"{_SALT}:{address}").unsign_object(signed[:500])
    except (signing.BadSignature, ValueError):
        raise Invalid from None
    token = Token(facts["n"], facts["c"], facts["t"])
    if not token.issued <= time.time() + 60 < token.issued + MAX_AGE + 60:
        raise Invalid
    return token


def receipt_code(nonce: str) -> str:
    """The code of the comment that this token became: 80 bits as "7K3M-9QPX-R2TD-W8VE".

    Derived, so that a form sent twenty times leads twenty times to the same receipt although only
    the code's hash is stored.
    """
    bits = int.from_bytes(salted_hmac("comments.receipt", nonce, algorithm="sha256").digest()[:10], "big")
    letters = "".join(_ALPHABET[bits >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def tidy_code(typed: str) -> str:
    """A code as people copy it: any case, any separators, O for 0 and I or L for 1; "" if it is none."""
    letters = "".join(c for c in typed[:100].upper().translate(_MISREAD) if c in _ALPHABET)
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4)) if len(letters) == 16 else ""


def receipt_hash(code: str) -> str:
    """What is stored of a code. Unsalted, because the code itself is random."""
    return hashlib.sha256(code.encode()).hexdigest()
