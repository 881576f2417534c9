"""An official text's own structure, read from its plain lines: head, type, title, sections, signature. Pure.

Source of the layout: Hướng dẫn 36-HD/VPTW (2018) and 05-HD/VPTW (2026) for Party texts, Nghị định
30/2020/NĐ-CP for those of the State. Real texts break every rule of them, so each part is optional.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from directives.sections import section_number, section_numbers
from directives.signature import ITEM_MARK, RECIPIENTS, RULE, find_recipients, find_signature
from directives.titles import sentence_case
from portal.text import fold, one_line

#: Longest first, so that "Chương trình hành động" is not read as "Chương trình".
TYPES = (
    "Chương trình hành động", "Chương trình công tác", "Chương trình", "Lời kêu gọi", "Thư công",
    "Giấy mời", "Giấy giới thiệu",
    "Nghị quyết", "Quyết định", "Quy định", "Quy chế", "Quy hoạch", "Chỉ thị", "Kết luận", "Thông tri",
    "Thông báo", "Thông cáo",
    "Thông tư liên tịch", "Thông tư", "Hướng dẫn", "Báo cáo", "Kế hoạch", "Đề án", "Phương án",
    "Dự án", "Tờ trình", "Công văn",
    "Công điện", "Biên bản", "Tuyên bố", "Điều lệ", "Nghị định", "Pháp lệnh",
)  # fmt: skip
_TYPE_BY_FOLD = {fold(name): name for name in TYPES}
_TYPE_START = re.compile(
    rf"^(?:{'|'.join(name.upper() for name in sorted(TYPES, key=len, reverse=True))})(?=[\s:]|$)"
)
_SYMBOL = re.compile(
    r"^Số(?:\s*/?\s*Ký hiệu)?\s*:?\s*(?P<symbol>\d{1,5}[a-zđ]?\s*(?:/\s*\d{4}\s*)?[-–/]"
    r"\s*[A-ZĐƯa-zđư]{1,8}(?:\s*[-–/]\s*[A-ZĐƯa-zđư\d]{1,12}){0,3})",
    re.IGNORECASE,
)
#: A headline that names the text in full: "Kế hoạch số 17-KH/TU ngày 02/6/2020 của … về …".
_NAMED = re.compile(
    rf"^(?P<type>{'|'.join(sorted(TYPES, key=len, reverse=True))})\s+(?=số\s*:?\s*\d{{1,5}}[a-zđ]?\s*[-–/])",
    re.IGNORECASE,
)
_NUMBER_LINE = re.compile(r"^Số\s*:?\s*[\d\s….]{0,20}[-–/]", re.IGNORECASE)
_PLACE_DATE = re.compile(
    r"(?P<place>[^\W\d][^,\d]{1,60}),\s*ngày\s*(?P<d>\d{1,2})\s*(?:tháng\s*|"
    r"[/.-]\s*)(?P<m>\d{1,2})\s*(?:năm\s*|[/.-]\s*)(?P<y>\d{4})\s*$",
    re.IGNORECASE,
)
_PLACE = re.compile(r"^[^\W\d][^,\d]{1,60},\s*ngày\b.{0,40}\bnăm\b", re.IGNORECASE)
_STATE_HEAD = re.compile(
    r"^(?:dang cong san viet nam|cong hoa xa hoi chu nghia viet nam|doc lap ?- ?tu do ?- ?hanh phuc)\b"
)
_GROUNDS = re.compile(
    r"^[-–+*]?\s*(?:Căn cứ|Thực hiện|Xét đề nghị|Theo đề nghị|Thi hành|Kính gửi|Kính trình|Trên cơ sở)\b"
)
_URGENCY = re.compile(r"\W*(?:HỎA TỐC(?: HẸN GIỜ)?|HOẢ TỐC(?: HẸN GIỜ)?|THƯỢNG KHẨN|KHẨN)\W*")
#: Who decides, in capitals between the title and the grounds: "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH".
_DECIDER = re.compile(
    r"^(?:CHỦ TỊCH|BỘ TRƯỞNG|GIÁM ĐỐC|THỦ TƯỚNG|TRƯỞNG BAN|BAN (?:THƯỜNG VỤ|CHẤP HÀNH|BÍ THƯ)|"
    r"BỘ CHÍNH TRỊ|ỦY BAN|UỶ BAN|HỘI ĐỒNG|THƯỜNG TRỰC|CHÍNH PHỦ)"
    r"[\sA-ZĐÀ-Ỹ,-]*$"
)
#: A State body on two lines: "ỦY BAN NHÂN DÂN" above "TỈNH SÔNG LAM", but not above "TỈNH ỦY SÔNG LAM".
_COUNCIL = re.compile(r"(?:[ỦU][ỶY] BAN|HỘI ĐỒNG) NHÂN DÂN")
_PLACE_NAME = re.compile(r"(?:TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|THỊ XÃ|XÃ|PHƯỜNG|THỊ TRẤN) (?![ỦU][ỶY] )")
#: First words of bodies whose whole name may be two words: "VĂN PHÒNG", "CHÍNH PHỦ", "TỈNH ỦY".
_OPENS_BODY = frozenset(
    {
        "ban", "bộ", "ủy", "uỷ", "văn", "sở", "hội", "đoàn", "đảng", "tỉnh", "thành", "huyện", "thị", "quận",
        "xã", "chi", "cục", "tổng", "phòng", "trung", "viện", "báo", "đài", "tòa", "toà", "thanh", "chính",
        "quốc", "mặt", "liên", "công", "tiểu", "tổ", "thường",
    }
)  # fmt: skip
_ABOUT = re.compile(r"^(?:V/v|Về việc)\s*:?\s*(?=\S)", re.IGNORECASE)
_LOWER_TITLE = re.compile(
    r"^(?:về|v/v|tại|của|trong|thực hiện|triển khai|giai đoạn|năm|trên|đối với|cho|và)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of an official text; None or empty when the text has no such part.

    `body` is the slice of the given lines between the title and the signature. `sections` are the numbers
    as printed, in order: "I", "1", "2.1", "Điều 3". `signed_and_sealed` is True when a copy says so.
    """

    body: slice
    document_type: str | None = None
    title: str | None = None
    symbol: str | None = None
    place: str | None = None
    issued_on: date | None = None
    superior: str | None = None
    issuing_body: str | None = None
    sections: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signing_authority: str | None = None
    signer_position: str | None = None
    signer: str | None = None
    signed_and_sealed: bool | None = None


