"""An instance of the family: meetings with required and preferred people, time grains, rooms."""

import json
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any


class BadInstance(ValueError):
    """The file is not an instance in a spelling that is known here."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """One meeting to plan; people by rank."""

    grains: int
    required: tuple[int, ...]
    preferred: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """Grains are counted through all days, without the nights and the noons between them."""

    name: str
    day_of: tuple[int, ...]
    """By grain."""
    rooms: tuple[int, ...]
    """Capacities."""
    people: int
    meetings: tuple[Gathering, ...]

    def starts(self, meeting: Gathering) -> list[int]:
        """Grains at which it can start and end on the same day, before the last grain."""
        last = len(self.day_of) - meeting.grains
        return [
            grain
            for grain in range(last + 1)
            if self.day_of[grain] == self.day_of[grain + meeting.grains - 1]
        ]

    def rooms_for(self, meeting: Gathering) -> list[int]:
        """Rooms with a chair for everybody, or the largest ones where there is none."""
        wanted = min(len(meeting.required) + len(meeting.preferred), max(self.rooms))
        return [rank for rank, capacity in enumerate(self.rooms) if capacity >= wanted]


def read_instance(path: Path) -> Instance:
    """The instance in a JSON file: as the quickstarts serve it, or in the short spelling.

    Raises BadInstance when a key lacks.
    """
    given = json.loads(path.read_text(encoding="utf-8"))
    try:
        return _served(given, path.stem) if "timeGrains" in given else _short(given)
    except KeyError as error:
        raise BadInstance(f"{path}: {error} is missing") from error


def _short(given: dict[str, Any]) -> Instance:
    """`day_of_grain`, capacities as `rooms`, people by rank."""
    return Instance(
        name=given["name"],
        day_of=tuple(given["day_of_grain"]),
        rooms=tuple(given["rooms"]),
        people=len(given["persons"]),
        meetings=tuple(
            Gathering(one["dur"], tuple(one["required"]), tuple(one["preferred"]))
            for one in given["meetings"]
        ),
    )


def _served(given: dict[str, Any], name: str) -> Instance:
    """As the quickstarts' demo data are served, people and rooms as objects."""
    rank = {one["id"]: place for place, one in enumerate(given["people"])}
    grains = sorted(given["timeGrains"], key=lambda one: one["grainIndex"])
    days = {
        day: place for place, (day, _) in enumerate(groupby(one["dayOfYear"] for one in grains))
    }
    return Instance(
        name=name,
        day_of=tuple(days[one["dayOfYear"]] for one in grains),
        rooms=tuple(one["capacity"] for one in given["rooms"]),
        people=len(rank),
        meetings=tuple(
            Gathering(
                one["durationInGrains"],
                tuple(rank[_person(who)] for who in one["requiredAttendances"]),
                tuple(rank[_person(who)] for who in one["preferredAttendances"]),
            )
            for one in given["meetings"]
        ),
    )


def _person(attendance: dict[str, Any]) -> str:
    """An attendance holds a person, or only the person's name."""
    person = attendance["person"]
    return str(person["id"] if isinstance(person, dict) else person)
