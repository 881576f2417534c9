"""From data to PDF, by Typst: tagged, in our fonts, the same bytes every time. Pure."""

from __future__ import annotations

import json
import logging
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import Any

import typst

HERE = Path(__file__).resolve().parent
SHEET = (HERE / "sheet.typ").read_bytes()
#: One sheet at a time in each worker, so that pages are still answered while many ask for PDFs.
_PRESS = BoundedSemaphore(1)
WAIT_SECONDS = 5
log = logging.getLogger(__name__)


class Busy(Exception):
    """Others' sheets are still being set; to be asked again in a moment."""


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(HERE / "fonts")])


def pdf(document: dict[str, Any], files: dict[str, bytes]) -> bytes:
    """The document set on `sheet.typ`, with the files it names. Raises Busy.

    PDF/UA-1 forbids signs that no font can draw (an emoji, a Chinese name); a text with one of them becomes
    an ordinary tagged PDF.
    """
    if not _PRESS.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        # Typst takes pictures from files only, and reads none outside of its root.
        with TemporaryDirectory(prefix="press-") as folder:
            root = Path(folder)
            for name, data in {
                **files,
                "doc.json": json.dumps(document).encode(),
                "sheet.typ": SHEET,
            }.items():
                (root / name).write_bytes(data)
            try:
                return _compiled(root, accessible=True)
            except typst.TypstError as error:
                log.info("not PDF/UA-1: %s", error.message)
                return _compiled(root, accessible=False)
    finally:
        _PRESS.release()


def _compiled(root: Path, accessible: bool) -> bytes:
    made = typst.compile(
        root / "sheet.typ",
        root=root,
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        pdf_standards=["ua-1"] if accessible else [],
    )
    return bytes(made)
