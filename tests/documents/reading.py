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


def is_inert(pdf: bytes, *, carries: tuple[str, ...] = ()) -> bool:
    """No link, no script, no form, no picture taken from elsewhere, no file but `carries`."""
    names = (b"/JavaScript", b"/URI", b"/AcroForm", b"/Launch", b"/GoToR", b"/Movie")
    reader = PdfReader(io.BytesIO(pdf))
    objects = [repr(reader.get_object(number)).encode() for number in range(1, len(reader.xref[0]))]
    files = sum(b"'/EmbeddedFile'" in one for one in objects)
    acts = any(name in one for one in objects for name in names)
    return not acts and tuple(reader.attachments) == carries and files == len(carries)


def _one_line(extracted: str) -> str:
    return re.sub(r"\s+", " ", extracted)
