"""Reading a PDF back as a person or a machine would."""

from __future__ import annotations

import io
import re

from pypdf import PdfReader


def pages(pdf: bytes) -> list[str]:
    """The text of each page, every run of spaces made one plain space."""
    return [_one_line(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def text(pdf: bytes) -> str:
    """The text of the whole document."""
    return " ".join(pages(pdf))


def raw_text(pdf: bytes) -> str:
    """The text with its own spaces, non-breaking ones included."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def is_inert(pdf: bytes) -> bool:
    """No embedded file, no link, no script, no form, no picture taken from elsewhere."""
    names = (b"/EmbeddedFile", b"/Filespec", b"/JavaScript", b"/URI", b"/AcroForm", b"/Launch")
    reader = PdfReader(io.BytesIO(pdf))
    objects = b" ".join(
        repr(reader.get_object(number)).encode() for number in range(1, len(reader.xref[0]))
    )
    return not any(name in objects for name in names) and not reader.attachments


def _one_line(extracted: str) -> str:
    return re.sub(r"\s+", " ", extracted)
