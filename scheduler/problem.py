"""What the engine is told: people, rooms, meetings to hold, cases to discuss.

All times are whole minutes from the problem's origin, a Monday at 00:00 local time.
"""

import json
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from scheduler.facts import Frozen
from scheduler.plan import Assignment, Placement, Staffing
from scheduler.weights import Weights

Minute = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(gt=0)]
Interval = tuple[Minute, Minute]
Name = Annotated[str, Field(min_length=1)]


class BadProblem(ValueError):
    """The input cannot be planned; `lines` says where and what to change."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines


class Site(Frozen):
    """A place where people work and meet."""

    id: Name
    offset: int = Field(default=0, ge=-24 * 60, le=24 * 60)
    """Minutes that its clocks are ahead of the problem's: its meetings have its days."""


class Road(Frozen):
    """The way between two sites, as long in both directions."""

    between: tuple[Name, Name]
    minutes: Minute


class Visit(Frozen):
    """Work at a site, half-open: the person is busy, and must get there and away."""

    start: Minute
    end: Minute
    site: Name


class Person(Frozen):
    """Someone who may sit on seats; `busy` holds all minutes out of reach, half-open."""

    id: Name
    busy: tuple[Interval, ...] = ()
    visits: tuple[Visit, ...] = ()
    site: str | None = None
    specialty: str | None = None
    prefers: tuple[Interval, ...] = ()
    """Hours wished for; when there are none, all hours are alike."""
    avoids: tuple[Interval, ...] = ()
    """Hours that are possible and not liked."""


class Room(Frozen):
    """A room; `capacity` counts the people who sit in it.

    A `link` is a room at no site: everybody attends by video, `capacity` counts connections.
    """

    id: Name
    capacity: Positive
    connections: Minute | None = None
    """How many people of other sites may attend by video; without it, any number."""
    link: bool = False
    site: str | None = None
    busy: tuple[Interval, ...] = ()


class Candidate(Frozen):
    """A person who may take a seat, as a deputy, or named and so expected every time."""

    person: str
    deputy: bool = False
    named: bool = False


class Seat(Frozen):
    """A place that the quorum foresees, filled by at least `minimum` different people.

    With `written`, a candidate who cannot attend may send an opinion instead.
    """

    id: Name
    label: str = ""
    minimum: Positive = 1
    mandatory: bool = False
    written: bool = False
    candidates: tuple[Candidate, ...] = ()


class Meeting(Frozen):
    """One dated meeting of a board, to be given a start, a room and people."""

    id: Name
    board: Name
    duration: Positive
    starts: tuple[Minute, ...] = ()
    """Every permitted start; ignored when `fixed_start` is given."""
    usual_start: Minute | None = None
    fixed_start: Minute | None = None
    """Already told to people: the meeting keeps this start whatever is missing."""
    site: str | None = None
    """Whose days count for it: that of its first room if left out."""
    rooms: tuple[str, ...] = ()
    video: bool = False
    """People of another site may attend from there; without rooms, nobody needs one."""
    seats: tuple[Seat, ...] = ()
    guests: tuple[str, ...] = ()
    """People who would like to be there; no quorum counts them."""
    most_written: int = Field(default=1, ge=0)
    """How many seats may be filled by a written opinion, of those that allow it."""
    min_specialties: int = Field(default=0, ge=0)
    """How many different specialties must be seated."""
    chair: str | None = None
    """Must be a candidate of one of the seats."""
    minutes_available: Minute | None = None
    """Minutes for cases; the whole duration when left out."""
    reserve: Minute = 0
    """Minutes out of those that only urgent cases may use."""

    @property
    def minutes_for_cases(self) -> int:
        """Minutes that all cases together may take."""
        return self.duration if self.minutes_available is None else self.minutes_available

    @property
    def is_fixed(self) -> bool:
        """Whether people have already been told when it is."""
        return self.fixed_start is not None


class Case(Frozen):
    """One patient's question, to be discussed once."""

    id: Name
    boards: tuple[Name, ...] = Field(min_length=1)
    """Boards that may discuss it, the preferred one first."""
    minutes: Positive
    needs: tuple[str, ...] = ()
    """Seats that must be filled for this case, beyond the meeting's own quorum."""
    presenter: str | None = None
    ready_from: Minute = 0
    deadline: Minute
    """The meeting should start at this minute or before."""
    urgent: bool = False
    postponed: int = Field(default=0, ge=0)
    opposed: bool = False
    """The patient objects: it is heard nowhere, and missed nowhere."""
    fixed_meeting: str | None = None
    """Already on this meeting's agenda: it stays there if the meeting is held."""


class Told(Frozen):
    """What people were told before: a new plan changes as little of it as it can."""

    placements: tuple[Placement, ...] = ()
    staffing: tuple[Staffing, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    now: Minute = 0
    """The minute at which the new plan is made."""
    freeze: Minute = 24 * 60
    """Meetings told for a start earlier than this many minutes from `now` stay as they are."""


class Problem(Frozen):
    """Everything the engine needs to make one plan."""

    origin: str
    """Says which Monday minute 0 is, for people only."""
    horizon: Positive
    grain: Positive = 15
    """Candidate starts are multiples of it."""
    sites: tuple[Site, ...] = ()
    """When there are any, no other may be named."""
    travel: tuple[Road, ...] = ()
    """Left out, nobody needs time from one site to another."""
    buffer: Minute = 0
    """Minutes between two meetings of one person, wherever they are."""
    people: tuple[Person, ...] = ()
    rooms: tuple[Room, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    cases: tuple[Case, ...] = ()
    told: Told | None = None
    """What people were told before, if anything was."""
    weights: Weights = Weights()
    seed: int = Field(default=1, ge=0)

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        from scheduler.sense import faults  # it reads the classes above

        found = faults(self)
        if found:
            raise PydanticCustomError("contradiction", "{lines}", {"lines": "\n".join(found)})
        return self


def read_problem(text: str) -> Problem:
    """The problem written as JSON in `text`; raises BadProblem with one line per fault."""
    try:
        return Problem.model_validate_json(text)
    except ValidationError as error:
        raise BadProblem(fault_lines(error)) from error


def fault_lines(error: ValidationError) -> list[str]:
    """One `path: what is wrong` line per fault that pydantic or the rules of sense found."""
    return [line for detail in error.errors() for line in _lines(detail)]


def _lines(detail: ErrorDetails) -> list[str]:
    if detail["type"] == "contradiction":
        return str(detail["ctx"]["lines"]).split("\n")
    if detail["type"] == "extra_forbidden":
        return [f"{path_of(detail['loc'])}: unknown key; remove it or correct its spelling"]
    if detail["type"] == "missing":
        return [f"{path_of(detail['loc'])}: missing; add it"]
    given = json.dumps(detail["input"], default=str)[:60]
    return [f"{path_of(detail['loc'])}: {detail['msg']}, not {given}"]


def path_of(steps: tuple[int | str, ...]) -> str:
    """The way to a value as a reader would write it: `meetings[3].seats[0]`."""
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return path.lstrip(".") or "problem"
