"""Cases in a model: interchangeable ones together, one amount per meeting and class of starts.

A class holds the starts at which hearing the group costs the same, so costs are exact.
"""

from dataclasses import dataclass, field

import numpy as np

from scheduler.draft import Draft
from scheduler.index import Index, Minutes
from scheduler.model import Expr, Model, Var
from scheduler.rules.board import meetings_for
from scheduler.rules.needs import is_filled
from scheduler.rules.ready import is_ready


@dataclass(frozen=True, slots=True)
class Options:
    """Where a case may be heard: one entry per allowed (meeting, start)."""

    meetings: Minutes
    starts: Minutes
    urgent: Minutes
    comfort: Minutes


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that no rule or wish of the model can tell apart."""

    cases: tuple[int, ...]
    minutes: int
    urgent: bool
    fixed: bool
    needs: tuple[str, ...]
    options: Options
    left_urgent: int
    left_comfort: int


@dataclass(frozen=True, slots=True)
class Offer:
    """How many of a group are heard in a meeting, at a start of one class."""

    group: Group
    meeting: int
    amount: Var
    urgent: int
    comfort: int


@dataclass(slots=True)
class Offers:
    """All offers of a model."""

    groups: list[Group] = field(default_factory=list)
    all: list[Offer] = field(default_factory=list)
    by_meeting: dict[int, list[Offer]] = field(default_factory=dict)

    def urgent(self) -> Expr:
        """The lateness of urgent cases."""
        left = sum(group.left_urgent * len(group.cases) for group in self.groups)
        return left + sum(
            (one.urgent - one.group.left_urgent) * one.amount
            for one in self.all
            if one.urgent != one.group.left_urgent
        )

    def comfort(self) -> Expr:
        """What all other wishes about cases miss, in points."""
        left = sum(group.left_comfort * len(group.cases) for group in self.groups)
        return left + sum((one.comfort - one.group.left_comfort) * one.amount for one in self.all)


def price(index: Index, case: int, meetings: Minutes, starts: Minutes) -> Options:
    """What hearing the case costs at each of these places, allowed or not."""
    urgent, comfort = np.zeros((2, len(starts)), dtype=np.int64)
    for wish in index.objective.first_cases:
        urgent += wish.units_at(index, case, meetings, starts)
    for wish in index.objective.cases:
        weight = wish.weight(index.problem.weights)
        comfort += weight * wish.units_at(index, case, meetings, starts)
    return Options(meetings, starts, urgent, comfort)


def price_left(index: Index, case: int) -> tuple[int, int]:
    """What leaving the case out costs: units compared first, then points."""
    wishes, weights = index.objective, index.problem.weights
    return (
        sum(wish.units_left(index, case) for wish in wishes.first_cases),
        sum(wish.weight(weights) * wish.units_left(index, case) for wish in wishes.cases),
    )


def make_offers(model: Model) -> Offers:
    """Variables for the scope's cases, hinted with the incumbent's agendas."""
    offers = Offers(groups=grouped(model))
    for group in offers.groups:
        first = len(offers.all)
        for meeting in dict.fromkeys(group.options.meetings.tolist()):
            _offer(model, offers, group, meeting)
        _limit(model, group, [one.amount for one in offers.all[first:]])
    return offers


def _limit(model: Model, group: Group, amounts: list[Var]) -> None:
    """Each case is heard once at most; one on an agenda, whenever its meeting is held."""
    if group.fixed and amounts:
        home = int(group.options.meetings[0])
        held = 1 - model.absent[home] if home in model.absent else 1
        model.cp.add(sum(amounts) == len(group.cases) * held)
    elif amounts:
        model.cp.add(sum(amounts) <= len(group.cases))


def _offer(model: Model, offers: Offers, group: Group, meeting: int) -> None:
    options = group.options
    here = options.meetings == meeting
    costs = np.stack([options.urgent[here], options.comfort[here]], axis=1)
    kinds, kind_of = np.unique(costs, axis=0, return_inverse=True)
    base = model.base
    hinted = sum(base.meeting_of.get(case) == meeting for case in group.cases)
    for rank, (urgent, comfort) in enumerate(kinds.tolist()):
        starts = options.starts[here][kind_of.reshape(-1) == rank]
        now = hinted if base.starts.get(meeting) in starts else 0
        amount = model.var(0, len(group.cases), now, f"hear {group.cases[0]} {meeting} {rank}")
        offer = Offer(group, meeting, amount, urgent, comfort)
        offers.all.append(offer)
        offers.by_meeting.setdefault(meeting, []).append(offer)
        if meeting in model.at:
            chosen = np.flatnonzero(np.isin(model.starts[meeting], starts))
            model.cp.add(amount <= len(group.cases) * model.starting(meeting, chosen))


def grouped(model: Model) -> list[Group]:
    """The scope's cases, those alike together, in a stable order."""
    found: dict[object, list[int]] = {}
    seen: dict[object, Options] = {}
    where = {one: _open_starts(model, one) for one in (*model.scope.meetings, *model.scope.hosts)}
    for case in model.scope.cases:
        options = _options(model, case, where)
        wanted = model.index.problem.cases[case]
        key = (
            wanted.minutes,
            wanted.urgent,
            model.index.fixed_meeting[case],
            wanted.needs,
            price_left(model.index, case),
            options.meetings.tobytes(),
            options.starts.tobytes(),
            options.urgent.tobytes(),
            options.comfort.tobytes(),
        )
        found.setdefault(key, []).append(case)
        seen.setdefault(key, options)
    return [_group(model.index, tuple(cases), seen[key]) for key, cases in found.items()]


def _group(index: Index, cases: tuple[int, ...], options: Options) -> Group:
    first = index.problem.cases[cases[0]]
    fixed = index.fixed_meeting[cases[0]] is not None
    left_urgent, left_comfort = price_left(index, cases[0])
    return Group(
        cases, first.minutes, first.urgent, fixed, first.needs, options, left_urgent, left_comfort
    )


def _open_starts(model: Model, meeting: int) -> Minutes:
    if meeting in model.scope.meetings:
        return model.starts.get(meeting, np.zeros(0, dtype=np.int64))
    held = model.base.starts.get(meeting)
    return np.array([] if held is None else [held], dtype=np.int64)


def _options(model: Model, case: int, where: dict[int, Minutes]) -> Options:
    index = model.index
    eligible = [
        one for one in meetings_for(index, case) if one in where and _may_seat(model, case, one)
    ]
    sizes = [len(where[one]) for one in eligible]
    meetings = np.repeat(np.array(eligible, dtype=np.int64), sizes)
    starts = np.concatenate([np.zeros(0, dtype=np.int64), *(where[one] for one in eligible)])
    ready = is_ready(index, case, starts)
    return price(index, case, meetings[ready], starts[ready])


def _may_seat(model: Model, case: int, meeting: int) -> bool:
    if meeting in model.scope.meetings or model.index.fixed_meeting[case] is not None:
        return True
    needs = model.index.problem.cases[case].needs
    return all(is_filled(model.index, model.base, meeting, need) for need in needs)


def agendas(base: Draft, offers: Offers, amounts: list[int]) -> dict[int, int]:
    """Which meeting hears each case, from one amount per offer; groups are dealt out in order."""
    meeting_of = dict(base.meeting_of)
    waiting = {id(group): list(group.cases) for group in offers.groups}
    for group in offers.groups:
        for case in group.cases:
            meeting_of.pop(case, None)
    for offer, amount in zip(offers.all, amounts, strict=True):
        for _ in range(amount):
            meeting_of[waiting[id(offer.group)].pop(0)] = offer.meeting
    return meeting_of
