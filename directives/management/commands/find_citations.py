"""Citations of texts given as JSON Lines, for scripts and for measuring the finder on labelled sets."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError

from directives.citations import find


def lines_of_citations(lines: Iterable[str]) -> Iterator[str]:
    """For every {"id", "text"} line, a line {"id", "citations": [{start, end, …}]}; blank lines skipped.

    Raises ValueError naming the line that is not such an object.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            identifier, text = row["id"], row["text"]
            found = find(text)
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f'line {number} is not a JSON object with "id" and "text"') from error
        citations = [
            {name: value for name, value in asdict(citation).items() if name != "key"} for citation in found
        ]
        yield json.dumps({"id": identifier, "citations": citations}, ensure_ascii=False, default=str)


class Command(BaseCommand):
    help = 'Đọc JSON Lines {"id", "text"} từ đầu vào chuẩn, in ra các viện dẫn văn bản tìm thấy.'
    requires_system_checks: list[Any] = []

    def handle(self, *args: Any, stdin: TextIO | None = None, **options: Any) -> None:
        try:
            for line in lines_of_citations(stdin or sys.stdin):
                self.stdout.write(line)
        except ValueError as error:
            raise CommandError(str(error)) from error
