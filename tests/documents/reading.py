"""Reading a PDF back as a person or a machine would."""

from __future__ import annotations

import io
import re

import pikepdf
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
    acting = {"/JavaScript", "/JS", "/URI", "/AcroForm", "/Launch", "/GoToR", "/Movie"}
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        names = [name for item in opened.objects for name in _names(item)]
        attached = tuple(opened.attachments)
    is_quiet = acting.isdisjoint(names)
    return is_quiet and attached == carries and names.count("/EmbeddedFile") == len(carries)


def _names(item: pikepdf.Object) -> list[str]:
    """The keys and names that an object itself writes."""
    told = item.stream_dict if isinstance(item, pikepdf.Stream) else item
    return re.findall(r"/[A-Za-z]+", told.unparse(resolved=True).decode("latin-1"))


def _one_line(extracted: str) -> str:
    return re.sub(r"\s+", " ", extracted)
