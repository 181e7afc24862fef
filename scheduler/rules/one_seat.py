"""A person takes part once in a meeting, on a seat they are a candidate for or as a guest."""

from collections import Counter
from collections.abc import Iterator

from scheduler.draft import Draft
from scheduler.facts import Code, Fact
from scheduler.index import Index
from scheduler.model import Model, Var
from scheduler.seated import GUEST, is_written


def violations(index: Index, draft: Draft) -> Iterator[Fact]:
    """People on several seats, or on a seat that is not theirs."""
    problem = index.problem
    for meeting, seated in draft.staff.items():
        wanted = problem.meetings[meeting]
        for part, person in seated:
            if not is_written(part) and person not in _listed(index, meeting, part):
                yield Fact(
                    code=Code.NOT_A_CANDIDATE,
                    meeting=wanted.id,
                    seat=None if part == GUEST else wanted.seats[part].id,
                    person=problem.people[person].id,
                )
        for person, count in Counter(person for _, person in seated).items():
            if count > 1:
                yield Fact(
                    code=Code.PERSON_ON_TWO_SEATS,
                    meeting=wanted.id,
                    person=problem.people[person].id,
                    count=count,
                )


def _listed(index: Index, meeting: int, part: int) -> tuple[int, ...]:
    return index.guests[meeting] if part == GUEST else index.candidates[meeting][part]


def enforce(model: Model) -> None:
    """To attend is to take part exactly once, and whoever writes does nothing else."""
    for meeting, people in model.attends.items():
        for person, attends in people.items():
            seats = [literal for (_, who), literal in model.sits[meeting].items() if who == person]
            if len(seats) > 1:
                model.cp.add(sum(seats) == attends)
        writers: dict[int, list[Var]] = {}
        for (_, person), literal in model.writes[meeting].items():
            writers.setdefault(person, []).append(literal)
        for person, writes in writers.items():
            model.cp.add(sum(writes) + people.get(person, 0) <= 1)
