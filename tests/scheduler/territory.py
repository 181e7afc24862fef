"""A seeded territory of invented boards, people and cases, as dense as a real one.

Ten boards over eight weeks make about 45 meetings; agendas are 75 % full.
"""

import random

from scheduler.problem import Candidate, Case, Meeting, Person, Problem, Room, Seat

DAY, WEEK = 24 * 60, 7 * 24 * 60
OPENS, CLOSES = 8 * 60, 19 * 60
CORE = ("oncology", "radiotherapy", "radiology", "pathology")
RHYTHMS = (1, 1, 2, 4, 4)
"""Weeks between two meetings of a board."""


def territory(
    *, boards: int = 10, weeks: int = 8, people: int = 70, cases: int = 150, seed: int = 1
) -> Problem:
    """A problem of that size; the same seed gives the same problem."""
    chance = random.Random(seed)
    team = _team(chance, people, boards)
    usual = {board: _usual(chance) for board in range(boards)}
    seats = {board: _seats(chance, team, board) for board in range(boards)}
    persons = tuple(
        _person(chance, rank, specialty, weeks, _slots_of(rank, seats, usual))
        for rank, specialty in enumerate(team)
    )
    meetings = tuple(
        _meeting(board, week, usual[board], seats[board])
        for board in range(boards)
        for week in range(board % RHYTHMS[board % 5], weeks, RHYTHMS[board % 5])
    )
    return Problem(
        origin="an invented Monday",
        horizon=weeks * WEEK,
        people=persons,
        rooms=tuple(Room(id=f"room{n}", capacity=14) for n in range(max(2, boards // 5))),
        meetings=meetings,
        cases=tuple(_case(chance, rank, _boards(meetings, chance), weeks) for rank in range(cases)),
        seed=seed,
    )


def _team(chance: random.Random, people: int, boards: int) -> list[str]:
    organs = [f"surgery{board}" for board in range(boards) for _ in range(3)]
    core = [CORE[rank % 4] for rank in range(max(8, people - len(organs)))]
    return (core + organs)[:people]


def _usual(chance: random.Random) -> int:
    return chance.randrange(5) * DAY + chance.choice([12 * 60, 12 * 60 + 30, 17 * 60, 17 * 60 + 30])


def _seats(chance: random.Random, team: list[str], board: int) -> tuple[Seat, ...]:
    wanted = [*CORE, f"surgery{board}"]
    mandatory = {f"surgery{board}", *chance.sample(CORE, 2)}
    return tuple(_seat(chance, team, specialty, specialty in mandatory) for specialty in wanted)


def _seat(chance: random.Random, team: list[str], specialty: str, mandatory: bool) -> Seat:
    able = [rank for rank, one in enumerate(team) if one == specialty]
    pool = chance.sample(able, min(len(able), chance.randint(3, 6)))
    return Seat(
        id="surgery" if specialty.startswith("surgery") else specialty,
        label=specialty,
        mandatory=mandatory,
        candidates=tuple(
            Candidate(person=f"p{who}", named=rank == 0 and mandatory, deputy=rank == len(pool) - 1)
            for rank, who in enumerate(sorted(pool))
        ),
    )


def _slots_of(rank: int, seats: dict[int, tuple[Seat, ...]], usual: dict[int, int]) -> list[int]:
    return [
        usual[board]
        for board, places in seats.items()
        if any(c.person == f"p{rank}" for seat in places for c in seat.candidates)
    ]


def _person(
    chance: random.Random, rank: int, specialty: str, weeks: int, slots: list[int]
) -> Person:
    """Half-days of clinic, random blocks and nights; usual slots kept free by most, mostly."""
    occupied = chance.uniform(0.65, 0.85)
    keeps = chance.random() < 0.85
    busy: list[tuple[int, int]] = []
    for week in range(weeks):
        away = chance.random() < 0.06
        for day in range(7):
            base = week * WEEK + day * DAY
            if day > 4 or away:
                busy.append((base, base + DAY))
                continue
            busy += [(base, base + OPENS), (base + CLOSES, base + DAY)]
            free_slots = slots if keeps and chance.random() < 0.9 else []
            kept = [week * WEEK + slot for slot in free_slots if slot // DAY == day]
            busy += _blocks(chance, base, occupied, kept)
    return Person(id=f"p{rank}", busy=tuple(busy), specialty=specialty)


def _blocks(
    chance: random.Random, base: int, occupied: float, kept: list[int]
) -> list[tuple[int, int]]:
    now, found = base + OPENS, list[tuple[int, int]]()
    while now < base + CLOSES:
        end = min(now + 15 * chance.randint(2, 12), base + CLOSES)
        clear = all(end <= slot or now >= slot + 90 for slot in kept)
        if chance.random() < occupied and clear:
            found.append((now, end))
        now = end
    return found


def _meeting(board: int, week: int, usual: int, seats: tuple[Seat, ...]) -> Meeting:
    duration = (60, 75, 90)[board % 3]
    hours = range(OPENS, CLOSES - duration + 1, 15)
    return Meeting(
        id=f"b{board}w{week}",
        board=f"board{board}",
        duration=duration,
        starts=tuple(week * WEEK + day * DAY + hour for day in range(5) for hour in hours),
        usual_start=week * WEEK + usual,
        rooms=() if board % 4 == 3 else ("room0", "room1"),
        video=board % 4 == 3,
        seats=seats,
        chair=seats[-1].candidates[0].person,
        minutes_available=duration - 10,
        reserve=10,
    )


def _boards(meetings: tuple[Meeting, ...], chance: random.Random) -> tuple[str, ...]:
    """A board in proportion to its meetings, and for one case in five a second one."""
    boards = (chance.choice(meetings).board, chance.choice(meetings).board)
    return tuple(dict.fromkeys(boards if chance.random() < 0.2 else boards[:1]))


def _case(chance: random.Random, rank: int, boards: tuple[str, ...], weeks: int) -> Case:
    minutes = chance.choices((5, 10, 15), (30, 50, 20))[0]
    ready = chance.randrange(int(weeks * 0.8 * 7)) * DAY + 9 * 60
    urgent = chance.random() < 0.08
    days = chance.choices((7, 14, 21), (25, 60, 15))[0]
    return Case(
        id=f"c{rank}",
        boards=boards,
        minutes=minutes,
        needs=("radiology", "pathology") if minutes == 15 else (),
        ready_from=ready,
        deadline=ready + (7 if urgent else days) * DAY,
        urgent=urgent,
        postponed=int(chance.random() < 0.1),
    )
