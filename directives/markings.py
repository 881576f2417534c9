"""Marks that keep an official text from the public: secrecy, circulation, draft. Pure.

Luật Bảo vệ bí mật nhà nước 117/2025/QH15 for secrecy; Hướng dẫn 36-HD/VPTW for circulation. A mark
stands alone, stamped on a line of its own or closing the title in brackets; in a sentence the same
words are ordinary words.
"""

from __future__ import annotations

import re

from portal.text import fold

SECRET, TOP_SECRET, MOST_SECRET = "mat", "toi-mat", "tuyet-mat"
CONFERENCE, INTERNAL, RETURN, DRAFT = "hoi-nghi", "noi-bo", "tra-lai", "du-thao"

LABELS: dict[str, str] = {
    SECRET: "MẬT",
    TOP_SECRET: "TỐI MẬT",
    MOST_SECRET: "TUYỆT MẬT",
    CONFERENCE: "Tài liệu hội nghị",
    INTERNAL: "Lưu hành nội bộ",
    RETURN: "Xem xong trả lại",
    DRAFT: "Dự thảo",
}
MAX_LINES = 2_000
_LONGEST = 80
#: A line in capitals, or nothing but the words: "mật" alone in lower case is honey.
_STAMPED = {"MẬT": SECRET, "TỐI MẬT": TOP_SECRET, "TUYỆT MẬT": MOST_SECRET}
_SECRECY = re.compile(r"(?:(?:Độ|ĐỘ) (?:mật|MẬT)\s?:?\s?)?(MẬT|TỐI MẬT|TUYỆT MẬT|Mật|Tối mật|Tuyệt mật)")
_PLAIN = [
    (CONFERENCE, re.compile(r"tai lieu (?:phuc vu )?hoi nghi(?: lan thu .{1,20})?")),
    (INTERNAL, re.compile(r"(?:tai lieu )?luu hanh noi bo|(?:tai lieu )?noi bo")),
    (RETURN, re.compile(r"xem xong (?:xin )?tra lai(?: ngay)?|tai lieu thu hoi(?: sau hoi nghi)?")),
    (
        DRAFT,
        re.compile(
            r"(?:ban )?du thao(?: (?:lan (?:thu )?\w{1,6}|\d{1,2}))?(?:[ ,;-]{1,3}ngay [\d/ ]{1,12})?"
        ),
    ),
]
_BRACKETED = re.compile(r"[(\[]([^()\[\]]{3,60})[)\]]\s*$")
_FRAME = " *-–—.…:;()[]“”\"'|"


def found(text: str, passing: str = "") -> str:
    """The first mark that the lines of `text` carry, as a code of `LABELS`; "" without one.

    A line carries a mark when it is nothing else, frames and brackets aside, or closes with it in brackets.
    The code `passing` does not count.
    """
    for line in (" ".join(line.split()) for line in text.split("\n", MAX_LINES)[:MAX_LINES]):
        if 0 < len(line) <= _LONGEST and (code := _alone(line.strip(_FRAME))) not in {"", passing}:
            return code
        closing = _BRACKETED.search(line[-_LONGEST:])
        if closing and (code := _alone(closing[1].strip(_FRAME))) not in {"", passing}:
            return code
    return ""


def _alone(words: str) -> str:
    if secrecy := _SECRECY.fullmatch(words):
        return _STAMPED[secrecy[1].upper()]
    plain = fold(words)
    return next((code for code, pattern in _PLAIN if pattern.fullmatch(plain)), "")
