"""What a citation calls the cited text: names of types in Vietnamese, unaccented and in English. Pure."""

from __future__ import annotations

from directives import symbols
from portal.text import fold

_MORE = [
    "Luật", "Bộ luật", "Hiến pháp", "Sắc lệnh", "Văn bản", "VB", "Điện", "Sao y bản chính", "Công hàm",
    "Thông báo kết luận", "Kết luận thanh tra", "Chương trình công tác", "Kế hoạch hành động",
    "Quy chế làm việc", "Điều lệ",
]  # fmt: skip
_ENGLISH = [
    "Decision", "Resolution", "Directive", "Decree", "Circular", "Joint Circular", "Law", "Ordinance",
    "Plan", "Conclusion", "Regulation", "Instruction", "Guideline", "Guidance", "Notice", "Announcement",
    "Report", "Program", "Programme", "Project", "Scheme", "Official Letter", "Official Dispatch", "Dispatch",
]  # fmt: skip
_VIETNAMESE = {name for names in symbols.TYPES.values() for name in names} | set(_MORE)

#: Every name, the longest first.
NAMES = sorted(
    {*_VIETNAMESE, *map(fold, _VIETNAMESE), *_ENGLISH, *(f"{name}s" for name in _ENGLISH)},
    key=len,
    reverse=True,
)
#: An alternation of the names for a pattern that ignores case; a space is any white space.
NAME = "|".join(name.replace(" ", r"\s{1,40}") for name in NAMES)
#: An alternation of the abbreviations, in their own case.
ABBR = "|".join(sorted(symbols.TYPES, key=len, reverse=True))
#: "số" and its like.
NUMBER_WORDS = ["số", "so", "sô", "no", "no.", "nos", "number"]
