"""The third stage: meetings, people and cases together, in windows or as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait

from scheduler.assigning import CASES_SHARE
from scheduler.course import PAUSE, Course
from scheduler.model import Scope
from scheduler.pieces import Cut, cut_out
from scheduler.places import case_points
from scheduler.rescue import rescue
from scheduler.scopes import everything, windows
from scheduler.search import Outcome
from scheduler.weeks import SKETCH_SHARE, WEEKS_SHARE

WINDOW_SHARE = 0.1
"""The most of the time limit that one window may take."""
EASY = 2.0
"""How much more than its turn one window may take: others take less."""
WINDOW_GAP = 0.002
"""A window is searched well enough at this gap."""


def begin_whole(course: Course) -> None:
    """Search the whole beside all stages, if it is small and there are hands for both."""
    settings = course.settings
    if course.is_small and settings.workers > 1 and not settings.deterministic:
        course.begin_joint(everything(course.index), course.budget(1.0))


def improve_together(course: Course) -> None:
    """Windows that move over the plan, and the whole at once if it is small enough."""
    course.incumbent.enter("together")
    settings = course.settings
    if course.is_small and (settings.deterministic or settings.workers == 1):
        _whole(course)
    elif settings.deterministic:
        _each_once(course)
    else:
        _on_and_on(course)


def _rest() -> float:
    """The part of a deterministic limit that the stages before leave."""
    return 1 - SKETCH_SHARE - WEEKS_SHARE - CASES_SHARE


def _whole(course: Course) -> None:
    share = _rest() if course.settings.deterministic else 1.0
    course.begin_joint(everything(course.index), course.budget(share))
    while not course.is_over() and course.joint is not None:
        wait([course.joint], timeout=PAUSE)


def _each_once(course: Course) -> None:
    """Each window once, with the same share of the work."""
    settings, base = course.settings, course.incumbent.best
    scopes = windows(course.index, base, 0)
    length = _rest() * settings.time_limit * settings.workers / max(1, len(scopes))
    jobs = (
        course.begin_piece(cut_out(course.index, base, scope), length, number, WINDOW_GAP)
        for number, scope in enumerate(scopes)
    )
    for cut, future in course.running(jobs):
        course.take(cut, course.answer(future))


def _on_and_on(course: Course) -> None:
    """Windows until time is up, beside the search for the whole if there is one."""
    while not course.is_small and rescue(course, WINDOW_SHARE * course.settings.time_limit):
        pass
    slots = course.settings.workers - (1 if course.joint else 0)
    round_of = max(0.0, course.left() - course.reserve) * slots
    moving, running = enumerate(_without_end(course)), dict[Future[Outcome], Cut]()
    while not course.is_over() and course.left() > course.reserve:
        while len(running) < slots:
            number, scope = next(moving)
            piece = cut_out(course.index, course.incumbent.best, scope)
            length = _length(course, round_of, len(scope.meetings))
            cut, future = course.begin_piece(piece, length, number, WINDOW_GAP)
            running[future] = cut
        done, _ = wait(running, timeout=PAUSE, return_when=FIRST_COMPLETED)
        for future in [one for one in running if one in done]:
            course.take(running.pop(future), course.answer(future))
    if course.asked_to_stop or course.incumbent.is_proven:
        course.control.stop()
    for future, cut in running.items():
        course.take(cut, course.answer(future))


def _length(course: Course, round_of: float, meetings: int) -> float:
    """Seconds for one window of so many meetings, where all of them together may take a round."""
    left = course.left() - course.reserve
    turn = EASY * round_of * meetings / max(1, len(course.index.problem.meetings))
    return max(0.1, min(turn, WINDOW_SHARE * course.settings.time_limit, left))


def _without_end(course: Course) -> Iterator[Scope]:
    """Windows, each round cut differently; those whose cases cost most come first."""
    turn = 0
    while True:
        best = course.incumbent.best
        points = case_points(course.index, best)
        scopes = windows(course.index, best, turn)
        yield from sorted(scopes, key=lambda scope: -int(points[list(scope.cases)].sum()))
        turn += 1
