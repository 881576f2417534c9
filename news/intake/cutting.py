"""Where the article ends and the rest of the page begins; pages that hold no article are refused. Pure."""

from __future__ import annotations

import re

from news.intake import furniture, people
from news.intake.lines import CAPTION, IMAGE, TABLE, Line, ends_sentence, is_prose
from news.intake.page import NotAnArticle
from news.intake.timing import stamp_of
from portal.text import fold

_ERROR = re.compile(
    r"\b(?:404|not found|khong tim thay trang|trang (?:ban )?(?:yeu cau|tim kiem|nay) (?:khong|"
    r"da bi)|khong ton tai|bai viet (?:khong ton tai|da bi xoa))"
)
#: A foot after so few letters, with far more text to come, was a widget in the head of the page.
_LITTLE = 400
_LONGEST_DETOUR = 8
_LOGIN = re.compile(r"\b(?:mat khau|password|ten dang nhap|quen mat khau)\b")


def main_lines(lines: list[Line]) -> list[Line]:
    """The page without its furniture, cut where the article ends."""
    prose = [len(line.text) if is_prose(line) and line.links <= 0.5 else 0 for line in lines]
    ahead = sum(prose)
    kept: list[Line] = []
    before, skipping = 0, 0
    listing = ""
    for line, letters in zip(lines, prose, strict=True):
        ahead -= letters
        if furniture.is_foot(line.text):
            if before and not (before < _LITTLE and ahead > 4 * before):
                break
        elif before and furniture.is_detour(line.text):
            if any(people.credit(x.text, bare=True) for x in kept[-2:]):
                break
            skipping, listing = _LONGEST_DETOUR, ""
        elif skipping and (not _resumes(line, letters) or listing == "twice" or (listing and not line.gap)):
            # A headline printed twice is a picture's alt and its link: an excerpt of that news follows,
            # as it does on the very next line.
            listing = "" if letters else "twice" if listing == line.text else line.text
            skipping -= 1
        elif not _is_furniture(line, letters, before):
            skipping = 0
            before += letters
            kept.append(line)
    return kept


def _resumes(line: Line, letters: int) -> bool:
    """True when the article goes on after a box of other news: a sentence that is no cut-off excerpt."""
    return letters >= 60 and ends_sentence(line.text) and not line.text.endswith(("...", "…"))


def _is_furniture(line: Line, letters: int, before: int) -> bool:
    if line.role in (IMAGE, TABLE, CAPTION):
        return False
    linked = line.links > 0.8 and not letters and before
    return bool(linked or furniture.is_noise(line.text) or furniture.foot_title(line.text))


def refuse(lines: list[Line], main: list[Line]) -> None:
    texts = [line for line in main if is_prose(line)]
    prose = sum(len(line.text) for line in texts)
    folded = fold(" \n ".join(line.text for line in lines[:300])[:20_000])
    if prose < 600 and _ERROR.search(folded):
        raise NotAnArticle("Trang báo lỗi: nội dung không còn.")
    if prose < 400 and _LOGIN.search(folded):
        raise NotAnArticle("Trang đăng nhập, không phải bài viết.")
    if not prose:
        raise NotAnArticle("Không thấy đoạn văn nào: trang chỉ có trình đơn, liên kết hoặc tiện ích.")
    more = sum(furniture.is_more(line.text) for line in lines)
    cut_short = sum(line.text.endswith(("...", "…", "[...]", "[…]")) for line in texts)
    dated = sum(bool(stamp_of(line)) for line in main)
    pager = any(furniture.is_pager(line.text) for line in lines)
    listed = dated >= 3 and len(texts) <= 2 * dated
    if more >= 3 or (listed and (pager or cut_short >= 2 or dated >= 4)) or (pager and cut_short >= 2):
        raise NotAnArticle("Trang danh sách tin, không phải một bài viết.")
    if prose < 80:
        raise NotAnArticle("Nội dung quá ngắn để là một bài viết.")
