"""Who sits at a meeting's table, place by place, and who could fill what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rcp.db.models import Answer, Attendance, Meeting, Seat
from rcp.domain.quorum import Presence, QuorumResult
from rcp.domain.specialty import SpecialtyGroup
from rcp.services import meetings, specialties

AWAY = frozenset({Presence.EXCUSED, Presence.ABSENT})


class PlaceState(StrEnum):
    """Whether a place at the table is taken."""

    FILLED = "filled"
    EXPECTED = "expected"
    EMPTY = "empty"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Place:
    """One place: the competence asked for and who brings it."""

    label: str
    who: str | None
    state: PlaceState


@dataclass(frozen=True, slots=True)
class Lack:
    """A mandatory seat that stays empty, and the people of the list who could still fill it."""

    label: str
    count: int
    people: tuple[Attendance, ...]


@dataclass(frozen=True, slots=True)
class QuorumPicture:
    """The table at one moment; `filled` and `needed` count the mandatory places."""

    places: tuple[Place, ...]
    lacks: tuple[Lack, ...]
    specialties_missing: int
    filled: int
    needed: int

    @property
    def reached(self) -> bool:
        """Nothing mandatory is missing."""
        return not self.lacks and not self.specialties_missing


def picture(
    meeting: Meeting,
    known: Sequence[SpecialtyGroup],
    language: str,
    *,
    answers: Mapping[object, Answer] | None = None,
) -> QuorumPicture:
    """The table now; with `answers` (by person id), the table that can be hoped for."""
    result = meetings.quorum_now(meeting, known, expected=answers is not None)
    labels = {one.code: one.label_en if language == "en" else one.label for one in known}
    needed = sum(seat.minimum for seat in meeting.board.seats if seat.is_mandatory)
    return QuorumPicture(
        places=tuple(
            place
            for seat in meeting.board.seats
            for place in _places(meeting, seat, result, labels, answers)
        ),
        lacks=tuple(
            Lack(
                _label(seat, labels),
                result.missing[str(seat.id)],
                _could_fill(meeting, seat, known),
            )
            for seat in meeting.board.seats
            if str(seat.id) in result.missing
        ),
        specialties_missing=result.specialties_missing,
        filled=needed - sum(result.missing.values()),
        needed=needed,
    )


def _places(
    meeting: Meeting,
    seat: Seat,
    result: QuorumResult,
    labels: Mapping[str, str],
    answers: Mapping[object, Answer] | None,
) -> list[Place]:
    label = _label(seat, labels)
    people = {str(one.practitioner_id): one for one in meeting.attendances}
    seated = [people[who] for who in result.seated[str(seat.id)]]
    places = [Place(label, one.practitioner.name, _state(one, answers)) for one in seated]
    others = [one for one in meeting.attendances if one.seat_id == seat.id and one not in seated]
    for vacant in range(seat.minimum - len(seated)):
        places.append(_vacant(label, others[vacant] if vacant < len(others) else None))
    return places


def _state(one: Attendance, answers: Mapping[object, Answer] | None) -> PlaceState:
    if answers is None or one.presence.counts:
        return PlaceState.FILLED
    accepted = answers.get(one.practitioner_id) is Answer.ACCEPTED
    return PlaceState.FILLED if accepted else PlaceState.EXPECTED


def _vacant(label: str, named: Attendance | None) -> Place:
    if named is None:
        return Place(label, None, PlaceState.EMPTY)
    is_away = named.presence in AWAY or named.left_at is not None
    state = PlaceState.ABSENT if is_away else PlaceState.EXPECTED
    return Place(label, named.practitioner.name, state)


def _could_fill(
    meeting: Meeting, seat: Seat, known: Sequence[SpecialtyGroup]
) -> tuple[Attendance, ...]:
    """People of the list with the competence who do not count at this moment."""
    return tuple(
        one
        for one in meeting.attendances
        if not (one.presence.counts and one.left_at is None)
        and seat.group_code in specialties.stands_for(one.practitioner, known)
    )


def _label(seat: Seat, labels: Mapping[str, str]) -> str:
    return labels.get(seat.group_code, seat.group_code)
