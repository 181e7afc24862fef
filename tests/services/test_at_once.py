"""Two people at once: what one settled a moment ago, the other finds settled."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from rcp.db.models import Meeting, Minutes, Plan, PlanState
from rcp.domain.errors import RuleBroken
from rcp.domain.minutes import MinutesState
from rcp.services import meetings, minutes, opinions
from rcp.services.planning import acceptance, run
from tests.factories import NOW, TODAY, Cast
from tests.services.held import LETTERHEAD, Held, a_draft, a_held_meeting, everybody_comes
from tests.services.planning.whole import solve_here


def _meanwhile(session: Session, row: Plan | Minutes, **values: object) -> None:
    """Another transaction changes a row that this one has read already."""
    changed = update(type(row)).where(type(row).id == row.id).values(**values)
    session.execute(changed, execution_options={"synchronize_session": False})


def test_a_plan_accepted_with_two_clicks_convenes_each_meeting_once(
    session: Session, cast: Cast
) -> None:
    plan = run.note_plan(session, first_day=TODAY, weeks=2, time_limit=2, by=cast.sami, now=NOW)
    solve_here(session, plan)
    assert plan.state is PlanState.PROPOSED
    _meanwhile(session, plan, state=PlanState.ACCEPTED)
    with pytest.raises(RuleBroken, match="plan_not_proposed"):
        acceptance.accept(session, plan, LETTERHEAD, cast.sami, NOW)
    assert session.scalars(select(Meeting)).all() == []


@pytest.mark.parametrize("change", ["an opinion", "a presence", "the remarks"])
def test_nothing_is_changed_once_the_minutes_were_signed_a_moment_ago(
    session: Session, cast: Cast, change: str
) -> None:
    held = a_held_meeting(session, cast)
    everybody_comes(session, held, cast)
    assert held.minutes.state is MinutesState.DRAFT
    _meanwhile(session, held.minutes, state=MinutesState.VALIDATED)
    with pytest.raises(RuleBroken, match="minutes_frozen"):
        _change(session, held, cast, change)


def _change(session: Session, held: Held, cast: Cast, change: str) -> None:
    if change == "an opinion":
        opinions.record_opinion(session, held.item, a_draft(), cast.sami, NOW)
    elif change == "a presence":
        meetings.leave(session, held.meeting.attendances[0], cast.sami, NOW)
    else:
        minutes.change_remarks(session, held.minutes, "Trop tard.", cast.sami)


def test_minutes_sent_back_a_moment_ago_are_not_signed(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    meetings.close_meeting(session, held.meeting, cast.sami, NOW)
    minutes.submit(session, held.minutes, cast.sami)
    _meanwhile(session, held.minutes, state=MinutesState.DRAFT)
    with pytest.raises(RuleBroken, match="minutes_step"):
        minutes.sign_off(session, held.minutes, LETTERHEAD, cast.claire, NOW)
