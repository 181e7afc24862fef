"""Evens the load out: where two people can do the same for a meeting, the less busy one comes."""

from bisect import bisect_left, insort

from scheduler.draft import Draft, Seated
from scheduler.index import Index
from scheduler.presence import fits
from scheduler.wishes.load import loads

PASSES = 5


def evened(index: Index, draft: Draft) -> Draft:
    """The same plan with people exchanged on their seats as long as the shared load gains."""
    one = _Evening(index, draft.copy())
    for _ in range(PASSES):
        if not sum(one.exchange(meeting) for meeting in sorted(draft.starts)):
            break
    return one.draft


class _Evening:
    def __init__(self, index: Index, draft: Draft) -> None:
        self.index, self.draft = index, draft
        self.load = loads(draft)
        self.margin = index.roads.longest + index.roads.buffer
        self.times: dict[int, list[tuple[int, int]]] = {}
        for meeting, start in draft.starts.items():
            for who in draft.people(meeting):
                insort(self.times.setdefault(who, []), (start, self._end(meeting)))
        self.visits = [[visit[:2] for visit in visits] for visits in index.roads.visits]

    def exchange(self, meeting: int) -> bool:
        """Take the best exchange on each of the meeting's seats; whether there was one."""
        if meeting in self.index.told.starts:
            return False
        found = [self._seat(meeting, place) for place in self.draft.staff.get(meeting, ())]
        return any(found)

    def _seat(self, meeting: int, place: Seated) -> bool:
        seat, leaves = place
        candidates = self.index.candidates[meeting]
        if not 0 <= seat < len(candidates) or self._is_expected(meeting, leaves):
            return False
        gains = [
            (self._gain(meeting, leaves, comes_in), -comes_in)
            for comes_in in candidates[seat]
            if self._can_replace(meeting, seat, leaves, comes_in)
        ]
        gain, comes_in = max(gains, default=(0, 0))
        if gain <= 0:
            return False
        self._replace(meeting, place, -comes_in)
        return True

    def _gain(self, meeting: int, leaves: int, comes_in: int) -> int:
        weights = self.index.problem.weights
        shared = weights.load * (self.load[leaves] - self.load[comes_in] - 1)
        roads = self._is_away(meeting, comes_in) - self._is_away(meeting, leaves)
        return shared - weights.travel * roads

    def _is_away(self, meeting: int, person: int) -> bool:
        room = self.draft.rooms.get(meeting)
        if room is None or self.index.problem.meetings[meeting].video:
            return False
        home, place = self.index.problem.people[person].site, self.index.problem.rooms[room].site
        return home is not None and place is not None and home != place

    def _is_expected(self, meeting: int, person: int) -> bool:
        named = person in self.index.named[meeting]
        return named or person == self.index.chair[meeting]

    def _can_replace(self, meeting: int, seat: int, leaves: int, comes_in: int) -> bool:
        index = self.index
        first, second = index.problem.people[leaves], index.problem.people[comes_in]
        deputies = index.deputies[meeting]
        return (
            self.load[comes_in] + 1 < self.load[leaves]
            and not self._is_expected(meeting, comes_in)
            and all(comes_in != who for _, who in self.draft.staff[meeting])
            and first.specialty == second.specialty
            and not (first.prefers or first.avoids or second.prefers or second.avoids)
            and ((seat, leaves) in deputies) == ((seat, comes_in) in deputies)
            and self._has_chair(meeting, leaves, comes_in)
            and self._is_free(meeting, comes_in)
        )

    def _has_chair(self, meeting: int, leaves: int, comes_in: int) -> bool:
        """Whether the room holds the other person as well."""
        room = self.draft.rooms.get(meeting)
        if room is None:
            return True
        people = [who for who in self.draft.people(meeting) if who != leaves]
        return fits(self.index, meeting, [*people, comes_in], room)

    def _is_free(self, meeting: int, person: int) -> bool:
        """In their agenda and between their other meetings, with time for any road."""
        start, end = self.draft.starts[meeting], self._end(meeting)
        if not self.index.agenda[person].is_free(start, end - start):
            return False
        held = self.times.get(person, [])
        apart = [*held, *(self.visits[person] if person < len(self.visits) else ())]
        return all(
            last + self.margin <= start or end + self.margin <= first for first, last in apart
        )

    def _end(self, meeting: int) -> int:
        return self.draft.starts[meeting] + self.index.problem.meetings[meeting].duration

    def _replace(self, meeting: int, place: Seated, comes_in: int) -> None:
        seat, leaves = place
        time = (self.draft.starts[meeting], self._end(meeting))
        self.draft.staff[meeting] = tuple(
            sorted((seat, comes_in) if one == place else one for one in self.draft.staff[meeting])
        )
        held = self.times[leaves]
        del held[bisect_left(held, time)]
        insort(self.times.setdefault(comes_in, []), time)
        self.load[leaves] -= 1
        self.load[comes_in] += 1
