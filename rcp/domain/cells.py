"""Cells of tables that people open in a spreadsheet: none may be taken for a formula."""

from __future__ import annotations

_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet calculate a cell instead of showing it (OWASP, "CSV injection")."""


def defused(text: str) -> str:
    """The text as a spreadsheet shows it, whatever it begins with."""
    return f"'{text}" if text.startswith(_STARTS) else text


def as_typed(cell: str) -> str:
    """What stood in a cell before it was defused, trimmed."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_STARTS) else text
