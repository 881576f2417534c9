"""How well and how fast citations are found: python bench/citations.py labelled.jsonl [text.txt …]

A labelled file has one JSON object per line: {"text", "citations": [{"symbol", "date", "partial"?}]}.
Prints precision, recall and F1 on symbols and on (symbol, date), false hits on texts without any
citation, and MB/s of UTF-8 on one core: dense, the texts one after another, and sparse, with a page of
plain words between them. Text files are only measured.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from directives.citations import find

MEASURED_BYTES = 4_000_000
PLAIN_PAGE = "\nBà con trong xóm cùng nhau quét dọn đường làng, trồng hoa và kể chuyện mùa màng năm nay." * 20
HOSTILE = ["1-", "số ", "/", "1", "12-QĐ/", "1-A-", "Nghị quyết số 1, ", "1/1/2020 ", "ngày ", "(", "\u0301"]


def main(paths: list[str]) -> None:
    for path in paths:
        content = Path(path).read_text(encoding="utf-8")
        if path.endswith(".jsonl"):
            rows = [json.loads(line) for line in content.splitlines() if line.strip()]
            score(rows)
            texts = [row["text"] for row in rows]
            measure(f"{path}, sparse", f"{PLAIN_PAGE}\n".join(texts))
            measure(f"{path}, dense", "\n".join(texts))
        else:
            measure(path, content)
    slowest = max(growth(unit) for unit in HOSTILE)
    print(f"hostile text, 100 kB against 50 kB: at most {slowest:.1f} times the time (2 is linear)")


def measure(name: str, text: str) -> None:
    size = len(text.encode())
    count = len(find(text))
    print(f"{name}: {speed(text):.1f} MB/s, {count} citations, one in {size // max(1, count)} bytes")


def score(rows: Iterable[dict]) -> None:
    """Print F1 on symbols and on (symbol, date), and hits where none is labelled."""
    symbols: Counter[str] = Counter()
    dated: Counter[str] = Counter()
    false_hits = 0
    for row in rows:
        wanted = [(c["symbol"], c["date"]) for c in row["citations"] if not c.get("partial")]
        found = [(c.symbol, c.date and c.date.isoformat()) for c in find(row["text"])]
        tally(symbols, [pair[0] for pair in wanted], [pair[0] for pair in found])
        tally(dated, wanted, found)
        false_hits += 0 if row["citations"] else len(found)
    for name, count in (("symbols", symbols), ("(symbol, date)", dated)):
        counts = ", ".join(f"{count[kind]} {kind}" for kind in ("right", "wrong", "missed"))
        print(f"{name}: F1 {f1(count):.4f} ({counts})")
    print(f"false hits on texts without citations: {false_hits}")


def tally(count: Counter, wanted: list, found: list) -> None:
    right = sum((Counter(wanted) & Counter(found)).values())
    count.update(right=right, wrong=len(found) - right, missed=len(wanted) - right)


def f1(count: Counter) -> float:
    return 2 * count["right"] / max(1, 2 * count["right"] + count["wrong"] + count["missed"])


def speed(text: str) -> float:
    """MB of UTF-8 per second of one core, over repeated readings of `text`."""
    size = len(text.encode())
    times = max(1, MEASURED_BYTES // max(1, size))
    return size * times / 1e6 / max(1e-9, seconds(text, times))


def growth(unit: str) -> float:
    """Time for 100 kB of `unit` by the time for 50 kB; the best of three, so that noise does not count."""
    half, whole = (unit * 100_000)[:50_000], (unit * 100_000)[:100_000]
    return min(seconds(whole, 1) for _ in range(3)) / max(1e-3, min(seconds(half, 1) for _ in range(3)))


def seconds(text: str, times: int) -> float:
    start = time.process_time()
    for _ in range(times):
        find(text)
    return time.process_time() - start


if __name__ == "__main__":
    main(sys.argv[1:])
