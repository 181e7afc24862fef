"""What a meeting answers: what an opinion must hold, who was there, who wrote last."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from rcp.db.models import AgendaItemState, MeetingState
from rcp.domain.case import CaseClass, CaseState
from rcp.domain.errors import RuleBroken, Stale
from rcp.domain.opinion import OpinionCategory
from rcp.domain.quorum import Presence
from rcp.services import meetings, minutes, opinions
from rcp.services.opinions import Examination
from tests import factories
from tests.factories import NOW, TODAY, Cast
from tests.services.held import (
    a_draft,
    a_held_meeting,
    a_planned_case,
    an_action,
    attendance_of,
    everybody_comes,
    signed,
    tick,
)


def test_each_case_has_the_quorum_of_its_own_moment(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    called = a_planned_case(session, cast)
    called.state = CaseState.IN_MEETING
    second = factories.an_agenda_item(session, held.meeting, called, position=2)
    everybody_comes(session, held, cast)
    first_opinion = opinions.record_opinion(session, held.item, a_draft(), cast.sami, NOW)
    odile = attendance_of(held.meeting, cast.odile)
    meetings.leave(session, odile, cast.sami, NOW + timedelta(minutes=10))
    second_opinion = opinions.record_opinion(session, second, a_draft(), cast.sami, NOW)
    assert first_opinion.quorum_reached
    assert not second_opinion.quorum_reached
    assert second_opinion.quorum["missing"] == {"oncologue": 1}
    assert str(cast.odile.id) in first_opinion.present_ids
    assert str(cast.odile.id) not in second_opinion.present_ids


def test_a_written_opinion_counts_for_the_quorum_of_a_case(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    tick(session, held, cast.claire, Presence.IN_ROOM, cast)
    tick(session, held, cast.odile, Presence.WRITTEN_OPINION, cast)
    opinion = opinions.record_opinion(session, held.item, a_draft(), cast.sami, NOW)
    assert opinion.quorum_reached


def test_a_correction_does_not_change_who_was_there(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    everybody_comes(session, held, cast)
    opinion = opinions.record_opinion(session, held.item, a_draft(), cast.sami, NOW)
    meetings.leave(session, attendance_of(held.meeting, cast.odile), cast.sami, NOW)
    corrected = a_draft(proposals=("Radiothérapie.",))
    opinions.record_opinion(
        session, held.item, corrected, cast.sami, NOW, expected_version=opinion.version
    )
    assert opinion.content["proposals"] == ["Radiothérapie."]
    assert opinion.quorum_reached
    opinions.count_again(session, opinion, cast.sami)
    assert not opinion.quorum_reached


def test_no_opinion_before_the_meeting_is_open(session: Session, cast: Cast) -> None:
    meeting = factories.a_meeting(session, cast.board)
    item = factories.an_agenda_item(session, meeting, a_planned_case(session, cast))
    with pytest.raises(RuleBroken, match="meeting_not_open"):
        opinions.record_opinion(session, item, a_draft(), cast.sami, NOW)
    assert meeting.state is MeetingState.CONVENED


def test_a_registered_case_names_its_guideline_with_its_version(
    session: Session, cast: Cast
) -> None:
    held = a_held_meeting(session, cast, case_class=CaseClass.REGISTERED)
    with pytest.raises(RuleBroken, match="opinion_guideline_missing"):
        opinions.record_opinion(session, held.item, a_draft(guideline_version=""), cast.sami, NOW)
    opinions.record_opinion(session, held.item, a_draft(), cast.sami, NOW)
    assert held.item.state is AgendaItemState.REGISTERED


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("opinion_proposal_missing", {"proposals": (" ",)}),
        ("opinion_guideline_or_reason", {"guideline": ""}),
        ("opinion_trial_missing", {"trial": None}),
        ("opinion_examination_missing", {"category": OpinionCategory.EXAMINATIONS}),
        ("opinion_text_long", {"comment": "x" * 20_001}),
    ],
)
def test_a_treatment_in_a_cancer_board_says_what_the_rules_ask(
    session: Session, cast: Cast, code: str, given: dict[str, object]
) -> None:
    held = a_held_meeting(session, cast)
    with pytest.raises(RuleBroken, match=code):
        opinions.record_opinion(session, held.item, a_draft(**given), cast.sami, NOW)
    assert opinions.opinion_on(session, held.item) is None


def test_leaving_the_guideline_needs_only_its_reason(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    draft = a_draft(guideline="", guideline_version="", off_guideline_reason="Fonction rénale.")
    opinions.record_opinion(session, held.item, draft, cast.sami, NOW)
    assert held.case.state is CaseState.DISCUSSED


def test_an_opinion_comes_back_as_it_was_typed(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    draft = a_draft(
        proposals=("Chirurgie.", "Radiothérapie."),
        examinations=(Examination("TEP", "2026-11-25", "2026-12-04"),),
        patient_wishes="Près de chez elle.",
        actions=(an_action(cast.odile),),
    )
    opinion = opinions.record_opinion(session, held.item, draft, cast.sami, NOW)
    assert opinions.draft_of(opinion) == draft


def test_the_second_of_two_writers_is_refused(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    opinions.record_opinion(session, held.item, a_draft(), cast.sami, NOW)
    with pytest.raises(Stale, match="opinion_stale"):
        opinions.record_opinion(session, held.item, a_draft(), cast.claire, NOW)


def test_a_case_off_the_agenda_gets_no_opinion(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    meetings.close_meeting(session, held.meeting, cast.sami, NOW)
    with pytest.raises(RuleBroken, match="opinion_not_on_agenda"):
        opinions.record_opinion(session, held.item, a_draft(), cast.sami, NOW)


def test_no_opinion_is_written_once_the_minutes_are_signed(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    signed(session, held, cast)
    opinion = opinions.opinion_on(session, held.item)
    assert opinion is not None
    with pytest.raises(RuleBroken, match="minutes_frozen"):
        opinions.record_opinion(
            session, held.item, a_draft(), cast.sami, NOW, expected_version=opinion.version
        )


def test_actions_not_yet_sent_follow_the_text_and_sent_ones_stay(
    session: Session, cast: Cast
) -> None:
    held = a_held_meeting(session, cast)
    signed(session, held, cast, a_draft(actions=(an_action(cast.odile),)))
    minutes.amend(session, held.minutes, "Une proposition manquait.", cast.claire)
    opinion = opinions.opinion_on(session, held.item)
    assert opinion is not None
    draft = a_draft(actions=(an_action(cast.claire, "Rappeler la patiente"),))
    opinions.record_opinion(
        session, held.item, draft, cast.sami, NOW, expected_version=opinion.version
    )
    assert sorted(one.text["what"] for one in opinion.actions) == [
        "Consultation d’annonce",
        "Rappeler la patiente",
    ]
    assert all(one.due_on == TODAY + timedelta(days=7) for one in opinion.actions)
