from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from portal import dead_links


class Command(BaseCommand):
    help = "Kiểm tra các liên kết ra ngoài trong khối liên kết. Chạy mỗi ngày một lần."

    def handle(self, *args: Any, **options: Any) -> None:
        found = dead_links.check()
        for link, problem in found:
            self.stdout.write(f"{problem or 'tốt':<40} {link.url}")
        if found and all(problem for _, problem in found):
            self.stderr.write("Không liên kết nào trả lời: có lẽ máy chủ không ra được mạng. Không ghi gì.")
