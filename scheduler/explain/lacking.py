"""What one meeting lacks at each of its starts, as the plan around it stands."""

from dataclasses import dataclass

import numpy as np

from scheduler.draft import Draft
from scheduler.explain.cutout import Cut
from scheduler.facts import Code, Fact
from scheduler.index import Index, Minutes, Truths
from scheduler.problem import Meeting
from scheduler.reach import Reach, around, count_able, off_habit, specialties_free

EFFORT = {
    Code.PERMIT_START: 20,
    Code.ALLOW_ROOM: 20,
    Code.ADD_CANDIDATE: 30,
    Code.FREE_PERSON: 40,
    Code.MOVE_MEETING: 60,
    Code.SHORTEN_MEETING: 70,
    Code.ALLOW_VIDEO: 80,
    Code.LOWER_SPECIALTIES: 120,
    Code.DROP_SEAT: 150,
}
"""By kind of change, before what makes one of a kind harder than another."""
OFF_HABIT, PER_QUARTER, PER_PERSON = 10, 2, 5
"""More for another hour or day, for each quarter of an hour freed, each person told again."""


@dataclass(frozen=True, slots=True)
class Way:
    """Steps to try together."""

    effort: int
    steps: tuple[Fact, ...]


def way(step: Fact, more: int) -> Way:
    """A single step, harder by so much than others of its kind."""
    return Way(EFFORT[step.code] + more, (step,))


@dataclass(frozen=True, slots=True)
class Lacking:
    """All arrays have one entry a start of the view."""

    cut: Cut
    index: Index
    draft: Draft
    view: Reach
    missing: dict[int, Minutes]
    """By mandatory seat: how many people lack."""
    lacking: Minutes
    """On all mandatory seats together."""
    housed: Truths
    """Whether a room is free, or none is needed."""
    short: Minutes
    """How many specialties lack."""
    inconvenience: Minutes
    """How far from the usual day and hour."""

    @property
    def meeting(self) -> Meeting:
        """The one in question."""
        return self.cut.meeting

    @property
    def duration(self) -> int:
        """Minutes of the meeting."""
        return self.cut.meeting.duration

    def best(self, fits: Truths) -> list[int]:
        """Ranks of the starts that fit, the most convenient first."""
        found = np.flatnonzero(fits)
        return [int(one) for one in found[np.argsort(self.inconvenience[found], kind="stable")]]


def lacking_in(cut: Cut, index: Index, draft: Draft) -> Lacking:
    """Look at each start of the meeting, whose rank is 0."""
    view, meeting = around(index, draft, 0), cut.meeting
    missing = {
        rank: np.maximum(0, seat.minimum - count_able(index, 0, view, rank))
        for rank, seat in enumerate(meeting.seats)
        if seat.mandatory
    }
    return Lacking(
        cut=cut,
        index=index,
        draft=draft,
        view=view,
        missing=missing,
        lacking=sum(missing.values(), np.zeros(len(view.starts), dtype=np.int64)),
        housed=_housed(meeting, view),
        short=np.maximum(0, meeting.min_specialties - specialties_free(index, 0, view)),
        inconvenience=OFF_HABIT
        * off_habit(meeting.usual_start, view.starts, int(index.roads.offset[0])),
    )


def _housed(meeting: Meeting, view: Reach) -> Truths:
    if not meeting.rooms:
        return np.ones(len(view.starts), dtype=np.bool_)
    return np.asarray(np.any(list(view.room_free.values()), axis=0))
