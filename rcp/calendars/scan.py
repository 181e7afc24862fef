"""From calendar text to components, keeping only the properties that are asked for.

For an agenda those tell when someone is busy: lines of titles, places, descriptions and
organisers are skipped here, so no later step can let them out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from rcp.calendars.busy import AgendaUnreadable, UnreadableCode
from rcp.calendars.limits import MAX_COMPONENTS

AGENDA_PROPERTIES = (
    *("UID", "SEQUENCE", "DTSTAMP", "RECURRENCE-ID", "DTSTART", "DTEND", "DURATION"),
    *("RRULE", "EXRULE", "RDATE", "EXDATE", "FREEBUSY", "ATTENDEE"),
    *("STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS"),
    *("TZID", "TZOFFSETFROM", "TZOFFSETTO", "X-WR-TIMEZONE"),
    *("BUSYTYPE", "PRIORITY"),
)
_WHOLE = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "VAVAILABILITY"})
_PARAMETER = re.compile(
    r';(TZID)=([^";]*)(?=:\d{4}-?\d\d)|;([^:;="]+)=((?:"[^"]*"|[^":;])*)', re.IGNORECASE
)
"""A zone's name may hold a colon that nobody quoted: its value is what begins with a date."""
_NO_PARAMETERS: Mapping[str, str] = {}


class Property(NamedTuple):
    """One content line: its parameters by upper-case name, its value as written."""

    parameters: Mapping[str, str]
    value: str


@dataclass(slots=True)
class Component:
    """A BEGIN…END block: `order` is its place among the blocks of its name, from 1."""

    name: str
    order: int = 0
    lines: dict[str, list[str]] = field(default_factory=dict)
    children: list[Component] = field(default_factory=list)
    is_closed: bool = False

    def first(self, name: str) -> Property | None:
        """The first property of that name."""
        found = self.lines.get(name)
        return _property(found[0]) if found else None

    def value(self, name: str) -> str:
        """The first value of that name without blanks around it, or nothing."""
        found = self.lines.get(name)
        if not found:
            return ""
        line = found[0]
        return (line[1:] if line[0] == ":" else _property(line).value).strip()

    def has(self, *names: str) -> bool:
        """Whether it has a property of one of those names."""
        return any(name in self.lines for name in names)

    def all(self, name: str) -> list[Property]:
        """Every property of that name, in the order of the file."""
        return [_property(line) for line in self.lines.get(name, ())]

    def written_day(self, name: str) -> str:
        """The eight figures with which a date or time is written, or nothing."""
        found = self.lines.get(name)
        figures = found[0].rpartition(":")[2].strip()[:8] if found else ""
        return figures if len(figures) == 8 and figures.isascii() and figures.isdecimal() else ""

    def named(self, name: str) -> Iterator[Component]:
        """Its direct parts of that name."""
        return (child for child in self.children if child.name == name)


def calendars(text: str, properties: tuple[str, ...] = AGENDA_PROPERTIES) -> list[Component]:
    """The VCALENDAR blocks of an unfolded text, with those properties, however badly closed.

    Events outside any of them make one more, which is not closed: its beginning was lost. Raises
    AgendaUnreadable when there is none, or more components than in an honest agenda.
    """
    scanner = _Scanner()
    plain = "\n" + text.replace("\r\n", "\n").replace("\r", "\n")
    for name, line in _lines_of(properties).findall(plain):
        scanner.read(name.upper(), line)
    lost = [child for child in scanner.root.children if child.name in _WHOLE]
    more = [Component("VCALENDAR", children=lost)] if lost else []
    found = [*scanner.root.named("VCALENDAR"), *more]
    if not found:
        raise AgendaUnreadable(UnreadableCode.NOT_A_CALENDAR)
    return found


@cache
def _lines_of(properties: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(("BEGIN", "END", *properties))
    # Begins with the end of the line before: far quicker to search for than ^.
    return re.compile(rf"\n[ \t]*({names})[ \t]*([;:][^\n]*)", re.IGNORECASE)


class _Scanner:
    """The blocks that are open while lines go by."""

    def __init__(self) -> None:
        self.root = Component("")
        self._stack = [self.root]
        self._counts: dict[str, int] = {}
        self._total = 0

    def read(self, name: str, line: str) -> None:
        if name == "BEGIN":
            self._open(line[1:].strip().upper())
        elif name == "END":
            self._close(line[1:].strip().upper())
        else:
            self._stack[-1].lines.setdefault(name, []).append(line)

    def _open(self, name: str) -> None:
        self._total += 1
        self._counts[name] = self._counts.get(name, 0) + 1
        if self._total > 3 * MAX_COMPONENTS or self._counts[name] > MAX_COMPONENTS:
            raise AgendaUnreadable(UnreadableCode.TOO_MANY_EVENTS, limit=MAX_COMPONENTS)
        if name == "VCALENDAR":
            del self._stack[1:]
        elif name in _WHOLE:
            self._leave_unclosed()
        component = Component(name, self._counts[name])
        self._stack[-1].children.append(component)
        self._stack.append(component)

    def _leave_unclosed(self) -> None:
        """Go back to the calendar: an event never holds another, so its END was lost."""
        for depth, component in enumerate(self._stack):
            if component.name in _WHOLE:
                del self._stack[depth:]
                return

    def _close(self, name: str) -> None:
        for depth in range(len(self._stack) - 1, 0, -1):
            if self._stack[depth].name == name:
                self._stack[depth].is_closed = True
                del self._stack[depth:]
                return


def _property(line: str) -> Property:
    """The parameters and the value of a line whose name was taken off."""
    if line[0] == ":":
        return Property(_NO_PARAMETERS, line[1:])
    parameters: dict[str, str] = {}
    position = 0
    while match := _PARAMETER.match(line, position):
        name, value = (match[1], match[2]) if match[1] else (match[3], match[4])
        parameters[name.strip().upper()] = value.replace('"', "").strip()
        position = match.end()
    return Property(parameters, line[position:].removeprefix(":"))
