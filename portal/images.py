"""Pictures from outside: accepted by content, never by name; always re-encoded.

Re-encoding drops EXIF (GPS positions of people) and anything hidden behind the image data.
"""

from __future__ import annotations

import io
import secrets
import warnings
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST = 1600
FORMATS = ("JPEG", "PNG", "WEBP")
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
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombWarning):
        raise ValidationError("Tệp này không phải ảnh JPEG, PNG hoặc WebP đọc được.") from None
    upright.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright.getchannel("A"))
    return paper


def encode(image: Image.Image, kind: str = "JPEG") -> ContentFile:
    """The picture as a file under a random name: "a1b2….jpg" or ".webp"."""
    buffer = io.BytesIO()
    if kind == "JPEG":
        image.save(buffer, "JPEG", quality=82, optimize=True, progressive=True)
    else:
        image.save(buffer, "WEBP", quality=78, method=2)
    suffix = {"JPEG": "jpg", "WEBP": "webp"}[kind]
    return ContentFile(buffer.getvalue(), name=f"{secrets.token_hex(12)}.{suffix}")


def copies(image: Image.Image) -> dict[int, ContentFile]:
    """WebP copies by width; none wider than the picture itself."""
    result = {}
    for width in WIDTHS:
        if width <= image.width:
            small = image.copy()
            small.thumbnail((width, LONGEST), Image.Resampling.LANCZOS)
            result[width] = encode(small, "WEBP")
    return result
