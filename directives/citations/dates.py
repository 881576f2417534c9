"""The date of a cited text: after its symbol, behind the issuing body, or before the verb. Pure."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from directives.citations import leftward
from directives.citations.names import NAME

DASH = r"\-\u2010-\u2015\u2212"
_MONTHS = [
    "january", "february", "march", "april", "may", "june", "july",
    "august", "september", "october", "november", "december",
]  # fmt: skip
_MONTH = "|".join([*_MONTHS, r"sept\.?", *(f"{month[:3]}\\.?" for month in _MONTHS)])
_SEP = rf"\s{{0,2}}[/.{DASH}]{{1,2}}\s{{0,2}}"
_DATE = rf"""(?:
    (?P<d1>[0-9]{{1,2}}){_SEP}(?P<m1>[0-9]{{1,2}}){_SEP}(?P<y1>[0-9]{{4}}|[0-9]{{2}}(?![0-9/.]))
  | (?P<d2>[0-9]{{1,2}})\s{{0,40}}th[áa]ng\s{{0,40}}(?P<m2>[0-9]{{1,2}})
    (?:\s{{0,3}},?\s{{0,40}}n[ăa]m\s{{0,40}}|\s{{0,2}}[/.,{DASH}]\s{{0,2}})(?P<y2>[0-9]{{4}})
  | (?P<d3>[0-9]{{1,2}})/(?P<m3>[0-9]{{1,2}})\s{{1,2}}n[ăa]m\s{{1,40}}(?P<y3>[0-9]{{4}})
  | (?P<m4>{_MONTH})\s{{1,3}}(?P<d4>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s{{1,3}}(?P<y4>[0-9]{{4}})
  | (?P<d5>[0-9]{{1,2}})(?:st|nd|rd|th)?\s{{1,3}}(?P<m5>{_MONTH}),?\s{{1,3}}(?P<y5>[0-9]{{4}})
  )(?![0-9])(?!\s{{0,2}}[{DASH}]\s{{0,2}}[0-9]{{1,2}}[/.])"""
_FLAGS = re.VERBOSE | re.IGNORECASE

#: "**Luật số 84/2025/QH15** ngày …", "<b>…</b>, ngày …": marks of another mark-up, a dot of a list.
_MARKUP = r"(?:\*{1,2}|_|</[a-z]{1,6}>|\s·)?"
_DIRECT = re.compile(
    rf"(?P<lead>(?P<markup>{_MARKUP})[\s,]{{0,45}}(?P<open>[(\[]\s?)?(?:ng[àa]y[\s,:]{{0,40}}|dated?\s+|of\s+|on\s+)?){_DATE}",
    _FLAGS,
)
_DAY = re.compile(
    rf"[nd](?:(?<=\bn)gày(?:\s+(?:ban\s+hành|ký))?[\s:|]{{0,20}}|(?<=\bd)ated?\s+){_DATE}", _FLAGS
)
#: "…\nNgày 5/5/2023, Tỉnh ủy họp" begins a sentence of its own, unless the body or a bracket follows.
_NEW_LINE = re.compile(r"\n\s*Ng")
_OWNER = re.compile(r"\s{1,40}của\b|\s?[)\]]")
_SAME = re.compile(rf"\s+(?:{leftward.words(['cùng', 'đều'])})\b")
_OPENING = re.compile(rf"(?:ngày|chiều|sáng|tối|hôm|\bon)\s{{0,20}}{_DATE}", _FLAGS)
_SAME_DAY = re.compile(r"[\s,]{0,5}(?:cùng|đều)\s+ngày(?!\s{0,3}[0-9])")
_GAP_SIGNED = re.compile(
    r"[\s,(]{0,5}(?:đã\s+)?(?:(?:được|do)\s+(?:[^.,;()\n]{1,80}\s)?)?"
    r"(?:ký\s+ban\s+hành|ban\s+hành|ký|thông\s+qua|phê\s+duyệt)\s+(?:vào\s+)?"
)
_GAP_BODY = re.compile(
    r"[\s,]{0,5}(?:của|do|of)\s(?:[^.;:()\n]|\n(?!\n)|\((?:khóa|khoá|lần)[^()]{1,20}\)){2,140}?[\s,(]{0,5}"
)
#: Dates without "ngày": "12-KH/ĐU — Đảng ủy tỉnh (30/01/2026)", "được ký 09/03/2026", "passed 26 June 2025".
_BARE = re.compile(
    rf"(?P<gap>[\s,*]{{0,5}}(?:(?:của|do|of|[{DASH}])\s[^.,;:()\d\n]{{2,80}}\(\s?(?:ngày\s+)?"
    r"|(?:(?:đã\s+)?được\s+)?(?:ký|ban\s+hành|thông\s+qua)\s+\*{0,2}"
    rf"|(?:passed|adopted|issued|signed|promulgated)\s+(?:on\s+)?)){_DATE}",
    _FLAGS,
)
_PLACE = r"[^\W\d_][^\d\n,;:]{1,60},\s{0,20}"
_GAP_HEADING = re.compile(rf"[\s*.…]{{0,120}}(?:[^\n]{{0,160}}\n){{0,5}}?[^\S\n]{{0,120}}{_PLACE}")
_PLACE_LINE = re.compile(rf"{_PLACE}ng[àa]y\s{{0,20}}{_DATE}[\s*]{{1,160}}\Z", _FLAGS)
_GAP_TERM = re.compile(r"\s{0,40}\(?(?:khóa|khoá)\s+[IVXL]{1,6}\)?[\s,]{0,40}")
_GAP_TABLE = re.compile(r"\s{0,40}[|;,]?\s{0,40}")
#: Words after which a date is that of an event, a limit or a subject, not of the text.
_NOT_BODY = re.compile(
    r"\b(?:về|tại|từ|đến|trong|để|nhằm|kể|trước|sau|theo|kèm|diễn\s+ra|tổ\s+chức|hội\s+nghị|buổi|lễ|họp|thực\s+hiện"
    r"|phê\s+duyệt|hiệu\s+lực|yêu\s+cầu|quy\s+định|hướng\s+dẫn|quán\s+triệt|triển\s+khai)\b"
)
_ISSUED = leftward.words(
    ["ban hành", "phát hành", "ra", "ký", "có", "gửi", "thông qua", "issued", "promulgated", "signed"]
)
_APPROVED = (
    rf"(?:{leftward.words(['tại', 'bằng', 'kèm theo'])})\b[^.;\n]{{0,140}}\b{leftward.words(['phê duyệt'])}"
)
_VERB = re.compile(
    rf"\s{{1,40}}(?:(?:{leftward.words(['các', 'bản', 'một', 'ngay', 'the'])})\s+)?"
    rf"(?:{_ISSUED}|{_APPROVED})\b",
    re.IGNORECASE,
)
#: "Quyết định ngày 26/11/2021 của Thành ủy (số …": the date stands between the name and the number.
_BETWEEN = re.compile(
    rf"\b(?:{NAME})\s{{1,40}}ngày\s{{1,40}}{_DATE}(?:\s{{1,40}}của\s[^.;()\n]{{2,90}})?[\s,(]{{0,40}}\Z",
    _FLAGS,
)
#: Every name is tried at every place of _BETWEEN: only where a date is written at all.
_WRITTEN = re.compile(rf"gày\s{{1,40}}[0-9]{{1,2}}(?:{_SEP}[0-9]|\s{{0,40}}th)", re.IGNORECASE)
#: "Tỉnh ủy đã ban hành ngày 02/8/2022 Kế hoạch số …": the date stands between the verb and the name.
_SIGNED_ON = re.compile(
    rf"\b(?:ban\s{{1,3}}hành|ký)\s{{1,3}}(?:vào\s{{1,3}})?ngày\s{{1,3}}{_DATE}[^\S\n]{{1,3}}\Z", _FLAGS
)
_LIMIT = re.compile(r"(?:đến|trước|sau|hết|kể\s+từ|chậm\s+nhất|qua)\s+(?:hết\s+)?\Z", re.IGNORECASE)
_BREAK = re.compile(r"[.;!?](?:\s|\Z)|\n\s*\n")
_NEXT_CLAUSE = re.compile(r"\s+(?!Ban\s+hành)([^\W\d_])[^.;]{1,160}\Z")


@dataclass(frozen=True)
class Found:
    """A date at text[start:end]: None if no such day exists; `direct` if it touches the symbol."""

    date: datetime.date | None
    start: int
    end: int
    direct: bool = False
    shared: bool = False


def after(text: str, end: int, limit: int, heading: bool) -> Found | None:
    """The date that belongs to the symbol ending at `end`, looked for before `limit`.

    `heading` allows the place line of a letter head: "Số 12-HD/BDVTU … Hà Nội, ngày 05 tháng 02 năm 2026".
    """
    match = _DIRECT.match(text, end, min(limit, end + 160))
    if match and (not _NEW_LINE.search(match["lead"]) or _OWNER.match(text, match.end())):
        stop = match.end()
        if match["open"] and text[stop : stop + 1] in (")", "]"):
            stop += 1
        return Found(_day(match), match.end("lead"), stop, direct=not match["markup"])
    window = min(limit, end + (600 if heading else 220))
    bare = _BARE.match(text, end, window)
    if bare and not _NOT_BODY.search(bare["gap"]):
        return Found(_day(bare), bare.end("gap"), bare.end())
    match = _DAY.search(text, end, window)
    if match is None:
        return None
    gap = text[end : match.start()]
    if len(gap) < 40 and _SAME.match(gap[::-1]):
        return Found(_day(match), match.start(), match.end(), shared=True)
    named = _GAP_BODY.fullmatch(gap)
    table = "\n" in gap or "Ng" in match[0]
    fits = (
        _GAP_SIGNED.fullmatch(gap)
        or _GAP_TERM.fullmatch(gap)
        or (named and not _NOT_BODY.search(gap))
        or (heading and _GAP_HEADING.fullmatch(gap))
        or (table and _GAP_TABLE.fullmatch(gap) and re.match(r"Ngày\s+(?:ban|ký)", match[0]))
    )
    return Found(_day(match), match.start(), match.end()) if fits else None


def same_day(text: str, end: int, limit: int) -> bool:
    """Whether "cùng ngày" follows without a date of its own."""
    return _SAME_DAY.match(text, end, limit) is not None


def above(text: str, start: int, floor: int) -> Found | None:
    """The date of the place line right before a letter head: "Bắc Kạn, ngày 05 tháng 02 năm 2026 / Số …"."""
    match = _PLACE_LINE.search(text, max(floor, start - 260), start)
    return Found(_day(match), match.start(), match.end()) if match else None


def before(text: str, start: int, floor: int, named: bool) -> Found | None:
    """The date of "Ngày 19/01/2017, Bộ … ban hành <symbol at start>", of "Quyết định ngày … <số …>" or of
    "ban hành ngày … <symbol>".

    Nothing left of `floor` is used; `named` tells that the name of the type touches the number.
    """
    left = max(floor, start - 320)
    near = max(left, start - 200)
    between = _BETWEEN.search(text, near, start) if not named and _WRITTEN.search(text, near, start) else None
    signed = between or _SIGNED_ON.search(text, max(left, start - 60), start)
    if signed:
        return Found(_day(signed), signed.start(), signed.end())
    if _VERB.match(leftward.before(text, start, 220)) is None:
        return None
    window = text[left:start]
    match = max(_OPENING.finditer(window), key=re.Match.start, default=None)
    if match is None or _BREAK.search(window, match.end()) or _LIMIT.search(window[: match.start()]):
        return None
    return Found(_day(match), left + match.start(), left + match.end())


def opens_next_clause(text: str, date: Found, following: int) -> bool:
    """Whether "…, ngày 1/2/2023 UBND huyện ban hành <following>" gives the date to what follows."""
    clause = text[date.end : following]
    subject = _NEXT_CLAUSE.match(clause)
    return subject is not None and subject[1].isupper() and _VERB.match(clause[::-1]) is not None


def _day(match: re.Match[str]) -> datetime.date | None:
    form = str(match.lastgroup)[-1]
    day, month, year = match[f"d{form}"], match[f"m{form}"], int(match[f"y{form}"])
    if year < 100:
        year += 2000 if year < 50 else 1900
    number = int(month) if month.isdigit() else _MONTHS.index(_full(month)) + 1
    try:
        return datetime.date(year, number, int(day))
    except ValueError:
        return None


def _full(month: str) -> str:
    return next(name for name in _MONTHS if name.startswith(month.lower()[:3]))
