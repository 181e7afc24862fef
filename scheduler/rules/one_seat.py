"""A person takes one seat in a meeting, and only a seat they are a candidate for."""

from collections import Counter
from collections.abc import Iterator

from scheduler.draft import Draft
from scheduler.facts import Code, Fact
from scheduler.index import Index
from scheduler.model import Model


def violations(index: Index, draft: Draft) -> Iterator[Fact]:
    """People on several seats, or on a seat that is not theirs."""
    problem = index.problem
    for meeting, seated in draft.staff.items():
        wanted = problem.meetings[meeting]
        for seat, person in seated:
            if person not in index.candidates[meeting][seat]:
                yield Fact(
                    code=Code.NOT_A_CANDIDATE,
                    meeting=wanted.id,
                    seat=wanted.seats[seat].id,
                    person=problem.people[person].id,
                )
        for person, count in Counter(draft.people(meeting)).items():
            if count > 1:
                yield Fact(
                    code=Code.PERSON_ON_TWO_SEATS,
                    meeting=wanted.id,
                    person=problem.people[person].id,
                    count=count,
                )


def enforce(model: Model) -> None:
    """To attend is to sit on exactly one seat."""
    for meeting, people in model.attends.items():
        for person, attends in people.items():
            seats = [literal for (_, who), literal in model.sits[meeting].items() if who == person]
            if len(seats) > 1:
                model.cp.add(sum(seats) == attends)
