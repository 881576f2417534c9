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
_LOGIN = re.compile(r"\b(?:mat khau|password|ten dang nhap|quen mat khau)\b")


def main_lines(lines: list[Line]) -> list[Line]:
    """The page without its furniture, cut where the article ends."""
    prose = [len(line.text) if is_prose(line) and not _outlying(line) else 0 for line in lines]
    kept: list[Line] = []
    before, skipping = 0, 0
    ended = False
    for i, line in enumerate(lines):
        if line.role in (IMAGE, TABLE, CAPTION):
            if not skipping:
                kept.append(line)
            continue
        if furniture.is_foot(line.text):
            after = sum(prose[i + 1 :])
            if before and not (before < 400 and after > 4 * before):
                break
            continue
        if furniture.is_detour(line.text) and before:
            skipping, ended = 8, ended or any(people.credit(x.text, bare=True) for x in kept[-2:])
            if ended:
                break
            continue
        if skipping:
            skipping = (
                0
                if prose[i] >= 60 and ends_sentence(line.text) and not line.text.endswith(("...", "…"))
                else skipping - 1
            )
            if skipping:
                continue
        if (
            furniture.is_noise(line.text)
            or (line.links > 0.8 and not prose[i] and before)
            or furniture.foot_title(line.text)
        ):
            continue
        before += prose[i]
        kept.append(line)
    return kept


def _outlying(line: Line) -> bool:
    return line.links > 0.5


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
