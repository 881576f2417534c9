"""Find every official text that a text cites, in one pass from left to right. Pure.

A digit is the anchor: only where a number is followed by the letters of a symbol are the words
around it read. Every pattern is bounded, so time grows with the length of the text only.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from itertools import pairwise

from directives import symbols
from directives.citations import dates, leftward
from directives.citations.letters import GAP, LETTER, TAIL, Before, Letters
from directives.citations.letters import read as read_letters
from directives.citations.names import ABBR, NAME, NAMES, NUMBER_WORDS
from directives.citations.source import Source

_D = dates.DASH
#: A digit of something longer is no number: "QCVN 01:2021/BYT" is left by its letters, "=45" here.
_CORE = re.compile(
    rf"([0-9](?<![0-9/=_%@\\°][0-9])[0-9]{{0,4}}+)(\.[0-9]{{1,3}}|[a-zA-ZđĐ](?![^\W_]))?"
    rf"(?:{GAP}([/{_D}]){GAP}((?:19|20)[0-9]{{2}})(?={GAP}[/.{_D}]))?"
    rf"(?:{GAP}([/.{_D}]){GAP}(?=[{LETTER}])|\s{{0,3}}(?=(?:{ABBR}|QD|ND|DA)\s{{0,3}}[/{_D}]))"
    rf"({TAIL})"
)

_SO = r"(?:số|so|sô|nos?\.?|number)"
#: Numbers of forms, gazettes, invoices, flats, plates: never official texts of the register.
_OTHER_THINGS = [
    "mẫu", "biểu", "biểu mẫu", "phụ lục", "phiếu", "phiếu thu", "phiếu chi", "công báo", "hóa đơn", "hoá đơn",
    "hợp đồng", "tài khoản", "TK", "BKS", "biển số", "biển kiểm soát", "căn hộ", "nhà", "phòng", "lô", "thửa",
    "số báo danh", "SBD", "hộ chiếu", "CMND", "CCCD", "thẻ", "vé", "mã", "mã số", "seri", "bản án",
    "điều", "khoản", "mục", "trang", "câu", "GP",
]  # fmt: skip
_PREFIX = re.compile(
    r"\s{0,40}[:.]?\s{0,3}"
    rf"(?:(?P<so>{leftward.words(NUMBER_WORDS)})\s{{0,40}})?"
    rf"(?:(?P<other>{leftward.words(_OTHER_THINGS)})"
    r"|(?P<type>(?!(?i:tậul\s{1,3}páhp)\b)"
    rf"{leftward.words(NAMES)}|{leftward.alternation(abbr[::-1] for abbr in symbols.TYPES)}))?"
    r"(?![^\W_])"
)
_ITEM = rf"[0-9]{{1,4}}[a-z]?(?:/(?:19|20)[0-9]{{2}})?(?:[{_D}/](?:{ABBR}))?"
_AND = r"(?:\s?[,;&]\s{0,3}(?:(?:và|and)\s{1,3})?|\s{1,3}(?:và|and|&)\s{1,3})"
_ELIDED = re.compile(
    rf"(?<![^\W_])(?P<type>(?i:{NAME}))\s{{0,40}}(?:(?i:{_SO})\s{{0,3}}:?\s{{0,40}})?"
    rf"(?P<items>{_ITEM}(?:{_AND}(?:(?i:{_SO})\s{{0,3}})?{_ITEM}){{0,11}}){_AND}(?:(?i:{_SO})\s{{0,3}})?\Z"
)
_ELIDED_ITEM = re.compile(
    rf"(?:(?i:{_SO})\s{{0,3}})?([0-9]{{1,4}})([a-z]?)(?:/((?:19|20)[0-9]{{2}}))?(?:[{_D}/]({ABBR}))?(?![0-9])"
)
_JOINED = re.compile(rf"{_AND}(?:(?:cùng|với|các)\s{{1,3}})?")
_LIST_END = re.compile(rf"[0-9A-ZĐ]{_AND}(?:(?i:{_SO})\s{{0,3}})?\Z")

_LICENSED = re.compile(r"giấy\s+(?:phép|chứng\s+nhận)[^.;\n]{0,60}\Z", re.IGNORECASE)
#: "QCVN 01:2021/BYT", "quyet-dinh-62-qd", "1.234": the digits are the tail of something longer.
_GLUED_NUMBER = re.compile(rf"[0-9][.:]\Z|[^\W_][{_D}]\Z|[0-9/=_%@\\°]\Z|\+\s?\Z")
_GLUED_WORD = re.compile(r"ngày|của|về|và|do|đã|được|ban|cho|tại|theo|với")
_DAY_AFTER = re.compile(r",?\s{0,3}ngày\s{0,3}[0-9]", re.IGNORECASE)
_FILE_STARTS = tuple("-_.@=")
_FILE = re.compile(r"(?:[-_][\w-]{0,80})?\.(?:pdf|docx?|xlsx?|html?|aspx?|php|rar|zip|jpe?g|png)\b|[@_=]")
_BODY_AFTER = re.compile(
    r"[\s,]{0,3}(?:ngày[\s0-9/.thángnăm-]{4,30},?\s{0,3})?(?:của|do)\s+(?:(?:ban\s+(?:thường\s+vụ|chấp\s+hành|cán\s+sự)"
    r"|thường\s+trực|thường\s+vụ|bch|btv)\s+(?:đảng\s+bộ\s+)?)?(?:tỉnh|thành)\s+[ủu][yỷ]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Citation:
    """A cited text: text[start:end] == surface; `symbol` as printed but normalised, `key` to match by."""

    start: int
    end: int
    surface: str
    symbol: str
    key: str
    date: datetime.date | None
    type_name: str | None


@dataclass(slots=True)
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
    number, tail_at, stop = match.start(), match.start(6), match.end()
    before = text[number - 1 : number]
    if not before.isspace() and _GLUED_NUMBER.search(text, max(0, number - 2), number):
        return None
    digits, suffix, year_mark, year, mark, tail = match.groups(default="")
    prefix = _PREFIX.match(leftward.before(text, number, 110))
    if prefix is None:
        so, said, start = False, None, number
    elif prefix["other"]:
        return None
    else:
        so, said = prefix["so"] is not None, prefix["type"] and prefix["type"][::-1]
        start = number - prefix.end("type" if said else "so") if so or said else number
    year_mark, mark = (sign and ("/" if sign == "/" else "-") for sign in (year_mark, mark))
    province = ("Ư" in tail or "ư" in tail) and _BODY_AFTER.match(text, stop, stop + 160) is not None
    spaced = text[tail_at - 1].isspace() or _DAY_AFTER.match(text, stop) is not None
    words = Before(said, so, mark, bool(year), spaced)
    letters = read_letters(tail, words, text[stop : stop + 1].isalpha(), province)
    if letters is None or (said is None and _LICENSED.search(text, max(0, number - 90), number)):
        return None
    type_abbr, issuer, second, length = letters
    end = tail_at + length
    if _runs_on(text, end, issuer) or (before.isalpha() and start == number and not _starts(before, letters)):
        return None
    symbol = symbols.assemble(digits, suffix, year or None, type_abbr, issuer, (year_mark, mark, second))
    heading = so and said is None and (start == 0 or text[start].isupper())
    return _Hit(start, end, symbol, said, heading)


def _starts(before: str, letters: Letters) -> bool:
    """Whether a number glued to the word `before` it can begin a symbol: "theo12-QĐ/TU"."""
    return before.islower() and bool(letters.type_abbr) and symbols.is_known(letters.issuer)


def _runs_on(text: str, end: int, issuer: str) -> bool:
    """Whether what follows a symbol shows that it is a part of a longer word or the name of a file."""
    following = text[end : end + 1]
    if following.isalnum():
        next_cell = text[end : end + 2].istitle() and symbols.is_known(issuer)
        return not (next_cell or _GLUED_WORD.match(text, end))
    return following in _FILE_STARTS and _FILE.match(text, end) is not None


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
    elif previous and not previous.dated and _joined(text, previous, hit):
        hit.date = None if _of_another_year(hit, previous.date) else previous.date


def _share_back(text: str, hits: list[_Hit], i: int, any_type: bool) -> None:
    """Give the date of hits[i] to the undated ones listed just before it under the same type name.

    A date in brackets belongs to its own number; a semicolon or another year in the symbol ends what a
    date is shared by.
    """
    if text[hits[i].end - 1] in ")]" and not hits[i].led:
        return
    while i and not hits[i - 1].dated and hits[i - 1].date is None:
        own_type = hits[i].type_name is not None and not hits[i].led
        shares = any_type or not own_type or _side_by_side(hits[i - 1].symbol, hits[i].symbol)
        apart = ";" in text[hits[i - 1].end : hits[i].start] or _of_another_year(hits[i - 1], hits[i].date)
        if not shares or apart or not _joined(text, hits[i - 1], hits[i]):
            return
        hits[i - 1].date = hits[i].date
        i -= 1


def _of_another_year(hit: _Hit, date: datetime.date | None) -> bool:
    """Whether the symbol prints a year that is not the one of `date`: 29/2008/NĐ-CP is not of 2015."""
    return date is not None and hit.symbol.year not in (None, date.year)


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
