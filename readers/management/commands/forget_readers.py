from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from readers import retention


class Command(BaseCommand):
    help = "Xóa dấu vết của người bỏ phiếu và các báo lỗi đã hết thời hạn lưu giữ. Chạy mỗi giờ một lần."

    def handle(self, *args: Any, **options: Any) -> None:
        for what, count in retention.forget(timezone.now()):
            self.stdout.write(f"{count:6}  {what}")
