"""What the engine answers: places, people, agendas, and facts about what is missing."""

from enum import StrEnum

from scheduler.facts import Fact, Frozen


class Status(StrEnum):
    """How the search ended; there is a plan in every case."""

    OPTIMAL = "optimal"
    """Proven: no plan is better."""
    FEASIBLE = "feasible"
    """Time was up; `gap` says how far from the bound."""
    STOPPED = "stopped"
    """Somebody asked to stop."""


class Placement(Frozen):
    """When and where a meeting is held; no room means by video, or none was left."""

    meeting: str
    start: int
    room: str | None = None


class Presence(StrEnum):
    """How somebody takes part."""

    ROOM = "room"
    VIDEO = "video"
    WRITTEN = "written"
    """Not at the meeting: an opinion sent before it."""


class Staffing(Frozen):
    """A person on a seat, or a guest if there is no seat."""

    meeting: str
    seat: str | None = None
    person: str
    presence: Presence | None = None
    """Room or video follow from the room and the person's site; only `written` is read."""


class Assignment(Frozen):
    """A case on a meeting's agenda."""

    case: str
    meeting: str


class Unplaced(Frozen):
    """A meeting that cannot be held within the rules, and why."""

    meeting: str
    reasons: tuple[Fact, ...] = ()


class Undiscussed(Frozen):
    """A case that found no meeting, and why."""

    case: str
    reasons: tuple[Fact, ...] = ()


class Gap(Frozen):
    """A seat with fewer people than foreseen; without seat: specialties or a room lack."""

    meeting: str
    seat: str | None = None
    mandatory: bool = False
    missing: int = 1
    reasons: tuple[Fact, ...] = ()


class Term(Frozen):
    """One wish's part in the objective: how often it is not granted, and what that costs."""

    name: str
    units: int
    weight: int
    cost: int


class Score(Frozen):
    """Smaller is better; `urgent` is compared first and nothing else pays for it."""

    urgent: int
    comfort: int

    def better_than(self, other: "Score") -> bool:
        """Whether a plan with this score should replace one with the other."""
        return (self.urgent, self.comfort) < (other.urgent, other.comfort)


class Stage(Frozen):
    """What has been proven of one part of the plan; `docs/plan-format.md` says what each means."""

    name: str
    objective: int
    bound: int | None = None
    gap: float | None = None
    """(objective - bound) / objective; unknown without a bound above 0."""


class Plan(Frozen):
    """One complete answer, confirmed by the checker."""

    placements: tuple[Placement, ...] = ()
    staffing: tuple[Staffing, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    undiscussed: tuple[Undiscussed, ...] = ()
    gaps: tuple[Gap, ...] = ()
    changes: tuple[Fact, ...] = ()
    """What differs from what people were told, if they were."""
    terms: tuple[Term, ...] = ()
    score: Score = Score(urgent=0, comfort=0)
    bound: Score | None = None
    """No plan scores less: proven for urgent; for comfort, among plans as good on urgent."""
    stages: tuple[Stage, ...] = ()
    """What is proven of the placing wishes, of the agendas as the meetings are, of the whole."""
    gap: float | None = None
    """(comfort - bound) / comfort when the urgent part is proven best and the bound is above 0,
    else unknown."""
    status: Status = Status.FEASIBLE
    seconds: float = 0.0
    seed: int = 1

    def to_json(self) -> str:
        """The plan as indented JSON, without the facts that were left empty."""
        return self.model_dump_json(indent=2, exclude_none=True)
