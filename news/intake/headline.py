"""Which line is the title: named by the head of the page, else weighed by place and shape. Pure."""

from __future__ import annotations

import re

from news.intake import captions, furniture, people
from news.intake.lines import CAPTION, HEADING, IMAGE, Line, ends_sentence, is_item, is_prose
from news.intake.reading import Document
from news.intake.timing import stamp_of
from portal.text import fold

#: A lead opens with the day of the event; a title seldom does.
_TELLS_A_DAY = re.compile(
    r"^\W?(?:Sáng|Trưa|Chiều|Tối|Đêm|Ngày|Trong|Vừa qua|Từ|Hôm nay|Mới đây)\b(?=.{0,40}(?:\d|nay|qua))"
)
#: "Đường tự quản (07/06/2010)": a title with its date.
_DATED = re.compile(r"\s*\((?P<date>\d{1,2}[/.-]\d{1,2}[/.-]\d{4})\)$")
#: The score from which a line is the title even when the head or the foot of the page names another.
_CERTAIN = 5
#: A title stands among the last so many lines before the text; it is looked for again among so many.
_LONGEST_HEAD = 60
_FARTHEST = 2000


def find(document: Document, main: list[Line]) -> tuple[int | None, str | None]:
    """Where the title stands among the lines (None: nowhere) and its words."""
    place, words = _find(document, main)
    found = _DATED.search(words) if words else None
    if place is None or not words or not found:
        return place, words
    # The line goes on as the date alone, for whoever looks for the time of publication.
    main.insert(place + 1, Line(found["date"]))
    return place, words[: found.start()]


def _find(document: Document, main: list[Line]) -> tuple[int | None, str | None]:
    known = document.title
    if known:
        wanted = fold(known)
        place = next((i for i, line in enumerate(main) if line.words > 2 and fold(line.text) == wanted), None)
        if place is not None:
            return place, main[place].text
    start = next(
        (i for i, line in enumerate(main) if is_prose(line) and not captions.is_caption(line)), len(main)
    )
    heading = next(
        (
            i
            for i, line in enumerate(main[: start + 1])
            if line.role == HEADING and line.tag == "h1" and line.words > 2
        ),
        None,
    )
    if heading is not None:
        return heading, main[heading].text
    if known:
        return None, known
    if start + 1 < len(main) and _headline(main[start]) and stamp_of(main[start + 1]):
        return start, main[start].text
    quoted = next((t for line in document.lines if (t := furniture.foot_title(line.text))), None)
    shown = [fold(line.text) for line in document.lines[:_FARTHEST] if len(line.text) < 400]
    head = range(max(0, start - _LONGEST_HEAD), start)
    scores = {i: score for i in head if (score := _title_score(main, i, start, shown)) > 0}
    if scores:
        best = max(scores, key=lambda i: (scores[i], i))
        elsewhere = quoted or document.page_name
        if not elsewhere or fold(main[best].text) == fold(elsewhere) or scores[best] >= _CERTAIN:
            return best, main[best].text
    if quoted or document.page_name:
        return None, quoted or document.page_name
    if (
        start < len(main)
        and _headline(main[start])
        and sum(is_prose(line) for line in main[start + 1 :]) >= 1 + ends_sentence(main[start].text)
    ):
        return start, main[start].text
    return None, None


def _headline(line: Line) -> bool:
    closed = ends_sentence(line.text)
    if closed and (_TELLS_A_DAY.match(line.text) or re.search(r"\s(?:đã|vừa)\s", line.text)):
        return False
    most = 30 if closed else 45
    return (
        line.words <= most
        and len(line.text) <= 250
        and not re.search(r"[.!?]\s", line.text)
        and not line.text.endswith((":", ";"))
    )


def _title_score(main: list[Line], i: int, start: int, shown: list[str]) -> float:
    line = main[i]
    if (
        line.role not in ("p", HEADING)
        or line.words < 3
        or line.words > 60
        or stamp_of(line)
        or is_item(line.text)
    ):
        return 0
    if furniture.is_site_name(line.text) or people.credit(line.text, bare=True):
        return 0
    score = 3.0 if 6 <= line.words <= 40 else 1.0
    score += _dated(main, i)
    below = next(
        (j for j in range(i + 1, start + 1) if j >= start or not (stamp_of(main[j]) or _light(main[j]))),
        start,
    )
    score += 2 * (below >= start)
    if line.words >= 4:
        wanted = fold(line.text)
        score += 2 * (sum(wanted in text for text in shown) > 1)
    score -= 3 * bool(_TELLS_A_DAY.match(line.text))
    score -= 4 * (
        captions.is_caption(line) and not _dated(main, i) and _titled(main[max(0, i - _LONGEST_HEAD) : i])
    )
    score -= (
        6 * captions.shows_a_scene(line.text) + 2 * line.text.endswith(":") + 1 * line.text.startswith("(")
    )
    score -= 0.5 * sum(
        main[j].words >= 5 and not stamp_of(main[j]) and not captions.is_caption(main[j])
        for j in range(i + 1, start)
    )
    return score + (2 if line.role == HEADING else 0)


def _dated(main: list[Line], i: int) -> int:
    """Points for a date right under the line, or over it when it is not the date of a title above."""
    under = stamp_of(main[i + 1]) if i + 1 < len(main) else None
    if under:
        return 3 if under.label else 2
    return 2 * bool(i and stamp_of(main[i - 1]) and not _titled(main[max(0, i - 2) : i - 1]))


def _titled(above: list[Line]) -> bool:
    """True when a line that may well be the title stands above: what looks like a caption is one then."""
    return any(
        line.role in ("p", HEADING)
        and 6 <= line.words <= 40
        and not (stamp_of(line) or furniture.is_site_name(line.text) or captions.shows_a_scene(line.text))
        for line in above
    )


def _light(line: Line) -> bool:
    return (
        line.role in (CAPTION, IMAGE)
        or captions.is_caption(line)
        or bool(people.credit(line.text, bare=True))
    )
