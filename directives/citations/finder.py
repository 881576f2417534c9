"""Find every official text that a text cites, in one pass from left to right. Pure.

A digit is the anchor: only where a number is followed by the letters of a symbol are the words
around it read. Every pattern is bounded, so time grows with the length of the text only.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from directives import symbols
from directives.citations import dates, leftward
from directives.citations.names import ABBR, NAME, NAMES, NUMBER_WORDS
from directives.citations.source import Source
from portal.text import fold

_D = dates.DASH
_UP = "A-ZĐƯ"
_LETTERS = "A-Za-zĐđƯư"
#: At most one line break with its indentation: a symbol may be split by a line, not by a paragraph.
_W = r"[^\S\n]{0,3}(?:\n[^\S\n]{0,40})?"
_CHUNK = (
    rf"(?:[{_LETTERS}][{_LETTERS}0-9]{{0,19}}(?:&[{_UP}]{{1,9}})?(?![^\W_])|(?:Th|H|Q|Đ|T)\.[UƯW](?![^\W_])"
    rf"|[{_UP}](?:[{_UP}0-9]|[a-zđ]{{1,2}}(?=[{_UP}])){{0,19}}g?)"
)
_CORE = re.compile(
    rf"([0-9]{{1,5}}+)(\.[0-9]{{1,3}}|[a-zA-ZđĐ](?![^\W_]))?"
    rf"(?:{_W}([/{_D}]){_W}((?:19|20)[0-9]{{2}})(?={_W}[/.{_D}]))?"
    rf"(?:{_W}([/.{_D}]){_W}(?=[{_LETTERS}])|\s{{0,3}}(?=(?:{ABBR}|QD|ND|DA)\s{{0,3}}[/{_D}]))"
    rf"({_CHUNK}(?:{_W}[/{_D}]{_W}{_CHUNK}){{0,9}})"
)
_PIECE = re.compile(rf"(\s*)([/{_D}]?)(\s*)({_CHUNK})")
_PRINTED_MARK = re.compile(rf"[{_UP}](?=.*[{_UP}0-9])(?:[{_UP}0-9.&]|[a-zđ]{{1,2}}(?=[{_UP}]))*[a-zđ]?")

_SO = r"(?:số|so|sô|nos?\.?|number)"
_PREFIX = re.compile(
    r"\s{0,40}[:.]?\s{0,3}"
    rf"(?:(?P<so>(?i:{leftward.words(NUMBER_WORDS)}))\s{{0,40}})?"
    rf"(?P<type>(?i:{leftward.words(NAMES)})|{leftward.words(symbols.TYPES)})?(?![^\W_])"
)
_ITEM = rf"[0-9]{{1,4}}[a-z]?(?:/(?:19|20)[0-9]{{2}})?(?:[{_D}/](?:{ABBR}))?"
_AND = r"(?:\s?[,;&]\s{0,3}(?:và\s{1,3})?|\s{1,3}(?:và|and|&)\s{1,3})"
_ELIDED = re.compile(
    rf"(?<![^\W_])(?P<type>(?i:{NAME}))\s{{0,40}}(?:(?i:{_SO})\s{{0,3}}:?\s{{0,40}})?"
    rf"(?P<items>{_ITEM}(?:{_AND}(?:(?i:{_SO})\s{{0,3}})?{_ITEM}){{0,11}}){_AND}(?:(?i:{_SO})\s{{0,3}})?\Z"
)
_ELIDED_ITEM = re.compile(
    rf"(?:(?i:{_SO})\s{{0,3}})?([0-9]{{1,4}})([a-z]?)(?:/((?:19|20)[0-9]{{2}}))?(?:[{_D}/]({ABBR}))?(?![0-9])"
)
_JOINED = re.compile(rf"{_AND}(?:(?:cùng|với|các)\s{{1,3}})?")
_LIST_END = re.compile(rf"[0-9A-ZĐ]{_AND}(?:(?i:{_SO})\s{{0,3}})?\Z")

#: Numbers of forms, gazettes, invoices, flats, plates: never official texts of the register.
_OTHER_THINGS = [
    "mẫu", "biểu", "biểu mẫu", "phụ lục", "phiếu", "phiếu thu", "phiếu chi", "công báo", "hóa đơn", "hoá đơn",
    "hợp đồng", "tài khoản", "TK", "BKS", "biển số", "biển kiểm soát", "căn hộ", "nhà", "phòng", "lô", "thửa",
    "số báo danh", "SBD", "hộ chiếu", "CMND", "CCCD", "thẻ", "vé", "mã", "mã số", "seri", "bản án",
    "điều", "khoản", "mục", "trang", "câu", "GP",
]  # fmt: skip
_NOT_CITED = re.compile(
    rf"\s{{0,40}}:?\s{{0,3}}(?:ốs\s{{0,3}})?(?:{leftward.words(_OTHER_THINGS)})(?![^\W_])", re.IGNORECASE
)
_LICENSED = re.compile(r"giấy\s+(?:phép|chứng\s+nhận)[^.;\n]{0,60}\Z", re.IGNORECASE)
_LICENCES = re.compile(r"(?:GP|GCN|GXN|ĐK|HĐ(?!ND|B|LL)|TCVN|QCVN)[A-ZĐ]*")
#: Their letters are common elsewhere: without a known body they need their own name before them.
_WEAK = frozenset({
    "TT", "TC", "PA", "DA", "QH", "BB", "CĐ", "PL", "L", "SL", "GM", "PC", "PG", "BS", "SY", "TrS",
    "HD", "GGT", "GNP", "CT", "BC",
})  # fmt: skip
_SAID_BY_SO = frozenset(["CT", "BC"])
#: "QCVN 01:2021/BYT", "quyet-dinh-62-qd", "1.234": the digits are the tail of something longer.
_GLUED_NUMBER = re.compile(rf"[0-9][.:]\Z|[^\W_][{_D}]\Z|[0-9/=_%@\\°]\Z|\+\s?\Z")
_GLUED_WORD = re.compile(r"ngày|của|về|và|do|đã|được|ban|cho|tại|theo|với")
_FILE = re.compile(r"(?:[-_][\w-]{0,80})?\.(?:pdf|docx?|xlsx?|html?|aspx?|php|rar|zip|jpe?g|png)\b|[@_=]")
_BODY_AFTER = re.compile(
    r"[\s,]{0,3}(?:ngày[\s0-9/.thángnăm-]{4,30},?\s{0,3})?(?:của|do)\s+(?:(?:ban\s+(?:thường\s+vụ|chấp\s+hành|cán\s+sự)"
    r"|thường\s+trực|thường\s+vụ|bch|btv)\s+(?:đảng\s+bộ\s+)?)?(?:tỉnh|thành)\s+[ủu][yỷ]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Citation:
    """A cited text: text[start:end] == surface; `symbol` as printed but normalised, `key` to match by."""

    start: int
    end: int
    surface: str
    symbol: str
    key: str
    date: datetime.date | None
    type_name: str | None


class _Piece(NamedTuple):
    """One run of letters after a number; `spaced` if its separator has white space on both sides."""

    separator: str
    spaced: bool
    token: str
    end: int


@dataclass
class _Hit:
    """A symbol found in the readable text, before dates are shared out."""

    start: int
    end: int
    symbol: symbols.Symbol
    type_name: str | None
    heading: bool = False
    date: datetime.date | None = None
    dated_at: int = 0
    dated: bool = False
    led: bool = False


def find(text: str) -> list[Citation]:
    """Citations of `text` in order; offsets are of `text` as given (NFD, invisible marks and all)."""
    source = Source(text)
    hits: list[_Hit] = []
    for match in _CORE.finditer(source.text):
        hit = _read(source.text, match)
        if hit:
            floor = hits[-1].end if hits else 0
            hits += [*_elided(source.text, hit, floor), hit]
    _give_dates(source.text, hits)
    for previous, hit in pairwise(hits):
        if hit.type_name is None and _JOINED.fullmatch(source.text, previous.end, hit.start):
            hit.type_name = previous.type_name
    citations = []
    for hit in hits:
        start, end = source.start(hit.start), source.end(hit.end)
        name = hit.type_name or _distant_type(source.text, hit)
        citations.append(
            Citation(start, end, text[start:end], str(hit.symbol), hit.symbol.key, hit.date, name)
        )
    return citations


def _read(text: str, match: re.Match[str]) -> _Hit | None:
    """The hit at `match`, or None where the words around say that it is something else."""
    number = match.start()
    before = text[number - 1 : number]
    if not before.isspace() and _GLUED_NUMBER.search(text, max(0, number - 2), number):
        return None
    left = leftward.before(text, number, 110)
    prefix = _PREFIX.match(left)
    said = prefix["type"] and prefix["type"][::-1] if prefix else None
    told = said is not None or (prefix is not None and prefix["so"] is not None)
    digits, suffix, year_mark, year, mark, tail = match.groups(default="")
    pieces = [_Piece(m[2], bool(m[1] and m[3]), m[4], m.end()) for m in _PIECE.finditer(tail)]
    pieces[-1] = _cut(pieces[-1], text[match.end() : match.end() + 1])
    read = _letters(pieces, said, text, match.start(6))
    if read is None:
        return None
    type_abbr, issuer, second, kept = read
    end = match.start(6) + pieces[kept - 1].end
    next_word = _GLUED_WORD.match(text, end) or (text[end : end + 2].istitle() and symbols.is_known(issuer))
    if (text[end : end + 1].isalnum() and not next_word) or _FILE.match(text, end):
        return None
    if _NOT_CITED.match(left) or (said is None and _LICENSED.search(text, max(0, number - 90), number)):
        return None
    marks = (year_mark, mark and ("/" if mark == "/" else "-"), second)
    if before.isalpha() and not told and not (before.islower() and type_abbr and symbols.is_known(issuer)):
        return None
    if not _plausible(type_abbr, issuer, pieces[0].token, marks, year, said, told):
        return None
    symbol = symbols.assemble(digits, suffix, year or None, type_abbr, issuer, marks)
    start = number - (prefix.end("type" if said else "so") if prefix and told else 0)
    heading = told and said is None and (start == 0 or text[start].isupper())
    return _Hit(start, end, symbol, said, heading)


def _cut(piece: _Piece, after: str) -> _Piece:
    """`piece` without the word of the next table cell that was glued to it: "TUHải Phòng" is TU."""
    token = piece.token
    if not after.isalpha() and (token == token.upper() or symbols.is_known(symbols.as_mark(token))):
        return piece
    for length in range(len(token) - 1, 1, -1):
        head = token[:length]
        if head.isupper() and token[length].isupper() and symbols.is_known(symbols.as_mark(head)):
            return piece._replace(token=head, end=piece.end - len(token) + length)
    return piece


def _letters(
    pieces: list[_Piece], said: str | None, text: str, base: int
) -> tuple[str, str, str, int] | None:
    """(type, issuer, separator between them, how many pieces belong) of the letters after a number."""
    type_abbr, marks, second, used = _opening(pieces, said)
    for piece in pieces[used:]:
        known = symbols.is_known(symbols.as_mark(piece.token))
        joint = type_abbr.endswith(("LT", "LN", "LB", "PH"))
        apart = piece.separator == "/" or (piece.spaced and not (known and joint))
        if apart or not (known or _PRINTED_MARK.fullmatch(piece.token)):
            break
        marks.append(piece.token)
        second = second or piece.separator
        used += 1
    if not all(_PRINTED_MARK.fullmatch(mark) or symbols.is_known(symbols.as_mark(mark)) for mark in marks):
        return None
    end = base + pieces[used - 1].end
    province = "Ư" in "".join(marks).upper() and _BODY_AFTER.match(text, end, end + 160) is not None
    return type_abbr, "-".join(symbols.as_mark(mark, province) for mark in marks), second, used


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


def _plausible(
    type_abbr: str,
    issuer: str,
    first: str,
    marks: tuple[str, str, str],
    year: str,
    said: str | None,
    told: bool,
) -> bool:
    """Whether these letters can be a symbol here; `said` is the type name before, `told` also "số"."""
    mark, second = marks[1:]
    known = symbols.is_known(issuer) or symbols.is_party(issuer)
    if _LICENCES.fullmatch(type_abbr or first.upper()) or (year and not mark):
        return False
    if first.islower() and not (type_abbr and known and "/" in (mark, second)):
        return False
    if type_abbr:
        if not mark and not told and second != "/":
            return False
        if known:
            return told or type_abbr in symbols.TYPES
        if type_abbr in _WEAK:
            return _says(said, type_abbr) or (told and type_abbr in _SAID_BY_SO)
        return told or len(issuer) > 2
    if mark not in ("/", "-"):
        return False
    if "-" not in issuer:
        assembly = bool(year) and issuer.startswith(("QH", "UBTVQH"))
        return symbols.is_state(issuer) and (assembly or said is not None)
    return mark == "/" and (said is not None or known)


def _says(said: str | None, type_abbr: str) -> bool:
    if said is None:
        return False
    plain = fold(said)
    return (
        said == type_abbr
        or any(fold(name) in plain for name in symbols.TYPES[type_abbr])
        or plain == "van ban"
    )


def _elided(text: str, hit: _Hit, floor: int) -> list[_Hit]:
    """Numbers that share the letters of `hit`: "các Nghị quyết số 25, 28-NQ/TW" cites 25-NQ/TW too."""
    left = max(floor, hit.start - 160)
    if hit.type_name is not None or not _LIST_END.search(text, max(left, hit.start - 12), hit.start):
        return []
    head = _ELIDED.search(text, left, hit.start)
    if head is None:
        return []
    hits: list[_Hit] = []
    for item in _ELIDED_ITEM.finditer(text, head.start("items"), head.end("items")):
        if item[4] and item[4] != hit.symbol.type_abbr:
            return []
        start = item.start() if hits else head.start()
        year = item[3] or (str(hit.symbol.year) if hit.symbol.year else None)
        marks = ("/", "-", "/") if hit.symbol.hyphen else ("/", "/", "-")
        symbol = symbols.assemble(item[1], item[2], year, hit.symbol.type_abbr, hit.symbol.issuer, marks)
        hits.append(_Hit(start, item.end(), symbol, head["type"]))
    hit.type_name = head["type"]
    hit.led = True
    for other in hits[1:]:
        other.led = True
    return hits


def _give_dates(text: str, hits: list[_Hit]) -> None:
    """Date every hit: its own date first, then the one before its verb, then one shared in a list."""
    for i, hit in enumerate(hits):
        limit = hits[i + 1].start if i + 1 < len(hits) else len(text)
        found = dates.after(text, hit.end, limit, hit.heading)
        if found is None:
            continue
        following = hits[i + 1] if i + 1 < len(hits) else None
        comma = "," in text[hit.end : found.start]
        if following and found.direct and comma and dates.opens_next_clause(text, found, following.start):
            continue
        hit.date, hit.dated, hit.dated_at = found.date, True, found.end
        if found.direct:
            hit.end = found.end
        if found.shared:
            _share_back(text, hits, i, any_type=True)
    floor = 0
    for i, hit in enumerate(hits):
        if not hit.dated:
            _date_from_left(text, hits, i, floor)
        floor = max(floor, hit.dated_at)
    for i, hit in enumerate(hits):
        if hit.date:
            _share_back(text, hits, i, any_type=False)


def _date_from_left(text: str, hits: list[_Hit], i: int, floor: int) -> None:
    hit = hits[i]
    limit = hits[i + 1].start if i + 1 < len(hits) else len(text)
    previous = hits[i - 1] if i else None
    if previous and dates.same_day(text, hit.end, limit):
        hit.date = previous.date
        return
    found = dates.above(text, hit.start, floor) if hit.heading else None
    found = found or dates.before(text, hit.start, floor, named=hit.type_name is not None)
    if found:
        hit.date = found.date
    elif previous and not previous.dated and previous.date and _joined(text, previous, hit):
        hit.date = previous.date


def _share_back(text: str, hits: list[_Hit], i: int, any_type: bool) -> None:
    """Give the date of hits[i] to the undated ones listed just before it under the same type name."""
    while i and not hits[i - 1].dated and hits[i - 1].date is None:
        own_type = hits[i].type_name is not None and not hits[i].led
        shares = any_type or not own_type or _side_by_side(hits[i - 1].symbol, hits[i].symbol)
        if not shares or not _joined(text, hits[i - 1], hits[i]):
            return
        hits[i - 1].date = hits[i].date
        i -= 1


def _side_by_side(left: symbols.Symbol, right: symbols.Symbol) -> bool:
    """Whether two numbers of one series are so close that they were signed together: 217 and 218-QĐ/TW."""
    series = [(symbol.type_abbr, symbol.issuer, symbol.year) for symbol in (left, right)]
    return series[0] == series[1] and 0 < right.number - left.number <= 2


def _joined(text: str, left: _Hit, right: _Hit) -> bool:
    return _JOINED.fullmatch(text, left.end, right.start) is not None


def _distant_type(text: str, hit: _Hit) -> str | None:
    """The type name before a title: "Luật Bảo vệ … số 41/2013/QH13" names a Luật."""
    names = symbols.type_names(hit.symbol.type_abbr, hit.symbol.issuer, hit.symbol.year)
    if not hit.symbol.type_abbr and hit.symbol.issuer.startswith(("QH", "UBTVQH")):
        names = ("Luật", "Bộ luật", "Nghị quyết", "Pháp lệnh")
    start = max(0, hit.start - 160)
    at, name = max(((text.rfind(name, start, hit.start), name) for name in names), default=(-1, ""))
    if at < 0 or re.search(r"[.;!?\n]", text[at : hit.start]):
        return None
    return name
