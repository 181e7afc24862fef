"""The structure's logo: only a picture, only its pixels, only where the letterhead names it."""

from __future__ import annotations

import io
import zlib
from dataclasses import replace

import pikepdf
import pytest
from PIL import Image, PngImagePlugin

from rcp.documents.archive import DATA_NAME
from rcp.documents.logo import MOST_BYTES, LogoRefused, LogoTooLarge, drawn, name_of
from rcp.documents.printing import patient_page
from tests.documents import samples
from tests.documents.reading import is_inert


def a_picture(kind: str = "PNG", size: tuple[int, int] = (240, 60)) -> bytes:
    """A picture that says where it was made."""
    written, told = io.BytesIO(), PngImagePlugin.PngInfo()
    told.add_text("Location", "SECRET-PLACE")
    given = {"pnginfo": told} if kind == "PNG" else {}
    Image.new("RGB", size, "teal").save(written, kind, **given)
    return written.getvalue()


def a_bomb() -> bytes:
    """A PNG of a few bytes that says it is 30,000 pixels high and wide."""
    header = b"IHDR" + (30_000).to_bytes(4, "big") * 2 + b"\x01\x00\x00\x00\x00"
    chunks = (
        (len(one) - 4).to_bytes(4, "big") + one + zlib.crc32(one).to_bytes(4, "big")
        for one in (header, b"IDAT" + zlib.compress(b""), b"IEND")
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_is_drawn_anew_without_what_else_its_file_said(kind: str) -> None:
    logo = drawn(a_picture(kind) + b"<script>alert(1)</script>")
    assert logo.startswith(b"\x89PNG")
    assert b"SECRET-PLACE" not in logo
    assert b"script" not in logo
    with Image.open(io.BytesIO(drawn(a_picture(kind, (3000, 300))))) as small:
        assert small.size == (1200, 120)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", LogoRefused),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", LogoRefused),
        (b"%PDF-1.7", LogoRefused),
        (a_picture("GIF"), LogoRefused),
        (a_picture()[:60], LogoRefused),
        (a_picture() + b" " * MOST_BYTES, LogoTooLarge),
        (a_bomb(), LogoTooLarge),
    ],
)
def test_anything_else_is_refused(content: bytes, kind: type[LogoRefused]) -> None:
    with pytest.raises(LogoRefused) as refused:
        drawn(content)
    assert refused.type is kind


def test_a_document_shows_the_logo_that_its_letterhead_names_and_no_other() -> None:
    logo = drawn(a_picture())
    head = replace(samples.LETTERHEAD, logo=name_of(logo))
    content = replace(samples.PATIENT_PAGE, letterhead=head)
    shown, changed = (patient_page(content, logo=one) for one in (logo, drawn(a_picture("JPEG"))))
    assert is_inert(shown, carries=(DATA_NAME,))
    with pikepdf.open(io.BytesIO(shown)) as pdf:
        assert len(pdf.pages[0].get_images()) == 1
    with pikepdf.open(io.BytesIO(changed)) as pdf:
        assert len(pdf.pages[0].get_images()) == 0
