"""A news article: title, lead, body, time, byline, source and captions, from the lines of its page. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from directives import citations
from news.intake import captions, dates, furniture, people
from news.intake.lines import (
    CAPTION,
    HEADING,
    IMAGE,
    TABLE,
    Line,
    ends_sentence,
    is_item,
    is_prose,
    plain,
    rejoin,
    simple_html,
)
from news.intake.page import ARTICLE, CitedSymbol, Image, NotAnArticle, Page
from news.intake.reading import Document
from portal.text import fold

_ATTENDANCE = re.compile(
    r"^(?:Cùng dự|Cùng tham dự|Dự|Tham dự|Tham gia|Đến dự|Về dự|Dự và|Cùng đi|Cùng làm việc)\b"
)
_DAY = re.compile(r"(?<![\d/.])(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}))?(?![\d/])")
_ERROR = re.compile(
    r"\b(?:404|not found|khong tim thay trang|trang (?:ban )?(?:yeu cau|tim kiem|nay) (?:khong|"
    r"da bi)|khong ton tai|bai viet (?:khong ton tai|da bi xoa))"
)
_LOGIN = re.compile(r"\b(?:mat khau|password|ten dang nhap|quen mat khau)\b")
_GLUED_CREDIT = re.compile(
    r"(?<=[./…!?”\")])\s*(?=\(?(?:T/h|Tin, ảnh|Tin, bài|Bài, ảnh|Tin, bài, ảnh|Bài và ảnh|"
    r"Tin và ảnh|Tin ảnh|Bài ảnh|Tác giả|Nguồn|Người viết|Thực hiện)\s*:)"
)
#: A lead opens with the day of the event; a title seldom does.
_TELLS_A_DAY = re.compile(
    r"^\W?(?:Sáng|Trưa|Chiều|Tối|Đêm|Ngày|Trong|Vừa qua|Từ|Hôm nay|Mới đây)\b(?=.{0,40}(?:\d|nay|qua))"
)
_LAST_NAME = re.compile(r"(?:\./\.|[.…!”\"])\s*(?P<name>[^.…!?”\"/]{4,45})$")
_LAST_SOURCE = re.compile(r"\s*\((?:Theo|Nguồn)\s*:?\s+(?P<name>[^()]{3,80})\)\.?$")
_FILE_NAME = re.compile(r"^\S*(?:\.\w{3,4}|\d{3,}|_)\S*$")
#: How far the day printed on a page may lie from the days its first paragraphs speak of.
_NEAR_DAYS = 12
#: The score from which a line is the title even when the head or the foot of the page names another.
_CERTAIN = 5
#: A longer line printed twice is a repeated lead, not a caption.
_LONGEST_REPEATED = 35


@dataclass(slots=True)
class _Parts:
    """The lines under the title, sorted."""

    text: list[Line] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    stamps: list[dates.Stamp] = field(default_factory=list)
    credit: people.Credit = field(default_factory=people.Credit)
    first_caption: int | None = None
    warnings: list[str] = field(default_factory=list)


def read(document: Document, name: str) -> Page:
    """The page as an article. Raises NotAnArticle for lists, menus, log-in and error pages."""
    lines = document.lines
    main = _main(lines)
    _refuse(lines, main)
    place, title = _title(document, main)
    head = main[:place] if place is not None else []
    parts = _sort(main[place + 1 :] if place is not None else main, title)
    if not parts.text:
        raise NotAnArticle("Không thấy đoạn văn nào của một bài viết.")
    lead, body = _lead(parts)
    page = Page(
        path=name, kind=ARTICLE, title=title, lead=lead, warnings=[*document.warnings, *parts.warnings]
    )
    opening = " ".join(line.text for line in parts.text[:3])
    page.published = document.published or _published(head, parts.stamps, opening)
    page.author = parts.credit.author or document.author or parts.credit.posted_by
    page.source = parts.credit.source
    page.captions, page.images = parts.captions, parts.images
    page.body, page.body_html = plain(body), simple_html(body)
    page.citations = cited(title, lead, page.body)
    if not title:
        page.warnings.append("Không thấy tiêu đề.")
    if not page.published:
        page.warnings.append("Không thấy thời gian đăng.")
    return page


def cited(title: str | None, lead: str | None, body: str, own: str | None = None) -> list[CitedSymbol]:
    """The documents named, in order, once each; a later mention's date fills an earlier one without.

    One symbol with two dates is two documents: numbers start again in every term of office.
    """
    found: list[CitedSymbol] = []
    for mention in citations.find("\n\n".join(part for part in (title, lead, body) if part)):
        symbol, day = mention.symbol, mention.date
        if symbol == own:
            continue
        same = [i for i, c in enumerate(found) if c.symbol == symbol]
        undated = next((i for i in same if found[i].date is None), None)
        if day and undated is not None:
            found[undated] = CitedSymbol(symbol, day)
        elif not same or (day and all(found[i].date != day for i in same)):
            found.append(CitedSymbol(symbol, day))
    return found


def published(lines: list[Line]) -> date | datetime | None:
    """The publication time given by the lines around a title, the labelled ones first."""
    stamps = [stamp for line in lines if (stamp := _stamp(line))]
    return _best([s for s in stamps if not s.zoned] or stamps)


def _main(lines: list[Line]) -> list[Line]:
    """The page without its furniture, cut where the article ends."""
    prose = [len(line.text) if is_prose(line) and not _outlying(line) else 0 for line in lines]
    kept: list[Line] = []
    before, skipping = 0, 0
    ended = False
    for i, line in enumerate(lines):
        if line.role in (IMAGE, TABLE, CAPTION):
            if not skipping:
                kept.append(line)
            continue
        if furniture.is_foot(line.text):
            after = sum(prose[i + 1 :])
            if before and not (before < 400 and after > 4 * before):
                break
            continue
        if furniture.is_detour(line.text) and before:
            skipping, ended = 8, ended or any(people.credit(x.text, bare=True) for x in kept[-2:])
            if ended:
                break
            continue
        if skipping:
            skipping = (
                0
                if prose[i] >= 60 and ends_sentence(line.text) and not line.text.endswith(("...", "…"))
                else skipping - 1
            )
            if skipping:
                continue
        if (
            furniture.is_noise(line.text)
            or (line.links > 0.8 and not prose[i] and before)
            or furniture.foot_title(line.text)
        ):
            continue
        before += prose[i]
        kept.append(line)
    return kept


def _outlying(line: Line) -> bool:
    return line.links > 0.5


def _refuse(lines: list[Line], main: list[Line]) -> None:
    texts = [line for line in main if is_prose(line)]
    prose = sum(len(line.text) for line in texts)
    folded = fold(" \n ".join(line.text for line in lines[:300])[:20_000])
    if prose < 600 and _ERROR.search(folded):
        raise NotAnArticle("Trang báo lỗi: nội dung không còn.")
    if prose < 400 and _LOGIN.search(folded):
        raise NotAnArticle("Trang đăng nhập, không phải bài viết.")
    if not prose:
        raise NotAnArticle("Không thấy đoạn văn nào: trang chỉ có trình đơn, liên kết hoặc tiện ích.")
    more = sum(furniture.is_more(line.text) for line in lines)
    cut_short = sum(line.text.endswith(("...", "…", "[...]", "[…]")) for line in texts)
    dated = sum(bool(_stamp(line)) for line in main)
    pager = any(furniture.is_pager(line.text) for line in lines)
    listed = dated >= 3 and len(texts) <= 2 * dated
    if more >= 3 or (listed and (pager or cut_short >= 2 or dated >= 4)) or (pager and cut_short >= 2):
        raise NotAnArticle("Trang danh sách tin, không phải một bài viết.")
    if prose < 80:
        raise NotAnArticle("Nội dung quá ngắn để là một bài viết.")


def _title(document: Document, main: list[Line]) -> tuple[int | None, str | None]:
    """Where the title stands among the lines (None: nowhere) and its words."""
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
    quoted = next((t for line in document.lines if (t := furniture.foot_title(line.text))), None)
    scores = {i: score for i in range(start) if (score := _title_score(main, i, start, document.lines)) > 0}
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
        and sum(is_prose(line) for line in main[start + 1 :]) >= 2
    ):
        return start, main[start].text
    return None, None


def _headline(line: Line) -> bool:
    return (
        line.words <= 30
        and len(line.text) <= 200
        and not re.search(r"[.!?]\s", line.text)
        and not line.text.endswith((":", ";"))
    )


def _title_score(main: list[Line], i: int, start: int, page: list[Line]) -> float:
    line = main[i]
    if (
        line.role not in ("p", HEADING)
        or line.words < 3
        or line.words > 60
        or _stamp(line)
        or is_item(line.text)
    ):
        return 0
    if furniture.is_site_name(line.text) or people.credit(line.text, bare=True):
        return 0
    score = 3.0 if 6 <= line.words <= 40 else 1.0
    around = [main[j] for j in (i - 1, i + 1) if 0 <= j < len(main)]
    score += 2 * any(_stamp(x) for x in around)
    below = next(
        (j for j in range(i + 1, start + 1) if j >= start or not (_stamp(main[j]) or _light(main[j]))), start
    )
    score += 2 * (below >= start)
    if line.words >= 4:
        wanted = fold(line.text)
        score += 2 * (sum(wanted in fold(x.text) for x in page[:2000] if len(x.text) < 400) > 1)
    score -= 3 * bool(_TELLS_A_DAY.match(line.text))
    score -= 4 * captions.is_caption(line) + 2 * line.text.endswith(":") + 1 * line.text.startswith("(")
    score -= 0.5 * sum(
        main[j].words >= 5 and not _stamp(main[j]) and not captions.is_caption(main[j])
        for j in range(i + 1, start)
    )
    return score + (2 if line.role == HEADING else 0)


def _light(line: Line) -> bool:
    return (
        line.role in (CAPTION, IMAGE)
        or captions.is_caption(line)
        or bool(people.credit(line.text, bare=True))
    )


def _stamp(line: Line) -> dates.Stamp | None:
    """The date of a line that holds nothing else but tools, counters, a section's name or a person's."""
    stamp = dates.find(line.text) if line.role in ("p", HEADING, "li") else None
    if stamp is None or dates.is_listed(line.text):
        return None
    rest = re.sub(
        r"\b(?:so )?(?:luot|lan) (?:xem|doc|truy cap)\b|\b\d+\b", " ", furniture.strip_tools(stamp.rest)
    )
    return stamp if len(rest.split()) <= 4 and not ends_sentence(line.text) else None


def _sort(lines: list[Line], title: str | None) -> _Parts:
    """Dates, credits, captions and pictures out of the way; what is left is the text, whole again."""
    parts = _Parts()
    lines = _split_credits(lines)
    first = next(
        (i for i, line in enumerate(lines) if is_prose(line) and not _is_caption(lines, i)), len(lines)
    )
    last = max(
        (i for i, line in enumerate(lines) if is_prose(line) and not _is_caption(lines, i)), default=-1
    )
    kept: list[Line] = []
    for i, line in enumerate(lines):
        stamp = _stamp(line)
        if stamp and (i < first or i > last or stamp.label):
            parts.stamps.append(stamp)
            _add_credit(parts, people.credit(_named_beside(line.text), bare=True) if i < first else None)
        elif line.role == IMAGE:
            _add_image(parts, kept, line)
        elif line.role != CAPTION and (found := people.credit(line.text)):
            _add_credit(parts, found)
        elif line.role == CAPTION or _is_caption(lines, i, first < i < last):
            _add_caption(parts, kept, line)
        elif found := people.credit(line.text, bare=i < first or i > last):
            _add_credit(parts, found)
        elif (
            (people.is_photo_credit(line.text) and i > last)
            or (title and fold(line.text) == fold(title))
            or _told(line, kept)
            or (i < first and line.role != HEADING and line.words < 6 and not is_item(line.text))
        ):
            continue
        else:
            kept.append(line)
    _alt_captions(parts, title)
    parts.text = _tail(parts, rejoin(kept))
    _glued_credit(parts)
    return parts


def _told(line: Line, kept: list[Line]) -> bool:
    """A paragraph printed twice: a lead repeated as the first paragraph of the text."""
    return is_prose(line) and any(line.text == x.text for x in kept[-3:])


def _named_beside(text: str) -> str:
    """What a date line says besides the date: "Việt Hùng - 07:45, 20/02/2019"."""
    return re.split(r"\s[-–|]\s|\s\d|,\s|\s(?:Thứ|Chủ nhật|ngày)\b", text, maxsplit=1)[0].strip()


def _is_caption(lines: list[Line], i: int, inside: bool = False) -> bool:
    line = lines[i]
    if line.role == CAPTION:
        return True
    if line.role != "p" or _stamp(line):
        return False
    again = 3 <= line.words <= _LONGEST_REPEATED and any(
        0 <= j < len(lines) and lines[j].text == line.text for j in (i - 1, i + 1)
    )
    return captions.is_caption(line, again, inside)


def _add_image(parts: _Parts, kept: list[Line], line: Line) -> None:
    if line.image:
        parts.images.append(line.image)
        kept.append(line)
    if parts.first_caption is None:
        parts.first_caption = sum(is_prose(x) for x in kept)


def _add_caption(parts: _Parts, kept: list[Line], line: Line) -> None:
    if parts.first_caption is None:
        parts.first_caption = sum(is_prose(x) for x in kept)
    if fold(line.text) not in [fold(c) for c in parts.captions]:
        parts.captions.append(line.text)
    if kept and kept[-1].image and not kept[-1].image.caption:
        old = kept[-1].image
        kept[-1].image = parts.images[parts.images.index(old)] = Image(old.src, old.alt, line.text)


def _alt_captions(parts: _Parts, title: str | None) -> None:
    """A picture without a caption is described by its alt, unless that repeats the title or a file's name."""
    for image in parts.images:
        alt = fold(image.alt)
        told = [fold(c) for c in parts.captions]
        if (
            image.caption
            or len(alt.split()) < 4
            or _FILE_NAME.match(image.alt)
            or alt in told
            or (title and alt in fold(title))
        ):
            continue
        parts.captions.append(image.alt)


