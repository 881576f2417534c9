from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal import backup, keeping
from portal.templatetags.vietnamese import clock, day, dots


class Command(BaseCommand):
    help = "Khôi phục một bản sao lưu vào chỗ trống; --rehearse: chỉ diễn tập, không đụng tới dữ liệu thật."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", nargs="?", type=Path, help="bản sao lưu; diễn tập thì mặc định bản mới nhất"
        )
        parser.add_argument("--rehearse", action="store_true", help="khôi phục thử rồi xóa, Cổng vẫn chạy")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="thay dữ liệu đang có; cơ sở dữ liệu cũ được giữ dưới tên khác",
        )

    def run_from_argv(self, argv: list[str]) -> None:
        """From a shell: a rehearsal gives way to readers; a restoration has nobody to wait for."""
        if "--rehearse" in argv:
            os.nice(19)
        super().run_from_argv(argv)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rehearse"] and options["replace"]:
            raise CommandError("Diễn tập thì không thay dữ liệu: bỏ một trong hai --rehearse, --replace.")
        with keeping.in_one_sentence():
            if options["rehearse"]:
                self._rehearse(backup.Backup.at(options["folder"]) if options["folder"] else self._newest())
            elif options["folder"]:
                self._restore(backup.Backup.at(options["folder"]), options["replace"])
            else:
                raise CommandError("Hãy nói khôi phục bản nào, ví dụ: restore sao-luu/2026-11-22T021500")

    def _newest(self) -> backup.Backup:
        backups = backup.Shelf(settings.BACKUPS).backups()
        if not backups:
            raise CommandError(f"Chưa có bản sao lưu nào trong {settings.BACKUPS}.")
        return backups[0]

    def _rehearse(self, chosen: backup.Backup) -> None:
        outcome = backup.rehearse(chosen, keeping.database(), timezone.localtime())
        if outcome.problems:
            raise CommandError("\n".join(["Diễn tập KHÔNG đạt:", *outcome.problems]))
        self.stdout.write(f"Diễn tập đạt: {self._told(chosen)}, đúng từng tệp và từng bảng.")

    def _restore(self, chosen: backup.Backup, replace: bool) -> None:
        aside = backup.restore(
            chosen, keeping.database(), Path(settings.MEDIA_ROOT), timezone.localtime(), replace=replace
        )
        self.stdout.write(f"Đã khôi phục {self._told(chosen)}, đúng từng tệp và từng bảng.")
        if aside:
            self.stdout.write(
                f"Cơ sở dữ liệu cũ còn dưới tên {aside}; không cần nữa thì xóa: DROP DATABASE {aside};"
            )
        self.stdout.write("Mã nguồn mới hơn bản sao lưu thì chạy tiếp lệnh migrate.")

    def _told(self, chosen: backup.Backup) -> str:
        made = chosen.manifest
        return (
            f"bản sao lưu {clock(made.started)} ngày {day(made.started)}: "
            f"{dots(sum(made.rows.values()))} dòng của {len(made.rows)} bảng, {dots(made.files)} tệp"
        )
