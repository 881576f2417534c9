"""The foot of an official text: who signs, in whose name, and who receives it. Pure.

T/M stands before collective bodies, K/T before the head whom a deputy signs for, T/L before the body that
orders, Q. for acting; the State writes TM., KT., TL., TUQ. (Hướng dẫn 36-HD/VPTW; Nghị định 30/2020/NĐ-CP).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

RULE = re.compile(r"^[\W_]*$")
RECIPIENTS = re.compile(r"^Nơi nhận\s*[:.]?\s*(?P<rest>.*)$", re.IGNORECASE)
_AUTHORITY = re.compile(
    r"^(?:T\s?/\s?M|T\.\s?M\.?|TM\.?|K\s?/\s?T|K\.\s?T\.?|KT\.?|T\s?/\s?L|T\.\s?L\.?|TL\.?|TUQ\.?|"
    r"T/UQ|Q\.|Q/)\s*(?=[A-ZĐÀ-Ỹ]{2})"
)
_POSITION = re.compile(
    r"^(?:PHÓ |Q\. ?|QUYỀN )?(?:BÍ THƯ|CHỦ TỊCH|TRƯỞNG (?:BAN|ĐOÀN|PHÒNG|TIỂU BAN)|CHÁNH VĂN PHÒNG|"
    r"CHÁNH THANH TRA|GIÁM ĐỐC|TỔNG (?:GIÁM ĐỐC|BIÊN TẬP|BÍ THƯ)|"
    r"CHỦ NHIỆM|THƯỜNG TRỰC|VĂN PHÒNG|CỤC TRƯỞNG|CHI CỤC TRƯỞNG|BỘ TRƯỞNG|THỨ TRƯỞNG|THỦ TƯỚNG|"
    r"ỦY VIÊN|UỶ VIÊN|HIỆU TRƯỞNG|VIỆN TRƯỞNG)(?:[\s,-][A-ZĐÀ-Ỹ ,./-]*)?$"
)
_SPLIT_POSITION = re.compile(
    r"(?<!,)\s(?=(?:PHÓ )?(?:BÍ THƯ|CHỦ TỊCH|TRƯỞNG BAN|CHÁNH VĂN PHÒNG|GIÁM ĐỐC|"
    r"CHỦ NHIỆM)(?: THƯỜNG TRỰC| TRỰC)?$)"
)
_SEALED = re.compile(
    r"^\W*(?:đã|da) k[ýí](?:[\s,]*(?:và\s*|,\s*)?(?:đóng|dong) dấu)?\s*\W*(?P<name>[^\W\d].{3,50})?$",
    re.IGNORECASE,
)
_SIGNER = re.compile(
    r"^(?:(?:TS|ThS|Ths|PGS|GS|BS|KS|CN|Đại tướng|Thượng tướng|Trung tướng|Thiếu tướng|Đại tá|"
    r"Thượng tá|Trung tá)\.?\s*)*[A-ZĐÀ-Ỹ][^\W\d_]*(?:\s[A-ZĐÀ-Ỹ][^\W\d_]*){1,4}$"
)
#: Items in one line: by the marks when the line has them, else by the semicolons.
_MARKED = re.compile(r"[;,]\s+(?=[-–]\s*\S)")
_ITEMS = re.compile(r"[;,]\s+(?=[-–]\s*\S)|;\s+")
ITEM_MARK = re.compile(r"^[-–+*•]\s*")


@dataclass(frozen=True, slots=True)
class Signature:
    """The block and the line it starts at (the number of lines when there is none)."""

    start: int
    authority: str | None = None
    position: str | None = None
    signer: str | None = None
    sealed: bool | None = None


def is_authority(line: str) -> bool:
    """Whether the line opens a block in somebody's name: "T/M BAN THƯỜNG VỤ", "KT. CHỦ TỊCH"."""
    return bool(_AUTHORITY.match(line)) and line.upper() == line and len(line) < 120


def is_position(line: str) -> bool:
    """Whether the line is a signer's position in capitals."""
    return bool(_POSITION.match(line)) and len(line) < 80


