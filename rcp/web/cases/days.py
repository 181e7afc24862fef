"""Days typed on a telephone's number pad or with a keyboard."""

from __future__ import annotations

import re
from datetime import date

_FRENCH = re.compile(r"(\d{1,2})[/ .-](\d{1,2})[/ .-](\d{4})", re.ASCII)
_PACKED = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


def typed_day(text: str) -> date | None:
    """The day meant by 17/04/1961, 17 4 1961, 17041961 or 1961-04-17; None for anything else."""
    typed = text.strip()
    french = _FRENCH.fullmatch(typed) or _PACKED.fullmatch(typed)
    iso = _ISO.fullmatch(typed)
    parts = french.groups()[::-1] if french else iso.groups() if iso else ()
    try:
        year, month, day = map(int, parts)
        return date(year, month, day)
    except ValueError:
        return None
