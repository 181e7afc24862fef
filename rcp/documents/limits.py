"""How much text a document accepts: layout time grows faster than the text does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

SECTION_BYTES = 200_000
DOCUMENT_BYTES = 1_000_000
ROWS = 500


class DocumentTooLarge(ValueError):
    """Some text, list or whole document passes its limit; `section` names it, never quotes it."""

    def __init__(self, section: str, size: int, limit: int) -> None:
        super().__init__(f"{section}: {size} is more than {limit}")
        self.section = section
        self.size = size
        self.limit = limit


def check_size(content: object) -> None:
    """Raise DocumentTooLarge if any text (UTF-8 bytes), any list (rows) or the sum is too big."""
    total = 0
    for section, text in _texts(content, type(content).__name__):
        size = len(text.encode("utf-8", "replace"))
        if size > SECTION_BYTES:
            raise DocumentTooLarge(section, size, SECTION_BYTES)
        total += size
    if total > DOCUMENT_BYTES:
        raise DocumentTooLarge(type(content).__name__, total, DOCUMENT_BYTES)


def _texts(value: object, section: str) -> Iterator[tuple[str, str]]:
    """Every text below a value, with the dotted name of its place."""
    if isinstance(value, str):
        yield section, value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name), f"{section}.{field.name}")
    elif isinstance(value, tuple):
        if len(value) > ROWS:
            raise DocumentTooLarge(section, len(value), ROWS)
        for item in value:
            yield from _texts(item, section)