def find_signature(lines: Sequence[str], start: int) -> Signature:
    """The signature block: the first line of authority or position that a name or a mark follows."""
    for i in range(start, len(lines)):
        line = lines[i]
        if is_authority(line):
            return _block(lines, i)
        sealed = _SEALED.match(line)
        if is_position(line) or sealed:
            block = _block(lines, i)
            if block.signer or block.sealed:
                return block
    return Signature(len(lines))


def _block(lines: Sequence[str], start: int) -> Signature:
    authority: list[str] = []
    position: list[str] = []
    sealed: bool | None = None
    for line in _pieces(lines[start : start + 14]):
        if not line or RULE.match(line):
            continue
        if mark := _SEALED.match(line):
            sealed = True
            if mark["name"] and _SIGNER.match(mark["name"].strip(" .")):
                return Signature(
                    start, _joined(authority), _joined(position), mark["name"].strip(" ."), sealed
                )
        elif _AUTHORITY.match(line) and not position:
            first, *second = _SPLIT_POSITION.split(line, maxsplit=1) if len(line.split()) > 4 else [line]
            authority.append(first)
            position += second
        elif line.isupper() and not (
            (position or sealed) and _SIGNER.match(line) and not _POSITION.match(line)
        ):
            position.append(line)
        elif _SIGNER.match(line) and (authority or position or sealed):
            return Signature(start, _joined(authority), _joined(position), line, sealed)
        elif ITEM_MARK.match(line):
            continue  # recipients, where a page ended between the two columns
        else:
            break
    return Signature(start, _joined(authority), _joined(position), None, sealed)


def _pieces(lines: Sequence[str]) -> list[str]:
    """The block's lines, a name cut off the position glued to it and put together where a line broke it."""
    out: list[str] = []
    for line in (part for raw in lines for part in _unglued(raw)):
        if out and out[-1].istitle() and out[-1].isalpha() and _SIGNER.match(f"{out[-1]} {line}"):
            out[-1] = f"{out[-1]} {line}"
        else:
            out.append(line)
    return out


def _unglued(line: str) -> list[str]:
    """ "PHÓ CHỦ NHIỆMNguyễn Văn An" is two lines."""
    for i in range(2, len(line) - 1):
        if line[i - 2 : i + 1].isalpha() and line[i - 2 : i + 1].isupper() and line[i + 1].islower():
            return [line[:i], line[i:]]
    return [line]


def _joined(parts: list[str]) -> str | None:
    return " ".join(parts) or None


def find_recipients(lines: Sequence[str], start: int, signature_at: int) -> tuple[str, ...]:
    if start >= len(lines):
        return ()
    first = RECIPIENTS.match(lines[start])
    block = [first["rest"] if first else ""]
    for i in range(start + 1, min(len(lines), start + 40)):
        line = lines[i]
        if (
            i == signature_at
            or _AUTHORITY.match(line)
            or _POSITION.match(line)
            or _SEALED.match(line)
            or len(line) > 200
        ):
            break
        if (
            line
            and not ITEM_MARK.match(line)
            and len(block) > 1
            and block[-1].endswith(".")
            and "Lưu" in block[-1]
        ):
            break
        block.append(line)
    if start < signature_at and not block[-1].endswith("."):
        block += [line for line in lines[signature_at : signature_at + 14] if ITEM_MARK.match(line)]
    items: list[str] = []
    marked = False
    for line in (part for raw in block for part in (_MARKED if ITEM_MARK.match(raw) else _ITEMS).split(raw)):
        text = line.strip()
        if not text or RULE.match(text):
            continue
        goes_on = marked and not ITEM_MARK.match(text) and not items[-1].endswith((";", "."))
        goes_on = goes_on and not text.startswith("Lưu")
        if text.startswith(",") and items:
            items[-1] += text
        elif not items or ITEM_MARK.match(text) or not (goes_on or text[:1].islower()):
            marked = marked or bool(ITEM_MARK.match(text))
            items.append(ITEM_MARK.sub("", text))
        else:
            items[-1] = f"{items[-1]} {text}"
    return tuple(clean for item in items if (clean := item.strip(" ;,.")))
