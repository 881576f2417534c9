"""An address as a picture that a telephone reads, off a screen or a printed page. Pure."""

from __future__ import annotations

from functools import lru_cache

import segno


@lru_cache(maxsize=2048)
def qr(address: str) -> str:
    """The address as a QR code: an SVG in a data: URI, for the `src` of an image."""
    return segno.make(address, error="m", micro=False).svg_data_uri(border=2, scale=4)
