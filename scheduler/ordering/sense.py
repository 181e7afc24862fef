"""What a well-formed order problem may still get wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.ordering.problem import OrderItem, OrderPerson, OrderProblem


def faults(problem: OrderProblem) -> list[str]:
    """One line per fault, as `path: what is wrong; what to do`."""
    return [
        *_twice("people", [person.id for person in problem.people]),
        *_twice("items", [item.id for item in problem.items]),
        *_stays(problem.people),
        *_item_faults(problem),
        *_position_faults(problem.items),
    ]


def _twice(path: str, names: Iterable[str]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for rank, name in enumerate(names):
        if name in seen:
            yield f'{path}[{rank}].id: "{name}" is taken by {path}[{seen[name]}]; rename it'
        seen.setdefault(name, rank)


def _stays(people: Iterable[OrderPerson]) -> Iterator[str]:
    for rank, person in enumerate(people):
        if person.arrives is None or person.leaves is None:
            continue
        if person.leaves <= person.arrives:
            yield (
                f"people[{rank}].leaves: {person.leaves} is not after the arrival "
                f"{person.arrives}; swap or remove them"
            )


def _item_faults(problem: OrderProblem) -> Iterator[str]:
    people = {person.id for person in problem.people}
    for rank, item in enumerate(problem.items):
        yield from _people_faults(f"items[{rank}]", item, people)
        if item.earliest is not None and item.latest is not None:
            room = item.latest - item.earliest
            if room < item.minutes:
                yield (
                    f"items[{rank}].latest: {room} minutes after earliest, but the item takes "
                    f"{item.minutes}; widen or remove one of them"
                )


def _people_faults(path: str, item: OrderItem, people: set[str]) -> Iterator[str]:
    seen: set[str] = set()
    for place, person in enumerate(item.people):
        if person not in people:
            yield f'{path}.people[{place}]: unknown person "{person}"; add the person to people'
        elif person in seen:
            yield f'{path}.people[{place}]: "{person}" is listed twice; remove one'
        seen.add(person)


def _position_faults(items: tuple[OrderItem, ...]) -> Iterator[str]:
    taken: dict[int, int] = {}
    for rank, item in enumerate(items):
        place = item.position
        if place is None:
            continue
        if place > len(items):
            yield f"items[{rank}].position: {place}, but there are {len(items)} items; lower it"
        elif place in taken:
            other = taken[place]
            yield f"items[{rank}].position: {place} is taken by items[{other}]; change one of them"
        taken.setdefault(place, rank)
