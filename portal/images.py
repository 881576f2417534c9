"""Pictures from outside: accepted by content, never by name; always re-encoded.

Re-encoding drops EXIF (GPS positions of people) and anything hidden behind the image data.
"""

from __future__ import annotations

import io
import secrets
import warnings
from dataclasses import dataclass
from typing import IO, Any

from django.core.exceptions import ValidationError
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST = 1600
FORMATS = ("JPEG", "PNG", "WEBP")
BOMBS = (Image.DecompressionBombWarning, Image.DecompressionBombError)
#: The longer side of a picture on paper, in pixels: 160 mm at 160 dots per inch.
PRINTED = 1000
#: Widths, in CSS pixels, of the WebP copies beside each picture.
WIDTHS = (320, 640, 1080)


def accept(file: IO[bytes]) -> Image.Image:
    """The decoded picture, upright, RGB, at most 1600 pixels on its longer side.

    Raises ValidationError for another format, more than 20 MB or 40 megapixels, or damaged data.
    """
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValidationError("Ảnh lớn hơn 20 MB. Hãy thu nhỏ rồi tải lại.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError("Ảnh lớn hơn 40 megapixel. Hãy thu nhỏ rồi tải lại.")
            image.draft("RGB", (LONGEST, LONGEST))
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, *BOMBS):
        raise ValidationError("Tệp này không phải ảnh JPEG, PNG hoặc WebP đọc được.") from None
    upright.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    return _on_white(upright)


def _on_white(image: Image.Image) -> Image.Image:
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


@dataclass(frozen=True)
class Prepared:
    """A picture ready to be stored: the JPEG, its WebP copies by width, its size in pixels."""

    jpeg: bytes
    copies: dict[int, bytes]
    width: int
    height: int


def prepare(image: Image.Image) -> Prepared:
    """Encode an accepted picture; no copy is wider than the picture itself."""
    copies = {}
    for width in WIDTHS:
        if width <= image.width:
            small = image.copy()
            small.thumbnail((width, LONGEST), Image.Resampling.LANCZOS)
            copies[width] = _encoded(small, "WEBP", quality=78, method=2)
    return Prepared(encode(image), copies, *image.size)


def encode(image: Image.Image) -> bytes:
    """The picture as a JPEG."""
    return _encoded(image, "JPEG", quality=82, optimize=True, progressive=True)


def _encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def for_print(file: IO[bytes]) -> bytes | None:
    """A stored picture as a JPEG for A4, at most 1000 pixels wide and high; None if it cannot be read."""
    try:
        image = Image.open(file, formats=FORMATS)
        image.draft("RGB", (PRINTED, PRINTED))
        image.thumbnail((PRINTED, PRINTED), Image.Resampling.LANCZOS)
        return _encoded(_on_white(image.convert("RGBA")), "JPEG", quality=80)
    except (OSError, SyntaxError, ValueError, *BOMBS):
        return None


def random_stem() -> str:
    """A file name that nobody can guess and no server can mistake for a program."""
    return secrets.token_hex(12)
