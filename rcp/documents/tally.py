"""The figures of a meeting, counted from its minutes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from rcp.documents.content import HeardAs, MinutesCase, MinutesContent
from rcp.domain.opinion import OpinionCategory


@dataclass(frozen=True, slots=True)
class Tally:
    """What the head of the minutes says in figures; a postponed case is counted as such only."""

    settled_cases: tuple[MinutesCase, ...]
    postponed_cases: tuple[MinutesCase, ...]
    discussed: int
    registered: int
    quorate: int
    attending: int
    outcomes: tuple[tuple[OpinionCategory, int], ...]

    @property
    def listed(self) -> int:
        """All the cases of the agenda."""
        return len(self.settled_cases) + len(self.postponed_cases)

    @property
    def postponed(self) -> int:
        """The cases that go to a later meeting."""
        return len(self.postponed_cases)


def tally(content: MinutesContent) -> Tally:
    """Count the cases of the minutes; outcomes come most frequent first."""
    settled = tuple(case for case in content.cases if case.postponed is None)
    return Tally(
        settled_cases=settled,
        postponed_cases=tuple(case for case in content.cases if case.postponed is not None),
        discussed=sum(case.heard_as is HeardAs.DISCUSSED for case in settled),
        registered=sum(case.heard_as is HeardAs.REGISTERED for case in settled),
        quorate=sum(case.quorum is not None and case.quorum.reached for case in content.cases),
        attending=sum(attendance.presence.counts for attendance in content.attendances),
        outcomes=_outcomes(settled),
    )


def _outcomes(cases: tuple[MinutesCase, ...]) -> tuple[tuple[OpinionCategory, int], ...]:
    """How many cases got each category; equal numbers keep the order of the categories."""
    given = Counter(case.category for case in cases)
    counted = [(category, given[category]) for category in OpinionCategory if given[category]]
    return tuple(sorted(counted, key=lambda item: -item[1]))
