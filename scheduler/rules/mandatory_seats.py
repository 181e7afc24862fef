"""A meeting is held only with its mandatory seats filled, unless it was already announced."""

from collections.abc import Iterator

from scheduler.draft import Draft
from scheduler.facts import Code, Fact
from scheduler.index import Index
from scheduler.model import Model


def violations(index: Index, draft: Draft) -> Iterator[Fact]:
    """Mandatory seats with too few people in meetings that could have been left out."""
    for meeting in draft.starts:
        wanted = index.problem.meetings[meeting]
        for rank, seat in enumerate(wanted.seats):
            seated = draft.seated(meeting, rank)
            if seat.mandatory and not wanted.is_fixed and seated < seat.minimum:
                yield Fact(
                    code=Code.SEAT_EMPTY,
                    meeting=wanted.id,
                    seat=seat.id,
                    count=seated,
                    of=seat.minimum,
                )


def enforce(model: Model) -> None:
    """Fill every mandatory seat of a held meeting, and seat nobody in one that is not."""
    for meeting in model.sits:
        wanted = model.index.problem.meetings[meeting]
        for rank, seat in enumerate(wanted.seats):
            if seat.mandatory and not wanted.is_fixed:
                model.cp.add(
                    model.seated(meeting, rank) >= seat.minimum * (1 - model.absent[meeting])
                )