def _add_credit(parts: _Parts, found: people.Credit | None) -> None:
    """Later lines win for the author (the byline ends the article), the first source stays."""
    if found:
        old = parts.credit
        parts.credit = people.Credit(
            found.author or old.author, old.source or found.source, old.posted_by or found.posted_by
        )


def _split_credits(lines: list[Line]) -> list[Line]:
    """A credit printed at the end of a paragraph stands on its own line."""
    out: list[Line] = []
    for line in lines:
        cut = None
        if line.role == "p" and line.words > 8 and len(line.text) < 20_000:
            cut = next((m for m in _GLUED_CREDIT.finditer(line.text) if len(line.text) - m.end() < 120), None)
        if cut is None:
            out.append(line)
            continue
        inner = line.text[: cut.start()] if line.inner is None else None
        out += [
            Line(line.text[: cut.start()], line.gap, line.role, line.tag, inner=None if inner else None),
            Line(line.text[cut.end() :], False),
        ]
    return out


def _tail(parts: _Parts, kept: list[Line]) -> list[Line]:
    """Drop the short lines after the last paragraph that are no sentence and no list item."""
    last = max((i for i, line in enumerate(kept) if is_prose(line)), default=-1)
    tail = kept[last + 1 :]
    loose = [
        line
        for line in tail
        if not (
            line.image
            or line.words > 12
            or line.role == TABLE
            or is_item(line.text)
            or line.tag in ("ul", "ol")
            or ends_sentence(line.text)
        )
    ]
    for line in loose:
        if (
            not parts.credit.author
            and not parts.credit.source
            and people.is_organ(line.text)
            and len(loose) <= 2
        ):
            parts.credit = people.Credit(author=line.text.strip(" ()"))
    if 0 < len(loose) <= 2 and any(not people.is_organ(line.text) for line in loose):
        parts.warnings.append("Đã bỏ dòng cuối trang: " + "; ".join(f"“{line.text[:80]}”" for line in loose))
    return [line for line in kept if not any(line is x for x in loose)]


