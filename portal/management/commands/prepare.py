"""Database and static files as this code wants them, in one process: what ./run does before it serves."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError


class Command(BaseCommand):
    help = "Cập nhật cơ sở dữ liệu và tệp tĩnh theo mã nguồn hiện có; --demo: nạp thêm nội dung trình diễn."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="nạp nội dung trình diễn vào trang còn trống")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            call_command("migrate", interactive=False, verbosity=0)
            call_command("collectstatic", interactive=False, verbosity=0)
            if options["demo"]:
                call_command("demo", once=True, stdout=self.stdout, stderr=self.stderr)
            call_command("search_terms", verbosity=0)
        except (DatabaseError, OSError) as error:
            reason = " ".join(str(error).split())
            raise CommandError(
                f"Không chuẩn bị được trang / the site could not be prepared: {reason}"
            ) from error
