"""Cases in a model: interchangeable ones together, one amount per meeting and class of starts.

A class holds the starts at which hearing the group costs the same, so costs are exact.
"""

from dataclasses import dataclass, field

import numpy as np

from scheduler.draft import Draft
from scheduler.index import DAY, Index, Ranks
from scheduler.model import Expr, Model, Var
from scheduler.places import Places, held_places, joined, places, price_left


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that no rule or wish of the model can tell apart."""

    cases: tuple[int, ...]
    minutes: int
    urgent: bool
    fixed: bool
    needs: tuple[str, ...]
    options: Places
    """Where the first of them may be heard; the others alike."""
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
    day: int
    """On which day those starts are."""


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
    days = options.starts[here] // DAY
    costs = np.stack([options.urgent[here], options.comfort[here], days], axis=1)
    kinds, kind_of = np.unique(costs, axis=0, return_inverse=True)
    base = model.base
    hinted = sum(base.meeting_of.get(case) == meeting for case in group.cases)
    for rank, (urgent, comfort, day) in enumerate(kinds.tolist()):
        starts = options.starts[here][kind_of.reshape(-1) == rank]
        now = hinted if base.starts.get(meeting) in starts else 0
        amount = model.var(0, len(group.cases), now, f"hear {group.cases[0]} {meeting} {rank}")
        offer = Offer(group, meeting, amount, urgent, comfort, day)
        offers.all.append(offer)
        offers.by_meeting.setdefault(meeting, []).append(offer)
        if meeting in model.at:
            model.cp.add(amount <= len(group.cases) * model.within(meeting, starts))


def grouped(model: Model) -> list[Group]:
    """The scope's cases, those alike together, in a stable order."""
    cases = np.array(sorted(model.scope.cases), dtype=np.int64)
    if not len(cases):
        return []
    found = _places(model, cases)
    first = np.searchsorted(found.cases, cases)
    last = np.searchsorted(found.cases, cases, side="right")
    left = np.stack(price_left(model.index, cases), axis=1).tolist()
    alike: dict[object, list[int]] = {}
    for rank, case in enumerate(cases.tolist()):
        own = slice(int(first[rank]), int(last[rank]))
        options = tuple(
            part[own].tobytes()
            for part in (found.meetings, found.starts, found.urgent, found.comfort)
        )
        wanted = model.index.problem.cases[case]
        fixed = model.index.fixed_meeting[case]
        key = (wanted.minutes, wanted.urgent, fixed, wanted.needs, *left[rank], *options)
        alike.setdefault(key, []).append(rank)
    return [
        _group(
            model.index,
            tuple(cases[ranks].tolist()),
            found.only(np.arange(first[ranks[0]], last[ranks[0]])),
            left[ranks[0]],
        )
        for ranks in alike.values()
    ]


def _group(index: Index, cases: tuple[int, ...], options: Places, left: list[int]) -> Group:
    first = index.problem.cases[cases[0]]
    fixed = index.fixed_meeting[cases[0]] is not None
    return Group(cases, first.minutes, first.urgent, fixed, first.needs, options, *left)


def _places(model: Model, cases: Ranks) -> Places:
    """In the scope's meetings at all open starts, in its hosts as they are."""
    hosts = np.array(model.scope.hosts, dtype=np.int64)
    parts = (
        places(model.index, cases, model.starts),
        held_places(model.index, model.base, cases, hosts),
    )
    return joined(*parts)


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
