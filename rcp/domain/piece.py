"""What a file attached to a case provides."""

from __future__ import annotations

from enum import StrEnum


class Piece(StrEnum):
    """The piece of a case that a file is."""

    IMAGING = "imaging"
    PATHOLOGY = "pathology"
    BIOLOGY = "biology"
    GENETICS = "genetics"
    SURGERY = "surgery"
    GERIATRICS = "geriatrics"
    LETTER = "letter"
    OTHER = "other"
