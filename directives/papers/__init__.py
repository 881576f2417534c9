"""Word files and PDFs in: bytes → the facts of an official text, or the words of any file. Pure.

read(data, name) -> Paper          the facts, for an editor to confirm
words(data, name) -> (str, bool)   the plain text, for the search
read_apart, words_apart            the same in a process of its own, with limits (apart.py)

All raise `Unreadable`, whose message is for whoever uploaded the file.
"""

from __future__ import annotations

from dataclasses import replace

from directives import markings
from directives.papers import facts, guard, pdf, word
from directives.papers.facts import Paper
from directives.papers.guard import PDF, Unreadable
from directives.papers.lines import to_text
from portal.html import MAX_TEXT

__all__ = ["Paper", "Unreadable", "read", "words"]

OLD_FONT = "Tệp dùng phông chữ cũ (TCVN3 hoặc VNI). Máy đã đổi sang Unicode, xin so từng chữ với tệp gốc."
TRACKED = "Tệp Word còn vết sửa chưa duyệt. Máy đã đọc như khi mọi chỗ sửa được chấp nhận, xin kiểm tra."


def read(data: bytes, name: str) -> Paper:
    """The facts of a .docx or a PDF; of a scan only that it is one. `name` gives the ending.

    Raises Unreadable for another kind, a locked, broken or dangerous file, and for a secret one.
    """
    notes: list[str] = []
    if guard.kind(data, name) == PDF:
        found = pdf.read(data)
        lines = list(found.lines)
        if found.scanned:
            # The few words of a scan may be its stamp.
            _refuse_secret(markings.found("\n".join(line.text for line in lines)))
            return Paper(pages=found.pages, scanned=True, scripted=found.scripted)
        paper = replace(facts.read(lines), pages=found.pages, scripted=found.scripted)
        notes += [OLD_FONT] if found.old_font else []
    else:
        typed_text = word.read(data)
        lines = typed_text.lines
        paper = facts.read(lines)
        notes += [OLD_FONT] if typed_text.old_font else []
        notes += [TRACKED] if typed_text.tracked else []
    _refuse_secret(paper.marking)
    return replace(paper, notes=(*notes, *paper.notes), text=to_text(lines)[:MAX_TEXT])


def _refuse_secret(marking: str) -> None:
    if marking in facts.SECRET:
        label = markings.LABELS[marking]
        raise Unreadable(
            f"Văn bản có dấu “{label}”: không được đưa lên hệ thống này. Không có gì của tệp được giữ lại."
        )


def words(data: bytes, name: str) -> tuple[str, bool]:
    """All words of a .docx or a PDF, and whether the file runs a program when it is opened.

    Paragraphs apart by blank lines, at most 200,000 characters. Raises Unreadable.
    """
    if guard.kind(data, name) == PDF:
        found = pdf.read(data)
        return to_text(found.lines)[:MAX_TEXT], found.scripted
    return to_text(word.read(data).lines)[:MAX_TEXT], False
