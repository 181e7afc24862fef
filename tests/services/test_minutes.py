"""Minutes: nothing is missing, the chair signs, what is signed never changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import Job, OutboxMessage
from rcp.documents.digest import content_digest
from rcp.domain.case import CaseClass, CaseState
from rcp.domain.errors import RuleBroken
from rcp.domain.minutes import MinutesState
from rcp.domain.opinion import OpinionCategory
from rcp.domain.quorum import Presence
from rcp.services import cases, meetings, minutes, opinions
from rcp.services.frozen import from_json
from rcp.services.rectified import Changes, changes
from tests import factories
from tests.factories import NOW, Cast
from tests.services.held import (
    LETTERHEAD,
    Held,
    a_draft,
    a_held_meeting,
    an_action,
    everybody_comes,
    signed,
    tick,
)


def test_minutes_are_submitted_once_the_meeting_is_closed(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    with pytest.raises(RuleBroken, match="minutes_meeting_not_held"):
        minutes.submit(session, held.minutes, cast.sami)


def test_minutes_with_an_unsettled_case_are_not_submitted(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    meetings.close_meeting(session, held.meeting, cast.sami, NOW)
    meetings.add_case(session, held.meeting, held.case, cast.sami, now=NOW)
    with pytest.raises(RuleBroken, match="minutes_unsettled") as refused:
        minutes.submit(session, held.minutes, cast.sami)
    assert refused.value.facts == {"count": 1}


def test_minutes_sent_back_can_be_submitted_again(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    meetings.close_meeting(session, held.meeting, cast.sami, NOW)
    minutes.submit(session, held.minutes, cast.sami)
    minutes.send_back(session, held.minutes, cast.claire)
    assert held.minutes.state is MinutesState.DRAFT
    minutes.submit(session, held.minutes, cast.sami)
    assert held.minutes.state is MinutesState.SUBMITTED


def test_a_draft_is_not_signed(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    with pytest.raises(RuleBroken, match="minutes_step"):
        minutes.sign_off(session, held.minutes, LETTERHEAD, cast.claire, NOW)


def test_signing_sends_the_case_out_and_asks_for_the_documents(
    session: Session, cast: Cast
) -> None:
    held = a_held_meeting(session, cast)
    signed(session, held, cast, a_draft(actions=(an_action(cast.odile),)))
    assert held.case.state is CaseState.SENT_OUT
    (version,) = minutes.versions_of(session, held.minutes)
    keys = list(session.scalars(select(Job.unique_key)))
    assert f"make_documents:{version.id}" in keys
    told = list(session.scalars(select(OutboxMessage.recipient_id)))
    assert told.count(cast.odile.id) == 2  # the notice and the calendar entries of the action


def test_signing_tells_nobody_of_the_actions_for_a_patient_who_objects_since(
    session: Session, cast: Cast
) -> None:
    held = a_held_meeting(session, cast)
    everybody_comes(session, held, cast)
    draft = a_draft(actions=(an_action(cast.claire),))
    opinions.record_opinion(session, held.item, draft, cast.sami, NOW)
    cases.record_objection(session, held.case, cast.odile, NOW)
    _close_and_sign(session, held, cast)
    told = list(session.scalars(select(OutboxMessage.recipient_id)))
    assert cast.claire.id not in told


def test_without_quorum_the_case_is_presented_again(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    tick(session, held, cast.claire, Presence.IN_ROOM, cast)
    opinions.record_opinion(session, held.item, a_draft(), cast.sami, NOW)
    _close_and_sign(session, held, cast)
    assert held.case.state is CaseState.TO_PRESENT_AGAIN


def test_a_registered_case_asks_for_no_quorum_and_is_sent_out(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast, case_class=CaseClass.REGISTERED)
    tick(session, held, cast.claire, Presence.IN_ROOM, cast)
    opinions.record_opinion(session, held.item, a_draft(), cast.sami, NOW)
    _close_and_sign(session, held, cast)
    assert held.case.state is CaseState.SENT_OUT
    (version,) = minutes.versions_of(session, held.minutes)
    (line,) = from_json(version.content).minutes.cases
    assert line.quorum is None


def test_what_was_signed_never_changes(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    signed(session, held, cast)
    (first,) = minutes.versions_of(session, held.minutes)
    before, digest = dict(first.content), first.digest
    minutes.amend(session, held.minutes, "La proposition était incomplète.", cast.sami)
    opinion = opinions.opinion_on(session, held.item)
    assert opinion is not None
    opinions.record_opinion(
        session,
        held.item,
        a_draft(proposals=("Radiothérapie.",)),
        cast.sami,
        NOW,
        expected_version=opinion.version,
    )
    minutes.sign_off(session, held.minutes, LETTERHEAD, cast.claire, NOW)
    session.expire_all()
    first, second = minutes.versions_of(session, held.minutes)
    assert (first.content, first.digest) == (before, digest)
    assert first.digest == content_digest(from_json(first.content).minutes)
    assert "Chirurgie première." in str(first.content)
    assert "Radiothérapie." in str(second.content)
    assert (first.number, second.number) == (1, 2)
    assert second.reason == "La proposition était incomplète."
    assert first.reason is None
    was, now_is = from_json(first.content), from_json(second.content)
    assert changes(was, now_is) == Changes(cases=(held.case.reference,))
    assert changes(now_is, now_is) == Changes()


def test_an_amendment_says_why(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    signed(session, held, cast)
    with pytest.raises(RuleBroken, match="minutes_amendment_reason"):
        minutes.amend(session, held.minutes, "  ", cast.claire)


def test_an_amendment_can_ask_for_the_case_to_be_presented_again(
    session: Session, cast: Cast
) -> None:
    held = a_held_meeting(session, cast)
    signed(session, held, cast)
    minutes.amend(session, held.minutes, "Il manque l’imagerie.", cast.claire)
    opinion = opinions.opinion_on(session, held.item)
    assert opinion is not None
    again = a_draft(category=OpinionCategory.PRESENT_AGAIN)
    opinions.record_opinion(
        session, held.item, again, cast.sami, NOW, expected_version=opinion.version
    )
    minutes.sign_off(session, held.minutes, LETTERHEAD, cast.claire, NOW)
    assert held.case.state is CaseState.TO_PRESENT_AGAIN


def test_a_case_put_on_the_agenda_after_submission_must_be_settled_before_signing(
    session: Session, cast: Cast
) -> None:
    held = a_held_meeting(session, cast)
    meetings.close_meeting(session, held.meeting, cast.sami, NOW)
    minutes.submit(session, held.minutes, cast.sami)
    meetings.add_case(session, held.meeting, held.case, cast.sami, now=NOW)
    with pytest.raises(RuleBroken, match="minutes_unsettled"):
        minutes.sign_off(session, held.minutes, LETTERHEAD, cast.claire, NOW)


def test_amending_a_meeting_leaves_alone_a_case_that_a_later_one_answered(
    session: Session, cast: Cast
) -> None:
    held = a_held_meeting(session, cast)
    tick(session, held, cast.claire, Presence.IN_ROOM, cast)
    opinions.record_opinion(session, held.item, a_draft(), cast.sami, NOW)
    _close_and_sign(session, held, cast)  # without quorum: to be presented again
    later = _a_later_meeting(session, cast, held)
    signed(session, later, cast)
    minutes.amend(session, held.minutes, "Une remarque manquait.", cast.claire)
    minutes.sign_off(session, held.minutes, LETTERHEAD, cast.claire, NOW)
    assert held.case.state is CaseState.SENT_OUT


def test_remarks_are_frozen_with_the_minutes(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    minutes.change_remarks(session, held.minutes, " Retard de dix minutes. ", cast.sami)
    assert held.minutes.remarks == "Retard de dix minutes."
    signed(session, held, cast)
    with pytest.raises(RuleBroken, match="minutes_frozen"):
        minutes.change_remarks(session, held.minutes, "Autre chose.", cast.sami)


def test_the_minutes_of_a_meeting_name_no_patient(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    signed(session, held, cast)
    (version,) = minutes.versions_of(session, held.minutes)
    frozen = from_json(version.content)
    assert held.case.patient.traits["birth_name"] not in str(frozen.minutes)
    assert held.case.reference in str(frozen.minutes)


def _close_and_sign(session: Session, held: Held, cast: Cast) -> None:
    meetings.close_meeting(session, held.meeting, cast.sami, NOW)
    minutes.submit(session, held.minutes, cast.sami)
    minutes.sign_off(session, held.minutes, LETTERHEAD, cast.claire, NOW)


def _a_later_meeting(session: Session, cast: Cast, held: Held) -> Held:
    """The next week's meeting of the same board, about to hear the same case."""
    starts = NOW + timedelta(days=7)
    meeting = factories.a_meeting(session, cast.board, starts_at=starts)
    item = meetings.add_case(session, meeting, held.case, cast.sami, now=NOW)
    session.refresh(held.case, ["items"])
    written = meetings.open_meeting(session, meeting, cast.sami, starts)
    return Held(meeting, written, item, held.case)
