"""The words of attached files, for the search: of those not read yet, or of all again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from directives.models import Attachment


class Command(BaseCommand):
    help = (
        "Đọc chữ trong tệp đính kèm (Word, PDF) để tìm kiếm được; dừng giữa chừng thì chạy lại để làm tiếp."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="đọc lại cả những tệp đã đọc")
        parser.add_argument("--limit", type=int, default=None, help="nhiều nhất bấy nhiêu tệp")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            Attachment.objects.update(read_at=None)
        found = 0
        # Each is written as soon as it is read, so an interrupted run is resumed by the next.
        keys = list(
            Attachment.objects.unread().order_by("-pk").values_list("pk", flat=True)[: options["limit"]]
        )
        for done, pk in enumerate(keys, start=1):
            attachment = Attachment.objects.defer("text", "search").filter(pk=pk).first()
            if attachment is None:
                continue
            attachment.read_words()
            found += Attachment.objects.filter(pk=pk).exclude(text="").exists()
            if options["verbosity"] and done % 50 == 0:
                self.stdout.write(f"{done}/{len(keys)}")
        if options["verbosity"]:
            self.stdout.write(f"Đã đọc {len(keys)} tệp, {found} tệp có chữ.")
