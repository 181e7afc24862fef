"""All cases at once, the meetings as they are: cluster by cluster, in any number of processes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from scheduler.draft import Draft
from scheduler.greedy import assign
from scheduler.index import Index
from scheduler.places import price
from scheduler.plan import Score
from scheduler.transport.solve import Heard
from scheduler.transport.table import Table, clusters, table


@dataclass(frozen=True, slots=True)
class Agendas:
    """The cases of a plan as clusters to solve, and what the rest of them costs anyway."""

    draft: Draft
    """With the cases that are fixed, and no other."""
    parts: tuple[Table, ...]
    rest: float
    ceiling: int

    def filled(self, heard: Iterable[Heard]) -> Draft:
        """The plan with the agendas found."""
        draft = self.draft.copy()
        for one in heard:
            for row in np.flatnonzero(one.choice >= 0).tolist():
                meeting = int(one.table.meeting[one.choice[row]])
                draft.meeting_of[int(one.table.case[row])] = meeting
        return draft

    def bound(self, heard: Iterable[Heard]) -> Score:
        """No agendas of these meetings score less."""
        least = self.rest + sum(one.bound for one in heard)
        whole = max(0, math.ceil(least - abs(least) * 1e-9 - 1e-3))
        urgent, comfort = divmod(whole, self.ceiling) if self.ceiling > 1 else (0, whole)
        return Score(urgent=urgent, comfort=comfort)


def agendas_of(index: Index, draft: Draft) -> Agendas:
    """What there is to decide about the cases of a plan."""
    bare = draft.without_cases()
    fixed = [case for case, home in enumerate(index.fixed_meeting) if home is not None]
    assign(index, bare, fixed)
    now = draft.copy()
    now.meeting_of = {**draft.meeting_of, **bare.meeting_of}
    whole = table(index, now, np.arange(len(index.problem.cases)))
    parts = tuple(clusters(whole))
    inside = np.zeros(len(index.problem.cases), dtype=np.bool_)
    for part in parts:
        inside[part.case] = True
    outside = ~inside[whole.case]
    rest = float(whole.left[outside].sum()) + _fixed_cost(index, bare, fixed, whole.ceiling)
    return Agendas(bare, parts, rest, whole.ceiling)


def _fixed_cost(index: Index, draft: Draft, fixed: list[int], ceiling: int) -> float:
    heard = [case for case in fixed if case in draft.meeting_of]
    cases = np.array(heard, dtype=np.int64)
    meetings = np.array([draft.meeting_of[case] for case in heard], dtype=np.int64)
    starts = np.array([draft.starts[one] for one in meetings.tolist()], dtype=np.int64)
    urgent, comfort = price(index, cases, meetings, starts)
    return float(ceiling * urgent.sum() + comfort.sum())
