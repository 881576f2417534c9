"""The letters after a number: which type and which body they name, or that they name none. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from directives import symbols
from directives.citations.dates import DASH
from portal.text import fold

_UP = "A-ZĐƯ"
LETTER = "A-Za-zĐđƯư"
#: At most one line break with its indentation: a symbol may be split by a line, not by a paragraph.
GAP = r"[^\S\n]{0,3}(?:\n[^\S\n]{0,40})?"
_CHUNK = (
    rf"(?:(?:(?:Th|H|Q|Đ|T)\.[UƯW]|(?:TT|BTT|VP|ĐĐBQH)\.[{_UP}]{{3,9}})(?![^\W_])"
    rf"|[{LETTER}][{LETTER}0-9]{{0,19}}(?:&[{_UP}]{{1,9}})?(?![^\W_])"
    rf"|[{_UP}](?:[{_UP}0-9]|[a-zđ]{{1,2}}(?=[{_UP}])){{0,19}}g?)"
)
#: All the letters that may follow a number.
TAIL = rf"{_CHUNK}(?:{GAP}[/{DASH}]{GAP}{_CHUNK}){{0,9}}"
_PIECE = re.compile(rf"(\s*)([/{DASH}]?)(\s*)({_CHUNK})")
_PRINTED_MARK = re.compile(rf"[{_UP}](?=.*[{_UP}0-9])(?:[{_UP}0-9.&]|[a-zđ]{{1,2}}(?=[{_UP}]))*[a-zđ]?")

_LICENCES = re.compile(r"(?:GP|GCN|GXN|ĐK|HĐ(?!ND|B|LL)|TCVN|QCVN)[A-ZĐ]*")
#: Their letters are common elsewhere: without a known body they need their own name before them.
_WEAK = frozenset({
    "TT", "TC", "PA", "DA", "QH", "BB", "CĐ", "PL", "L", "SL", "GM", "PC", "PG", "BS", "SY", "TrS",
    "HD", "GGT", "GNP", "CT", "BC",
})  # fmt: skip
_JOINT = re.compile(r"(?:phối\s+hợp|liên\s+(?:tịch|ngành|bộ))\Z", re.IGNORECASE)
_SAID_BY_SO = frozenset(["CT", "BC"])


class Before(NamedTuple):
    """What stands around: the type name, whether "số" does, the sign after the number, a year in it.

    `spaced`: white space after that sign, or a date after the letters, so that a dash with space around
    it joins two marks ("1060 / VPCP - KGVX") and does not begin the next words.
    """

    type_name: str | None
    so: bool
    mark: str
    year: bool
    spaced: bool


class Letters(NamedTuple):
    """Type ("" if none is printed) and issuer, the sign between them, how many letters were read."""

    type_abbr: str
    issuer: str
    second: str
    length: int


class _Piece(NamedTuple):
    """One run of letters; `spaced` if its separator has white space on both sides."""

    separator: str
    spaced: bool
    token: str
    end: int


@lru_cache(maxsize=4096)
def read(tail: str, before: Before, glued: bool, province: bool) -> Letters | None:
    """The type and issuer that `tail` spells, or None if this cannot be a symbol.

    `glued` tells that another letter follows `tail`, `province` that the words after it name a
    provincial committee. A page uses few tails and many times: the answers are kept.
    """
    pieces = [_Piece(m[2], bool(m[1] and m[3]), m[4], m.end()) for m in _PIECE.finditer(tail)]
    pieces[-1] = _cut(pieces[-1], glued)
    type_abbr, marks, second, used = _opening(pieces, before.type_name)
    for piece in pieces[used:]:
        known = symbols.is_known(symbols.as_mark(piece.token))
        joint = type_abbr.endswith(("LT", "LN", "LB", "PH")) or _JOINT.search(before.type_name or "")
        apart = piece.separator == "/" or (
            piece.spaced and not ((before.spaced and not type_abbr) or (known and joint))
        )
        if apart or not (known or _PRINTED_MARK.fullmatch(piece.token)):
            break
        marks.append(piece.token)
        second = second or piece.separator
        used += 1
    if not all(_PRINTED_MARK.fullmatch(mark) or symbols.is_known(symbols.as_mark(mark)) for mark in marks):
        return None
    issuer = "-".join(symbols.as_mark(mark, province) for mark in marks)
    letters = Letters(type_abbr, issuer, second, pieces[used - 1].end)
    return letters if _plausible(letters, pieces[0].token, before) else None


def _cut(piece: _Piece, glued: bool) -> _Piece:
    """`piece` without the word of the next table cell that was glued to it: "TUHải Phòng" is TU."""
    token = piece.token
    if not glued and (token == token.upper() or symbols.is_known(symbols.as_mark(token))):
        return piece
    for length in range(len(token) - 1, 1, -1):
        head = token[:length]
        if head.isupper() and token[length].isupper() and symbols.is_known(symbols.as_mark(head)):
            return piece._replace(token=head, end=piece.end - len(token) + length)
    return piece


def _opening(pieces: list[_Piece], said: str | None) -> tuple[str, list[str], str, int]:
    """(type or "", first mark of the issuer, separator between them, how many pieces were read)."""
    first = pieces[0].token
    if len(pieces) > 1:
        separator = "/" if pieces[1].separator == "/" else "-"
        type_abbr = _typed(first, said)
        party = separator == "/" and symbols.is_party(symbols.as_mark(pieces[1].token))
        if type_abbr or (party and _PRINTED_MARK.fullmatch(first)):
            return type_abbr or first, [pieces[1].token], separator, 2
    glued = symbols.unglue(first)
    return (glued[0], [glued[1]], "", 1) if glued else ("", [first], "", 1)


def _typed(token: str, said: str | None) -> str | None:
    """The type that `token` spells; unaccented words before it choose between ĐA and DA."""
    if said and said.isascii() and token.isascii():
        for abbr in symbols.type_variants(token):
            if fold(said) in {fold(name) for name in symbols.TYPES[abbr]}:
                return abbr
    return symbols.as_type(token)


def _plausible(letters: Letters, first: str, before: Before) -> bool:
    """Whether such letters, `first` as printed, can be those of a symbol after such words."""
    type_abbr, issuer, second, _ = letters
    said, so, mark, year, _ = before
    known = symbols.is_known(issuer) or symbols.is_party(issuer)
    if _LICENCES.fullmatch(type_abbr or first.upper()) or (year and not mark):
        return False
    if first.islower() and not (type_abbr and known and "/" in (mark, second)):
        return False
    if type_abbr:
        return _plausible_type(letters, known, before)
    if mark not in ("/", "-"):
        return False
    if "-" in issuer:
        return mark == "/" and (said is not None or known)
    if symbols.is_state(issuer):
        return said is not None or (year and issuer.startswith(("QH", "UBTVQH")))
    return mark == "/" and so and said is not None and not symbols.as_type(issuer)


def _plausible_type(letters: Letters, known: bool, before: Before) -> bool:
    type_abbr, issuer, second, _ = letters
    told = before.so or before.type_name is not None
    if not before.mark and not told and second != "/":
        return False
    if known:
        return told or type_abbr in symbols.TYPES
    if type_abbr in _WEAK:
        return _says(before.type_name, type_abbr) or (told and type_abbr in _SAID_BY_SO)
    return told or len(issuer) > 2


def _says(said: str | None, type_abbr: str) -> bool:
    """Whether the type name before a number is that of its letters, or a general one."""
    if said is None:
        return False
    plain = fold(said)
    names = symbols.TYPES[type_abbr]
    return said == type_abbr or plain == "van ban" or any(fold(name) in plain for name in names)
