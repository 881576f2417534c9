"""One cell → one typed value, or `Unreadable` with the reason in plain Vietnamese. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from openpyxl.utils.datetime import from_excel

from directives import markings
from directives.spreadsheet.reading import Fault, Formula
from portal.text import fold, one_line, paragraphs

FIRST, LAST = date(1930, 1, 1), date(2100, 12, 31)
#: Days that Excel counts from 1900, as a number whose date format was lost: 1954 to 2064.
_SERIAL = range(20_000, 60_001)
_DAY = re.compile(
    r"(?:[^\W\d_][^\d]{0,60}?[\s,]{1,3})?(?:ngày\s{0,3})?"
    r"(?P<d>[0-9]{1,2})(?:\s{0,3}[-/.]\s{0,3}|\s{0,3}tháng\s{0,3})(?P<m>[0-9]{1,2})"
    r"(?:\s{0,3}[-/.]\s{0,3}|\s{0,3},?\s{0,3}năm\s{0,3})(?P<y>[0-9]{4}|[0-9]{2})",
    re.IGNORECASE,
)
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ][0-9:.]{5,15})?")
_NO_MARK = frozenset({"", "thuong", "khong", "binh thuong", "cong khai", "ko", "-", "khong mat"})
_SHORT = {"m": markings.SECRET, "tm": markings.MOST_SECRET, "noi bo": markings.INTERNAL}
_MARKS = {fold(label): code for code, label in markings.LABELS.items()} | _SHORT
#: Names, posts and places come back on every row.
_tidy = lru_cache(maxsize=4096)(one_line)


class Unreadable(ValueError):
    """The message is for the person who filled the cell."""


def day(value: Any) -> date:
    """A date cell, a lost date number, or a date as typed: 26/11/2021, 2021-11-26, 26 tháng 11 năm 2021."""
    found = _refuse(value)
    if isinstance(found, datetime):
        found = found.date()
    if isinstance(found, int | float) and not isinstance(found, bool):
        if not (_SERIAL.start <= found < _SERIAL.stop):
            raise Unreadable(f"“{_shown(found)}” không phải ngày. Cần đủ ngày/tháng/năm, ví dụ 26/11/2021.")
        found = from_excel(int(found)).date()
    if isinstance(found, str):
        found = _typed_day(one_line(found).rstrip(".;,"))
    if not isinstance(found, date):
        raise Unreadable("Ô này không phải ngày. Cần đủ ngày/tháng/năm, ví dụ 26/11/2021.")
    if not FIRST <= found <= LAST:
        raise Unreadable(f"Năm {found.year} không hợp lý. Hãy xem lại.")
    return found


def _typed_day(text: str) -> date:
    if iso := _ISO.fullmatch(text):
        year, month, number = (int(part) for part in iso.groups())
    elif typed := _DAY.fullmatch(text[:120]):
        number, month, year = int(typed["d"]), int(typed["m"]), int(typed["y"])
        year += (2000 if year < 50 else 1900) if year < 100 else 0
    else:
        raise Unreadable(f"Không đọc được ngày “{_shown(text)}”. Cần đủ ngày/tháng/năm, ví dụ 26/11/2021.")
    if month > 12 >= number:
        raise Unreadable(f"“{_shown(text)}”: tháng đứng trước ngày. Hãy ghi ngày/tháng/năm.")
    try:
        return date(year, month, number)
    except ValueError:
        raise Unreadable(f"Không có ngày “{_shown(text)}”.") from None


def line(value: Any, most: int = 0) -> str:
    """One line of text, at most `most` characters."""
    found = _tidy(_written(_refuse(value)))
    if most and len(found) > most:
        raise Unreadable(f"Dài {len(found)} ký tự, nhiều nhất {most}.")
    return found


def text(value: Any) -> str:
    """Several lines of plain text."""
    return paragraphs(_written(_refuse(value)))


def pieces(value: Any) -> list[str]:
    """A list in one cell: separated by semicolons or line breaks, bullets left out."""
    parts = re.split(r"[;\n]", _written(_refuse(value)))
    return [tidy for part in parts if (tidy := _tidy(part).strip(" -–+•,."))]


def number(value: Any) -> str:
    """A register number in its own column: 446, 446.0, "Số 446", "36a"."""
    found = re.sub(r"^(?:số|so)[\s:.]*", "", line(value), flags=re.IGNORECASE)
    if not re.fullmatch(r"[0-9]{1,5}(?:\.[0-9]{1,3}|[a-zđ])?", found, re.IGNORECASE):
        raise Unreadable(f"“{_shown(found)}” không phải số của văn bản.")
    return found


def symbol(value: Any) -> str:
    """What is printed as the number; a date here is a number that Excel has spoilt."""
    if isinstance(value, datetime | date | time):
        raise Unreadable("Excel đã đổi số này thành ngày. Hãy định dạng ô là Văn bản (Text) rồi gõ lại.")
    return line(value, 80)


def marking(value: Any) -> str:
    """A code of `markings.LABELS`; "" for an ordinary text."""
    words = fold(line(value)).strip(" .:")
    words = re.sub(r"^(?:do|dau) (?=mat\b|toi mat|tuyet mat)", "", words)
    if words in _NO_MARK:
        return ""
    if words not in _MARKS:
        known = ", ".join(label.capitalize() for label in markings.LABELS.values())
        raise Unreadable(
            f"Không có dấu “{_shown(line(value))}”. Các dấu: {known}; để trống nếu không có dấu."
        )
    return _MARKS[words]


def _refuse(value: Any) -> Any:
    if isinstance(value, Formula):
        raise Unreadable("Ô là công thức. Hãy chép ô rồi dán lại dạng giá trị (Paste Values).")
    if isinstance(value, Fault):
        raise Unreadable(f"Ô đang báo lỗi {value.code}. Hãy sửa trong Excel.")
    if isinstance(value, bool):
        raise Unreadable("Ô chứa giá trị đúng/sai, không phải chữ.")
    return value


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _shown(value: Any) -> str:
    words = one_line(_written(value))
    return words if len(words) <= 40 else words[:39] + "…"
