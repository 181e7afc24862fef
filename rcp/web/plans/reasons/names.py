"""Names behind a fact's names, for sentences about plans."""

from __future__ import annotations

from collections.abc import Callable

from rcp.services.planning.picture import Names
from rcp.web.formats import day_and_hour, short_day
from scheduler.facts import Fact

Say = Callable[[Fact, Names], str]


def seat_of(fact: Fact, names: Names) -> str:
    """The seat's specialty."""
    return names.seats.get(fact.seat or "", fact.seat or "")


def person_of(fact: Fact, names: Names) -> str:
    """The person's name."""
    person = names.people.get(fact.person or "")
    return person.name if person else ""


def room_of(fact: Fact, names: Names) -> str:
    """The room's name; nothing by video."""
    room = names.rooms.get(fact.room or "")
    return room.name if room else ""


def when_of(fact: Fact, names: Names) -> str:
    """The day and hour."""
    return day_and_hour(names.clock.instant(fact.start or 0), names.clock.zone.key)


def board_of(meeting: str | None, names: Names) -> str:
    """The board of a meeting by the engine's name."""
    found = names.meetings.get(meeting or "")
    return names.boards[found.board].name if found else ""


def meeting_at(meeting: str | None, names: Names) -> str:
    """A meeting's board, with its day where that is known."""
    found = names.meetings.get(meeting or "")
    if found is None:
        return ""
    start = names.starts.get(found.id)
    if start is None:
        return names.boards[found.board].name
    day = short_day(names.clock.instant(start), names.clock.zone.key)
    return f"{names.boards[found.board].name}, {day}"
