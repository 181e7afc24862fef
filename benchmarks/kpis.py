"""What a plan is worth to the people concerned, counted without the engine's own checker."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from scheduler.plan import Plan, Presence
from scheduler.problem import Meeting, Problem

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Kpis:
    """Shares are of 1; waiting is in days, load in attendances."""

    conflicts: int
    """People or rooms taken twice, or taken while busy; 0 in any sound plan."""
    held: float
    quorum: float
    """Of all meetings: held with every mandatory seat filled."""
    all_seats: float
    chair: float
    usual_slot: float
    within_deadline: float
    """Of all cases."""
    late: int
    undiscussed: int
    waiting_mean: float
    waiting_p90: float
    hours_per_meeting: float
    hours_per_case: float
    load_p95: float
    """The 95th percentile of attendances by person over the mean, in the worst specialty."""
    load_p95_all: float
    """The same, of everybody's attendances over their specialty's mean."""
    load_p95_shared: float
    """The same, not counting attendances as chair, which nobody can take over."""
    gini: float


def kpis(problem: Problem, plan: Plan) -> Kpis:
    """Everything about one plan."""
    meetings = {one.id: one for one in problem.meetings}
    starts = {one.meeting: one.start for one in plan.placements}
    seated: dict[str, list[tuple[str | None, str]]] = defaultdict(list)
    for one in plan.staffing:
        seated[one.meeting].append((one.seat, one.person))
    held = [meetings[name] for name in starts]
    waits, late = _waits(problem, plan, starts)
    hours = sum(meetings[one.meeting].duration for one in plan.staffing) / 60
    loads = Counter(one.person for one in plan.staffing if one.presence is not Presence.WRITTEN)
    count, cases = max(1, len(problem.meetings)), max(1, len(problem.cases))
    chaired = [one for one in held if one.chair is not None]
    ratios = _load_ratios(problem, loads)
    own = Counter(
        one.chair
        for one in held
        if one.chair is not None and any(one.chair == who for _, who in seated[one.id])
    )
    shared = _load_ratios(problem, loads, without=own)
    return Kpis(
        conflicts=_conflicts(problem, plan, starts),
        held=len(held) / count,
        quorum=sum(_filled(one, seated[one.id], every=False) for one in held) / count,
        all_seats=sum(_filled(one, seated[one.id], every=True) for one in held) / count,
        chair=sum(any(one.chair == who for _, who in seated[one.id]) for one in chaired)
        / max(1, len(chaired)),
        usual_slot=sum(starts[one.id] == one.usual_start for one in held) / max(1, len(held)),
        within_deadline=(len(waits) - late) / cases,
        late=late,
        undiscussed=len(problem.cases) - len(waits),
        waiting_mean=fmean(waits) if waits else 0.0,
        waiting_p90=_percentile(waits, 0.9),
        hours_per_meeting=hours / max(1, len(held)),
        hours_per_case=hours / max(1, len(waits)),
        load_p95=max((_percentile(found, 0.95) for found in ratios.values()), default=0.0),
        load_p95_all=_percentile([one for found in ratios.values() for one in found], 0.95),
        load_p95_shared=_percentile([one for found in shared.values() for one in found], 0.95),
        gini=_gini([loads[one.id] for one in problem.people]),
    )


def _waits(problem: Problem, plan: Plan, starts: dict[str, int]) -> tuple[list[float], int]:
    """Days that each heard case waits, and how many are heard after their deadline."""
    cases = {one.id: one for one in problem.cases}
    heard = [(cases[one.case], starts[one.meeting]) for one in plan.assignments]
    waits = [max(0, start - case.ready_from) / DAY for case, start in heard]
    return waits, sum(start > case.deadline for case, start in heard)


def _filled(meeting: Meeting, seated: list[tuple[str | None, str]], *, every: bool) -> bool:
    count = Counter(seat for seat, _ in seated)
    return all(count[seat.id] >= seat.minimum for seat in meeting.seats if every or seat.mandatory)


def _conflicts(problem: Problem, plan: Plan, starts: dict[str, int]) -> int:
    durations = {one.id: one.duration for one in problem.meetings}
    busy = {one.id: _merged(one.busy) for one in problem.people}
    busy |= {one.id: _merged(one.busy) for one in problem.rooms}
    taken: dict[str, list[tuple[int, int]]] = defaultdict(list)
    used = [(one.person, one.meeting) for one in plan.staffing]
    used += [(one.room, one.meeting) for one in plan.placements if one.room is not None]
    for who, meeting in used:
        taken[who].append((starts[meeting], starts[meeting] + durations[meeting]))
    return sum(_overlaps(sorted([*busy[who], *times])) for who, times in taken.items())


def _merged(busy: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for begin, end in sorted(busy):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def _overlaps(times: list[tuple[int, int]]) -> int:
    return sum(after[0] < before[1] for before, after in pairwise(times))


def _load_ratios(
    problem: Problem, loads: Counter[str], without: Counter[str] | None = None
) -> dict[str, list[float]]:
    """By specialty: each person's attendances over the mean of those who may be asked."""
    asked = {c.person for one in problem.meetings for seat in one.seats for c in seat.candidates}
    own = without or Counter[str]()
    found: dict[str, list[str]] = defaultdict(list)
    for one in problem.people:
        if one.id in asked:
            found[one.specialty or ""].append(one.id)
    means = {name: max(1e-9, fmean(loads[who] for who in people)) for name, people in found.items()}
    return {
        name: [(loads[who] - own[who]) / means[name] for who in people]
        for name, people in found.items()
    }


def _percentile(values: list[float], share: float) -> float:
    if not values:
        return 0.0
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def _gini(values: list[int]) -> float:
    ordered, total = sorted(values), sum(values)
    if not total:
        return 0.0
    weighted = sum(rank * value for rank, value in enumerate(ordered, 1))
    return 2 * weighted / (len(ordered) * total) - (len(ordered) + 1) / len(ordered)
