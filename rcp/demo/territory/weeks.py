"""The weekly pattern of a person: clinics, theatre days, ward rounds, teaching."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, Final

from rcp import plain_yaml
from rcp.demo.territory.engagements import Engagement, Moved, ShownAs
from rcp.demo.territory.habits import Habits, Horizon

SHORTEST: Final = timedelta(minutes=45)
PART_TIME: Final = 0.1
SKIPPED: Final = 0.05
MOVED: Final = 0.025


@dataclass(frozen=True, slots=True)
class Profile:
    """The words that fill a kind of week."""

    mornings: tuple[str, ...]
    afternoons: tuple[str, ...]
    lunches: tuple[str, ...]
    evenings: tuple[str, ...]
    places: tuple[str, ...]
    singles: tuple[str, ...]
    days: tuple[str, ...] = ()
    day_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a weekday given to one kind of work."""

    weekday: int
    starts: time
    ends: time
    title: str


@cache
def profiles() -> dict[str, Profile]:
    """The kinds of week, by name."""
    text = files("rcp.demo.territory").joinpath("profiles.yaml").read_text(encoding="utf-8")
    return {name: _profile(words) for name, words in plain_yaml.load(text).items()}


def _profile(words: dict[str, Any]) -> Profile:
    lists = {key: tuple(value) for key, value in words.items() if isinstance(value, list)}
    return Profile(**lists, day_share=float(words.get("day_share", 0)))


def new_key(rng: Random) -> str:
    """32 hexadecimal digits from which each program makes its own identifiers."""
    return f"{rng.getrandbits(128):032x}"


def weekly_series(
    profile: Profile, habits: Habits, horizon: Horizon, rng: Random
) -> list[Engagement]:
    """The series of a person's ordinary week, cut around the slots that habits keep."""
    day_off = rng.randrange(5) if rng.random() < PART_TIME else None
    if day_off in {weekday for weekday, _, _ in habits.cut}:
        day_off = None
    series = [] if day_off is None else [_part_time(day_off, horizon, rng)]
    for weekday in range(5):
        if weekday != day_off:
            for block in _blocks(weekday, profile, rng):
                series.extend(_without_slots(block, profile, habits, horizon, rng))
    return [_with_exceptions(one, habits, horizon, rng) for one in series]


def _part_time(weekday: int, horizon: Horizon, rng: Random) -> Engagement:
    first = horizon.start + timedelta(days=weekday)
    return Engagement(
        key=new_key(rng),
        title="Temps partiel – non travaillé",
        starts=datetime.combine(first, time.min),
        lasts=timedelta(days=1),
        all_day=True,
        shown_as=ShownAs.AWAY,
        every=1,
        until=horizon.end + timedelta(days=weekday),
    )


def _blocks(weekday: int, profile: Profile, rng: Random) -> Iterator[Block]:
    if rng.random() < profile.day_share:
        yield Block(weekday, time(8), time(16, 30), rng.choice(profile.days))
    else:
        if rng.random() < 0.94:
            start = rng.choice((time(8), time(8, 30), time(8, 30)))
            yield Block(weekday, start, time(12, 30), rng.choice(profile.mornings))
        if rng.random() < 0.85:
            start = rng.choice((time(13, 30), time(14), time(14)))
            end = rng.choice((time(17), time(17, 30), time(18)))
            yield Block(weekday, start, end, rng.choice(profile.afternoons))
    if rng.random() < 0.12:
        yield Block(weekday, time(12, 45), time(13, 45), rng.choice(profile.lunches))
    if rng.random() < 0.3:
        yield Block(weekday, time(18), time(19), rng.choice(profile.evenings))


def _without_slots(
    block: Block, profile: Profile, habits: Habits, horizon: Horizon, rng: Random
) -> Iterator[Engagement]:
    day = horizon.start + timedelta(days=block.weekday)
    pieces = [(datetime.combine(day, block.starts), datetime.combine(day, block.ends))]
    for weekday, slot_starts, slot_ends in habits.cut:
        if weekday == block.weekday:
            hole = (datetime.combine(day, slot_starts), datetime.combine(day, slot_ends))
            pieces = [rest for piece in pieces for rest in _minus(piece, hole)]
    for start, end in pieces:
        yield _series(block, start, end, profile=profile, horizon=horizon, rng=rng)


def _minus(
    piece: tuple[datetime, datetime], hole: tuple[datetime, datetime]
) -> list[tuple[datetime, datetime]]:
    start, end = piece
    if hole[1] <= start or end <= hole[0]:
        return [piece]
    rests = ((start, min(end, hole[0])), (max(start, hole[1]), end))
    return [(left, right) for left, right in rests if right - left >= SHORTEST]


def _series(
    block: Block,
    start: datetime,
    end: datetime,
    *,
    profile: Profile,
    horizon: Horizon,
    rng: Random,
) -> Engagement:
    began_weeks_earlier = rng.randrange(0, 12)
    ends_some_day = rng.random() < 0.5
    until = horizon.end + timedelta(weeks=rng.randrange(1, 20), days=block.weekday)
    return Engagement(
        key=new_key(rng),
        title=block.title,
        starts=start - timedelta(weeks=began_weeks_earlier),
        lasts=end - start,
        place=rng.choice(profile.places) if rng.random() < 0.7 else "",
        every=1,
        until=until if ends_some_day else None,
    )


def _with_exceptions(
    series: Engagement, habits: Habits, horizon: Horizon, rng: Random
) -> Engagement:
    if series.all_day:
        return series
    skipped: list[datetime] = []
    moved: list[Moved] = []
    for usual in series.usual_starts(datetime.combine(horizon.end, time.min)):
        drawn = rng.random()
        if drawn < SKIPPED:
            skipped.append(usual)
        elif drawn < SKIPPED + MOVED:
            moved.extend(_move(usual, series.lasts, habits, rng))
    return replace(series, skipped=tuple(skipped), moved=tuple(moved))


def _move(usual: datetime, lasts: timedelta, habits: Habits, rng: Random) -> Iterator[Moved]:
    step = rng.choice((timedelta(days=1), timedelta(days=-1), timedelta(minutes=-30)))
    starts = usual + step
    if starts.weekday() < 5 and not _disturbs(starts, starts + lasts, habits):
        yield Moved(usual, starts)


def _disturbs(start: datetime, end: datetime, habits: Habits) -> bool:
    return any(start < slot_end and slot_start < end for slot_start, slot_end in habits.kept)
