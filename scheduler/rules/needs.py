"""A case is heard only where the seats of its own quorum are filled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.draft import Draft
from scheduler.facts import Code, Fact
from scheduler.index import Index
from scheduler.model import Model, Var

if TYPE_CHECKING:
    from scheduler.offers import Offers


def seat_rank(index: Index, meeting: int, seat: str) -> int | None:
    """The seat's place in the meeting, if it has one."""
    names = [one.id for one in index.problem.meetings[meeting].seats]
    return names.index(seat) if seat in names else None


def is_filled(index: Index, draft: Draft, meeting: int, seat: str) -> bool:
    """Whether the seat exists and has as many people as it foresees."""
    rank = seat_rank(index, meeting, seat)
    if rank is None:
        return False
    return draft.seated(meeting, rank) >= index.problem.meetings[meeting].seats[rank].minimum


def violations(index: Index, draft: Draft) -> Iterator[Fact]:
    """Cases in meetings without somebody they need."""
    for case, meeting in draft.meeting_of.items():
        wanted = index.problem.cases[case]
        for need in wanted.needs:
            fixed = index.fixed_meeting[case] == meeting
            if not fixed and not is_filled(index, draft, meeting, need):
                name = index.problem.meetings[meeting].id
                yield Fact(code=Code.NEED_NOT_SEATED, case=wanted.id, meeting=name, seat=need)


def enforce_cases(model: Model, offers: Offers) -> None:
    """No case of an open meeting without its seats; closed meetings were filtered before."""
    filled: dict[tuple[int, int], Var] = {}
    for meeting in model.sits:
        for one in offers.by_meeting.get(meeting, ()):
            for need in () if one.group.fixed else one.group.needs:
                rank = seat_rank(model.index, meeting, need)
                if rank is None:
                    model.cp.add(one.amount == 0)
                    continue
                if (meeting, rank) not in filled:
                    filled[meeting, rank] = _filled(model, meeting, rank)
                model.cp.add(one.amount <= len(one.group.cases) * filled[meeting, rank])


def _filled(model: Model, meeting: int, rank: int) -> Var:
    minimum = model.index.problem.meetings[meeting].seats[rank].minimum
    hint = model.base.seated(meeting, rank) >= minimum
    there = model.bool(hint, f"filled {meeting} {rank}")
    model.cp.add(model.seated(meeting, rank) >= minimum * there)
    return there
