"""Give announced meetings their mandatory people, specialties and room: they stand anyway."""

from scheduler.draft import Draft
from scheduler.index import Index
from scheduler.insertion.options import Crewed, Insertion
from scheduler.model import Expr, Model
from scheduler.rules.specialties import different, seated_specialties
from scheduler.weights import Weights

NAME = "gap"


def weight(weights: Weights) -> int:
    """Points per person, specialty or room missing."""
    return weights.gap


def units(index: Index, draft: Draft) -> int:
    """Mandatory people, specialties and rooms missing from fixed meetings."""
    return sum(_missing(index, draft, meeting) for meeting in draft.starts)


def _missing(index: Index, draft: Draft, meeting: int) -> int:
    wanted = index.problem.meetings[meeting]
    if not wanted.is_fixed:
        return 0
    people = sum(
        max(0, seat.minimum - draft.seated(meeting, rank))
        for rank, seat in enumerate(wanted.seats)
        if seat.mandatory
    )
    specialties = max(0, wanted.min_specialties - seated_specialties(index, draft, meeting))
    return people + specialties + int(bool(wanted.rooms) and meeting not in draft.rooms)


def insertion(index: Index) -> Insertion:
    """Who and what an announced meeting would lack."""
    return Crewed(index, units)


def missed(model: Model) -> Expr:
    """The same for the fixed meetings of the scope."""
    problem = model.index.problem
    return sum(_missed(model, one) for one in model.sits if problem.meetings[one].is_fixed)


def _missed(model: Model, meeting: int) -> Expr:
    wanted = model.index.problem.meetings[meeting]
    found: list[Expr] = []
    for rank, seat in enumerate(wanted.seats):
        if seat.mandatory:
            hint = seat.minimum - model.base.seated(meeting, rank)
            lacking = model.var(0, seat.minimum, hint, f"gap {meeting} {rank}")
            model.cp.add(lacking + model.seated(meeting, rank) >= seat.minimum)
            found.append(lacking)
    if wanted.min_specialties:
        found.append(_too_few(model, meeting))
    if wanted.rooms:
        found.append(1 - sum(model.in_room[meeting].values()))
    return sum(found)


def _too_few(model: Model, meeting: int) -> Expr:
    wanted = model.index.problem.meetings[meeting].min_specialties
    hint = wanted - seated_specialties(model.index, model.base, meeting)
    lacking = model.var(0, wanted, hint, f"specialties lacking {meeting}")
    model.cp.add(lacking + different(model, meeting) >= wanted)
    return lacking
