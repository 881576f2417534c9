"""Bytes of an old page → its lines. Encodings, old fonts and columns are settled here. Pure."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

from news.intake.furniture import unglue
from news.intake.lines import HEADING, IMAGE, Line, continues, joinable
from news.intake.page import Image, NotAnArticle
from portal import legacy
from portal.text import fold, one_line

#: A saved page with its pictures inside is larger; no article's own text is.
MAX_BYTES = 5_000_000
MAX_LINES = 4_000
MAX_LINE = 60_000
#: The widest line that a server breaks text at.
_WIDEST = 130

#: The Icelandic eth, typed or converted in place of Đ; it looks the same.
_ETH = str.maketrans("Ðð", "Đđ")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_MAGIC = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "Word/Excel/ZIP",
    b"\xd0\xcf\x11\xe0": "Word 97-2003",
    b"\x89PNG": "ảnh PNG",
    b"\xff\xd8\xff": "ảnh JPEG",
    b"GIF8": "ảnh GIF",
    b"RIFF": "âm thanh, phim hoặc ảnh",
    b"\x1f\x8b": "nén gzip",
    b"Rar!": "nén RAR",
    b"{\\rtf": "RTF",
    b"\x7fELF": "chương trình",
}
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.IGNORECASE)
_BOLD = re.compile(r"\*\*|__(?=\S)|(?<=\S)__")
_EMPHASIS = re.compile(r"\*([^*\s][^*\n]{0,300}?)\*")
_MD_IMAGE = re.compile(r"!\[(?P<alt>[^\]\n]{0,300})\]\((?P<src>[^)\s]{1,500})(?:\s[^)\n]{0,200})?\)")
_MD_LINK = re.compile(r"\[(?P<text>[^\]\n]{1,300})\]\([^)\s]{1,500}(?:\s[^)\n]{0,200})?\)")
_MD_HEADING = re.compile(r"^(?P<level>#{1,6})\s+(?P<text>\S.*)$")
#: A picture that left only its file's name in the dump: the next line may be its caption.
_PICTURE_FILE = re.compile(
    r"^[^.?!]{1,120}\.(?:jpe?g|png|gif|bmp|webp)$|^https?://\S+\.(?:jpe?g|png)\S*$", re.I
)
_CELLS = re.compile(r"\s\|\s")
_COLUMNS = re.compile(r"\t+| {5,}")
_LABEL_ALONE = re.compile(
    r"^(?:Nguồn(?: tin)?|Tác giả|Ngày đăng|Đăng ngày|Đăng lúc|Cập nhật(?: lúc| ngày)?|"
    r"Ngày cập nhật|Người ký|Số ký hiệu|Số/ký hiệu|Ngày ban hành|"
    r"Số|Trích yếu(?: nội dung)?|Loại văn bản|Hình thức văn bản|Cơ quan ban hành|T/h|Thực hiện|Chức vụ)\s*:$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Document:
    """A page as lines, with what its machine-readable head says of it (all empty for a text dump).

    `page_name` is a <title> that the page shows nowhere: good only when no line serves as title."""

    lines: list[Line]
    title: str | None = None
    page_name: str | None = None
    published: date | datetime | None = None
    author: str | None = None
    address: str | None = None
    warnings: list[str] = field(default_factory=list)


def decode(raw: bytes) -> tuple[str, list[str]]:
    """The text of a file and the warnings about it.

    Raises NotAnArticle for an empty, oversized or binary file. Old fonts are converted line by line, so a
    Unicode menu around a TCVN3 text does not hide it.
    """
    if not raw.strip(b"\x00 \t\r\n"):
        raise NotAnArticle("Tệp rỗng.")
    if len(raw) > MAX_BYTES:
        raise NotAnArticle(f"Tệp lớn quá {MAX_BYTES // 1_000_000} MB.")
    for magic, name in _MAGIC.items():
        if raw.startswith(magic):
            raise NotAnArticle(f"Tệp không phải trang văn bản (dạng {name}).")
    text = _to_text(raw)
    odd = sum((c < " " and c not in "\t\n\r\f\v") or c == "\ufffd" for c in text[:100_000])
    if odd > max(20, len(text[:100_000]) // 50):
        raise NotAnArticle("Tệp không phải trang văn bản (dữ liệu nhị phân).")
    shown, warnings = _from_old_fonts(text)
    return shown.translate(_ETH), warnings


def _to_text(raw: bytes) -> str:
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return raw[len(bom) :].decode(name, "replace")
    head = raw[:4000]
    if len(head) > 3 and head.count(0) > len(head) // 4:
        return raw.decode("utf-16-be" if head[0] == 0 else "utf-16-le", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if sum(raw[i] >= 0x80 for i in range(min(len(raw), 4000))) and _mostly_utf8(raw):
        return raw.decode("utf-8", "replace")
    declared = _CHARSET.search(raw[:4000])
    name = declared[1].decode("ascii").lower() if declared else ""
    latin = raw.decode("latin-1")
    if "1258" not in name and legacy.detect(re.sub(r"<[^<>]{0,500}>", " ", latin)):
        return latin
    if name not in ("", "utf-8", "iso-8859-1", "us-ascii"):
        try:
            return codecs.decode(raw, name, "replace")
        except (LookupError, UnicodeError, TypeError):
            pass
    return raw.decode("cp1258", "replace")


def _mostly_utf8(raw: bytes) -> bool:
    """A UTF-8 page cut in the middle of a letter or with a few spoiled bytes."""
    text = raw[:200_000].decode("utf-8", "replace")
    wide = sum(c >= "\x80" for c in text)
    return text.count("\ufffd") * 20 < wide


def _from_old_fonts(text: str) -> tuple[str, list[str]]:
    lines = text.split("\n")
    found = [legacy.detect(line) if len(line) > 30 else None for line in lines]
    names = {name for name in found if name}
    if not names:
        return text, []
    main = max(names, key=found.count)
    for i, line in enumerate(lines):
        encoding = (
            found[i]
            or (legacy.detect(line) and main)
            or (main if len(line) <= 200 and _no_unicode(line) else None)
        )
        if encoding:
            lines[i] = legacy.to_unicode(line, encoding)
    return "\n".join(lines), [f"Chữ viết bằng phông cũ {main}, đã đổi sang Unicode; cần đọc soát lại."]


def _no_unicode(line: str) -> bool:
    return any("\x80" <= c <= "\xff" for c in line) and all(c <= "\xff" or c in "–—“”‘’…" for c in line)


def read_dump(text: str) -> Document:
    """The lines of a text dump: mark-up of bold and links removed, columns put one after the other."""
    lines: list[Line] = []
    gap = pictured = False
    for raw in _uncolumn(re.split(r"\r\n|[\n\r\f\v\u2028\u2029]", text)[:MAX_LINES]):
        source = raw[:MAX_LINE]
        heading = _MD_HEADING.match(source.strip())
        picture = _MD_IMAGE.search(source)
        if picture:
            lines.append(Line("", gap, IMAGE, image=Image(picture["src"], one_line(picture["alt"]))))
            source = _MD_IMAGE.sub(" ", source)
        shown = one_line(_plain_marks(heading["text"] if heading else source))
        if not shown or shown == "|":
            gap = True
            continue
        if _PICTURE_FILE.match(shown):
            gap = pictured = True
            continue
        for piece in unglue(shown.strip(" |") or shown):
            # A cell of a table alone in its row holds a picture or the words under it.
            alone = source.rstrip().endswith(" |") and "|" not in shown[:-1]
            pictured = pictured or (alone and len(shown.split()) > 6)
            role, tag = (HEADING, "h3") if heading else ("p", "p")
            lines.append(Line(piece, gap, role, tag, near_image=3 * pictured))
            gap = pictured = False
    return Document(mark_pictures(join_labels(unwrap(lines))))


def unwrap(lines: list[Line]) -> list[Line]:
    """Paragraphs whole again on a page whose lines a server broke at a fixed width."""
    pairs = [(a, b) for a, b in pairwise(lines) if not b.gap and a.role == b.role == "p"]
    broken = [a for a, b in pairs if b.text[:1].islower() and continues(a, b) and len(a.text) <= _WIDEST]
    if len(broken) < 3 or 10 * len(broken) < len(lines):
        return lines
    width = max(len(line.text) for line in broken)
    whole: list[Line] = []
    last, titled = "", False
    for line in lines:
        full = 2 * len(last) > width and titled and last.isupper() == line.text.isupper()
        if whole and not line.gap and (continues(whole[-1], line) or (full and joinable(whole[-1], line))):
            whole[-1].text = f"{whole[-1].text} {line.text}"
        else:
            # The first long line, the title, ends without a full stop too.
            titled = titled or any(x.words >= 6 for x in whole)
            whole.append(line)
        last = line.text
    return whole


def mark_pictures(lines: list[Line]) -> list[Line]:
    """Flag the line right after each picture: its words may be the caption."""
    for before, after in pairwise(lines):
        if before.role == IMAGE and after.role == "p":
            after.near_image = 2
    return lines


def join_labels(lines: list[Line]) -> list[Line]:
    """ "Tác giả:" alone on a line takes the short next line as its value."""
    joined: list[Line] = []
    for line in lines:
        if (
            joined
            and _LABEL_ALONE.match(joined[-1].text)
            and line.role == "p"
            and line.words <= 60
            and not _ends_label(joined[-1].text, line.text)
        ):
            joined[-1].text = f"{joined[-1].text} {line.text}"
        else:
            joined.append(line)
    return joined


def _ends_label(label: str, value: str) -> bool:
    """ "Số:" waits for a number only."""
    return fold(label).startswith("so:") and not value[:1].isdigit()


def _plain_marks(text: str) -> str:
    if "](" in text:
        text = _MD_LINK.sub(r"\g<text>", text)
    if "*" in text or "__" in text:
        text = _EMPHASIS.sub(r"\1", _BOLD.sub("", text))
    return text


def _is_column(left: str) -> bool:
    """More than a bullet or a section's number set off by spaces: "I.      TÌNH HÌNH CHUNG"."""
    return (
        left.strip() == "*" or (len(left.split()) > 1 and len(left) > 6) or (left.isupper() and len(left) > 6)
    )


def _uncolumn(lines: list[str]) -> list[str]:
    """Rows of two columns (an official text's head and foot) read down the left column, then the right."""
    out: list[str] = []
    left: list[str] = []
    right: list[str] = []
    for line in lines:
        cells = (
            _CELLS.split(line.strip(" |")) if line.rstrip().endswith("|") else _COLUMNS.split(line.strip())
        )
        parts = [p for p in cells if p.strip()] if len(line) < 300 else [line]
        if len(parts) == 2 and _is_column(parts[0]):
            left.append(parts[0])
            right.append(parts[1])
            continue
        if (
            left
            and line.strip()
            and line[:1].isspace()
            and len(line) - len(line.lstrip()) > 20
            and len(parts) == 1
        ):
            right.append(line)
            continue
        if left and line.strip() and len(parts) == 1 and fold(line.strip()).startswith(("-", "+")):
            left.append(line)
            continue
        out += [*left, *right, line]
        left, right = [], []
    return [*out, *left, *right]
