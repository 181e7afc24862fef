"""Tell few people again: those added to a meeting, removed, or moved with it in time or room."""

from dataclasses import dataclass

import numpy as np

from scheduler.draft import Draft
from scheduler.index import Index, Minutes
from scheduler.insertion.options import NO_ROOM, Hold, Insertion, Options
from scheduler.model import Expr, Model, Var
from scheduler.weights import Weights

NAME = "invited"


def weight(weights: Weights) -> int:
    """Points per person and meeting."""
    return weights.invited


def units(index: Index, draft: Draft) -> int:
    """People told again, over the meetings that were told."""
    return sum(len(told_again(index, draft, meeting)) for meeting in index.told.starts)


def told_again(index: Index, draft: Draft, meeting: int) -> frozenset[int]:
    """Whose invitation to a meeting told before is new, void, or for another time or room."""
    before, now = index.told.people[meeting], frozenset(draft.people(meeting))
    return before ^ now if stays(index, draft, meeting) else before | now


def stays(index: Index, draft: Draft, meeting: int) -> bool:
    """Whether the meeting is held when and where people were told."""
    told = index.told
    return draft.starts.get(meeting) == told.starts[meeting] and draft.rooms.get(
        meeting
    ) == told.rooms.get(meeting)


def insertion(index: Index) -> Insertion:
    """Who would be told again, less those who are told that it is not held."""
    return _Again(index)


@dataclass(frozen=True, slots=True)
class _Again:
    index: Index

    def added(self, options: Options) -> Minutes:
        told, meeting = self.index.told, options.meeting
        if meeting not in told.starts:
            return np.zeros((1, 1), dtype=np.int64)
        before = told.people[meeting]
        crews = [frozenset(person for _, person in crew) for crew in options.crews]
        staying = np.array([len(before ^ now) for now in crews], dtype=np.int64)
        moving = np.array([len(before | now) for now in crews], dtype=np.int64)
        room = told.rooms.get(meeting, NO_ROOM)
        same = (options.starts == told.starts[meeting])[:, None] & (options.rooms == room)
        return np.where(same, staying[options.crew], moving[options.crew]) - len(before)

    def place(self, meeting: int, hold: Hold) -> None:
        """Changes nothing for other meetings."""

    def remove(self, meeting: int, hold: Hold) -> None:
        """Changes nothing for other meetings."""


def missed(model: Model) -> Expr:
    """The same in the scope."""
    told = model.index.told.people
    return sum(_missed(model, one, told[one]) for one in model.scope.meetings if one in told)


def _missed(model: Model, meeting: int, before: frozenset[int]) -> Expr:
    if meeting not in model.sits:
        return len(before)
    added = sum(
        attends for person, attends in model.attends[meeting].items() if person not in before
    )
    same = _same(model, meeting)
    if same is None:
        return len(before) + added
    return len(before) + added - sum(_keeps(model, meeting, same, before))


def _keeps(model: Model, meeting: int, same: Var, before: frozenset[int]) -> list[Var]:
    """Invitations that still hold: the person comes, and time and room are the same."""
    unchanged, found = stays(model.index, model.base, meeting), list[Var]()
    for person, attends in model.attends[meeting].items():
        if person in before:
            hint = unchanged and person in model.base.people(meeting)
            keep = model.bool(hint, f"keeps {meeting} {person}")
            model.cp.add_implication(keep, attends)
            model.cp.add_implication(keep, same)
            found.append(keep)
    return found


def _same(model: Model, meeting: int) -> Var | None:
    """Whether time and room are as told; None if they cannot be."""
    told = model.index.told
    at = np.flatnonzero(model.starts[meeting] == told.starts[meeting])
    room = told.rooms.get(meeting)
    if not len(at) or (room is not None and room not in model.in_room[meeting]):
        return None
    same = model.bool(stays(model.index, model.base, meeting), f"as told {meeting}")
    model.cp.add_implication(same, model.at[meeting][int(at[0])])
    for other, inside in model.in_room[meeting].items():
        model.cp.add_implication(same, inside if other == room else ~inside)
    return same
