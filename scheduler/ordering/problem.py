"""What the engine is told about one meeting: items to hear, and whom each of them needs.

All times are whole minutes from an origin of the caller's choice.
"""

import json
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from scheduler.facts import Frozen
from scheduler.problem import BadProblem, fault_lines

Minute = Annotated[int, Field(ge=0, le=1_000_000)]
Length = Annotated[int, Field(gt=0, le=1_440)]
Points = Annotated[int, Field(ge=0, le=1_000)]
Name = Annotated[str, Field(min_length=1)]


class OrderPerson(Frozen):
    """Someone whom items need; `weight` is what a minute of their waiting costs."""

    id: Name
    weight: Points = 1
    arrives: Minute | None = None
    leaves: Minute | None = None


class OrderItem(Frozen):
    """A case to be heard once, without interruption."""

    id: Name
    minutes: Length
    people: tuple[str, ...] = ()
    complexity: Points = 0
    """What each minute costs that the item starts after the meeting's start."""
    position: int | None = Field(default=None, ge=1)
    """Pinned: the item is heard in this place, the first being 1."""
    earliest: Minute | None = None
    """It should not start before this minute."""
    latest: Minute | None = None
    """It should have ended by this minute."""


class Pause(Frozen):
    """A break, taken as late as `after` allows; whoever stays for later items waits through it."""

    minutes: Length
    after: Length
    """At most so many minutes are heard before it, except that one item always is."""


class OrderProblem(Frozen):
    """Everything the engine needs to order one meeting."""

    start: Minute = 0
    people: tuple[OrderPerson, ...] = ()
    items: tuple[OrderItem, ...]
    pause: Pause | None = None
    seed: int = Field(default=1, ge=0)

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        from scheduler.ordering.sense import faults  # it reads the classes above

        found = faults(self)
        if found:
            raise PydanticCustomError("contradiction", "{lines}", {"lines": "\n".join(found)})
        return self


def is_order_problem(text: str) -> bool:
    """Whether this JSON speaks of one meeting's items, and not of a whole plan."""
    try:
        written = json.loads(text)
    except ValueError:
        return False
    return isinstance(written, dict) and "items" in written


def read_order_problem(text: str) -> OrderProblem:
    """The problem written as JSON in `text`; raises BadProblem with one line per fault."""
    try:
        return OrderProblem.model_validate_json(text)
    except ValidationError as error:
        raise BadProblem(fault_lines(error)) from error
