"""What a text says it does to the texts it cites: "thay thế Quyết định số …" is a suggestion. Pure.

The last verb before a citation in its sentence governs it, and the citations listed after it. Words
that only point ("theo", "tại", "kèm theo") end its reach, and so does a passive ("được thay thế
bởi"), which tells of another text. An editor confirms every suggestion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from directives import citations
from directives.citations import Citation

#: Kind of `Relation.Kind`, its verbs, and how many characters of object may lie before the number.
_VERBS = (
    ("replaces", r"thay thế(?: cho)?|thay cho", 120),
    ("repeals", r"bãi bỏ|h[ủu][ỷy] bỏ|chấm dứt hiệu lực(?: của)?", 120),
    ("corrects", r"đính chính", 120),
    ("amends", r"sửa đổi(?:,? (?:và )?bổ sung)?|bổ sung", 120),
    ("guides", r"hướng dẫn(?: (?:việc )?(?:triển khai )?(?:thực hiện|thi hành))?", 120),
    ("implements", r"thực hiện|triển khai|quán triệt|cụ thể h(?:óa|oá)|thi hành", 80),
    ("based_on", r"căn cứ(?: vào)?", 240),
)
_REACH = {kind: reach for kind, _, reach in _VERBS}
_POINTERS = (
    r"theo|tại|gửi kèm|nêu trong|quy định trong|trả lời|phúc đáp|báo cáo|so với|trong khi|qua|kể từ|sau khi"
)
_SIGNAL = re.compile(
    r"(?<![^\W_])(?:"
    + "|".join(f"(?P<{kind}>{words})" for kind, words, _ in _VERBS)
    + rf"|(?P<pointer>{_POINTERS}))(?![^\W_])",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"(?<![^\W_])(?:được|bị)\s{1,3}\Z", re.IGNORECASE)
#: "thay thế đồng chí …", "bổ sung kinh phí": the verb has another object.
_NOT_A_TEXT = re.compile(
    r"\s{1,3}(?:(?:các|những|một số|việc|về|thêm)\s{1,3})?(?:đồng chí|đ/c|ông|bà|anh|chị|cán bộ|nhân sự|người"
    r"|chức danh|chức vụ|thành viên|[ủu][ỷy] viên|bí thư|phó|trưởng|vị trí|lãnh đạo|đại biểu|con dấu"
    r"|trang thiết bị|kinh phí|biên chế|ban chỉ đạo|tổ công tác)(?![^\W_])",
    re.IGNORECASE,
)
_ABOUT_TEXTS = frozenset(["replaces", "repeals", "corrects", "amends"])
#: After a first citation its own abstract may hold verbs ("… về việc thực hiện …"): only a close one counts.
_CLOSE = 25
_BREAK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-–+•*]|\d{1,2}[.)]))|[.!?…](?=\s)")
_EXPIRES = re.compile(
    r"[^.;\n]{0,160}?(?<![^\W_])hết hiệu lực(?: thi hành)?(?: kể)? (?:từ|khi) (?:ngày )?[^.;\n]{0,40}?"
    r"(?:này|ký)(?![^\W_])",
    re.IGNORECASE,
)


def suggest(text: str) -> list[tuple[str, Citation]]:
    """(kind, citation) in reading order, each pair once; kinds are those of `Relation.Kind`.

    Where the words are not certain there is no suggestion. Linear in the length of the text.
    """
    found: dict[tuple[str, str], Citation] = {}
    kind, sentence, previous = "", 0, 0
    for citation in citations.find(text):
        listed = True
        for end in _sentence_ends(text, previous, citation.start):
            kind, sentence = "", end
            listed = False
        begin = max(sentence, previous)
        for signal in _SIGNAL.finditer(text, begin, citation.start):
            far = citation.start - signal.end()
            if not (listed and previous and far > _CLOSE):
                kind = _meaning(text, signal, sentence)
                kind = kind if far <= _REACH.get(kind, 0) else ""
        said = kind or ("repeals" if _EXPIRES.match(text, citation.end) else "")
        if said:
            found.setdefault((said, citation.symbol), citation)
        previous = citation.end
    return [(kind, citation) for (kind, _), citation in found.items()]


def _sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Where sentences end between two places; a full stop counts only before a capital or a digit."""
    for stop in _BREAK.finditer(text, start, end):
        after = text[stop.end() : stop.end() + 3].lstrip()[:1]
        if "\n" in stop[0] or not after or after.isupper() or after.isdigit():
            yield stop.end()


def _meaning(text: str, signal: re.Match[str], sentence: int) -> str:
    """The kind a verb stands for where it is used; "" for a pointer, a passive or a verb about people."""
    kind = signal.lastgroup or ""
    passive = _PASSIVE.search(text[max(sentence, signal.start() - 8) : signal.start()])
    about_people = kind in _ABOUT_TEXTS and _NOT_A_TEXT.match(text, signal.end())
    return "" if kind == "pointer" or passive or about_people else kind
