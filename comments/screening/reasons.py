"""What screening hands to the moderator: reasons, and the places in the text that gave them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Field = Literal["name", "text"]

#: Codes of the built-in reasons → the words the moderator reads. Word lists bring their own.
LABELS = {
    "blank_name": "Tên không có chữ nào đọc được",
    "disguise": "Chữ giả dạng (lẫn chữ cái nước khác hoặc đảo chiều đọc)",
    "link": "Có liên kết, kể cả viết trá hình",
    "brand": "Giống tên trang cá cược",
    "phone": "Có số điện thoại",
    "contact": "Mời liên hệ riêng (Zalo, Telegram, Facebook…)",
    "account": "Có số tài khoản hoặc số thẻ ngân hàng",
    "identity": "Có số giấy tờ tùy thân",
    "email": "Có địa chỉ e-mail",
    "repeat": "Trùng với ý kiến gửi gần đây",
    "flood": "Lặp lại nhiều lần trong một ý kiến",
    "shouting": "Viết hoa gần như toàn bộ",
}

#: What stands in the place of a masked hit.
MASKS = {
    "phone": "[số điện thoại đã ẩn]",
    "contact": "[tài khoản liên hệ đã ẩn]",
    "account": "[số tài khoản đã ẩn]",
    "identity": "[số giấy tờ đã ẩn]",
    "email": "[địa chỉ e-mail đã ẩn]",
    "link": "[liên kết đã ẩn]",
}
_OTHER_MASK = "[đã ẩn]"

#: Codes whose hits are somebody's personal data: what the one-click masking offers to hide.
PERSONAL = frozenset({"phone", "contact", "account", "identity", "email"})


@dataclass(frozen=True, slots=True)
class Hit:
    """`words` is exactly `field[start:end]` of what was screened: code points, end excluded."""

    code: str
    start: int
    end: int
    words: str
    field: Field = "text"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a moderator must look. Every reason only holds: no list and no pattern ever rejects."""

    code: str
    label: str
    hits: tuple[Hit, ...]
    severity: Literal["hold"] = "hold"


def mask(text: str, hits: Iterable[Hit]) -> str:
    """`text` with every hit replaced by a bracketed note of what was hidden.

    Overlapping hits become one note, named after the longest of them. Hits of the name are skipped.
    Raises ValueError if a hit does not lie in `text` with its words: the text has changed since.
    """
    spans: list[tuple[int, int, Hit]] = []
    for hit in sorted((h for h in hits if h.field == "text"), key=lambda h: (h.start, -h.end)):
        if not 0 <= hit.start < hit.end <= len(text) or text[hit.start : hit.end] != hit.words:
            raise ValueError(f"The text no longer has these words at {hit.start}–{hit.end}.")
        if spans and hit.start < spans[-1][1]:
            start, end, longest = spans[-1]
            named = max(longest, hit, key=lambda h: h.end - h.start)
            spans[-1] = (start, max(end, hit.end), named)
        else:
            spans.append((hit.start, hit.end, hit))
    pieces, last = [], 0
    for start, end, hit in spans:
        pieces += [text[last:start], MASKS.get(hit.code, _OTHER_MASK)]
        last = end
    return "".join([*pieces, text[last:]])
