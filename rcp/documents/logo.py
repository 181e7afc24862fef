"""The structure's picture on its documents: checked by its content, drawn anew."""

from __future__ import annotations

import hashlib
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from rcp.domain.file_type import HEAD_BYTES, FileType, file_type

MOST_BYTES = 500_000
MOST_PIXELS = 16_000_000
SHOWN = (1200, 400)
"""Beyond so many pixels across and down a logo 11 mm high gains nothing in print."""


class LogoRefused(ValueError):
    """The file is no picture that a document can hold."""


class LogoTooLarge(LogoRefused):
    """The picture has too many bytes or pixels."""


def drawn(content: bytes) -> bytes:
    """A PNG or JPEG file as a small PNG of ours: its metadata and whatever else it held are gone.

    Raises LogoTooLarge, or LogoRefused for what is no such picture.
    """
    if len(content) > MOST_BYTES:
        raise LogoTooLarge
    if file_type(content[:HEAD_BYTES]) not in (FileType.PNG, FileType.JPEG):
        raise LogoRefused
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise LogoTooLarge
            copy = picture.convert("RGBA")
    except Image.DecompressionBombError as bomb:
        raise LogoTooLarge from bomb
    except LogoRefused:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as fault:
        raise LogoRefused from fault
    copy.thumbnail(SHOWN)
    paper = Image.new("RGB", copy.size, "white")
    paper.paste(copy, mask=copy)
    written = BytesIO()
    paper.save(written, "PNG", optimize=True)
    return written.getvalue()


def name_of(logo: bytes | None) -> str:
    """The picture's SHA-256, by which a letterhead names it; empty without a picture."""
    return hashlib.sha256(logo).hexdigest() if logo else ""
