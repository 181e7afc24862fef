"""Instances as the family's public generator draws them, for any number of meetings.

The published ones (50, 100, 200, 400 and 800 meetings, five rooms) come from Java's own random
numbers with seed 37; the same numbers are drawn here, so the instances are the same.
"""

from dataclasses import dataclass

from benchmarks.timefold.instance import Gathering, Instance

SEED = 37
DURATIONS = (1, 2, 3, 4, 6, 8, 16)
"""In grains of a quarter of an hour."""
SIZES = (2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 20, 30)
"""People in a meeting; rooms take the largest first."""
GRAINS_A_DAY = 36
"""From 8:00 to 12:00 and from 13:00 to 18:00."""


def generated(meetings: int, *, rooms: int = 5, seed: int = SEED) -> Instance:
    """So many meetings; time for all of them if each were of the longest."""
    chance = JavaRandom(seed)
    shapes = [_shape(chance) for _ in range(meetings)]
    attendances = sum(required + preferred for _, required, preferred in shapes)
    people = attendances * rooms * 3 // (4 * meetings)
    grains = meetings * DURATIONS[-1] // rooms
    return Instance(
        name=f"{meetings}meetings-{grains}timegrains-{rooms}rooms",
        day_of=tuple(grain // GRAINS_A_DAY for grain in range(grains)),
        rooms=tuple(SIZES[-1 - rank % (len(SIZES) * 3 // 4)] for rank in range(rooms)),
        people=people,
        meetings=tuple(_gathering(chance, shape, people) for shape in shapes),
    )


def _shape(chance: "JavaRandom") -> tuple[int, int, int]:
    """Grains, people required, people preferred."""
    grains = DURATIONS[chance.below(len(DURATIONS))]
    size = SIZES[chance.below(len(SIZES))]
    required = max(2, chance.below(size + 1))
    return grains, required, size - required


def _gathering(chance: "JavaRandom", shape: tuple[int, int, int], people: int) -> Gathering:
    grains, required, preferred = shape
    left = list(range(people))
    drawn = [left.pop(chance.below(len(left))) for _ in range(required + preferred)]
    return Gathering(grains, tuple(drawn[:required]), tuple(drawn[required:]))


@dataclass(slots=True)
class JavaRandom:
    """`java.util.Random`, whose documentation gives its recurrence and how it draws."""

    state: int

    def __init__(self, seed: int) -> None:
        self.state = (seed ^ 0x5DEECE66D) & ((1 << 48) - 1)

    def below(self, bound: int) -> int:
        """A whole number from 0 to bound - 1, as `nextInt(bound)`."""
        if bound & -bound == bound:
            return bound * self._bits() >> 31
        while True:
            drawn = self._bits()
            if drawn - drawn % bound + bound - 1 < 1 << 31:
                return drawn % bound

    def _bits(self) -> int:
        """The next 31 random bits."""
        self.state = (self.state * 0x5DEECE66D + 0xB) & ((1 << 48) - 1)
        return self.state >> 17
