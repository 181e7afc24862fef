"""A written opinion fills a seat where the board allows it, from somebody with time to write.

Whoever writes does not attend, so neither their agenda at that hour nor a chair counts.
"""

from collections.abc import Iterator

import numpy as np

from scheduler.draft import Draft
from scheduler.facts import Code, Fact
from scheduler.index import Index
from scheduler.model import Model
from scheduler.seated import is_written
from scheduler.writing import may_write


def violations(index: Index, draft: Draft) -> Iterator[Fact]:
    """Opinions where none is allowed, too many in a meeting, or from people with no time."""
    for meeting, start in draft.starts.items():
        wanted = index.problem.meetings[meeting]
        opinions = [pair for pair in draft.staff.get(meeting, ()) if is_written(pair[0])]
        for part, person in opinions:
            seat = wanted.seats[~part]
            code = None
            if not seat.written or person not in index.candidates[meeting][~part]:
                code = Code.WRITTEN_NOT_ALLOWED
            elif not may_write(index.agenda[person], np.array([start]))[0]:
                code = Code.NO_TIME_TO_WRITE
            if code is not None:
                name = index.problem.people[person].id
                yield Fact(code=code, meeting=wanted.id, seat=seat.id, person=name)
        if len(opinions) > wanted.most_written:
            yield Fact(
                code=Code.TOO_MANY_WRITTEN,
                meeting=wanted.id,
                count=len(opinions),
                of=wanted.most_written,
            )


def enforce(model: Model) -> None:
    """At most so many opinions, each at starts that leave time to write."""
    for meeting, writes in model.writes.items():
        for pair, literal in writes.items():
            able = np.flatnonzero(model.reach[meeting].writes[pair])
            model.cp.add(literal <= model.starting(meeting, able))
        most = model.index.problem.meetings[meeting].most_written
        if len(writes) > most:
            model.cp.add(sum(writes.values()) <= most)
