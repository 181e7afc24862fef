"""Actions are told to their owners, followed, closed with an outcome, taken up again."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from email import message_from_bytes

import icalendar
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import Action, AgendaItemState, Case, Opinion, OutboxMessage, PatientNotice
from rcp.domain.errors import RuleBroken
from rcp.domain.opinion import ActionState, OpinionCategory
from rcp.mail.letterhead import Letterhead
from rcp.services import actions, audit
from rcp.services.agendas import zone_of
from tests.factories import NOW, TODAY, Cast, a_case, a_meeting, an_agenda_item, day

LETTERHEAD = Letterhead("rcp@quorum.example", "https://rcp.quorum.example")


def an_action(
    session: Session,
    cast: Cast,
    *,
    due_on: date = TODAY + timedelta(days=7),
    case: Case | None = None,
    is_published: bool = True,
    owner=None,
) -> Action:
    """Something that Odile is to do within a week."""
    about = case or a_case(session, cast.board)
    item = an_agenda_item(
        session, a_meeting(session, cast.board), about, state=AgendaItemState.DISCUSSED
    )
    opinion = Opinion(
        item=item,
        case=about,
        category=OpinionCategory.EXAMINATIONS,
        content={"proposals": []},
        written_by_id=cast.claire.id,
        written_at=NOW,
    )
    action = Action(
        opinion=opinion,
        case=about,
        owner=owner or cast.odile,
        due_on=due_on,
        text={
            "what": "Demander une scintigraphie",
            "criterion": "Le compte rendu est reçu",
            "outcome": "",
        },
        uid=f"action-{uuid.uuid4()}",
        is_published=is_published,
        created_at=NOW,
    )
    session.add(action)
    session.flush()
    return action


def close(session: Session, action: Action, cast: Cast, state: ActionState, outcome: str = ""):
    actions.close(session, action, state, outcome, by=cast.odile, now=NOW)


class TestPublishing:
    def test_tells_each_owner_once_how_many_and_by_when_but_never_what(self, session, cast):
        one = an_action(session, cast, is_published=False)
        meeting = one.opinion.item.meeting
        assert actions.publish(session, meeting, [one.opinion], LETTERHEAD, NOW) == 1
        assert actions.publish(session, meeting, [one.opinion], LETTERHEAD, NOW) == 0
        (message,) = session.scalars(select(OutboxMessage)).all()
        assert message.recipient_id == cast.odile.id
        assert message.subject == f"1 action vous attend ({cast.board.name})"
        whole = message_from_bytes(message.content)
        words = b"\n".join(
            part.get_payload(decode=True) for part in whole.walk() if not part.is_multipart()
        ).decode()
        assert "scintigraphie" not in words
        assert "30\u00a0novembre\u00a02026" in words


class TestOnesOwn:
    def test_holds_what_was_validated_by_due_day(self, session, cast):
        late = an_action(session, cast, due_on=day(-1))
        later, sooner = (an_action(session, cast, due_on=day(n)) for n in (9, 2))
        an_action(session, cast, is_published=False)
        an_action(session, cast, owner=cast.claire)
        mine = actions.actions_of(session, cast.odile)
        assert mine == [late, sooner, later]
        assert [actions.is_overdue(one, TODAY) for one in mine] == [True, False, False]

    def test_says_nothing_about_a_patient_who_objects(self, session, cast):
        case = a_case(session, cast.board, notice=PatientNotice.OBJECTION)
        an_action(session, cast, case=case)
        assert actions.actions_of(session, cast.odile) == []
        assert actions.open_actions_of_boards(session, [cast.board]) == []

    def test_comes_as_calendar_entries_that_leave_the_day_free_and_tell_nothing(
        self, session, cast
    ):
        action, done = an_action(session, cast), an_action(session, cast)
        close(session, done, cast, ActionState.DONE)
        content = actions.open_calendar(session, cast.odile, LETTERHEAD, zone_of(cast.odile))
        (entry,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
        assert entry.decoded("DTSTART") == action.due_on
        assert str(entry["SUMMARY"]) == f"Action à clore ({cast.board.name})"
        assert str(entry["TRANSP"]) == "TRANSPARENT"
        assert str(entry["UID"]) == f"{action.uid}@quorum.example"
        assert b"scintigraphie" not in content


class TestFollowing:
    def test_those_who_run_a_board_see_what_is_open_and_not_what_is_closed(self, session, cast):
        still, done = an_action(session, cast), an_action(session, cast)
        close(session, done, cast, ActionState.DONE)
        assert actions.open_actions_of_boards(session, [cast.board]) == [still]
        assert actions.open_actions_of_boards(session, []) == []


class TestClosing:
    def test_keeps_what_came_of_it_and_the_moment(self, session, cast):
        action = an_action(session, cast)
        close(session, action, cast, ActionState.DONE, " Faite le 27, adressée au dossier. ")
        assert (action.state, action.closed_at) == (ActionState.DONE, NOW)
        assert action.text["outcome"] == "Faite le 27, adressée au dossier."
        assert action.text["what"] == "Demander une scintigraphie"
        assert audit.entries_about(session, action)[-1].deed == "action.done"

    def test_giving_up_needs_a_reason(self, session, cast):
        action = an_action(session, cast)
        with pytest.raises(RuleBroken, match="action_outcome_missing"):
            close(session, action, cast, ActionState.ABANDONED, "  ")
        close(session, action, cast, ActionState.ABANDONED, "Patient pris en charge ailleurs")
        assert action.state is ActionState.ABANDONED

    def test_happens_once(self, session, cast):
        action = an_action(session, cast)
        close(session, action, cast, ActionState.DONE)
        with pytest.raises(RuleBroken, match="action_closed_already"):
            close(session, action, cast, ActionState.DONE)

    def test_is_not_leaving_it_open(self, session, cast):
        with pytest.raises(RuleBroken, match="action_outcome_unknown"):
            close(session, an_action(session, cast), cast, ActionState.IN_PROGRESS)

    def test_takes_no_novel(self, session, cast):
        with pytest.raises(RuleBroken, match="action_outcome_long"):
            close(session, an_action(session, cast), cast, ActionState.DONE, "x" * 2_001)


class TestTakingUp:
    def test_somebody_at_it_is_seen(self, session, cast):
        action = an_action(session, cast)
        actions.start(session, action, by=cast.odile)
        assert action.state is ActionState.IN_PROGRESS
        with pytest.raises(RuleBroken, match="action_started_already"):
            actions.start(session, action, by=cast.odile)
        close(session, action, cast, ActionState.DONE)

    def test_a_closed_one_is_opened_again(self, session, cast):
        action = an_action(session, cast)
        with pytest.raises(RuleBroken, match="action_open_already"):
            actions.reopen(session, action, by=cast.odile)
        close(session, action, cast, ActionState.DONE)
        actions.reopen(session, action, by=cast.odile)
        assert (action.state, action.closed_at) == (ActionState.TO_DO, None)
