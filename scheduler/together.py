"""The third stage: meetings, people and cases together, in windows or as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait

from scheduler.assigning import CASES_SHARE
from scheduler.course import PAUSE, Course
from scheduler.model import Scope
from scheduler.pieces import Cut, cut_out
from scheduler.scopes import everything, windows
from scheduler.search import Outcome
from scheduler.weeks import SKETCH_SHARE, WEEKS_SHARE

WINDOW_SHARE = 0.1
"""The part of the time limit for one window."""
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
    slots = course.settings.workers - (1 if course.joint else 0)
    moving, running = enumerate(_without_end(course)), dict[Future[Outcome], Cut]()
    while not course.is_over() and course.left() > course.reserve:
        while len(running) < slots:
            number, scope = next(moving)
            piece = cut_out(course.index, course.incumbent.best, scope)
            cut, future = course.begin_piece(piece, _length(course), number, WINDOW_GAP)
            running[future] = cut
        done, _ = wait(running, timeout=PAUSE, return_when=FIRST_COMPLETED)
        for future in [one for one in running if one in done]:
            course.take(running.pop(future), course.answer(future))
    if course.asked_to_stop or course.incumbent.is_proven:
        course.control.stop()
    for future, cut in running.items():
        course.take(cut, course.answer(future))


def _length(course: Course) -> float:
    """Seconds for one window, with some left to prove the last agendas."""
    most = WINDOW_SHARE * course.settings.time_limit
    return max(0.1, min(most, course.left() - course.reserve))


def _without_end(course: Course) -> Iterator[Scope]:
    """Windows, each round cut differently."""
    turn = 0
    while True:
        yield from windows(course.index, course.incumbent.best, turn)
        turn += 1
