"""Intervals that end before they begin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.problem import Problem


def agenda_faults(problem: Problem) -> Iterator[str]:
    """A line for each interval of a person or room that holds no time."""
    agendas = {f"rooms[{rank}].busy": one.busy for rank, one in enumerate(problem.rooms)}
    for rank, one in enumerate(problem.people):
        path = f"people[{rank}]"
        agendas |= {f"{path}.busy": one.busy, f"{path}.prefers": one.prefers}
        agendas |= {f"{path}.avoids": one.avoids}
        agendas |= {f"{path}.visits": tuple((v.start, v.end) for v in one.visits)}
    for path, intervals in agendas.items():
        for place, (begin, end) in enumerate(intervals):
            if end <= begin:
                where = f"{path}[{place}]"
                yield f"{where}: ends at {end}, not after its start {begin}; swap or remove it"
