from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from comments import retention


class Command(BaseCommand):
    help = "Xóa dữ liệu cá nhân của ý kiến bạn đọc đã hết thời hạn lưu giữ. Chạy mỗi ngày một lần."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Chỉ đếm, không xóa.")

    def handle(self, *args: Any, **options: Any) -> None:
        for what, count in retention.forget(timezone.now(), dry_run=options["dry_run"]):
            self.stdout.write(f"{count:6}  {what}")
        if options["dry_run"]:
            self.stdout.write("Chạy thử: chưa xóa gì.")
