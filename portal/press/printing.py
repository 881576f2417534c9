"""From data to PDF, by Typst: tagged, in our fonts, the same bytes every time. Pure."""

from __future__ import annotations

import json
import logging
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import typst

HERE = Path(__file__).resolve().parent
#: One sheet at a time in each worker, so that pages are still answered while many ask for PDFs.
_PRESS = BoundedSemaphore(1)
WAIT_SECONDS = 5
log = logging.getLogger(__name__)


class Busy(Exception):
    """Others' sheets are still being set; to be asked again in a moment."""


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(HERE / "fonts")])


@cache
def _sheet() -> bytes:
    return (HERE / "sheet.typ").read_bytes()


def pdf(document: dict[str, Any], files: dict[str, bytes]) -> bytes:
    """The document set on `sheet.typ`, with the files it names. Raises Busy.

    PDF/UA-1 forbids signs that no font can draw (an emoji, a Chinese name); a text with one of them becomes an
    ordinary tagged PDF.
    """
    sources = {"main": _sheet(), "doc.json": json.dumps(document).encode(), **files}
    if not _PRESS.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        return _compiled(sources, ["ua-1"])
    except typst.TypstError as error:
        log.info("not PDF/UA-1: %s", error.message)
        return _compiled(sources, [])
    finally:
        _PRESS.release()


def _compiled(sources: dict[str, bytes], standards: list[str]) -> bytes:
    made = typst.compile(
        sources, format="pdf", font_paths=_fonts(), ignore_system_fonts=True, pdf_standards=standards
    )
    return bytes(made)
