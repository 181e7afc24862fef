"""Evens the load out: who comes where, all seats at once, while times, rooms and seats stay.

A flow of least cost from seats to people: one more attendance costs a person more than the last.
People that would be in two places at once are kept apart, and the flow is found again.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from scheduler.attendances import Attendances, Ranks
from scheduler.draft import Draft
from scheduler.index import Index, Truths
from scheduler.presence import fits

ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Shares:
    """Who should come to what."""

    seats: Attendances
    chosen: Ranks
    """By row: the entry that should come."""
    open_to: Truths
    """By entry: whether nothing was found that keeps the person from coming."""

    def draft(self) -> Draft:
        """The plan with these people on its seats."""
        return _seated(self.seats, self.chosen)


def evened(index: Index, draft: Draft) -> Draft:
    """The same plan with people exchanged on their seats, where road and shared load gain."""
    return even_shares(index, draft).draft()


def even_shares(index: Index, draft: Draft) -> Shares:
    """The load of the plan evened out, its times as they are."""
    seats = Attendances(index, draft)
    open_to = np.ones(len(seats.who), dtype=np.bool_)
    if seats.rows and index.problem.weights.load:
        for _ in range(ROUNDS):
            chosen = _flow(seats, open_to)
            clashing = _clashing(seats, chosen)
            if not clashing:
                return Shares(seats, chosen, open_to)
            open_to[clashing] = False
    return Shares(seats, seats.first, open_to)


def _flow(seats: Attendances, open_to: Truths) -> Ranks:
    """By row: the entry that comes; of equally good ways, the one with the fewest changes."""
    entries, people = np.flatnonzero(open_to & seats.shared), len(seats.index.problem.people)
    rows = np.flatnonzero(seats.shared[seats.first])
    count = len(seats.rows)
    sink, scale = count + people, count + 1
    solver = min_cost_flow.SimpleMinCostFlow()
    changed = entries != seats.first[seats.row[entries]]
    ones = np.ones(len(entries), dtype=np.int64)
    who = seats.who[entries]
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        seats.row[entries], count + who, ones, scale * seats.cost[entries] + changed
    )
    who = np.sort(who)
    rank = np.arange(len(who)) - np.searchsorted(who, who) + 1 + seats.own[who]
    weight = seats.index.problem.weights.load
    solver.add_arcs_with_capacity_and_unit_cost(
        count + who, np.full(len(who), sink), ones, scale * weight * rank
    )
    solver.set_nodes_supplies(rows, np.ones(len(rows), dtype=np.int64))
    solver.set_node_supply(sink, -len(rows))
    if solver.solve() != solver.OPTIMAL:
        raise AssertionError("the plan itself is a flow")
    chosen, taken = seats.first.copy(), entries[np.asarray(solver.flows(arcs)) > 0]
    chosen[seats.row[taken]] = taken
    return chosen


def _clashing(seats: Attendances, chosen: Ranks) -> list[int]:
    """Changes that cannot all be made: people in two places at once, rooms too small."""
    busy = defaultdict[int, list[tuple[int, int, int]]](list)
    by_meeting = defaultdict[int, list[int]](list)
    for row, entry in enumerate(chosen.tolist()):
        meeting = seats.rows[row][0]
        start = seats.draft.starts[meeting]
        end = start + seats.index.problem.meetings[meeting].duration + seats.margin
        busy[int(seats.who[entry])].append((start, end, entry))
        by_meeting[meeting].append(entry)
    found = [entry for times in busy.values() for entry in _overlapping(seats, sorted(times))]
    for meeting, entries in by_meeting.items():
        room, people = seats.draft.rooms.get(meeting), seats.who[entries].tolist()
        if room is not None and not fits(seats.index, meeting, people, room):
            found += [entry for entry in entries if not _stays(seats, entry)]
    return found


def _overlapping(seats: Attendances, times: list[tuple[int, int, int]]) -> list[int]:
    """Of each two attendances of a person that are too close, one that is new."""
    found = []
    latest = times[0]
    for one in times[1:]:
        if one[0] < latest[1]:
            new = [entry for *_, entry in (one, latest) if not _stays(seats, entry)]
            found += new[:1]
        latest = max(latest, one, key=lambda time: time[1])
    return found


def _stays(seats: Attendances, entry: int) -> bool:
    return bool(seats.first[seats.row[entry]] == entry)


def _seated(seats: Attendances, chosen: Ranks) -> Draft:
    draft = seats.draft.copy()
    for row, entry in enumerate(chosen.tolist()):
        if not _stays(seats, entry):
            meeting, seat, leaves = seats.rows[row]
            staff = set(draft.staff[meeting]) - {(seat, leaves)}
            draft.staff[meeting] = tuple(sorted(staff | {(seat, int(seats.who[entry]))}))
    return draft
