"""How long screening takes, and whether hostile text makes it take longer than its length.

    python bench/screening.py

Prints milliseconds for an ordinary comment, then for each hostile unit repeated to 25 and 100 kB the seconds
and their ratio: 4 is linear, 16 would be quadratic.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from comments.screening import screen
from comments.word_lists import DEFAULT_LISTS

ORDINARY = "Gia đình tôi ủng hộ cách làm này, mong xã trả lời sớm về con đường vào thôn. " * 5
HOSTILE = (
    "a", "a.", "0 ", "cá độ ", "c a d o ", "@a1", "a@", "1!|", "http://", " . com", "a\u0301\u0302\u0303",
    "01/02/2020 ", "0912345678 ", "zalo: ", "khong ", "stk 1", "nhacai", "cá độ mặn ", "Xin chào mọi người. ",
)  # fmt: skip


def seconds(text: str, times: int = 1) -> float:
    begun = process_time()
    for _ in range(times):
        screen("Lan", text, DEFAULT_LISTS)
    return (process_time() - begun) / times


def main() -> None:
    seconds(ORDINARY, 20)
    print(f"ordinary comment of {len(ORDINARY)} characters: {seconds(ORDINARY, 200) * 1000:.2f} ms")
    for unit in HOSTILE:
        small, large = (seconds(unit * (size // len(unit))) for size in (25_000, 100_000))
        print(f"{unit!r:30} {small:.3f} s  {large:.3f} s  ratio {large / small:.1f}")


if __name__ == "__main__":
    main()
