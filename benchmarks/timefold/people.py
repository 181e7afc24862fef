"""Who is wanted where, as numbers that wishes can multiply."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.timefold.instance import Instance

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class People:
    """Meetings and people by rank."""

    grains: Numbers
    """By meeting: how many it takes."""
    last: int
    """How many grains there are."""
    required: Numbers
    """1 where a person must attend, (meetings, people)."""
    preferred: Numbers
    everybody: NDArray[np.float32]
    """1 where a person is wanted."""
    shared: Numbers
    """People wanted in both meetings, required or not, (meetings, meetings)."""
    shared_float: NDArray[np.float32]
    """The same, to multiply by."""
    torn: Numbers
    """People wanted in both and required in one of them at most."""

    @property
    def worst(self) -> int:
        """More than all conflicts together can ever be."""
        shorter = np.minimum(self.grains[:, None], self.grains[None, :])
        return 1 + int((np.triu(self.torn, 1) * shorter).sum())


def people_of(instance: Instance) -> People:
    """The instance's attendances."""
    required = _wanted(instance, [one.required for one in instance.meetings])
    preferred = _wanted(instance, [one.preferred for one in instance.meetings])
    everybody = required + preferred
    shared = everybody @ everybody.T
    return People(
        grains=np.array([one.grains for one in instance.meetings], dtype=np.int64),
        last=len(instance.day_of),
        required=required,
        preferred=preferred,
        everybody=everybody.astype(np.float32),
        shared=shared,
        shared_float=shared.astype(np.float32),
        torn=shared - required @ required.T,
    )


def _wanted(instance: Instance, lists: list[tuple[int, ...]]) -> Numbers:
    table = np.zeros((len(lists), instance.people), dtype=np.int64)
    for meeting, people in enumerate(lists):
        table[meeting, list(people)] = 1
    return table
