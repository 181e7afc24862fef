"""Changes worth trying to give one meeting a place, the easiest first; none is verified here."""

from collections.abc import Iterator

from scheduler.draft import Draft
from scheduler.explain.cutout import Cut
from scheduler.explain.lacking import Lacking, Way, lacking_in, way
from scheduler.explain.people_ways import freeing, people
from scheduler.explain.place_ways import other_rooms, other_starts, rooms, shorter
from scheduler.facts import Code, Fact
from scheduler.index import Index

MOST_STEPS = 3
"""Changes to make together, at most."""
NEAREST = 3
"""Starts at which several changes together are looked for, those that lack least."""


def ways(cut: Cut, numbered: Index, draft: Draft) -> list[Way]:
    """Every kind of change that might do, the easiest first."""
    asked = lacking_in(cut, numbered, draft)
    found = [
        *people(asked),
        *_seats(asked),
        *_specialties(asked),
        *rooms(asked),
        *other_starts(asked),
        *shorter(asked),
        *_together(asked),
    ]
    return sorted(found, key=lambda one: (len(one.steps), one.effort))


def _seats(asked: Lacking) -> Iterator[Way]:
    """Where people lack on one seat alone: do without it."""
    for rank, missing in asked.missing.items():
        alone = asked.best((missing > 0) & (asked.lacking == missing) & asked.housed)
        if alone:
            seat = asked.meeting.seats[rank].id
            step = Fact(code=Code.DROP_SEAT, meeting=asked.meeting.id, seat=seat)
            yield way(step, int(asked.inconvenience[alone[0]]))


def _specialties(asked: Lacking) -> Iterator[Way]:
    """Where only specialties lack: ask for fewer."""
    alone = asked.best((asked.lacking == 0) & (asked.short > 0) & asked.housed)
    if alone:
        fewest = min(int(asked.short[at]) for at in alone)
        count = asked.meeting.min_specialties - fewest
        yield way(Fact(code=Code.LOWER_SPECIALTIES, meeting=asked.meeting.id, count=count), 0)


def _together(asked: Lacking) -> Iterator[Way]:
    """At the starts that lack least: one person freed for each seat, and a room if need be."""
    total = asked.lacking + ~asked.housed
    fits = (total > 1) & (total <= MOST_STEPS) & (asked.short == 0)
    order = sorted(asked.best(fits), key=lambda at: int(total[at]))
    for at in order[:NEAREST]:
        found = [one for rank in asked.missing for one in _for_seat(asked, rank, at)]
        found += [] if asked.housed[at] else list(other_rooms(asked, at))
        if len(found) == int(total[at]):
            steps = tuple(step for one in found for step in one.steps)
            yield Way(sum(one.effort for one in found), steps)


def _for_seat(asked: Lacking, rank: int, at: int) -> list[Way]:
    busy = [one for one in asked.index.candidates[0][rank] if not asked.view.free[one][at]]
    found = [one for person in busy if (one := freeing(asked, person, rank, at))]
    return sorted(found, key=lambda one: one.effort)[: int(asked.missing[rank][at])]
