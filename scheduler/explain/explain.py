"""Questions about a plan: why not this meeting or case, there or anywhere."""

from scheduler.explain.answer import Explanation, NotInPlan
from scheduler.explain.cases import why_not_heard
from scheduler.explain.dearer import cost_of_meeting
from scheduler.explain.meetings import why_not_held
from scheduler.facts import Code, Fact
from scheduler.index import DAY
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

    A day without a permitted start stands for its usual hour that day. With both a meeting and a
    case: why not this case in that meeting. The rest of the plan stays as it is. Raises NotInPlan
    for a meeting or case the problem does not have, ValueError without either.
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
    now = next((one.start for one in plan.placements if one.meeting == meeting), None)
    if now is not None and now in (starts or ()):
        return Explanation(meeting=meeting, reasons=(_held(meeting, now),))
    found = why_not_held(problem, plan, wanted, starts)
    elsewhere = tuple(one for one in found.freed_by if one.start != now)
    found = found.model_copy(update={"freed_by": elsewhere})
    if starts and any(one.code is Code.SEARCH_ENDED for one in found.reasons):
        dearer = cost_of_meeting(problem, plan, wanted, starts)
        found = found.model_copy(update={"reasons": dearer or found.reasons})
    return found


def _held(meeting: str, start: int) -> Fact:
    return Fact(code=Code.HELD_THERE, meeting=meeting, start=start)


def _meeting(problem: Problem, name: str) -> Meeting:
    found = next((one for one in problem.meetings if one.id == name), None)
    if found is None:
        raise NotInPlan(name)
    return found


def _starts(meeting: Meeting, day: int | None, start: int | None) -> list[int] | None:
    if start is not None:
        return [start]
    if day is None:
        return None
    own = meeting.starts if meeting.fixed_start is None else (meeting.fixed_start,)
    there = [one for one in own if one // DAY == day]
    hour = meeting.usual_start if meeting.usual_start is not None else next(iter(own), None)
    return there if there or hour is None else [day * DAY + hour % DAY]
