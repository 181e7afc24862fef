"""Whether a meeting cut out of a plan has a place after all: constructed, or disproved."""

from collections.abc import Iterable

from scheduler.check import breaches
from scheduler.draft import Draft
from scheduler.explain.cutout import Cut
from scheduler.explain.steps import apply, moved
from scheduler.facts import Fact
from scheduler.greedy import place
from scheduler.index import Index
from scheduler.model import Scope
from scheduler.plan import Placement
from scheduler.search import Budget, Control, search
from scheduler.wishes.load import loads

WORK = 0.5
"""CP-SAT's deterministic time for one meeting alone: many times what it needs."""


def placed(cut: Cut, steps: Iterable[Fact] = ()) -> Placement | None:
    """A place for the meeting after these steps, confirmed by the checker; None if it has none."""
    steps = tuple(steps)
    after = Cut(apply(cut.problem, steps), moved(cut.around, steps), cut.whole)
    numbered, around = after.numbered()
    held = hold(numbered, around)
    if held is None:
        return None
    room = held.rooms.get(0)
    return Placement(
        meeting=after.meeting.id,
        start=held.starts[0],
        room=None if room is None else numbered.problem.rooms[room].id,
    )


def hold(numbered: Index, around: Draft) -> Draft | None:
    """The draft with meeting 0 held in it, everything else as it is; None if that cannot be."""
    if breaches(numbered, around):
        return None
    draft = around.copy()
    if place(numbered, draft, 0, loads(around)) and not breaches(numbered, draft):
        return draft
    outcome = search(numbered, around, Scope((0,)), Budget(WORK, deterministic=True), Control())
    found = outcome.draft
    if found is None or 0 not in found.starts or breaches(numbered, found):
        return None
    return found
