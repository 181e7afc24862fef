"""Seeded regions of invented boards, people and cases, from one board to a whole year.

Anchored on what a French region reports: 2,808 meetings, 46,613 cases a year, about 16 cases and
16 person-hours a meeting.
"""

import math
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from scheduler.problem import Candidate, Case, Interval, Meeting, Person, Problem, Room, Seat

HOUR, DAY, WEEK = 60, 24 * 60, 7 * 24 * 60
GRAIN = 15
OPENS, CLOSES = 8 * HOUR, 19 * HOUR
REACH_KM = 60.0
"""Within an hour on the road."""
TUMOURS = {
    "digestive": 23,
    "breast": 21,
    "urology": 16,
    "thorax": 13,
    "haematology": 9,
    "gynaecology": 6,
    "ent": 5,
    "skin": 3,
    "neurology": 2,
    "sarcoma": 1,
    "endocrine": 1,
}
CORE = ("oncology", "radiotherapy", "radiology", "pathology")
USUAL_HOURS = (8, 9, 12, 12.5, 13, 13, 14, 16, 17, 17, 17.5, 18)
"""Lunch and the late afternoon are favoured."""
CLASSES = {2: (), 5: ("radiology",), 12: ("radiology", "pathology")}
"""Minutes of a case by class, with whom it needs."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large an instance is."""

    meetings: int
    cases: int
    people: int
    weeks: int
    sites: int
    tumours: tuple[str, ...] = tuple(TUMOURS)


SIZES = {
    "board": Size(8, 130, 40, 8, 2, ("breast",)),
    "hospital": Size(60, 960, 120, 12, 4),
    "territory": Size(500, 8_300, 400, 12, 8),
    "region": Size(2_808, 46_613, 1_500, 52, 20),
}


@dataclass(frozen=True, slots=True)
class Series:
    """A board with its rhythm, its habitual slot and who may sit on its seats."""

    name: str
    tumour: str
    site: int
    rhythm: int
    first: int
    duration: int
    usual: int
    video: bool
    seats: tuple[Seat, ...]
    chair: str


@dataclass(slots=True)
class _Region:
    """What is drawn first and used by all that follows."""

    size: Size
    chance: random.Random
    places: list[tuple[float, float]]
    team: list[tuple[str, int]] = field(default_factory=list)
    """By person: specialty and home site."""
    able: dict[str, list[int]] = field(default_factory=dict)
    """By specialty: its people."""


def region(size: str | Size, *, seed: int = 1) -> Problem:
    """A problem of that size; the same seed gives the same problem."""
    wanted = SIZES[size] if isinstance(size, str) else size
    chance = random.Random(seed)
    places = [(chance.uniform(0, 85), chance.uniform(0, 85)) for _ in range(wanted.sites)]
    here = _Region(wanted, chance, places)
    plans = _outlines(here)
    _hire(here, plans)
    series = [_series(here, rank, *plan) for rank, plan in enumerate(plans)]
    rooms = _rooms(series)
    meetings = _meetings(here, series, rooms)
    return Problem(
        origin="an invented Monday",
        horizon=wanted.weeks * WEEK,
        grain=GRAIN,
        people=tuple(_people(here, series)),
        rooms=tuple(room for found in rooms.values() for room in found),
        meetings=meetings,
        cases=tuple(_cases(here, series, meetings)),
        seed=seed,
    )


def _outlines(here: _Region) -> list[tuple[str, int, int, int]]:
    """Tumour, site, rhythm and first week of as many series as the meetings need."""
    chance, size = here.chance, here.size
    shares = [TUMOURS[one] for one in size.tumours]
    found: list[tuple[str, int, int, int]] = []
    expected = 0.0
    while expected < size.meetings * 1.05 / 0.96:
        rhythm = chance.choices((1, 2, 4), (62, 28, 10))[0] if len(size.tumours) > 1 else 1
        tumour = chance.choices(size.tumours, shares)[0]
        found.append((tumour, chance.randrange(size.sites), rhythm, chance.randrange(rhythm)))
        expected += size.weeks / rhythm
        if len(size.tumours) == 1:
            break
    return found


