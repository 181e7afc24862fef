"""A person's whole agenda, filled until it is as busy as agendas are."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from rcp.demo.territory.absences import absences_of
from rcp.demo.territory.cast import VERY_BUSY
from rcp.demo.territory.engagements import (
    CLOSES,
    OPENS,
    QUARTERS,
    Engagement,
    Hours,
    ShownAs,
)
from rcp.demo.territory.habits import Habits, Horizon, habits_of
from rcp.demo.territory.people import Professional
from rcp.demo.territory.weeks import Profile, new_key, profiles, weekly_series

USUAL_SHARE: Final = 0.75
SPREAD: Final = 0.04
VERY_BUSY_SHARE: Final = 0.94
LENGTHS: Final = (30, 30, 45, 60, 60, 90)
ATTEMPTS: Final = 1000


def agenda_of(person: Professional, horizon: Horizon, rng: Random) -> list[Engagement]:
    """Every entry of a person's calendar, series first; drawn from `rng` alone."""
    profile = profiles()[person.profile]
    habits = habits_of(person, horizon, rng)
    series = weekly_series(profile, habits, horizon, rng)
    others = absences_of(person, habits, horizon, rng)
    target = _target(person, rng)
    lightened = _lighten(series, others, horizon, target=target, rng=rng)
    singles = _singles(lightened + others, profile, habits, horizon, target=target, rng=rng)
    return lightened + others + singles


def _target(person: Professional, rng: Random) -> float:
    if person.email in VERY_BUSY:
        return VERY_BUSY_SHARE
    return min(0.85, max(0.65, rng.gauss(USUAL_SHARE, SPREAD)))


def _coming(horizon: Horizon) -> tuple[date, ...]:
    return _weekdays(horizon.today, horizon.today + timedelta(weeks=10))


def _weekdays(start: date, end: date) -> tuple[date, ...]:
    days = (start + timedelta(days=n) for n in range((end - start).days))
    return tuple(day for day in days if day.weekday() < 5)


def _hours(entries: list[Engagement], horizon: Horizon) -> Hours:
    hours = Hours(horizon.start, horizon.end)
    for entry in entries:
        hours.take_all(entry)
    return hours


def _lighten(
    series: list[Engagement],
    others: list[Engagement],
    horizon: Horizon,
    *,
    target: float,
    rng: Random,
) -> list[Engagement]:
    """Drop occurrences, ten at a time, while the weeks to come are busier than meant."""
    kept = list(series)
    end = datetime.combine(horizon.end, time.min)
    for _ in range(12):
        if _hours(kept + others, horizon).share(_coming(horizon)) <= target:
            break
        for rank in (rng.randrange(len(kept)) for _ in range(10)):
            starts = [one for one in kept[rank].usual_starts(end) if one.date() >= horizon.today]
            if starts and not kept[rank].all_day and not kept[rank].moved:
                kept[rank] = kept[rank].without(rng.choice(starts))
    return kept


def _singles(
    entries: list[Engagement],
    profile: Profile,
    habits: Habits,
    horizon: Horizon,
    *,
    target: float,
    rng: Random,
) -> list[Engagement]:
    hours = _hours(entries, horizon)
    reserved = Hours(horizon.start, horizon.end)
    for start, end in habits.kept:
        reserved.take(start, end)
    coming = _coming(horizon)
    past = _weekdays(horizon.start, horizon.today)
    return [
        single
        for days in (past, coming)
        for single in _fill(days, hours, reserved, profile, target=target, rng=rng)
    ]


def _fill(
    days: tuple[date, ...],
    hours: Hours,
    reserved: Hours,
    profile: Profile,
    *,
    target: float,
    rng: Random,
) -> list[Engagement]:
    added: list[Engagement] = []
    missing = (target - hours.share(days)) * QUARTERS * len(days)
    for _ in range(ATTEMPTS):
        if missing <= 0:
            break
        first, lasts = rng.randrange(QUARTERS - 1), rng.choice(LENGTHS)
        start = datetime.combine(rng.choice(days), OPENS) + timedelta(minutes=15 * first)
        end = start + timedelta(minutes=lasts)
        if end.time() <= CLOSES and hours.are_free(start, end) and reserved.are_free(start, end):
            hours.take(start, end)
            missing -= lasts / 15
            added.append(_single(start, end, profile, rng))
    return added


def _single(start: datetime, end: datetime, profile: Profile, rng: Random) -> Engagement:
    return Engagement(
        key=new_key(rng),
        title=rng.choice(profile.singles),
        starts=start,
        lasts=end - start,
        place=rng.choice(profile.places) if rng.random() < 0.3 else "",
        shown_as=ShownAs.TENTATIVE if rng.random() < 0.02 else ShownAs.BUSY,
    )
