"""Lighthouse's mobile preset on the pages people read most, as ./run serves them.

    .venv/bin/python .ci/lighthouse.py FOLDER

FOLDER holds the installed packages of .ci/package-lock.json. Accessibility, best practices and SEO must be
100, performance at least 98. The last is a measurement, taken while other programs run too: a page may try
three times. Exits with 1 when a page stays below.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST_PERFORMANCE, ATTEMPTS = 98, 3
STARTS_WITHIN, MEASURED_WITHIN = 240, 120
#: Result pages are kept out of search engines on purpose, and Lighthouse counts that as a fault.
MEANT = {"results": {"is-crawlable"}}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def served() -> Iterator[str]:
    """The address of the demo, served as on a laptop, with data of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://localhost:{port}"
    environment = os.environ | {"PORT": str(port), "VAR": str(ROOT / "var" / "ci")}
    environment.pop("DEBUG", None)  # with it ./run would serve files as they are while they are written
    process = subprocess.Popen(
        ["./run"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + STARTS_WITHIN
        while not read(f"{address}/ready"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("lighthouse: ./run does not serve")
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def read(address: str) -> str:
    """The page, or "" when nobody answers yet."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.read().decode()
    except (urllib.error.URLError, OSError):
        return ""


def pages(address: str) -> dict[str, str]:
    """What is measured, by name; the article and the text are the first ones that the lists show."""
    article = re.search(r'href="(/tin/[\w-]+/)"', read(f"{address}/"))
    text = re.search(r'href="(/van-ban/[\w-]+-\d+/)"', read(f"{address}/van-ban/"))
    if not article or not text:
        raise SystemExit("lighthouse: the demo shows no article or no official text")
    return {
        "home": "/",
        "article": article[1],
        "register": "/van-ban/",
        "text": text[1],
        "search": "/tim-kiem/",
        "results": "/tim-kiem/?q=d%C3%A2n+v%E1%BA%ADn",
    }


def measure(packages: Path, address: str) -> dict[str, Any] | None:
    """Lighthouse's report; None when it lost sight of Chromium, which happens on a busy machine."""
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        raise SystemExit("lighthouse: Chromium is missing")
    with tempfile.TemporaryDirectory() as profile:
        names = (
            "headless=new",
            "no-sandbox",
            "disable-gpu",
            "disable-background-networking",
            f"user-data-dir={profile}",
        )
        flags = " ".join(f"--{name}" for name in names)
        done = subprocess.run(
            [packages / "node_modules" / ".bin" / "lighthouse", address, "--quiet", "--output=json",
             f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={flags}"],
            check=False,
            env=os.environ | {"CHROME_PATH": chromium},
            stdout=subprocess.PIPE,
            encoding="utf-8",
            timeout=MEASURED_WITHIN,
        )  # fmt: skip
    return json.loads(done.stdout) if done.returncode == 0 else None


def faults(name: str, report: dict[str, Any]) -> list[str]:
    """The audits that cost a page points where none may be lost."""
    found = []
    for category in CATEGORIES[1:]:
        for audit in report["categories"][category]["auditRefs"]:
            score = report["audits"][audit["id"]]["score"]
            if (
                audit["weight"]
                and score is not None
                and score < 1
                and audit["id"] not in MEANT.get(name, set())
            ):
                found.append(f"{category}: {audit['id']}")
    return found


def scores(report: dict[str, Any]) -> dict[str, int]:
    return {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}


def passes(packages: Path, name: str, address: str) -> bool:
    """Measure one page, print one line for each attempt."""
    for _ in range(ATTEMPTS):
        if (report := measure(packages, address)) is None:
            continue
        wrong, points = faults(name, report), scores(report)
        told = "; ".join([*wrong, *(f"{audit} is meant" for audit in MEANT.get(name, ()))])
        print(
            f"{name}: {', '.join(f'{key} {value}' for key, value in points.items())} {told}".rstrip(),
            flush=True,
        )
        if wrong or points["performance"] >= LEAST_PERFORMANCE:
            return not wrong
    return False


def main(packages: Path) -> int:
    with served() as address:
        results = [passes(packages, name, address + path) for name, path in pages(address).items()]
    return 0 if all(results) else 1


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
