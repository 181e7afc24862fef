"""How somebody takes part in a meeting: on a seat, by a written opinion for it, or as a guest."""

from collections.abc import Iterable

from scheduler.plan import Presence, Staffing
from scheduler.problem import Meeting

Seated = tuple[int, int]
"""A part and a person. The part is a seat's rank, or what `written` or GUEST say."""

GUEST = 1_000_000
"""At the table, on no seat; more than any seat's rank."""


def written(seat: int) -> int:
    """The part of whoever gives a written opinion for a seat."""
    return ~seat


def is_written(part: int) -> bool:
    """Whether the person stays away and writes."""
    return part < 0


def seat_of(part: int) -> int | None:
    """The seat that a part fills; a guest fills none."""
    if part == GUEST:
        return None
    return ~part if is_written(part) else part


def attending(staff: Iterable[Seated]) -> list[int]:
    """People who are there, in the room or by video."""
    return [person for part, person in staff if not is_written(part)]


def part_of(staffing: Staffing, meeting: Meeting) -> int | None:
    """How the person takes part in the meeting; None if it has no such seat."""
    if staffing.seat is None:
        return GUEST
    seats = [seat.id for seat in meeting.seats]
    if staffing.seat not in seats:
        return None
    rank = seats.index(staffing.seat)
    return written(rank) if staffing.presence is Presence.WRITTEN else rank
