"""Questions about a plan: why not this meeting or case, there or anywhere."""

from scheduler.check import terms
from scheduler.draft import draft_of
from scheduler.explain.answer import MOST_REASONS, Explanation, NotInPlan
from scheduler.explain.cases import why_not_heard
from scheduler.explain.cutout import cut_out
from scheduler.explain.meetings import why_not_held
from scheduler.explain.placing import hold
from scheduler.facts import Code, Fact
from scheduler.index import DAY, WEEK
from scheduler.plan import Plan
from scheduler.problem import Meeting, Problem


def explain(
    problem: Problem,
    plan: Plan,
    *,
    meeting: str | None = None,
    case: str | None = None,
    day: int | None = None,
    start: int | None = None,
) -> Explanation:
    """Why the meeting is not held (that day, counted from 0, or at that start), or the case heard.

    With both: why not this case in that meeting. The rest of the plan stays as it is. Raises
    NotInPlan for a meeting or case the problem does not have, ValueError without either.
    """
    if case is not None:
        asked = next((one for one in problem.cases if one.id == case), None)
        if asked is None:
            raise NotInPlan(case)
        among = None if meeting is None else [_meeting(problem, meeting).id]
        return why_not_heard(problem, plan, asked, among)
    if meeting is None:
        raise ValueError("name a meeting or a case")
    wanted = _meeting(problem, meeting)
    starts = _starts(wanted, day, start)
    found = why_not_held(problem, plan, wanted, starts)
    if starts and any(one.code is Code.SEARCH_ENDED for one in found.reasons):
        dearer = _dearer(problem, plan, wanted, starts)
        found = found.model_copy(update={"reasons": dearer or found.reasons})
    return found


def _meeting(problem: Problem, name: str) -> Meeting:
    found = next((one for one in problem.meetings if one.id == name), None)
    if found is None:
        raise NotInPlan(name)
    return found


def _starts(meeting: Meeting, day: int | None, start: int | None) -> list[int] | None:
    if start is not None:
        return [start]
    if day is not None:
        own = meeting.starts if meeting.fixed_start is None else (meeting.fixed_start,)
        return [one for one in own if one // DAY == day]
    return None


def _dearer(problem: Problem, plan: Plan, meeting: Meeting, starts: list[int]) -> tuple[Fact, ...]:
    """The wishes that being held there grants less than now, the dearest first."""
    now = next((one for one in plan.placements if one.meeting == meeting.id), None)
    if now is None:
        return ()
    both = [now.start, *starts]
    span = (min(both) // WEEK * WEEK, max(both) // WEEK * WEEK + WEEK)
    cut = cut_out(problem, plan, meeting, starts, span)
    numbered, around = cut.numbered()
    there = hold(numbered, around)
    here = cut.asking(starts=(now.start,)).numbered()[0]
    own = [one for one in plan.staffing if one.meeting == meeting.id]
    as_is, _ = draft_of(
        here,
        cut.around.model_copy(
            update={
                "placements": (*cut.around.placements, now),
                "staffing": (*cut.around.staffing, *own),
            }
        ),
    )
    if there is None:
        return ()
    before = {one.name: one.cost for one in terms(here, as_is)}
    worse = [
        Fact(
            code=Code.COSTS_MORE,
            meeting=meeting.id,
            wish=one.name,
            count=one.cost - before[one.name],
        )
        for one in terms(numbered, there)
        if one.cost > before[one.name]
    ]
    return tuple(sorted(worse, key=lambda one: -(one.count or 0))[:MOST_REASONS])
