"""The reader as a program: a file on standard input, its facts or its words as JSON on standard output.

python -m directives.papers facts|words|article NAME
"""

from __future__ import annotations

import json
import logging
import resource
import sys
from typing import Any

from directives import papers
from directives.papers.apart import MEMORY, SECONDS

TASKS = {
    "facts": lambda data, name: papers.read(data, name).as_json(),
    "words": papers.words,
}


def main(task: str, name: str) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # The libraries tell every oddity of every file; the limits count, not the log.
    logging.disable(logging.CRITICAL)
    answer: dict[str, Any]
    try:
        answer = {"read": TASKS[task](sys.stdin.buffer.read(), name)}
    except papers.Unreadable as error:
        answer = {"refused": str(error)}
    except MemoryError:
        answer = {"slow": True}
    json.dump(answer, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
