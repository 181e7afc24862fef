"""Names as people paste them, made fit for pages, messages and calendars alike."""

from __future__ import annotations

import unicodedata


def plain_name(typed: str) -> str:
    """The name on one line: plain blanks, and no character that cannot be seen."""
    seen = (c if c.isprintable() else " " if c.isspace() else "" for c in typed)
    return " ".join("".join(seen).split())


def folded(text: str) -> str:
    """A name without accents, capitals nor punctuation, as it is compared and looked for."""
    plain = unicodedata.normalize("NFKD", text.lower())
    kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).split())
