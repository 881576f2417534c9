"""A title printed in capitals, in sentence case: "Kết luận của đồng chí Nguyễn Văn An". Pure."""

from __future__ import annotations

import re
from itertools import pairwise

from portal.text import fold

_WORD = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)*")
_ROMAN = re.compile(r"^[IVXL]+$")
#: "VI" is six in "KHÓA VI", a syllable in "VI PHẠM".
_BEFORE_ROMAN = frozenset(
    {
        "khóa", "khoá", "thứ", "lần", "kỳ", "phần", "chương", "mục", "quý", "hội", "hạng", "loại", "nghị",
    }
)  # fmt: skip
_VOWEL = re.compile(r"[aeiouy]")
_ABBREVIATIONS = frozenset(
    {
        "UBND", "HĐND", "MTTQ", "UBMTTQ", "ĐBQH", "QH", "TW", "TƯ", "TU", "HU", "ĐU", "BCH", "BTV", "BDV",
        "TTCP", "CNTT", "CNVC", "LLVT", "ANTT", "ATGT", "BHXH", "BHYT", "KTXH", "DTTS", "NTM", "CBCC",
        "CCHC", "TDTT", "OCOP", "ASEAN", "GDP", "UNESCO", "XHCN", "CNH", "HĐH",
    }
)  # fmt: skip
_NAMES = (
    "Đảng", "Đảng bộ", "Đảng ủy", "Nhà nước", "Nhân dân", "Chính phủ", "Quốc hội", "Trung ương",
    "Bộ Chính trị", "Ban Bí thư", "Ban Chấp hành", "Ban Thường vụ",
    "Ban Dân vận", "Ban Tuyên giáo", "Ban Tuyên giáo và Dân vận", "Ban Tổ chức", "Ban Nội chính",
    "Ban Chỉ đạo", "Ủy ban Kiểm tra", "Ủy ban nhân dân",
    "Hội đồng nhân dân", "Mặt trận Tổ quốc", "Việt Nam", "Tỉnh ủy", "Thành ủy", "Huyện ủy", "Thị ủy",
    "Quận ủy", "Bí thư", "Phó Bí thư", "Thường trực", "Hồ Chí Minh",
    "Chủ tịch", "Phó Chủ tịch", "Thủ tướng", "Tổng Bí thư", "Liên đoàn Lao động", "Hội Nông dân",
    "Hội Cựu chiến binh", "Hội Liên hiệp Phụ nữ", "Đoàn Thanh niên",
    "Tết", "Nguyên đán", "Chỉ thị", "Nghị quyết", "Đại hội", "Văn phòng", "Trưởng ban", "Phó Trưởng ban",
)  # fmt: skip
_NAME_WORDS = sorted((tuple(name.split()) for name in _NAMES), key=len, reverse=True)
#: A person's name follows one of these; it runs to four words, or to a word that opens a post or a clause.
_BEFORE_PERSON = ("đồng chí", "ông", "bà", "anh hùng", "liệt sĩ")
_AFTER_PERSON = frozenset(
    {
        "phó", "bí", "chủ", "trưởng", "ủy", "uỷ", "tại", "về", "và", "với", "trong", "trên", "giám",
        "tổng", "thường", "nguyên", "khi", "là", "làm,", "bộ", "tỉnh",
    }
)  # fmt: skip


def sentence_case(title: str, body: str = "") -> str:
    """`title` in sentence case when it is (mostly) capitals; other titles only gain a capital first letter.

    The capitals inside come from `body`, where the same two words stand in ordinary case, from a list of
    offices, and from the words before a person's name. Numbers, symbols and abbreviations stay.
    """
    shouted = [w for w in title.split() if len(w) > 1 and w.isupper()]
    if len(shouted) * 2 < sum(len(w) > 1 for w in title.split()) and not (shouted and len(shouted) > 4):
        return title[:1].upper() + title[1:]
    spans = list(_WORD.finditer(title))
    words = [_lowered(m[0], spans[i - 1][0].lower() if i else "") for i, m in enumerate(spans)]
    pairs = _pairs(body)
    for i, word in enumerate(words):
        if word.islower() and spans[i][0].isupper():
            words[i] = _from_body(words, i, pairs)
    _apply_names(words, spans)
    _apply_people(words, spans)
    out: list[str] = []
    end = 0
    for found, word in zip(spans, words, strict=True):
        between = title[end : found.start()]
        opens = not out or between.rstrip().endswith(("“", '"', "«"))
        out += [between, word[:1].upper() + word[1:] if opens else word]
        end = found.end()
    return "".join(out) + title[end:]


def _lowered(word: str, before: str) -> str:
    if not word.isupper() or word in _ABBREVIATIONS or any(c.isdigit() for c in word):
        return word
    if _ROMAN.match(word) and before in _BEFORE_ROMAN:
        return word
    if "/" in word or (len(word) > 1 and not _VOWEL.search(fold(word))):
        return word
    return word.lower()


def _pairs(body: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Neighbouring words of the text in lower case, and as they are printed inside a sentence."""
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    words = list(_WORD.finditer(body[:60_000]))
    for first, second in pairwise(words):
        if body[first.end() : second.start()] != " " or first[0].isupper() or second[0].isupper():
            continue
        if body[max(0, first.start() - 2) : first.start()].strip()[-1:] in ("", ".", "-", ":", "“", "!"):
            continue
        seen.setdefault((first[0].lower(), second[0].lower()), (first[0], second[0]))
    return seen


def _from_body(words: list[str], i: int, pairs: dict[tuple[str, str], tuple[str, str]]) -> str:
    here = words[i].lower()
    if i + 1 < len(words) and (pair := pairs.get((here, words[i + 1].lower()))):
        return pair[0]
    if i and (pair := pairs.get((words[i - 1].lower(), here))):
        return pair[1]
    return words[i]


def _apply_names(words: list[str], spans: list[re.Match[str]]) -> None:
    i = 0
    while i < len(words):
        size = 1
        for name in _NAME_WORDS:
            n = len(name)
            same = tuple(w.lower() for w in words[i : i + n]) == tuple(w.lower() for w in name)
            if same and all(s[0].isupper() for s in spans[i : i + n]):
                words[i : i + n] = name
                size = n
                break
        i += size


def _apply_people(words: list[str], spans: list[re.Match[str]]) -> None:
    for i in range(1, len(words)):
        before = (words[i - 1].lower(), " ".join(w.lower() for w in words[max(0, i - 2) : i]))
        if not any(b in _BEFORE_PERSON for b in before) or not spans[i][0].isupper():
            continue
        for j in range(i, min(i + 4, len(words))):
            if words[j].lower() in _AFTER_PERSON:
                break
            words[j] = words[j].capitalize()