def read(lines: Sequence[str]) -> Layout | None:
    """The structure of an official text, or None when the lines are none.

    `lines` are tidy single lines, "" standing for a blank one. A text counts as official when it prints its
    type as a heading and shows one more sign of the layout: a symbol, recipients, a signature, grounds or
    numbered sections; or, without a type (công văn), both a symbol and a signature.
    """
    heading = _heading(lines)
    symbol_at = next((i for i, line in enumerate(lines[:60]) if _NUMBER_LINE.match(line)), None)
    start = heading + 1 if heading is not None else (symbol_at + 1 if symbol_at is not None else None)
    if start is None:
        return _named(lines)
    signature = find_signature(lines, start)
    recipients_at = next((i for i in range(start, len(lines)) if RECIPIENTS.match(lines[i])), len(lines))
    stop = min(recipients_at, signature.start)
    title, after = _title(lines, heading, symbol_at, stop)
    after = _past_head(lines, after, stop)
    sections = section_numbers(lines[after:stop])
    grounds = any(_GROUNDS.match(line) for line in lines[start : start + 12])
    symbol = _symbol(lines[: after + 1])
    signed = signature.authority or signature.sealed or signature.signer
    signs = [symbol_at is not None, recipients_at < len(lines), bool(signed), grounds, len(sections) >= 2]
    if not any(signs) or (heading is None and not (signs[0] and (signs[1] or signs[2]))):
        return None
    place, issued_on = _place_date([*lines[: after + 1], *lines[stop:]])
    superior, body = _issuers(lines[: heading if heading is not None else start])
    return Layout(
        body=slice(after, stop),
        document_type=_type(lines[heading]) if heading is not None else "Công văn",
        title=title,
        symbol=symbol,
        place=place,
        issued_on=issued_on,
        superior=superior,
        issuing_body=body,
        sections=sections,
        recipients=find_recipients(lines, recipients_at, signature.start),
        signing_authority=signature.authority,
        signer_position=signature.position,
        signer=signature.signer,
        signed_and_sealed=signature.sealed,
    )


