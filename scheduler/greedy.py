"""A first complete plan at once: the hardest meetings first, each at its best free start."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from scheduler.draft import Draft, Seated
from scheduler.index import DAY, Index, Minutes
from scheduler.places import held_places
from scheduler.presence import fits
from scheduler.reach import Reach, around, lone_cost, possible
from scheduler.rules.minutes import allowed
from scheduler.seated import attending
from scheduler.seating import seat_people
from scheduler.wishes.load import counted, own

BATCH = 4_000
"""Cases whose choices are laid out together: all of a year's would fill the memory."""


def greedy(index: Index) -> Draft:
    """A plan that breaks no rule."""
    draft, load = kept(index), own(index)
    for meeting in _hardest_first(index):
        place(index, draft, meeting, load)
    assign(index, draft, range(len(index.problem.cases)))
    return draft


def kept(index: Index) -> Draft:
    """The frozen meetings with nothing but what must stay of them."""
    told = index.told
    return Draft(
        starts={meeting: told.starts[meeting] for meeting in told.kept},
        rooms=dict(told.kept_room),
        staff=dict(told.kept),
    )


def _hardest_first(index: Index) -> list[int]:
    """Frozen meetings, announced ones, then those with the fewest possible starts."""
    nothing = Draft()

    def hardness(meeting: int) -> tuple[bool, bool, int, int]:
        fits = possible(index, meeting, around(index, nothing, meeting))
        fixed = index.problem.meetings[meeting].is_fixed
        return meeting not in index.told.kept, not fixed, int(fits.sum()), meeting

    return sorted(range(len(index.problem.meetings)), key=hardness)


def place(index: Index, draft: Draft, meeting: int, load: Counter[int]) -> bool:
    """Give one meeting its best start, room and people; false if there is none."""
    views = _views(index, draft, meeting)
    costs = [
        lone_cost(index, meeting, view) + _series_cost(index, draft, meeting, view.starts)
        for view in views
    ]
    order = [(view, rank) for view in views for rank in range(len(view.starts))]
    for place_in in np.argsort(np.concatenate(costs), kind="stable").tolist():
        view, rank = order[place_in]
        found = _seat_and_house(index, meeting, view, rank, load)
        if found is not None:
            draft.starts[meeting] = int(view.starts[rank])
            draft.staff[meeting], room = found
            draft.rooms.pop(meeting, None)
            if room is not None:
                draft.rooms[meeting] = room
            load.update(who for who in draft.people(meeting) if who != index.chair[meeting])
            return True
    return False


def _views(index: Index, draft: Draft, meeting: int) -> list[Reach]:
    """What the meeting could have in the rooms of each site: one view a site."""
    groups: dict[int | None, list[int]] = {}
    stays = index.told.kept_room.get(meeting)
    for room in index.rooms[meeting] if stays is None else (stays,):
        groups.setdefault(index.roads.room[room] if index.roads.count else None, []).append(room)
    views = [around(index, draft, meeting, rooms=rooms) for rooms in groups.values() or [[]]]
    return [view.only(possible(index, meeting, view)) for view in views]


def _series_cost(index: Index, draft: Draft, meeting: int, starts: Minutes) -> Minutes:
    """What the board's neighbouring meetings, where already held, make each start cost."""
    board = index.held_by[index.problem.meetings[meeting].board]
    place_in = board.index(meeting)
    cost = np.zeros(len(starts), dtype=np.int64)
    days = (starts + index.roads.offset[meeting]) // DAY
    if place_in and board[place_in - 1] in draft.starts:
        cost += days <= index.day(board[place_in - 1], draft.starts[board[place_in - 1]])
    if place_in + 1 < len(board) and board[place_in + 1] in draft.starts:
        cost += days >= index.day(board[place_in + 1], draft.starts[board[place_in + 1]])
    return index.problem.weights.series * cost


def _seat_and_house(
    index: Index, meeting: int, view: Reach, rank: int, load: Counter[int]
) -> tuple[tuple[Seated, ...], int | None] | None:
    """People and a room for one start of `view`, or None if either lacks."""
    wanted = index.problem.meetings[meeting]
    available = [person for person, free in view.free.items() if free[rank]]
    rooms = [room for room, free in view.room_free.items() if free[rank]]
    if any(person not in available for _, person in index.told.kept.get(meeting, ())):
        rooms = []  # too far for somebody who was told to come
    writers = [pair for pair, able in view.writes.items() if able[rank]]
    seated = seat_people(index, meeting, available, load, writers=writers)
    if seated is None or not wanted.rooms:
        return None if seated is None else (seated, None)
    lean = seat_people(index, meeting, available, load, writers=writers, lean=True) or ()
    for fewer in (seated, lean, index.told.kept.get(meeting, lean)):
        room = _best_fit(index, meeting, fewer, rooms)
        if room is not None:
            return fewer, room
    return (seated, None) if wanted.is_fixed else None


def _best_fit(
    index: Index, meeting: int, seated: tuple[Seated, ...], rooms: list[int]
) -> int | None:
    """The room that must stay, or the one told before, or the smallest that is large enough."""
    sizes, told = index.problem.rooms, index.told.rooms.get(meeting)
    if meeting in index.told.kept_room:
        rooms = [index.told.kept_room[meeting]]
    people = attending(seated)
    able = [room for room in rooms if fits(index, meeting, people, room)]
    return min(able, key=lambda room: (room != told, sizes[room].capacity, room), default=None)


def complete(index: Index, draft: Draft) -> Draft:
    """The same plan with whatever still fits in: idle meetings, cases left out."""
    fuller = draft.copy()
    load = counted(index, draft)
    for meeting in range(len(index.problem.meetings)):
        if meeting not in fuller.starts:
            place(index, fuller, meeting, load)
    assign(index, fuller, range(len(index.problem.cases)))
    return fuller


def assign(index: Index, draft: Draft, cases: range | list[int]) -> None:
    """Put each unassigned case into its cheapest meeting with minutes left."""
    left = _minutes_left(index, draft)
    waiting = [case for case in cases if case not in draft.meeting_of]
    waiting.sort(key=lambda one: _pressing(index, one))
    for begin in range(0, len(waiting), BATCH):
        for case, meetings in _choices(index, draft, waiting[begin : begin + BATCH]):
            for meeting in meetings:
                if _fits(index, case, meeting, left[meeting]):
                    draft.meeting_of[case] = meeting
                    _take(index, case, left[meeting])
                    break


def _choices(index: Index, draft: Draft, cases: list[int]) -> Iterator[tuple[int, list[int]]]:
    """Each case with the held meetings that may hear it, the cheapest first."""
    ranks = np.array(cases, dtype=np.int64)
    found = held_places(index, draft, ranks, np.array(sorted(draft.starts), dtype=np.int64))
    found = found.only(np.lexsort((found.comfort, found.urgent, found.cases)))
    first = np.searchsorted(found.cases, ranks).tolist()
    last = np.searchsorted(found.cases, ranks, side="right").tolist()
    for case, begin, end in zip(cases, first, last, strict=True):
        yield case, found.meetings[begin:end].tolist()


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


def _fits(index: Index, case: int, meeting: int, left: list[int]) -> bool:
    if index.fixed_meeting[case] == meeting:
        return True
    wanted, (any_case, ordinary) = index.problem.cases[case], left
    return wanted.minutes <= (any_case if wanted.urgent else min(any_case, ordinary))
