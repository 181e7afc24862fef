"""A first complete plan at once: the hardest meetings first, each at its best free start."""

from collections import Counter

import numpy as np

from scheduler.draft import Draft, Seated
from scheduler.index import DAY, Index, Minutes
from scheduler.offers import price
from scheduler.reach import Reach, around, lone_cost, possible
from scheduler.rules.board import meetings_for
from scheduler.rules.minutes import allowed
from scheduler.rules.needs import is_filled
from scheduler.rules.ready import is_ready
from scheduler.rules.rooms import comes
from scheduler.seating import seat_people
from scheduler.wishes.load import loads


def greedy(index: Index) -> Draft:
    """A plan that breaks no rule."""
    draft, load = Draft(), Counter[int]()
    for meeting in _hardest_first(index):
        place(index, draft, meeting, load)
    assign(index, draft, range(len(index.problem.cases)))
    return draft


def _hardest_first(index: Index) -> list[int]:
    """Announced meetings, then those with the fewest possible starts."""
    nothing = Draft()

    def hardness(meeting: int) -> tuple[bool, int, int]:
        fits = possible(index, meeting, around(index, nothing, meeting))
        return not index.problem.meetings[meeting].is_fixed, int(fits.sum()), meeting

    return sorted(range(len(index.problem.meetings)), key=hardness)


def place(index: Index, draft: Draft, meeting: int, load: Counter[int]) -> bool:
    """Give one meeting its best start, room and people; false if there is none."""
    view = around(index, draft, meeting)
    view = view.only(possible(index, meeting, view))
    cost = lone_cost(index, meeting, view) + _series_cost(index, draft, meeting, view.starts)
    for rank in np.argsort(cost, kind="stable").tolist():
        found = _seat_and_house(index, meeting, view, rank, load)
        if found is not None:
            draft.starts[meeting] = int(view.starts[rank])
            draft.staff[meeting], room = found
            if room is not None:
                draft.rooms[meeting] = room
            load.update(draft.people(meeting))
            return True
    return False


def _series_cost(index: Index, draft: Draft, meeting: int, starts: Minutes) -> Minutes:
    """What the board's neighbouring meetings, where already held, make each start cost."""
    board = index.held_by[index.problem.meetings[meeting].board]
    place_in = board.index(meeting)
    cost, days = np.zeros(len(starts), dtype=np.int64), starts // DAY
    if place_in and board[place_in - 1] in draft.starts:
        cost += days <= draft.starts[board[place_in - 1]] // DAY
    if place_in + 1 < len(board) and board[place_in + 1] in draft.starts:
        cost += days >= draft.starts[board[place_in + 1]] // DAY
    return index.problem.weights.series * cost


def _seat_and_house(
    index: Index, meeting: int, view: Reach, rank: int, load: Counter[int]
) -> tuple[tuple[Seated, ...], int | None] | None:
    """People and a room for one start of `view`, or None if either lacks."""
    wanted = index.problem.meetings[meeting]
    available = [person for person, free in view.free.items() if free[rank]]
    rooms = [room for room, free in view.room_free.items() if free[rank]]
    seated = seat_people(index, meeting, available, load)
    if seated is None or not wanted.rooms:
        return None if seated is None else (seated, None)
    room = _smallest_fit(index, meeting, seated, rooms)
    if room is None:
        lean = seat_people(index, meeting, available, load, lean=True) or ()
        room = _smallest_fit(index, meeting, lean, rooms)
        seated = seated if room is None else lean
    return None if room is None and not wanted.is_fixed else (seated, room)


def _smallest_fit(
    index: Index, meeting: int, seated: tuple[Seated, ...], rooms: list[int]
) -> int | None:
    sizes = index.problem.rooms
    fits = [
        room
        for room in rooms
        if sum(comes(index, meeting, who, room) for _, who in seated) <= sizes[room].capacity
    ]
    return min(fits, key=lambda room: (sizes[room].capacity, room), default=None)


def complete(index: Index, draft: Draft) -> Draft:
    """The same plan with whatever still fits in: idle meetings, cases left out."""
    fuller = draft.copy()
    load = loads(draft)
    for meeting in range(len(index.problem.meetings)):
        if meeting not in fuller.starts:
            place(index, fuller, meeting, load)
    assign(index, fuller, range(len(index.problem.cases)))
    return fuller


def assign(index: Index, draft: Draft, cases: range | list[int]) -> None:
    """Put each unassigned case into its cheapest meeting with minutes left."""
    left = _minutes_left(index, draft)
    waiting = [case for case in cases if case not in draft.meeting_of]
    for case in sorted(waiting, key=lambda one: _pressing(index, one)):
        meeting = _cheapest(index, draft, case, left)
        if meeting is not None:
            draft.meeting_of[case] = meeting
            _take(index, case, left[meeting])


def _pressing(index: Index, case: int) -> tuple[bool, bool, int, int, int]:
    wanted = index.problem.cases[case]
    fixed = index.fixed_meeting[case] is not None
    return not fixed, not wanted.urgent, -wanted.postponed, wanted.deadline, case


def _minutes_left(index: Index, draft: Draft) -> dict[int, list[int]]:
    """By held meeting: minutes left for any case, and for ordinary ones."""
    left = {
        meeting: [allowed(index, meeting, urgent=True), allowed(index, meeting, urgent=False)]
        for meeting in draft.starts
    }
    for case, meeting in draft.meeting_of.items():
        _take(index, case, left[meeting])
    return left


def _take(index: Index, case: int, left: list[int]) -> None:
    wanted = index.problem.cases[case]
    left[0] -= wanted.minutes
    if not wanted.urgent:
        left[1] -= wanted.minutes


def _cheapest(index: Index, draft: Draft, case: int, left: dict[int, list[int]]) -> int | None:
    fits = [
        one
        for one in meetings_for(index, case)
        if one in left and _fits(index, draft, case, one, left)
    ]
    if not fits:
        return None
    meetings = np.array(fits, dtype=np.int64)
    starts = np.array([draft.starts[one] for one in fits], dtype=np.int64)
    ready = is_ready(index, case, starts)
    if not ready.any():
        return None
    options = price(index, case, meetings[ready], starts[ready])
    best = np.lexsort((options.comfort, options.urgent))[0]
    return int(options.meetings[best])


def _fits(index: Index, draft: Draft, case: int, meeting: int, left: dict[int, list[int]]) -> bool:
    if index.fixed_meeting[case] == meeting:
        return True
    wanted, (any_case, ordinary) = index.problem.cases[case], left[meeting]
    room = any_case if wanted.urgent else min(any_case, ordinary)
    return wanted.minutes <= room and all(
        is_filled(index, draft, meeting, need) for need in wanted.needs
    )
