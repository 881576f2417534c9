"""An address as a picture that a telephone reads, off a screen or a printed page. Pure."""

from __future__ import annotations

import io

import segno


def qr_svg(address: str, quiet: int = 0) -> bytes:
    """The address as a QR code: an SVG file, with so many modules of white around it."""
    buffer = io.BytesIO()
    segno.make(address, error="m", micro=False).save(buffer, kind="svg", border=quiet, scale=4)
    return buffer.getvalue()


def qr_uri(secret: str) -> str:
    """What must not stand in an address, as an SVG in a data: URI for the `src` of an image."""
    return segno.make(secret, error="m", micro=False).svg_data_uri(border=2, scale=4)
