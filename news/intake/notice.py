"""An official text published as a page: the facts of its layout beside its body. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import takewhile

from directives import layout
from news.intake import dates, furniture, timing
from news.intake.article import cited
from news.intake.lines import IMAGE, Line, is_prose, plain, rejoin, simple_html
from news.intake.page import NOTICE, Page
from news.intake.reading import Document
from portal.text import fold, one_line

_RESTRICTED = re.compile(
    r"^\W*(?:MẬT|TỐI MẬT|TUYỆT MẬT|LƯU HÀNH NỘI BỘ|TÀI LIỆU HỘI NGHỊ|XEM XONG TRẢ LẠI|"
    r"KHÔNG PHỔ BIẾN|DỰ THẢO(?: LẦN.{0,12})?)\W*$",
    re.IGNORECASE,
)
_LABELS = {
    "symbol": re.compile(
        r"^(?:Số\s*(?:/|,|-)?\s*ký hiệu|Số hiệu(?: văn bản)?|Ký hiệu|Số văn bản)\s*:\s*(\S.{2,60})$",
        re.IGNORECASE,
    ),
    "issued": re.compile(r"^Ngày (?:ban hành|ký|văn bản)\s*:\s*(\S.{5,40})$", re.IGNORECASE),
    "type": re.compile(r"^(?:Loại|Hình thức|Thể loại)(?: văn bản)?\s*:\s*(\S.{2,60})$", re.IGNORECASE),
    "body": re.compile(r"^(?:Cơ quan|Đơn vị|Nơi) ban hành\s*:\s*(\S.{2,100})$", re.IGNORECASE),
    "signer": re.compile(r"^Người ký\s*:\s*(\S.{2,60})$", re.IGNORECASE),
    "position": re.compile(r"^Chức (?:vụ|danh)(?: người ký)?\s*:\s*(\S.{2,60})$", re.IGNORECASE),
    "subject": re.compile(
        r"^(?:Trích yếu(?: nội dung)?|Về việc|Tên văn bản)\s*:\s*(\S.{5,600})$", re.IGNORECASE
    ),
}


def read(document: Document, name: str) -> Page | None:
    """The page as an official text, or None when it has not the layout of one."""
    lines = [line for line in document.lines if line.role == IMAGE or not _dropped(line)]
    facts = _labelled(lines)
    shown, index = _with_blanks(lines)
    structure = layout.read(shown)
    if structure is None and len(facts) < 3:
        return None
    body = _body(lines, index, structure) if structure else []
    page = Page(path=name, kind=NOTICE, warnings=list(document.warnings))
    if structure:
        page.document_type, page.title, page.symbol = (
            structure.document_type,
            structure.title,
            structure.symbol,
        )
        page.issuing_body = structure.issuing_body
        page.sections, page.recipients = list(structure.sections), list(structure.recipients)
        page.signing_authority, page.signer_position = structure.signing_authority, structure.signer_position
        page.signer, page.signed_and_sealed = structure.signer, structure.signed_and_sealed
    _fill(page, facts)
    page.title = page.title or document.title
    start = index.index(structure.body.start) if structure and structure.body.start in index else 15
    head = [*lines[:start], *takewhile(lambda line: not is_prose(line), lines[start : start + 5])]
    page.issued_on = (structure.issued_on if structure else None) or _issued(facts)
    page.published = document.published or timing.published(head) or page.issued_on
    page.images = [line.image for line in body if line.image]
    page.body, page.body_html = plain(body), simple_html(body)
    page.citations = cited(page.title, None, page.body, own=page.symbol)
    _warn(page, lines)
    return page


def _dropped(line: Line) -> bool:
    return line.text != "*" and not set(line.text) <= set("-_*= ") and furniture.is_noise(line.text)


def _with_blanks(lines: list[Line]) -> tuple[list[str], list[int]]:
    """The texts with "" for each blank line, and for each line its place among them."""
    shown: list[str] = []
    index: list[int] = []
    for line in lines:
        if line.gap and shown:
            shown.append("")
        index.append(len(shown))
        shown.append(line.text)
    return shown, index


def _body(lines: list[Line], index: list[int], structure: layout.Layout) -> list[Line]:
    inside = [
        line
        for line, at in zip(lines, index, strict=True)
        if structure.body.start <= at < structure.body.stop
    ]
    feet = next(
        (i for i, line in enumerate(inside) if furniture.is_foot(line.text) and i > len(inside) // 2),
        len(inside),
    )
    kept = [
        line for line in inside[:feet] if line.image or not re.fullmatch(r"[\W_]*\d{0,3}[\W_]*", line.text)
    ]
    return rejoin(kept)


def _labelled(lines: list[Line]) -> dict[str, str]:
    """A register's own page gives the facts as "Số ký hiệu: …", "Ngày ban hành: …"."""
    facts: dict[str, str] = {}
    for line in lines:
        for key, pattern in _LABELS.items():
            found = pattern.match(line.text) if len(line.text) < 700 else None
            if found and key not in facts:
                facts[key] = one_line(found[1])
    return facts


def _fill(page: Page, facts: dict[str, str]) -> None:
    page.symbol = page.symbol or (re.sub(r"\s+", "", facts["symbol"]) if "symbol" in facts else None)
    page.document_type = page.document_type or facts.get("type")
    page.issuing_body = page.issuing_body or facts.get("body")
    page.signer = page.signer or facts.get("signer")
    page.signer_position = page.signer_position or facts.get("position")
    page.title = page.title or facts.get("subject")


def _issued(facts: dict[str, str]) -> date | None:
    stamp = dates.find(facts.get("issued", ""))
    if stamp is None:
        return None
    return stamp.value.date() if isinstance(stamp.value, datetime) else stamp.value


def _warn(page: Page, lines: list[Line]) -> None:
    if not page.body:
        page.warnings.append("Trang chỉ có thông tin của văn bản, không có nội dung.")
    if not page.title:
        page.warnings.append("Không thấy trích yếu.")
    if not page.symbol:
        page.warnings.append("Không thấy số, ký hiệu.")
    mark = next((line.text for line in lines if len(line.text) < 40 and _RESTRICTED.match(line.text)), None)
    if mark:
        page.warnings.append(
            f"Văn bản có dấu “{one_line(mark)}”: cần người có thẩm quyền cho phép trước khi đăng."
        )
    if page.document_type and page.symbol and fold(page.document_type) == "cong van" and not page.signer:
        page.warnings.append("Không thấy người ký.")
