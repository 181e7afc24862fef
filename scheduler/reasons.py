"""Why something has no place, in counted facts."""

from collections.abc import Iterator

from scheduler.draft import Draft
from scheduler.facts import Fact
from scheduler.index import Index


def unplaced_reasons(index: Index, draft: Draft, meeting: int) -> Iterator[Fact]:
    yield from ()


def undiscussed_reasons(index: Index, draft: Draft, case: int) -> Iterator[Fact]:
    yield from ()


def gap_reasons(index: Index, draft: Draft, meeting: int, rank: int) -> Iterator[Fact]:
    yield from ()
