"""Sites: how long the road between them is, who is where, and whose days count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scheduler.problem import Problem

Stay = tuple[int, int, int]
"""First minute, end, and the site's rank."""


@dataclass(frozen=True, slots=True)
class Roads:
    """Sites by rank: those listed first, then any other that rooms or visits name."""

    minutes: NDArray[np.int64]
    """From site to site, the same both ways."""
    longest: int
    buffer: int
    """Minutes between any two meetings of one person."""
    room: tuple[int | None, ...]
    """By room: its site."""
    visits: tuple[tuple[Stay, ...], ...]
    """By person: work elsewhere that their agenda holds."""
    offset: NDArray[np.int64]
    """By meeting: minutes that its clocks are ahead of the problem's."""

    @property
    def count(self) -> bool:
        """Whether two meetings of one person may be too close without overlapping."""
        return bool(self.buffer or self.longest)

    def between(self, one: int | None, other: int | None) -> int:
        """Minutes on the road; none for somebody who is at no site."""
        return 0 if one is None or other is None else int(self.minutes[one, other])


def roads_of(problem: Problem) -> Roads:
    """The sites of a problem, ready to be asked."""
    named = [*(site.id for site in problem.sites), *(room.site for room in problem.rooms)]
    named += [visit.site for one in problem.people for visit in one.visits]
    sites = dict.fromkeys(name for name in named if name is not None)
    rank = {name: place for place, name in enumerate(sites)}
    minutes = np.zeros((len(rank), len(rank)), dtype=np.int64)
    for road in problem.travel:
        one, other = (rank[name] for name in road.between)
        minutes[one, other] = minutes[other, one] = road.minutes
    return Roads(
        minutes=minutes,
        longest=int(minutes.max(initial=0)),
        buffer=problem.buffer,
        room=tuple(None if one.site is None else rank[one.site] for one in problem.rooms),
        visits=tuple(
            tuple((visit.start, visit.end, rank[visit.site]) for visit in one.visits)
            for one in problem.people
        ),
        offset=_offsets(problem),
    )


def _offsets(problem: Problem) -> NDArray[np.int64]:
    ahead: dict[str | None, int] = {site.id: site.offset for site in problem.sites}
    site_of = {room.id: room.site for room in problem.rooms}
    homes = [
        one.site or next((site_of[name] for name in one.rooms if site_of[name]), None)
        for one in problem.meetings
    ]
    return np.array([ahead.get(home, 0) for home in homes], dtype=np.int64)