def _named(lines: Sequence[str]) -> Layout | None:
    """A text published under a headline that gives its type and number, without the head of the document."""
    at = next((i for i, line in enumerate(lines[:30]) if len(line.split()) >= 8), None)
    found = _NAMED.match(lines[at]) if at is not None else None
    if at is None or not found or len(lines[at]) > 500 or lines[at].endswith((".", ":", ";")):
        return None
    signature = find_signature(lines, at + 1)
    recipients_at = next((i for i in range(at + 1, len(lines)) if RECIPIENTS.match(lines[i])), len(lines))
    stop = min(recipients_at, signature.start)
    sections = section_numbers(lines[at + 1 : stop])
    addressed = any(_GROUNDS.match(line) for line in lines[at + 1 : at + 6] if line.startswith("Kính"))
    if not (addressed or len(sections) >= 2 or stop < len(lines)):
        return None
    return Layout(
        body=slice(at + 1, stop),
        document_type=_TYPE_BY_FOLD[fold(found["type"])],
        title=lines[at],
        symbol=_symbol([lines[at][found.end() :]]),
        sections=sections,
        recipients=find_recipients(lines, recipients_at, signature.start),
        signing_authority=signature.authority,
        signer_position=signature.position,
        signer=signature.signer,
        signed_and_sealed=signature.sealed,
    )


def is_urgency(line: str) -> bool:
    """Whether the line is nothing but a stamp of urgency (Nghị định 30/2020/NĐ-CP, Hướng dẫn 36-HD/VPTW)."""
    return bool(_URGENCY.fullmatch(line))


def is_state_head(line: str) -> bool:
    """Whether the line names the State or the Party above the place and the date."""
    return bool(_STATE_HEAD.match(fold(line)))


def _is_head_alone(line: str) -> bool:
    return line.isupper() and bool(_STATE_HEAD.fullmatch(fold(line)))


def is_type(line: str) -> bool:
    """Whether the line is, or opens with, the name of a type in capitals."""
    return _type(line) is not None


def is_type_alone(line: str) -> bool:
    """Whether the line is the name of a type in capitals and nothing else."""
    return line.isupper() and fold(line.strip(" :*")) in _TYPE_BY_FOLD


def _type(line: str) -> str | None:
    bare = fold(line.strip(" :*"))
    if bare in _TYPE_BY_FOLD:
        return _TYPE_BY_FOLD[bare]
    found = _TYPE_START.match(line)
    return _TYPE_BY_FOLD[fold(found[0])] if found else None


def _heading(lines: Sequence[str]) -> int | None:
    """The line that is the type in capitals and nothing else; else one that starts with it in capitals."""
    head = lines[:80]
    exact = [i for i, line in enumerate(head) if fold(line.strip(" :*")) in _TYPE_BY_FOLD]
    upper = [i for i in exact if head[i].isupper()]
    if upper:
        return upper[0]
    opened = [i for i, line in enumerate(head) if len(line) < 250 and _TYPE_START.match(line)]
    if opened:
        return opened[0]
    return exact[0] if exact else None


def _title(
    lines: Sequence[str], heading: int | None, symbol_at: int | None, stop: int
) -> tuple[str | None, int]:
    """The abstract under the type, and where the text after it begins."""
    if heading is None:
        return _subject(lines, symbol_at or 0, stop)
    found = _TYPE_START.match(lines[heading])
    rest = lines[heading][found.end() :].strip(" :") if found else ""
    # "CHƯƠNG TRÌNH PHỐI HỢP / vận động nông dân …" has its capitals in the heading only.
    parts = [sentence_case(rest)] if rest else []
    i, gap = heading + 1, False
    headed = any(is_state_head(line) for line in lines[:heading])
    while i < stop and len(parts) < 9:
        line = lines[i]
        if not line:
            gap = True
        elif RULE.match(line):
            if parts:
                i += 1
                break
        elif _NUMBER_LINE.match(line) or _PLACE.match(line) or (not headed and _is_head_alone(line)):
            gap = True
        elif _ends_title(parts, line, gap):
            break
        else:
            parts.append(line)
            gap = False
        i += 1
    if not parts:
        above = next((line for line in lines[:heading] if _ABOUT.match(line) and len(line) < 400), None)
        return above and sentence_case(above, " ".join(lines[heading:stop])), heading + 1
    words = one_line(" ".join(parts)).strip(" -–*")
    return sentence_case(words, " ".join(lines[i:stop])), i