def _hire(here: _Region, plans: list[tuple[str, int, int, int]]) -> None:
    """People by specialty in proportion to its demand to the power of 0.75."""
    demand = Counter[str]()
    for tumour, _, rhythm, _ in plans:
        demand.update(dict.fromkeys(_specialties(tumour), here.size.weeks // rhythm))
    shares = {name: count**0.75 for name, count in sorted(demand.items())}
    total = sum(shares.values())
    for name, share in shares.items():
        wanted = max(3, round(here.size.people * share / total))
        here.able[name] = list(range(len(here.team), len(here.team) + wanted))
        here.team += [(name, here.chance.randrange(here.size.sites)) for _ in range(wanted)]


def _specialties(tumour: str) -> tuple[str, ...]:
    return (*CORE, f"{tumour}-surgery", f"{tumour}-medicine")


def _series(here: _Region, rank: int, tumour: str, site: int, rhythm: int, first: int) -> Series:
    chance = here.chance
    mandatory = {f"{tumour}-surgery", *chance.sample(CORE, 2)}
    seats = tuple(
        _seat(here, specialty, site, mandatory=specialty in mandatory)
        for specialty in _specialties(tumour)
    )
    duration = chance.choices((60, 75, 90, 120), (25, 25, 35, 15))[0]
    usual = min(int(chance.choice(USUAL_HOURS) * HOUR), CLOSES - duration)
    return Series(
        name=f"{tumour}-{rank}",
        tumour=tumour,
        site=site,
        rhythm=rhythm,
        first=first,
        duration=duration,
        usual=chance.randrange(5) * DAY + usual,
        video=chance.random() < 0.6,
        seats=seats,
        chair=chance.choice(seats[chance.choice((0, 4))].candidates).person,
    )


def _seat(here: _Region, specialty: str, site: int, *, mandatory: bool) -> Seat:
    """A pool of three to eight people, those of the site three times likelier."""
    chance, able = here.chance, list(here.able[specialty])
    pool: list[int] = []
    for _ in range(min(len(able), chance.randint(3, 8))):
        weights = [3 if here.team[who][1] == site else 1 for who in able]
        pool.append(chance.choices(able, weights)[0])
        able.remove(pool[-1])
    return Seat(
        id=specialty.rpartition("-")[2],
        label=specialty,
        mandatory=mandatory,
        candidates=tuple(Candidate(person=f"p{who}") for who in sorted(pool)),
    )


def _rooms(series: list[Series]) -> dict[int, list[Room]]:
    """By site: one room for six series, at least one."""
    count = Counter(one.site for one in series)
    return {
        site: [
            Room(id=f"site{site}-room{rank}", capacity=14, site=f"site{site}")
            for rank in range(max(1, round(count[site] / 6)))
        ]
        for site in sorted(count)
    }


def _meetings(
    here: _Region, series: list[Series], rooms: dict[int, list[Room]]
) -> tuple[Meeting, ...]:
    """Every occurrence but those lost to holidays, and no more than the size wants."""
    slots = [
        (one, week) for one in series for week in range(one.first, here.size.weeks, one.rhythm)
    ]
    if len(slots) > here.size.meetings:
        slots = here.chance.sample(slots, here.size.meetings)
    ordered = sorted(slots, key=lambda slot: (slot[0].name, slot[1]))
    return tuple(_meeting(one, week, rooms[one.site]) for one, week in ordered)


def _meeting(one: Series, week: int, rooms: list[Room]) -> Meeting:
    hours = range(OPENS, CLOSES - one.duration + 1, GRAIN)
    return Meeting(
        id=f"{one.name}-w{week}",
        board=one.name,
        duration=one.duration,
        starts=tuple(week * WEEK + day * DAY + hour for day in range(5) for hour in hours),
        usual_start=week * WEEK + one.usual,
        rooms=tuple(room.id for room in rooms),
        video=one.video,
        seats=one.seats,
        chair=one.chair,
    )


def _people(here: _Region, series: list[Series]) -> Iterator[Person]:
    slots: dict[str, list[Interval]] = {}
    for one in series:
        for who in dict.fromkeys(c.person for seat in one.seats for c in seat.candidates):
            slots.setdefault(who, []).append((one.usual, one.usual + one.duration))
    for rank, (specialty, site) in enumerate(here.team):
        name = f"p{rank}"
        busy = _agenda(here.chance, here.size.weeks, slots.get(name, []))
        yield Person(id=name, busy=busy, site=f"site{site}", specialty=specialty)


def _agenda(chance: random.Random, weeks: int, slots: list[Interval]) -> tuple[Interval, ...]:
    """A weekly template of half-days, random blocks around it, leave; usual slots mostly free."""
    occupied, keeps = chance.uniform(0.60, 0.95), chance.random() < 0.85
    template = [
        (day * DAY + begin, day * DAY + begin + 4 * HOUR)
        for day in range(5)
        for begin in (OPENS, 14 * HOUR)
        if chance.random() < occupied - 0.4
    ]
    found: list[Interval] = []
    for week in range(weeks):
        base = week * WEEK
        if chance.random() < 0.10:
            found.append((base, base + 5 * DAY))
            continue
        kept = slots if keeps and chance.random() < 0.9 else []
        blocks = _blocks(chance, template, occupied)
        found += [(base + begin, base + end) for begin, end in _around(blocks, kept)]
    return tuple(found)


def _blocks(chance: random.Random, template: list[Interval], occupied: float) -> Iterator[Interval]:
    """The template, and blocks of 30 minutes to 3 hours until the week is as full as it is."""
    wanted = occupied * 5 * (CLOSES - OPENS)
    grains = bytearray(7 * DAY // GRAIN)
    for begin, end in template:
        grains[begin // GRAIN : end // GRAIN] = b"\1" * ((end - begin) // GRAIN)
    taken = sum(grains) * GRAIN
    while taken < wanted:
        begin = chance.randrange(5) * DAY + chance.randrange(OPENS, CLOSES, GRAIN)
        end = min(begin + GRAIN * chance.randint(2, 12), begin // DAY * DAY + CLOSES)
        taken += grains[begin // GRAIN : end // GRAIN].count(0) * GRAIN
        grains[begin // GRAIN : end // GRAIN] = b"\1" * ((end - begin) // GRAIN)
    begin = -1
    while (begin := grains.find(1, begin + 1)) >= 0:
        end = grains.find(0, begin)
        yield begin * GRAIN, end * GRAIN
        begin = end


def _around(blocks: Iterator[Interval], kept: list[Interval]) -> Iterator[Interval]:
    """The blocks without the minutes that are kept free."""
    for block in blocks:
        parts = [block]
        for begin, end in kept:
            parts = [
                piece
                for low, high in parts
                for piece in ((low, min(high, begin)), (max(low, end), high))
                if piece[0] < piece[1]
            ]
        yield from parts


def _cases(here: _Region, series: list[Series], meetings: tuple[Meeting, ...]) -> Iterator[Case]:
    """Each belongs to a board as often as it meets; the last week brings no more cases."""
    by_name = {one.name: one for one in series}
    near = {one.name: _alternatives(here, one, series) for one in series}
    held = Counter(meeting.board for meeting in meetings)
    boards = here.chance.choices(list(held), list(held.values()), k=here.size.cases)
    for rank, board in enumerate(boards):
        minutes = here.chance.choices((2, 5, 12), (60, 30, 10))[0]
        others = near[by_name[board].name] if minutes < 12 else []
        ready = here.chance.randrange((here.size.weeks - 1) * 5)
        days = here.chance.choices((5, 10, 15), (15, 80, 5))[0]
        yield Case(
            id=f"c{rank}",
            boards=(
                board,
                *here.chance.sample(others, min(len(others), here.chance.randint(0, 2))),
            ),
            minutes=minutes,
            needs=CLASSES[minutes],
            ready_from=_working_day(ready) + OPENS,
            deadline=_working_day(ready + days) + CLOSES,
        )


def _working_day(rank: int) -> int:
    return rank // 5 * WEEK + rank % 5 * DAY


def _alternatives(here: _Region, one: Series, series: list[Series]) -> list[str]:
    """Boards of the same tumour within an hour on the road."""
    return [
        other.name
        for other in series
        if other.name != one.name
        and other.tumour == one.tumour
        and _kilometres(here.places[one.site], here.places[other.site]) <= REACH_KM
    ]


def _kilometres(here: tuple[float, float], there: tuple[float, float]) -> float:
    return math.dist(here, there)
