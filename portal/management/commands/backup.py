from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal import backup, keeping
from portal.templatetags.vietnamese import dots, file_size


class Command(BaseCommand):
    help = "Sao lưu cơ sở dữ liệu và mọi tệp vào một thư mục. Chạy mỗi ngày một lần."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", nargs="?", type=Path, default=settings.BACKUPS, help=f"mặc định {settings.BACKUPS}"
        )
        parser.add_argument("--keep", type=int, default=14, help="số bản mới nhất được giữ (mặc định 14)")

    def run_from_argv(self, argv: list[str]) -> None:
        """From a shell: readers come first, for the processor and, as the kernel derives it, for the disk."""
        os.nice(19)
        super().run_from_argv(argv)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["keep"] < 1:
            raise CommandError("Phải giữ ít nhất một bản.")
        with keeping.in_one_sentence():
            taken = backup.take(
                keeping.database(),
                Path(settings.MEDIA_ROOT),
                options["folder"],
                file_columns=keeping.file_columns(),
                keep=options["keep"],
                clock=timezone.localtime,
            )
        made = taken.backup.manifest
        self.stdout.write(
            f"Đã sao lưu vào {taken.backup.folder}: {file_size(made.size)}, "
            f"{dots(sum(made.rows.values()))} dòng, {dots(made.files)} tệp ({dots(taken.copied)} tệp mới), "
            f"{(made.finished - made.started).total_seconds():.0f} giây."
        )
        if taken.removed:
            self.stdout.write(f"Đã bỏ {taken.removed} bản cũ.")
        for path in made.missing:
            self.stderr.write(f"Thiếu tệp mà cơ sở dữ liệu nhắc tới: {path}")
