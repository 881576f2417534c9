"""An address as a picture that a telephone reads, off a screen or a printed page. Pure."""

from __future__ import annotations

import io
from functools import lru_cache

import segno


@lru_cache(maxsize=2048)
def qr(address: str) -> str:
    """The address as a QR code: an SVG in a data: URI, for the `src` of an image."""
    return segno.make(address, error="m", micro=False).svg_data_uri(border=2, scale=4)


def qr_svg(address: str) -> bytes:
    """The address as a QR code: an SVG file."""
    buffer = io.BytesIO()
    segno.make(address, error="m", micro=False).save(buffer, kind="svg", border=0, scale=4)
    return buffer.getvalue()
