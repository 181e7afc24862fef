"""The plain mechanics of iCalendar text: escaping, folding, dates, zones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

LIMIT: Final = 75
"""Octets in a line, without its end (RFC 5545, 3.1)."""

WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def text(value: str) -> str:
    """A TEXT value with its commas, semicolons, backslashes and line ends escaped."""
    escaped = value.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    return escaped.replace("\n", "\\n")


def calendar(lines: Iterable[str]) -> bytes:
    """The file: lines folded at 75 octets, ended by CRLF, in UTF-8."""
    folded = (part for line in lines for part in _fold(line))
    return ("\r\n".join(folded) + "\r\n").encode()


def _fold(line: str) -> list[str]:
    if (line.isascii() and len(line) <= LIMIT) or len(line.encode()) <= LIMIT:
        return [line]
    parts = [""]
    for character in line:
        if len((parts[-1] + character).encode()) > LIMIT:
            parts.append(" ")
        parts[-1] += character
    return parts


def local(moment: datetime) -> str:
    """A local time, as 20261124T123000."""
    return f"{moment:%Y%m%dT%H%M%S}"


def day(moment: datetime | date) -> str:
    """A date, as 20261124."""
    return f"{moment:%Y%m%d}"


def utc(moment: datetime, zone: str) -> str:
    """A naive local time of a zone, as UTC: 20261124T113000Z."""
    instant = moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return f"{instant:%Y%m%dT%H%M%SZ}"


@dataclass(frozen=True, slots=True)
class ZoneRules:
    """Offsets of a zone and the Sundays on which they change, with the local hours."""

    standard: str
    summer: str
    summer_begins: tuple[str, int, str]
    summer_ends: tuple[str, int, str]
    short: tuple[str, str]


ZONES: Final = {
    "Europe/Paris": ZoneRules(
        "+0100", "+0200", ("-1SU", 3, "020000"), ("-1SU", 10, "030000"), ("CET", "CEST")
    ),
    "Europe/London": ZoneRules(
        "+0000", "+0100", ("-1SU", 3, "010000"), ("-1SU", 10, "020000"), ("GMT", "BST")
    ),
    "America/New_York": ZoneRules(
        "-0500", "-0400", ("2SU", 3, "020000"), ("1SU", 11, "020000"), ("EST", "EDT")
    ),
}
"""The zones in which the territory's people have appointments."""
