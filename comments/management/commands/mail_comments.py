from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from comments import mail


class Command(BaseCommand):
    help = (
        "Báo kết quả cho người gửi ý kiến, nhắc người duyệt. Chạy vài phút một lần; mỗi thư chỉ đi một lần."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for who, (sent, failed) in (
            ("người gửi, kết quả duyệt", mail.tell_senders()),
            ("người gửi, trả lời chính thức", mail.tell_of_answers()),
            ("người duyệt", mail.remind_moderators()),
        ):
            self.stdout.write(f"{who}: {sent} thư đã gửi, {failed} thư chưa gửi được")
