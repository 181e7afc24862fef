"""Some boards need a number of different specialties around the table."""

from collections.abc import Iterator

from scheduler.draft import Draft
from scheduler.facts import Code, Fact
from scheduler.index import Index
from scheduler.model import Expr, Model
from scheduler.reach import by_specialty
from scheduler.seated import GUEST, is_written


def seated_specialties(index: Index, draft: Draft, meeting: int) -> int:
    """How many different specialties sit in a meeting, guests apart."""
    people = (
        index.problem.people[person]
        for part, person in draft.staff.get(meeting, ())
        if part != GUEST and not is_written(part)
    )
    return len({person.specialty for person in people if person.specialty is not None})


def violations(index: Index, draft: Draft) -> Iterator[Fact]:
    """Meetings with too few specialties that could have been left out."""
    for meeting in draft.starts:
        wanted = index.problem.meetings[meeting]
        seated = seated_specialties(index, draft, meeting)
        if not wanted.is_fixed and seated < wanted.min_specialties:
            yield Fact(
                code=Code.TOO_FEW_SPECIALTIES,
                meeting=wanted.id,
                count=seated,
                of=wanted.min_specialties,
            )


def enforce(model: Model) -> None:
    """Enough different specialties in every held meeting."""
    for meeting in model.attends:
        wanted = model.index.problem.meetings[meeting]
        if wanted.min_specialties and not wanted.is_fixed:
            needed = wanted.min_specialties * (1 - model.absent[meeting])
            model.cp.add(different(model, meeting) >= needed)


def different(model: Model, meeting: int) -> Expr:
    """At most the number of different specialties that sit in the meeting."""
    found: list[Expr] = []
    seated = {
        model.index.problem.people[person].specialty
        for person in model.base.people(meeting)
        if person not in model.index.guests[meeting]
    }
    for specialty, people in by_specialty(model.index, meeting).items():
        attending = [model.attends[meeting][who] for who in people if who in model.attends[meeting]]
        if attending:
            there = model.bool(specialty in seated, f"specialty {meeting} {specialty}")
            model.cp.add(there <= sum(attending))
            found.append(there)
    return sum(found)
