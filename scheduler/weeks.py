"""The first stage: meetings and people week by week, without cases, and what that proves."""

from __future__ import annotations

from scheduler.bounds import case_floor
from scheduler.check import placing_cost
from scheduler.course import Course
from scheduler.draft import Draft
from scheduler.evening import even_shares, evened
from scheduler.model import Scope
from scheduler.pieces import cut_out
from scheduler.placing import FEW_STARTS, MOST_STARTS, Proof, prices_of, weeks_of
from scheduler.plan import Score
from scheduler.warm import mended

SKETCH_SHARE, WEEKS_SHARE = 0.1, 0.3
"""Parts of the time limit for the sketch of all weeks, and for the weeks themselves."""
SKETCH_GAP, WEEK_GAP = 0.01, 0.0002
"""A week is sketched, and proven, well enough at this gap."""
EASY = 2.0
"""How much more than its turn one week may take: others take less."""


def place_weeks(course: Course) -> None:
    """A sketch of the weeks, which shows what attendances are worth, then the weeks in full."""
    course.incumbent.enter("weeks")
    base = course.incumbent.best.without_cases()
    if not course.is_small:
        base, _ = _each_week(course, base, FEW_STARTS, (SKETCH_SHARE, SKETCH_GAP))
    if not course.is_over():
        placed, proof = _each_week(course, base, MOST_STARTS, (WEEKS_SHARE, WEEK_GAP))
        course.placed = evened(course.index, placed)
        _note_placing(course, course.placed, proof.bound())


def _each_week(
    course: Course, base: Draft, most_starts: int, limits: tuple[float, float]
) -> tuple[Draft, Proof]:
    """All weeks apart, within a share of the time and up to a gap, and what that proves."""
    index, (share, gap) = course.index, limits
    even = even_shares(index, base)
    base, proof = even.draft(), Proof(index, prices_of(even), {})
    scopes = weeks_of(index, base, proof.prices, most_starts)
    ends = course.seconds() + share * course.settings.time_limit
    course.placed = placed = base
    jobs = (
        course.begin_piece(
            cut_out(index, base, scope), _turn(course, ends, share, (number, scopes)), number, gap
        )
        for number, scope in enumerate(scopes)
    )
    for cut, future in course.running(jobs):
        outcome = course.answer(future)
        if outcome is not None:
            proof.note(cut.scope, outcome, alone=cut.meetings == cut.scope.meetings)
            if outcome.draft is not None:
                course.placed = placed = cut.home(placed, outcome.draft)
        if course.is_over():
            break
    course.placed = mended(index, placed)
    return course.placed, proof


def _turn(course: Course, ends: float, share: float, turn: tuple[int, list[Scope]]) -> float:
    """How long one of the scopes may take so that all are done in time; most take less."""
    workers, limit = course.settings.workers, course.settings.time_limit
    number, scopes = turn
    if course.settings.deterministic:
        return share * limit / max(1, -(-len(scopes) // workers))
    left = max(0.0, ends - course.seconds())
    return EASY * left * workers / (len(scopes) - number + workers)


def _note_placing(course: Course, placed: Draft, bound: int) -> None:
    course.incumbent.proofs.note_placing(placing_cost(course.index, placed), bound)
    urgent, comfort = case_floor(course.index)
    course.incumbent.raise_bound(Score(urgent=urgent, comfort=bound + comfort))
