"""What a new portal starts with: reasons not to publish, departments, word lists. Staff change them later."""

from __future__ import annotations

from typing import Any

from django.apps import apps as current_apps

from comments import word_lists
from comments.screening import WordList

GROUNDS = [
    (
        "Quảng cáo, liên kết ngoài",
        "Ý kiến có nội dung quảng cáo hoặc liên kết ra trang khác. Trang này không đăng quảng cáo.",
    ),
    (
        "Ngôn từ không phù hợp",
        "Ý kiến có từ ngữ xúc phạm, thô tục. Mời bạn viết lại bằng lời lẽ đúng mực và gửi lại.",
    ),
    (
        "Thông tin cá nhân của người khác",
        "Ý kiến nêu thông tin riêng của người khác. Để bảo vệ họ, chúng tôi không đăng phần này.",
    ),
    (
        "Không liên quan đến bài",
        "Ý kiến không bàn về nội dung bài viết. Mời bạn gửi ở bài phù hợp hoặc gửi đơn thư đến cơ quan.",
    ),
    (
        "Tố cáo, khiếu nại",
        "Tố cáo, khiếu nại cần gửi bằng đơn đến cơ quan có thẩm quyền để được giải quyết đúng luật.",
    ),
    (
        "Thông tin chưa được kiểm chứng",
        "Ý kiến nêu thông tin mà chúng tôi chưa kiểm chứng được nên không thể đăng.",
    ),
    (
        "Trùng lặp",
        "Ý kiến này trùng với một ý kiến đã gửi.",
    ),
    (
        "Trái quy định của pháp luật",
        "Ý kiến có nội dung trái quy định của pháp luật về thông tin trên mạng.",
    ),
]
DEPARTMENTS = ["Ban Dân vận", "Văn phòng Ban"]


def create_missing(**kwargs: Any) -> None:
    """After `migrate`: fill the tables that are empty; never touch one that has rows."""
    apps = kwargs.get("apps") or current_apps
    try:
        grounds, departments, lists, words = (
            apps.get_model("comments", name)
            for name in ("Grounds", "Department", "ScreeningList", "ScreenedWord")
        )
    except LookupError:  # migrated back to before these tables
        return
    if not grounds.objects.exists():
        for order, (label, public_text) in enumerate(GROUNDS, 1):
            grounds.objects.create(label=label, public_text=public_text, order=order)
    if not departments.objects.exists():
        for order, name in enumerate(DEPARTMENTS, 1):
            departments.objects.create(name=name, order=order)
    if not lists.objects.exists():
        for words_of_one in (found for found in vars(word_lists).values() if isinstance(found, WordList)):
            row = lists.objects.create(
                code=words_of_one.kind,
                label=words_of_one.label,
                topical=words_of_one.topical,
                applies_to=words_of_one.applies_to,
            )
            words.objects.bulk_create(
                words(
                    list=row,
                    text=entry.text,
                    exact_accents=entry.exact_accents,
                    exceptions="\n".join(entry.exceptions),
                )
                for entry in words_of_one.entries
            )