def _glued_credit(parts: _Parts) -> None:
    """ "… của địa phương./. Lê Hải": a name, or "(Theo …)", closing the last paragraph."""
    if not parts.text or parts.text[-1].image:
        return
    last = parts.text[-1]
    if (found := _LAST_SOURCE.search(last.text[-120:])) and not parts.credit.source:
        credit = people.credit(found[0].strip())
        _add_credit(parts, credit)
        _shorten(last, len(found[0]))
    found = _LAST_NAME.search(last.text[-60:])
    if (
        found
        and not parts.credit.author
        and people.is_name(found["name"].strip())
        and fold(found["name"]).split()[0] not in ("viet",)
    ):
        parts.credit = people.Credit(found["name"].strip(), parts.credit.source)
        _shorten(last, len(found["name"]))


def _shorten(line: Line, letters: int) -> None:
    line.text = line.text[: len(line.text) - letters].rstrip()
    line.inner = None


def _lead(parts: _Parts) -> tuple[str | None, list[Line]]:
    """The first paragraph, with the list of who attended when both stand before the first picture."""
    text = parts.text
    written = [i for i, line in enumerate(text) if line.role == "p" and not line.image and line.tag == "p"]
    if (
        not written
        or sum(is_prose(line) for line in text) < 2
        or written[0] > next(i for i, x in enumerate(text) if is_prose(x))
    ):
        return None, text
    chosen = [written[0]]
    attends = len(written) > 1 and _ATTENDANCE.match(text[written[1]].text)
    if attends and parts.first_caption == 2 and written[1] <= written[0] + 2:
        chosen.append(written[1])
    return plain(text[i] for i in chosen), [line for i, line in enumerate(text) if i not in chosen]


