"""A news article: title, lead, body, time, byline, source and captions, from the lines of its page. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from directives import citations
from news.intake import captions, dates, headline, people, timing
from news.intake.cutting import main_lines, refuse
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
from news.intake.timing import stamp_of
from portal.text import fold

_ATTENDANCE = re.compile(
    r"^(?:Cùng dự|Cùng tham dự|Dự|Tham dự|Tham gia|Đến dự|Về dự|Dự và|Cùng đi|Cùng làm việc)\b"
)
_GLUED_CREDIT = re.compile(
    r"(?<=[./…!?”\")])\s*(?=\(?(?:T/h|Tin, ảnh|Tin, bài|Bài, ảnh|Tin, bài, ảnh|Bài và ảnh|"
    r"Tin và ảnh|Tin ảnh|Bài ảnh|Tác giả|Nguồn|Người viết|Thực hiện)\s*:)"
)
_LAST_NAME = re.compile(r"(?:\./\.|[.…!”\"])\s*(?P<name>[^.…!?”\"/]{4,45})$")
_LAST_SOURCE = re.compile(r"\s*\((?:Theo|Nguồn)\s*:?\s+(?P<name>[^()]{3,80})\)\.?$")
_NUMBERED = re.compile(r"\s[-–]?\s?(?:[Ảả]nh|Anh|[Hh]ình)\s\d{1,2}$")
_FILE_NAME = re.compile(r"^\S*(?:\.\w{3,4}|\d{3,}|_)\S*$")
#: A longer line printed twice is a repeated lead, not a caption.
_LONGEST_REPEATED = 35


@dataclass(slots=True)
class _Parts:
    """The lines under the title, sorted."""

    text: list[Line] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    captioned: set[str] = field(default_factory=set)
    images: list[Image] = field(default_factory=list)
    stamps: list[dates.Stamp] = field(default_factory=list)
    credit: people.Credit = field(default_factory=people.Credit)
    first_caption: int | None = None
    warnings: list[str] = field(default_factory=list)


def read(document: Document, name: str) -> Page:
    """The page as an article. Raises NotAnArticle for lists, menus, log-in and error pages."""
    lines = document.lines
    main = main_lines(lines)
    refuse(lines, main)
    place, title = headline.find(document, main)
    head = main[:place] if place is not None else []
    parts = _sort(main[place + 1 :] if place is not None else main, title)
    if not parts.text:
        raise NotAnArticle("Không thấy đoạn văn nào của một bài viết.")
    lead, body = _lead(parts)
    page = Page(
        path=name, kind=ARTICLE, title=title, lead=lead, warnings=[*document.warnings, *parts.warnings]
    )
    opening = " ".join(line.text for line in parts.text[:3])
    page.published = document.published or timing.of_article(head, parts.stamps, opening)
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
    told: set[str] = set()
    album = _album(lines, first)
    for i, line in enumerate(lines):
        stamp = stamp_of(line)
        if line.text and ((title and fold(line.text) == fold(title)) or _alt_of(line, title)):
            # Between the paragraphs the title again is the alt of a picture.
            if i + 1 < len(lines):
                lines[i + 1].near_image = 3 * (i > first)
            continue
        if stamp and (i < first or i > last or stamp.label):
            parts.stamps.append(stamp)
            _add_credit(parts, _beside(line.text) if i < first else None)
        elif line.role == IMAGE:
            _add_image(parts, kept, line)
        elif line.role != CAPTION and (found := people.credit(line.text)):
            _add_credit(parts, found)
        elif line.role == CAPTION or i in album or _is_caption(lines, i, first < i < last):
            _add_caption(parts, kept, line)
        elif found := people.credit(line.text, bare=i < first or i > last):
            _add_credit(parts, found)
        elif (
            (people.is_photo_credit(line.text) and i > last)
            or _told_again(line, kept, told)
            or (i < first and line.role != HEADING and line.words < 6 and not is_item(line.text))
        ):
            continue
        else:
            kept.append(line)
    _alt_captions(parts, title)
    parts.text = _tail(parts, rejoin(kept))
    _glued_credit(parts)
    return parts


def _album(lines: list[Line], first: int) -> set[int]:
    """The lines of a photo story: three or more in a row that end no sentence, a caption among them."""
    found: set[int] = set()
    run: list[int] = []
    for i in range(first + 1, len(lines) + 1):
        line = lines[i] if i < len(lines) else None
        if (
            line
            and line.role == "p"
            and 3 <= line.words <= 60
            and not (ends_sentence(line.text) or is_item(line.text) or line.text.endswith((":", ";", ",")))
            and not (stamp_of(line) or people.credit(line.text, bare=True))
        ):
            run.append(i)
            continue
        if len(run) >= 3 and any(_is_caption(lines, j) for j in run):
            found.update(run)
        run = []
    return found


def _alt_of(line: Line, title: str | None) -> bool:
    """A picture's alt made from the title: "Tỉnh ủy họp báo - Ảnh 1", "Tinh uy hop bao - Anh 1"."""
    found = _NUMBERED.search(line.text) if len(line.text) < 300 else None
    return found is not None and (
        line.text.isascii() or fold(line.text[: found.start()]) == fold(title or "")
    )


