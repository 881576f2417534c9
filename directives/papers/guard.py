"""What is turned away before anything opens it: wrong kinds, locks, macros, bombs. Pure.

A .docx is a ZIP archive: what it declares to unpack to is counted first, and Python's zipfile never
unpacks more of a part than was declared for it.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePath

PDF, WORD = "pdf", "word"
MAX_BYTES = 50 * 1024 * 1024
MAX_PARTS = 2_000
#: Unpacked: all parts, and those that are parsed. The longest honest text has some megabytes of XML.
MAX_UNPACKED = 400 * 1024 * 1024
MAX_XML = 40 * 1024 * 1024
MAX_RATIO = 150
#: A small part may repeat itself as much as it likes.
SMALL = 2 * 1024 * 1024

#: What zipfile raises for an archive that is no archive, or is damaged.
BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_PDF_HEAD = 1024
_WORD_ENDINGS = frozenset({".docx", ".docm"})
#: Texts of other programs, whatever they are inside.
_OTHER_TEXTS = frozenset({".doc", ".rtf", ".odt", ".wps"})
_SAVE_AGAIN = (
    "Tệp này không phải dạng .docx. Hãy mở bằng Word, chọn Lưu thành (Save As) dạng .docx rồi tải lên."
)


class Unreadable(ValueError):
    """The file is not taken in; the message says why, in Vietnamese, for whoever uploaded it."""


def kind(data: bytes, name: str) -> str:
    """`PDF` or `WORD`, as both the content and the ending of `name` say. Raises Unreadable otherwise."""
    ending = PurePath(name).suffix.lower()
    if not data:
        raise Unreadable("Tệp rỗng.")
    if len(data) > MAX_BYTES:
        raise Unreadable("Tệp lớn hơn 50 MB.")
    if data.startswith(_OLE):
        if _LOCKED in data[:200_000] or _LOCKED in data[-200_000:]:
            raise Unreadable("Tệp Word có mật khẩu. Hãy bỏ mật khẩu rồi tải lại.")
        raise Unreadable("Tệp Word đời cũ (.doc). Hãy mở bằng Word, lưu lại dạng .docx rồi tải lên.")
    if data.startswith(b"{\\rtf") or ending in _OTHER_TEXTS:
        raise Unreadable(_SAVE_AGAIN)
    is_pdf, is_archive = b"%PDF-" in data[:_PDF_HEAD], data.startswith(b"PK\x03\x04")
    if is_pdf and ending == ".pdf":
        return PDF
    if is_archive and ending in _WORD_ENDINGS:
        _check_archive(data)
        return WORD
    if is_pdf or (is_archive and ending == ".pdf"):
        inside, right = ("PDF", ".pdf") if is_pdf else ("Word", ".docx")
        raise Unreadable(
            f"Bên trong là tệp {inside} nhưng tên tệp không có đuôi {right}. Hãy đổi tên rồi tải lại."
        )
    raise Unreadable("Chỉ nhận tệp Word (.docx) hoặc PDF. Tệp này không phải, hoặc đã hỏng.")


def _check_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if len(parts) > MAX_PARTS or any(_is_bomb(part) for part in parts):
                raise Unreadable("Tệp nén bất thường, không mở.")
            if sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise Unreadable("Tệp bung ra quá lớn, không mở.")
            if sum(p.file_size for p in parts if p.filename.endswith((".xml", ".rels"))) > MAX_XML:
                raise Unreadable("Tệp bung ra quá lớn, không mở.")
            if any(part.flag_bits & 1 for part in parts):
                raise Unreadable("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi tải lại.")
            types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    except Unreadable:
        raise
    except BROKEN_ARCHIVE:
        raise Unreadable("Tệp Word hỏng, không mở được.") from None
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unreadable("Tệp Word có macro (chương trình bên trong). Hãy lưu lại dạng .docx không macro.")
    if "content.xml" in names and "mimetype" in names:
        raise Unreadable(_SAVE_AGAIN)
    if "word/document.xml" not in names:
        raise Unreadable("Tệp này không phải văn bản Word (.docx).")


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > SMALL and part.file_size > MAX_RATIO * max(1, part.compress_size)
