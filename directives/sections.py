"""The numbers that open the sections of an official text: "2.1", "IV", "Điều 3", "Phần thứ nhất". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DECIMAL = re.compile(r"^(?P<n>\d{1,2}(?:\.\d{1,2}){1,3})(?:\s*[.):/–-]\s*|\s+)(?=[^\W\d]|[“\"'‘(])")
_SINGLE = re.compile(
    r"^(?P<n>\d{1,2})\s*(?:[.):]|/(?=\s|[^\W\d][^\W\d_A-ZĐ])|[-–](?=\s|[^\W\d]))\s*(?=[^\W\d]|[“\"'‘(])"
)
_ROMAN = re.compile(r"^(?P<n>[IVXL]{1,6})\s*[.)/:–-]\s*(?=[^\W\d]|[“\"'‘(])")
_DIEU = re.compile(r"^Điều\s+(?P<n>\d{1,3}[a-zđ]?)\s*[.:]?(?=\s|$)", re.IGNORECASE)
_PART = re.compile(r"^(?P<n>(?:Phần|Chương|Mục)\s+(?:thứ\s+\w+|[IVXL]{1,6}|\d{1,2}))\b", re.IGNORECASE)
_ROMAN_VALUE = {"I": 1, "V": 5, "X": 10, "L": 50}


def section_number(line: str) -> str | None:
    """The number that opens a section, as printed ("2.1", "IV", "Điều 3", "Phần thứ nhất"), or None."""
    if found := _DIEU.match(line):
        return f"Điều {found['n']}"
    if found := _PART.match(line):
        return found["n"]
    for pattern in (_DECIMAL, _ROMAN, _SINGLE):
        if found := pattern.match(line):
            return found["n"]
    return None


def section_numbers(lines: Sequence[str]) -> tuple[str, ...]:
    """The numbers of the sections, each following on the one before; a count that opens a line is none."""
    found: list[str] = []
    last: dict[str, int] = {}
    for line in lines:
        number = section_number(line)
        if number and _follows(number, last):
            found.append(number)
    return tuple(found)


def _follows(number: str, last: dict[str, int]) -> bool:
    if number[0].isdigit():
        parent, _, own = number.rpartition(".")
        value, level = int(own), f"d{parent}"
    elif number.startswith("Điều"):
        value, level = int(re.sub(r"\D", "", number)), "Điều"
    elif number.isupper():
        value, level = _roman(number), "roman"
    else:
        return True
    previous = last.get(level, 0)
    if value != 1 and not previous < value <= previous + 3:
        return False
    if level == "roman":
        for inner in [key for key in last if key.startswith("d")]:
            del last[inner]
    last[level] = value
    return True


def _roman(number: str) -> int:
    values = [_ROMAN_VALUE[c] for c in number]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