def _past_head(lines: Sequence[str], after: int, stop: int) -> int:
    """Past the lines of the head that stand below the title: the State's name, place and date, rules."""
    while after < stop:
        line = lines[after]
        if line and not (
            RULE.match(line) or _PLACE.match(line) or _NUMBER_LINE.match(line) or is_state_head(line)
        ):
            break
        after += 1
    return after


def _ends_title(parts: list[str], line: str, gap: bool) -> bool:
    if (
        section_number(line)
        or len(line.split()) > 60
        or (parts and _GROUNDS.match(line) and not _LOWER_TITLE.match(line))
    ):
        return True
    if not parts:
        return bool(re.match(r"^(?:Căn cứ|Kính gửi)", line)) or (
            len(line.split()) > 35 and line.endswith((".", ":"))
        )
    previous = parts[-1]
    if previous.endswith((".", ":", ";")) or line.endswith((":", ";")) or ITEM_MARK.match(line):
        return True
    if _DECIDER.match(line) and (gap or not previous.isupper()):
        return True
    if _GROUNDS.match(line) and len(line.split()) > 12:
        return True
    if previous.endswith(",") or (not gap and line.isupper()):
        return False
    if not gap and previous.isupper() and not (line[:1].islower() or _LOWER_TITLE.match(line)):
        return True
    if not gap:
        return not (line[:1].islower() or len(line.split()) <= 16) or line.endswith(".")
    return not ((line.isupper() and previous.isupper()) or (line[:1].islower() and len(line.split()) < 30))


def _subject(lines: Sequence[str], start: int, stop: int) -> tuple[str | None, int]:
    """A công văn's subject, "V/v …" or "về việc …" under its number."""
    first = next((i for i in range(start, min(stop, start + 8)) if _ABOUT.match(lines[i])), None)
    if first is None:
        return None, start + 1
    end = first + 1
    while (
        end < min(stop, first + 5)
        and lines[end]
        and not (_PLACE.match(lines[end]) or _GROUNDS.match(lines[end]))
    ):
        end += 1
    words = one_line(" ".join(lines[first:end]))
    return "Về việc " + _ABOUT.sub("", words), end


def _symbol(lines: Sequence[str]) -> str | None:
    for line in lines:
        if found := _SYMBOL.match(line):
            return re.sub(r"\s+", "", found["symbol"]).replace("–", "-")
    return None


def _place_date(lines: Sequence[str]) -> tuple[str | None, date | None]:
    for line in lines:
        found = _PLACE_DATE.search(line) if len(line) < 200 else None
        if found:
            try:
                return found["place"].split("  ")[-1].strip(), date(
                    int(found["y"]), int(found["m"]), int(found["d"])
                )
            except ValueError:
                return None, None
    return None, None


def _issuers(head: Sequence[str]) -> tuple[str | None, str | None]:
    """The superior and the issuing body: the lines in capitals above the number or the type."""
    names: list[str] = []
    numbered = False
    for line in head:
        numbered = numbered or bool(_NUMBER_LINE.match(line))
        if (
            not line
            or RULE.match(line)
            or _NUMBER_LINE.match(line)
            or _PLACE.match(line)
            or is_state_head(line)
            or is_urgency(line)
        ):
            continue
        name = one_line(line.strip(" *-"))
        if names and line.isupper() and _goes_on(names[-1], name):
            names[-1] = f"{names[-1]} {name}"
        elif line.isupper() and 3 < len(line) < 90 and not any(c.isdigit() for c in line):
            names.append(name)
        elif numbered and names:
            break  # a mark or a subject under the number
        else:
            names.clear()
    if not names:
        return None, None
    return (names[-2] if len(names) > 1 else None), names[-1]


def _goes_on(above: str, name: str) -> bool:
    """Whether a line of the head is the rest of the name above: "ĐẢNG ỦY PHƯỜNG CỐC" / "LẾU"."""
    if any(c.isdigit() for c in name) or len(above) + len(name) > 90:
        return False
    if _COUNCIL.fullmatch(above) and _PLACE_NAME.match(name):
        return True
    first, *others = name.split()
    return not others or (len(others) == 1 and first.lower() not in _OPENS_BODY)
