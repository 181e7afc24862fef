"""What the engine answers about one meeting: the order, the stretches, what it costs."""

from enum import StrEnum

from scheduler.facts import Frozen
from scheduler.plan import Status


class BreachCode(StrEnum):
    """What may be wrong with an order; `docs/plan-format.md` explains each."""

    # The order cannot be right
    UNKNOWN_ITEM = "unknown_item"
    HEARD_TWICE = "heard_twice"
    NOT_HEARD = "not_heard"
    POSITION_MOVED = "position_moved"
    # No order may avoid it: counted, and avoided before anything else
    PERSON_AWAY = "person_away"
    STARTS_TOO_EARLY = "starts_too_early"
    ENDS_TOO_LATE = "ends_too_late"


class Breach(Frozen):
    """A code with the names and minutes that make it precise."""

    code: BreachCode
    item: str
    person: str | None = None
    minutes: int | None = None


class Heard(Frozen):
    """When an item is heard."""

    item: str
    start: int
    end: int


class Stretch(Frozen):
    """From when to when a person is needed, and how much of it they only wait."""

    person: str
    start: int
    end: int
    waits: int


class OrderTerm(Frozen):
    """One part of the objective in minutes, and in points."""

    name: str
    minutes: int
    cost: int


class OrderScore(Frozen):
    """Smaller is better; `missed` is compared first and no comfort pays for it."""

    missed: int
    """Minutes of items heard while someone needed is away, or outside the item's own times."""
    comfort: int
    """Points for waiting and for complex items late."""

    def better_than(self, other: "OrderScore") -> bool:
        """Whether an order with this score should replace one with the other."""
        return (self.missed, self.comfort) < (other.missed, other.comfort)


class OrderPlan(Frozen):
    """One complete order, confirmed by the checker."""

    order: tuple[Heard, ...] = ()
    pause_start: int | None = None
    stretches: tuple[Stretch, ...] = ()
    breaches: tuple[Breach, ...] = ()
    terms: tuple[OrderTerm, ...] = ()
    score: OrderScore = OrderScore(missed=0, comfort=0)
    bound: OrderScore = OrderScore(missed=0, comfort=0)
    """No order scores less; the comfort counts among orders that miss as little."""
    status: Status = Status.FEASIBLE
    seconds: float = 0.0
    seed: int = 1

    @property
    def is_proven(self) -> bool:
        """Whether no order is better."""
        return self.status is Status.OPTIMAL

    def to_json(self) -> str:
        """The answer as indented JSON, without what was left empty."""
        return self.model_dump_json(indent=2, exclude_none=True)
