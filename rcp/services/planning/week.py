"""One planned meeting beside the agendas of its week: who is free when, hour by hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rcp.db.models import Plan, Practitioner
from rcp.domain.calendar import to_utc
from rcp.domain.errors import NotFound
from rcp.services.planning.picture import MeetingPicture, Picture
from scheduler import problem as engine

STEP = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Cell:
    """A start that could be tried: how many mandatory places could be filled, out of how many."""

    starts_at: datetime
    minute: int
    """The same, as the plan counts."""
    fillable: int
    wanted: int
    is_chosen: bool
    is_usual: bool
    is_permitted: bool

    @property
    def level(self) -> int:
        """From 0 (nobody) to 4 (everybody)."""
        return 4 * self.fillable // self.wanted if self.wanted else 4


@dataclass(frozen=True, slots=True)
class Presence:
    """A person of the pool, and whether they are free while the meeting is held."""

    person: Practitioner
    seat: str
    is_free: bool
    is_seated: bool


@dataclass(frozen=True, slots=True)
class Week:
    """The week's days, its rows of cells by hour, and the people asked."""

    meeting: MeetingPicture
    days: tuple[date, ...]
    rows: tuple[tuple[time, tuple[Cell, ...]], ...]
    people: tuple[Presence, ...]


def week_of(plan: Plan, shown: Picture, key: str) -> Week:
    """The week in which a meeting of the plan is held; raises NotFound for a key it lacks."""
    held = next((one for _, week in shown.weeks for one in week if one.key == key), None)
    if held is None:
        raise NotFound("not_here")
    problem = engine.Problem.model_validate(plan.problem)
    busy = {person.id: person.busy for person in problem.people}
    zone = held.board.organization.zone
    day = held.starts_at.astimezone(zone).date()
    monday = day - timedelta(days=day.weekday())
    days = tuple(monday + timedelta(days=number) for number in range(5))
    view = _View(shown.names.meetings[key], held, shown, busy)
    hours = _hours(held)
    return Week(
        meeting=held,
        days=days,
        rows=tuple((at, tuple(view.cell(to_utc(one, at, zone)) for one in days)) for at in hours),
        people=view.people(),
    )


@dataclass(frozen=True, slots=True)
class _View:
    meeting: engine.Meeting
    held: MeetingPicture
    shown: Picture
    busy: dict[str, tuple[tuple[int, int], ...]]

    def cell(self, starts_at: datetime) -> Cell:
        start = self.shown.names.clock.minute(starts_at)
        seats = [seat for seat in self.meeting.seats if seat.mandatory]
        fillable = sum(
            min(seat.minimum, sum(self._is_free(one.person, start) for one in seat.candidates))
            for seat in seats
        )
        return Cell(
            starts_at=starts_at,
            minute=start,
            fillable=fillable,
            wanted=sum(seat.minimum for seat in seats),
            is_chosen=starts_at <= self.held.starts_at < starts_at + STEP,
            is_usual=start == self.meeting.usual_start,
            is_permitted=start in self.meeting.starts,
        )

    def people(self) -> tuple[Presence, ...]:
        """Everybody who may take a seat, as at the chosen hour."""
        start = self.shown.names.clock.minute(self.held.starts_at)
        seated = {person.id for seat in self.held.seats for person in seat.people}
        names = self.shown.names
        return tuple(
            Presence(
                person=names.people[one.person],
                seat=names.seats.get(seat.id, seat.label),
                is_free=self._is_free(one.person, start),
                is_seated=names.people[one.person].id in seated,
            )
            for seat in self.meeting.seats
            for one in seat.candidates
        )

    def _is_free(self, person: str, start: int) -> bool:
        end = start + self.meeting.duration
        return not any(a < end and start < b for a, b in self.busy.get(person, ()))


def _hours(held: MeetingPicture) -> Sequence[time]:
    """Every half-hour of the structure's opening at which the meeting could begin."""
    house, hours = held.board.organization, []
    at = datetime.combine(date.min, house.opens)
    while at + timedelta(minutes=held.board.minutes) <= datetime.combine(date.min, house.closes):
        hours.append(at.time())
        at += STEP
    return hours