def _told_again(line: Line, kept: list[Line], told: set[str]) -> bool:
    """A paragraph printed twice: a lead repeated in the text, or the whole article once more for printing.

    Of a lead cut off with "…" and its whole, the whole is kept.
    """
    if not is_prose(line):
        return False
    bare = line.text.rstrip(" .…")
    if bare in told:
        return True
    told.add(bare)
    for i in range(max(0, len(kept) - 3), len(kept)):
        said = kept[i].text.rstrip(" .…")
        if len(said) > 40 and kept[i].text.endswith(("...", "…")) and line.text.startswith(said):
            del kept[i]
            return False
    return False


def _beside(text: str) -> people.Credit | None:
    """Whom a date line names besides the date: "Việt Hùng - 07:45, 20/02/2019"."""
    named = re.split(
        r"\s[-–|]\s|\s\d|,\s|\s(?:Thứ|Chủ nhật|ngày)\b|\s?[-–|]\s?(?=Thứ|Chủ nhật|\d)", text, maxsplit=1
    )[0].strip()
    desk = named.startswith("Ban ") and people.is_organ(named)
    return people.Credit(author=named) if desk else people.credit(named, bare=True)


def _is_caption(lines: list[Line], i: int, inside: bool = False) -> bool:
    line = lines[i]
    if line.role == CAPTION:
        return True
    if line.role != "p" or stamp_of(line) or people.names_photographer(line.text):
        return False
    again = 3 <= line.words <= _LONGEST_REPEATED and any(
        0 <= j < len(lines) and lines[j].text == line.text for j in (i - 1, i + 1)
    )
    likeness = captions.weight(line, again, inside)
    return (
        likeness >= captions.THRESHOLD
        or (likeness == captions.THRESHOLD - 1 and _under_caption(lines, i))
        or (likeness > 0 and _between_captions(lines, i))
    )


def _between_captions(lines: list[Line], i: int) -> bool:
    return 0 < i < len(lines) - 1 and all(
        x.role == "p" and captions.is_caption(x) for x in (lines[i - 1], lines[i + 1])
    )


def _under_caption(lines: list[Line], i: int) -> bool:
    """Right under a caption, on a page that sets its paragraphs apart by blank lines."""
    above = lines[i - 1] if i else None
    spaced = any(line.gap for line in lines[1:])
    return bool(above and spaced and not lines[i].gap and above.role == "p" and captions.is_caption(above))


def _add_image(parts: _Parts, kept: list[Line], line: Line) -> None:
    if line.image:
        parts.images.append(line.image)
        kept.append(line)
    if parts.first_caption is None:
        parts.first_caption = sum(is_prose(x) for x in kept)


def _add_caption(parts: _Parts, kept: list[Line], line: Line) -> None:
    if parts.first_caption is None:
        parts.first_caption = sum(is_prose(x) for x in kept)
    if (words := fold(line.text)) not in parts.captioned:
        parts.captioned.add(words)
        parts.captions.append(line.text)
    if kept and kept[-1].image and not kept[-1].image.caption:
        old = kept[-1].image
        kept[-1].image = parts.images[parts.images.index(old)] = Image(old.src, old.alt, line.text)


def _alt_captions(parts: _Parts, title: str | None) -> None:
    """A picture without a caption is described by its alt, unless that repeats the title or a file's name."""
    for image in parts.images:
        alt = fold(image.alt)
        if (
            image.caption
            or len(alt.split()) < 4
            or _FILE_NAME.match(image.alt)
            or alt in parts.captioned
            or (title and alt in fold(title))
        ):
            continue
        parts.captioned.add(alt)
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
        before, after = line.text[: cut.start()], line.text[cut.end() :]
        out += [Line(before, line.gap, line.role, line.tag), Line(after)]
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
