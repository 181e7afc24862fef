"""Names as people paste them, made fit for pages, messages and calendars alike."""

from __future__ import annotations


def plain_name(typed: str) -> str:
    """The name on one line: plain blanks, and no character that cannot be seen."""
    seen = (c if c.isprintable() else " " if c.isspace() else "" for c in typed)
    return " ".join("".join(seen).split())
