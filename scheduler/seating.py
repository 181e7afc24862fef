"""Who sits where in one meeting at one start: mandatory seats first, by augmenting paths."""

from collections import Counter
from collections.abc import Collection

from scheduler.index import Index
from scheduler.reach import by_specialty
from scheduler.seated import GUEST, Seated, written


def seat_people(
    index: Index,
    meeting: int,
    available: Collection[int],
    loads: Counter[int],
    *,
    writers: Collection[Seated] = (),
    lean: bool = False,
) -> tuple[Seated, ...] | None:
    """A good seating of the available people, or None if the meeting cannot be held with them.

    `writers` may fill a seat that nobody is there for. Announced meetings always get a seating,
    with whoever is there; a `lean` one has nobody to spare.
    """
    table = _Table(index, meeting, available, loads, writers)
    table.keep(index.told.kept.get(meeting, ()))
    table.fill(mandatory=True)
    if table.lacking and not index.problem.meetings[meeting].is_fixed:
        return None
    if not lean:
        table.fill(mandatory=False)
        table.seat_expected()
    enough = table.bring_specialties()
    if not enough and not index.problem.meetings[meeting].is_fixed:
        return None
    return tuple(
        sorted([*((seat, who) for who, (seat, _) in table.place_of.items()), *table.letters])
    )


class _Table:
    """One meeting's seats while they are being filled."""

    def __init__(
        self,
        index: Index,
        meeting: int,
        available: Collection[int],
        loads: Counter[int],
        writers: Collection[Seated],
    ) -> None:
        self.index, self.meeting = index, meeting
        self.wanted = index.problem.meetings[meeting]
        self.place_of: dict[int, tuple[int, int]] = {}
        self.sitting: dict[tuple[int, int], int] = {}
        self.lacking = 0
        self.letters: list[Seated] = []
        expected = {*index.named[meeting], index.chair[meeting]}
        told = index.told.people.get(meeting, frozenset())
        free = self.free = set(available)
        self.writers = sorted(
            writers, key=lambda pair: (pair[1] in free, pair[1] in expected, loads[pair[1]], pair)
        )
        self.liked = [
            sorted(
                (person for person in people if person in free),
                key=lambda who: (
                    who not in expected,
                    who not in told,
                    (seat, who) in index.deputies[meeting],
                    loads[who],
                    who,
                ),
            )
            for seat, people in enumerate(index.candidates[meeting])
        ]

    def keep(self, seated: tuple[Seated, ...]) -> None:
        """Start with these people, who come in any case."""
        taken = Counter[int]()
        for seat, person in seated:
            places = 0 if seat == GUEST else self.wanted.seats[seat].minimum
            place = (seat, taken[seat] if taken[seat] < places else -1)
            taken[seat] += 1
            self.place_of[person] = place
            self.sitting[place] = person

    def fill(self, *, mandatory: bool) -> None:
        """Find as many people as the seats foresee; `lacking` counts those not found."""
        short = {
            rank: sum(
                (rank, n) not in self.sitting and not self._augment((rank, n), set())
                for n in range(seat.minimum)
            )
            for rank, seat in enumerate(self.wanted.seats)
            if seat.mandatory == mandatory
        }
        self.lacking += sum(count - self._write(rank, count) for rank, count in short.items())

    def _write(self, seat: int, short: int) -> int:
        """Ask for opinions in writing instead of `short` people; how many can be had."""
        most = min(short, self.wanted.most_written - len(self.letters))
        able = [
            (part, person)
            for part, person in self.writers
            if part == written(seat) and not self._takes_part(person)
        ]
        asked = able[: max(0, most)]
        self.letters += asked
        return len(asked)

    def _takes_part(self, person: int) -> bool:
        return person in self.place_of or any(person == who for _, who in self.letters)

    def _augment(self, place: tuple[int, int], tried: set[int]) -> bool:
        for person in self.liked[place[0]]:
            if person in tried or any(person == who for _, who in self.letters):
                continue
            tried.add(person)
            held = self.place_of.get(person)
            if held is None or held[1] < 0 or self._augment(held, tried):
                self.place_of[person] = place
                self.sitting[place] = person
                return True
        return False

    def seat_expected(self) -> None:
        """Named members and the chair come even when their seats are full; guests if they can."""
        chair = self.index.chair[self.meeting]
        for person in (*self.index.named[self.meeting], *(() if chair is None else (chair,))):
            self._add(person)
        for person in self.index.guests[self.meeting]:
            if person in self.free:
                self.place_of[person] = (GUEST, -1)

    def _add(self, person: int) -> bool:
        if self._takes_part(person):
            return False
        for seat, people in enumerate(self.liked):
            if person in people:
                self.place_of[person] = (seat, -1)
                return True
        return False

    def bring_specialties(self) -> bool:
        """Add people until enough specialties are there; false if they cannot be."""
        specialties = by_specialty(self.index, self.meeting)
        missing = {
            name: people
            for name, people in specialties.items()
            if not any(person in self.place_of for person in people)
        }
        wanted = self.wanted.min_specialties - (len(specialties) - len(missing))
        for people in missing.values():
            if wanted > 0 and any(self._add(person) for person in people):
                wanted -= 1
        return wanted <= 0
