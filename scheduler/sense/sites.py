"""Sites that nobody listed, and roads that lead nowhere or lack."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.problem import Problem


def site_faults(problem: Problem) -> Iterator[str]:
    """A line for each unknown site, each road given twice and each one that lacks."""
    known = {site.id for site in problem.sites}
    for path, name in _named(problem):
        if (known or path.startswith("travel")) and name not in known:
            yield f'{path}: unknown site "{name}"; add it to sites or correct it'
    for rank, room in enumerate(problem.rooms):
        if room.link and room.site is not None:
            yield f"rooms[{rank}].site: a link is at no site; remove one of the two"
    yield from _road_faults(problem)


def _named(problem: Problem) -> Iterator[tuple[str, str]]:
    """Every mention of a site, with its path."""
    homes = {f"people[{rank}]": one.site for rank, one in enumerate(problem.people)}
    homes |= {f"rooms[{rank}]": one.site for rank, one in enumerate(problem.rooms)}
    homes |= {f"meetings[{rank}]": one.site for rank, one in enumerate(problem.meetings)}
    yield from ((f"{path}.site", name) for path, name in homes.items() if name is not None)
    for rank, person in enumerate(problem.people):
        for place, visit in enumerate(person.visits):
            yield f"people[{rank}].visits[{place}].site", visit.site
    for rank, road in enumerate(problem.travel):
        for place, name in enumerate(road.between):
            yield f"travel[{rank}].between[{place}]", name


def _road_faults(problem: Problem) -> Iterator[str]:
    seen: dict[frozenset[str], int] = {}
    for rank, road in enumerate(problem.travel):
        pair = frozenset(road.between)
        if len(pair) == 1:
            yield f"travel[{rank}].between: a road leads to another site; remove it"
        elif pair in seen:
            yield f"travel[{rank}].between: given by travel[{seen[pair]}]; keep one"
        seen.setdefault(pair, rank)
    visited = [visit.site for person in problem.people for visit in person.visits]
    reached = dict.fromkeys([*(room.site for room in problem.rooms if room.site), *visited])
    for one, other in combinations(reached, 2) if problem.travel else ():
        if frozenset((one, other)) not in seen:
            yield f'travel: no minutes between "{one}" and "{other}"; add that road'