def _published(head: list[Line], under: list[dates.Stamp], opening: str) -> date | datetime | None:
    """The stamp under the title; else one above it that is not the page's own clock."""
    if chosen := _best(under):
        return chosen
    above = [(stamp, i == len(head) - 1) for i, line in enumerate(head) if (stamp := _stamp(line))]
    certain = [
        s
        for s, adjacent in above
        if s.label in (dates.PUBLISHED, dates.UPDATED) or (adjacent and not s.zoned and not s.label)
    ]
    return _best(certain) or _best([s for s, _ in above if s.label != dates.CLOCK and _plausible(s, opening)])


def _best(stamps: list[dates.Stamp]) -> date | datetime | None:
    for label in (dates.PUBLISHED, dates.BARE, dates.UPDATED):
        found = [s.value for s in stamps if s.label == label]
        if found:
            return (
                next((v for v in found if isinstance(v, datetime)), found[0])
                if label == dates.BARE
                else found[0]
            )
    return None


def _plausible(stamp: dates.Stamp, opening: str) -> bool:
    """True when the text's first paragraphs speak of a day close to the stamp: a page's clock is far away."""
    day = date(stamp.value.year, stamp.value.month, stamp.value.day)
    for d, m, y in _DAY.findall(opening)[:20]:
        try:
            told = date(int(y) if y else day.year, int(m), int(d))
        except ValueError:
            continue
        if abs((day - told).days) <= _NEAR_DAYS:
            return True
    return False
