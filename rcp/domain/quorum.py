"""Quorum: are the competences that a case needs around the table?

Sources: CSP art. D.6124-131 and the HAS quality criteria (at least three doctors of different
specialties, relevant to the treatments considered); INCa's reference of 2023 (surgeon, oncologist
and radiotherapist for solid tumours). A complementary written opinion counts as presence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Presence(StrEnum):
    """How a person takes part in a meeting."""

    EXPECTED = "expected"
    IN_ROOM = "in_room"
    BY_VIDEO = "by_video"
    WRITTEN_OPINION = "written_opinion"
    EXCUSED = "excused"
    ABSENT = "absent"

    @property
    def counts(self) -> bool:
        """Presence in the room, by video and by written opinion all count towards quorum."""
        return self in COUNTING


COUNTING = frozenset({Presence.IN_ROOM, Presence.BY_VIDEO, Presence.WRITTEN_OPINION})


@dataclass(frozen=True, slots=True)
class SeatRule:
    """A place that must (or should) be filled by so many people of a specialty group."""

    seat_id: str
    group: str
    minimum: int = 1
    mandatory: bool = True


@dataclass(frozen=True, slots=True)
class Attendee:
    """A person who is there: the groups they may stand for and their specialty, if a doctor."""

    person_id: str
    groups: frozenset[str]
    specialty: str | None = None


@dataclass(frozen=True, slots=True)
class QuorumResult:
    """Who sits where and what is missing; `missing` maps a seat to how many are wanting."""

    seated: Mapping[str, tuple[str, ...]]
    missing: Mapping[str, int]
    specialties: int
    min_specialties: int

    @property
    def specialties_missing(self) -> int:
        """How many more distinct medical specialties are needed."""
        return max(0, self.min_specialties - self.specialties)

    @property
    def reached(self) -> bool:
        """Every mandatory seat filled and enough distinct specialties."""
        return not self.missing and not self.specialties_missing


def quorum(
    seats: Sequence[SeatRule], attendees: Iterable[Attendee], min_specialties: int = 0
) -> QuorumResult:
    """Match people to seats one to one, mandatory seats first, and say what is missing.

    A person never fills two seats: the matching is a maximum bipartite one (augmenting paths), so
    a seat is called missing only if no way of seating the people fills it.
    """
    people = sorted(attendees, key=lambda attendee: attendee.person_id)
    places = _places(seats)
    taken = _match(places, people)
    seated: dict[str, list[str]] = {seat.seat_id: [] for seat in seats}
    for place, person in sorted(taken.items()):
        seated[places[place].seat_id].append(people[person].person_id)
    missing = {
        seat.seat_id: seat.minimum - len(seated[seat.seat_id])
        for seat in seats
        if seat.mandatory and len(seated[seat.seat_id]) < seat.minimum
    }
    specialties = {person.specialty for person in people if person.specialty}
    return QuorumResult(
        seated={seat_id: tuple(who) for seat_id, who in seated.items()},
        missing=missing,
        specialties=len(specialties),
        min_specialties=min_specialties,
    )


def _places(seats: Sequence[SeatRule]) -> list[SeatRule]:
    """One entry per chair to fill, mandatory ones first."""
    ordered = sorted(seats, key=lambda seat: not seat.mandatory)
    return [seat for seat in ordered for _ in range(seat.minimum)]


def _match(places: Sequence[SeatRule], people: Sequence[Attendee]) -> dict[int, int]:
    """Maximum matching of places to people; earlier places are never lost to later ones."""
    place_of: dict[int, int] = {}

    def seat_somebody(place: int, tried: set[int]) -> bool:
        for index, person in enumerate(people):
            if places[place].group not in person.groups or index in tried:
                continue
            tried.add(index)
            if index not in place_of or seat_somebody(place_of[index], tried):
                place_of[index] = place
                return True
        return False

    for place in range(len(places)):
        seat_somebody(place, set())
    return {place: person for person, place in place_of.items()}
