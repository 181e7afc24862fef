"""From calendar text to components, keeping only the properties that tell when someone is busy.

Titles, places, descriptions and organisers are never looked at: their lines are skipped here, so
no later step can let them out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from rcp.calendars.busy import AgendaUnreadable, UnreadableCode
from rcp.calendars.limits import MAX_COMPONENTS

_KEPT = frozenset(
    {
        *("UID", "SEQUENCE", "DTSTAMP", "RECURRENCE-ID", "DTSTART", "DTEND", "DURATION"),
        *("RRULE", "EXRULE", "RDATE", "EXDATE", "FREEBUSY"),
        *("STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS", "ATTENDEE"),
        *("TZID", "TZOFFSETFROM", "TZOFFSETTO", "X-WR-TIMEZONE"),
    }
)
_WHOLE = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE"})
_LINE = re.compile(r"[^\r\n]+")
_PARAMETER = re.compile(r';([^:;="]+)=((?:"[^"]*"|[^":;])*)')
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
    properties: dict[str, list[Property]] = field(default_factory=dict)
    children: list[Component] = field(default_factory=list)
    is_closed: bool = False

    def first(self, name: str) -> Property | None:
        """The first property of that name."""
        found = self.properties.get(name)
        return found[0] if found else None

    def value(self, name: str) -> str:
        """The first value of that name without blanks around it, or nothing."""
        found = self.properties.get(name)
        return found[0].value.strip() if found else ""

    def all(self, name: str) -> list[Property]:
        """Every property of that name, in the order of the file."""
        return self.properties.get(name, [])

    def named(self, name: str) -> Iterator[Component]:
        """Its direct parts of that name."""
        return (child for child in self.children if child.name == name)


def calendars(text: str) -> list[Component]:
    """The VCALENDAR blocks of an unfolded text, however badly closed.

    Raises AgendaUnreadable when it holds more components than an honest agenda.
    """
    scanner = _Scanner()
    for match in _LINE.finditer(text):
        scanner.read(match.group())
    return list(scanner.root.named("VCALENDAR"))


class _Scanner:
    """The blocks that are open while lines go by."""

    def __init__(self) -> None:
        self.root = Component("")
        self._stack = [self.root]
        self._counts: dict[str, int] = {}
        self._total = 0

    def read(self, line: str) -> None:
        head, colon, value = line.partition(":")
        name, semicolon, _ = head.partition(";")
        name = name.strip().upper()
        if name in _KEPT:
            if semicolon:
                self._keep(name, _with_parameters(line[line.index(";") :]))
            elif colon:
                self._keep(name, Property(_NO_PARAMETERS, value))
        elif name == "BEGIN":
            self._open(value.strip().upper())
        elif name == "END":
            self._close(value.strip().upper())

    def _keep(self, name: str, found: Property) -> None:
        self._stack[-1].properties.setdefault(name, []).append(found)

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


def _with_parameters(tail: str) -> Property:
    parameters: dict[str, str] = {}
    position = 0
    while match := _PARAMETER.match(tail, position):
        parameters[match[1].strip().upper()] = match[2].replace('"', "").strip()
        position = match.end()
    return Property(parameters, tail[position:].removeprefix(":"))
