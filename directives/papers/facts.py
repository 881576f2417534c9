"""What an official text says of itself, read from its lines; what is not certain stays empty. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from directives import layout, markings, symbols
from directives.papers.lines import PICTURE, Line, to_html
from directives.signature import RULE, find_signature
from directives.titles import sentence_case
from portal.text import fold, one_line

#: Kept by nobody: a file with one of these marks is refused before anything of it is stored.
SECRET = frozenset({markings.SECRET, markings.TOP_SECRET, markings.MOST_SECRET})

_NUMBER = re.compile(r"^Số(?:\s*/?\s*Ký hiệu)?\s*:?\s*(?P<rest>.*)$", re.IGNORECASE)
_ABBREVIATION = re.compile(r"(?<![^\W_])[A-ZĐ][A-Za-zĐđ]{0,5}(?=\s*[-/])")
_AFTER_SIGNER = 25
#: A date, "Nơi nhận", a stamp.
_A_FEW_WORDS = 12


@dataclass(frozen=True)
class Paper:
    """The facts of one file. Empty strings, None and () where the file does not say, or not clearly.

    `body` is HTML that still has to be cleaned; `marking` a code of `markings.LABELS`; `notes` are
    sentences for the editor. `text` are all words of the file, `scanned` means that it has none.
    """

    symbol: str = ""
    type_name: str = ""
    superior: str = ""
    issuing_body: str = ""
    issued_on: date | None = None
    place: str = ""
    subject: str = ""
    body: str = ""
    sections: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signing_authority: str = ""
    signer_position: str = ""
    signer: str = ""
    signed_and_sealed: bool = False
    marking: str = ""
    notes: tuple[str, ...] = ()
    pages: int | None = None
    scanned: bool = False
    scripted: bool = False
    text: str = field(default="", repr=False)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "issued_on": self.issued_on.isoformat() if self.issued_on else None}

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Paper:
        """The inverse of `as_json`."""
        day = given.get("issued_on")
        tuples = {name: tuple(given.get(name, ())) for name in ("sections", "recipients", "notes")}
        return cls(**{**given, **tuples, "issued_on": date.fromisoformat(day) if day else None})


def read(lines: Sequence[Line]) -> Paper:
    """The facts of an official text; only `marking` and `notes` of a file that has not the layout of one."""
    lines = [line for line in lines if line.tag != PICTURE]
    shown = [line.text.replace("\n", " ") for line in lines]
    marking = markings.found("\n".join(shown))
    structure = layout.read(shown)
    if structure is None:
        note = "Tệp không theo thể thức văn bản: không thấy số, ký hiệu, tên loại hay chữ ký ở chỗ thường có."
        return Paper(marking=marking, notes=(note,))
    notes: list[str] = []
    head = lines[: structure.body.start]
    superior, body = _issuers(head, structure)
    symbol = _symbol(shown[: structure.body.start + 1], structure.symbol, notes)
    type_name = structure.document_type or ""
    _compare(type_name, symbol, notes)
    authority, position, signer = _signer(shown, structure, notes)
    _note_rest(lines, structure, notes)
    inside = [line for line in lines[structure.body] if line.text and not RULE.match(line.text)]
    return Paper(
        symbol=str(symbol) if symbol else "",
        type_name=type_name,
        superior=superior,
        issuing_body=body,
        issued_on=structure.issued_on,
        place=structure.place or "",
        subject=structure.title or "",
        body=to_html(inside),
        sections=structure.sections,
        recipients=structure.recipients,
        signing_authority=authority,
        signer_position=position,
        signer=signer,
        signed_and_sealed=bool(structure.signed_and_sealed),
        marking=marking,
        notes=tuple(notes),
    )


def _note_rest(lines: Sequence[Line], structure: layout.Layout, notes: list[str]) -> None:
    """Say that the file goes on behind the signature: an annex, the regulation that a decision issues."""
    foot = " ".join(
        (structure.signing_authority or "", structure.signer_position or "", structure.signer or "",
         *structure.recipients)
    )  # fmt: skip
    known = set(re.findall(r"\w+", fold(foot)))
    rest = [
        line.text
        for line in lines[structure.body.stop :]
        if not set(re.findall(r"\w+", fold(line.text))) <= known
    ]
    count = len(" ".join(rest).split())
    if count > _A_FEW_WORDS:
        notes.append(
            f"Sau chữ ký còn khoảng {count} chữ (phụ lục, văn bản kèm theo, chú thích) "
            "chưa đưa vào ô Nội dung; tệp đính kèm vẫn giữ đủ."
        )


def _symbol(head: Sequence[str], found: str | None, notes: list[str]) -> symbols.Symbol | None:
    """The one number that the head prints."""
    printed = [match["rest"] for line in head if (match := _NUMBER.match(line))]
    parsed = [symbol for rest in printed if (symbol := _parse(rest))]
    if len({symbol.key for symbol in parsed}) > 1:
        names = ", ".join(dict.fromkeys(str(symbol) for symbol in parsed))
        notes.append(f"Đầu văn bản có nhiều số ({names}), không rõ số nào là của văn bản này.")
        return None
    if parsed:
        return parsed[0]
    symbol = symbols.parse(found) if found else None
    if symbol is None and printed:
        notes.append(f"Số để trống hoặc không đọc được trên văn bản: “{one_line('Số ' + printed[0])[:60]}”.")
    return symbol


def _parse(rest: str) -> symbols.Symbol | None:
    words = rest.strip(" .,;")
    return symbols.parse(words) or symbols.parse(words.replace(" ", "")) if words[:1].isdigit() else None


def _compare(type_name: str, symbol: symbols.Symbol | None, notes: list[str]) -> None:
    """The printed name and the symbol disagree in real texts; both stay as printed."""
    if symbol is None or not type_name or not symbol.type_abbr:
        return
    names = symbols.TYPES.get(symbol.type_abbr, ())
    if not any(
        fold(type_name).startswith(fold(name)) or fold(name).startswith(fold(type_name)) for name in names
    ):
        notes.append(f"Tên loại in trên văn bản là “{type_name}” nhưng ký hiệu là {symbol}.")


def _issuers(head: Sequence[Line], structure: layout.Layout) -> tuple[str, str]:
    """(superior, issuing body): where the head tells them apart by bold type, the bold lines are the body."""
    names: list[Line] = []
    for line in head:
        text = line.text.strip(" *-–_")
        if not text or RULE.match(line.text) or layout.is_urgency(text):
            continue
        if _NUMBER.match(text) or not text.isupper() or layout.is_state_head(text) or len(text) > 90:
            break
        if layout.is_type(text):
            break
        names.append(line)
    bold = [line for line in names if line.bold]
    plain = [line for line in names if not line.bold]
    if any(line.text.endswith(("-", "–")) for line in names[:-1]):
        return "", _name(names)  # two bodies side by side issue one text
    if bold and plain and names == [*plain, *bold]:
        return _name(plain), _name(bold)
    return one_line(structure.superior or ""), one_line(structure.issuing_body or "")


def _name(lines: Sequence[Line]) -> str:
    return one_line(" ".join(line.text for line in lines)).strip(" *-–_")


def _signer(lines: Sequence[str], structure: layout.Layout, notes: list[str]) -> tuple[str, str, str]:
    """(authority, position, name) of the one who signs; empty for a joint text, which several sign."""
    one = structure.signing_authority or "", structure.signer_position or "", structure.signer or ""
    at = next((i for i in range(structure.body.stop, len(lines)) if lines[i] == one[2]), None)
    if not one[2] or at is None:
        return one
    second = find_signature(lines[: at + _AFTER_SIGNER], at + 1)
    if second.signer and (second.authority or second.position) and second.signer != one[2]:
        notes.append(f"Văn bản có nhiều chữ ký ({one[2]}; {second.signer}): hãy ghi người ký cần hiện.")
        return "", "", ""
    return one


def suggested_name(printed: str, text: str) -> str:
    """A body's name printed in capitals as it is written inside a sentence: "Ban Dân vận Tỉnh ủy"."""
    return sentence_case(printed, text)
