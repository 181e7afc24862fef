"""Spare people the road: one who must come from another site counts, unless by video."""

from scheduler.draft import Draft
from scheduler.index import Index
from scheduler.insertion.options import Crewed, Insertion
from scheduler.model import Expr, Model
from scheduler.weights import Weights

NAME = "travel"


def weight(weights: Weights) -> int:
    """Points per attendance away from home."""
    return weights.travel


def _away(index: Index, meeting: int, person: int, room: int) -> bool:
    home, place = index.problem.people[person].site, index.problem.rooms[room].site
    video = index.problem.meetings[meeting].video
    return not video and home is not None and place is not None and home != place


def units(index: Index, draft: Draft) -> int:
    """Attendances away from home."""
    return sum(
        _away(index, meeting, person, room)
        for meeting, room in draft.rooms.items()
        for person in draft.people(meeting)
    )


def insertion(index: Index) -> Insertion:
    """People who would come from another site."""
    return Crewed(index, units)


def missed(model: Model) -> Expr:
    """Attendances away from home in the scope's meetings."""
    return sum(_trips(model, meeting) for meeting in model.sits)


def _trips(model: Model, meeting: int) -> Expr:
    found: list[Expr] = []
    rooms = model.in_room[meeting]
    for person, attends in model.attends[meeting].items():
        away = [room for room in rooms if _away(model.index, meeting, person, room)]
        always = len(away) == len(rooms) and not model.index.problem.meetings[meeting].is_fixed
        if away and always:
            found.append(attends)
        elif away:
            found.append(_trip(model, meeting, person, away))
    return sum(found)


def _trip(model: Model, meeting: int, person: int, away: list[int]) -> Expr:
    there = person in model.base.people(meeting)
    hint = there and model.base.rooms.get(meeting) in away
    trip = model.bool(hint, f"trip {meeting} {person}")
    inside = sum(model.in_room[meeting][room] for room in away)
    model.cp.add(model.attends[meeting][person] + inside - 1 <= trip)
    return trip
