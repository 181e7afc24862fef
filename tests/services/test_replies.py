"""Answers by mail: taken from the person invited, once, in whatever order they arrive."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import Answer, Invitation
from rcp.demo.replies import reply
from rcp.domain.quorum import Presence
from rcp.mail.letterhead import Letterhead
from rcp.services import invitations, meeting_moves
from rcp.services.imports.replies import import_replies
from tests.factories import NOW, Cast, a_meeting

LETTERHEAD = Letterhead("rcp@quorum.example", "https://quorum.example")


@pytest.fixture
def invitation(session: Session, cast: Cast) -> Invitation:
    """Odile's invitation to a meeting in a week."""
    meeting = a_meeting(
        session, cast.board, expected=(cast.odile,), starts_at=NOW + timedelta(days=7)
    )
    invitations.tell(session, meeting, LETTERHEAD, cast.sami, NOW)
    return session.scalars(select(Invitation)).one()


def taken(session: Session, *messages: bytes, after: int = 2):
    named = [(f"{rank}.eml", message) for rank, message in enumerate(messages)]
    return import_replies(session, named, LETTERHEAD, now=NOW + timedelta(hours=after))


def written(invitation: Invitation, answer: Answer, minutes: int = 5) -> bytes:
    return reply(invitation, answer, LETTERHEAD.sender_email, NOW + timedelta(minutes=minutes))


def test_declining_from_ones_own_calendar_excuses_the_person(
    session: Session, invitation: Invitation
) -> None:
    report = taken(session, written(invitation, Answer.DECLINED))
    assert (report.kept, report.changed) == (1, 1)
    assert invitation.answer is Answer.DECLINED
    (attendance,) = invitation.meeting.attendances
    assert attendance.presence is Presence.EXCUSED


def test_the_same_message_twice_counts_once_and_an_older_one_never_wins(
    session: Session, invitation: Invitation
) -> None:
    late = written(invitation, Answer.ACCEPTED, minutes=30)
    early = written(invitation, Answer.DECLINED, minutes=10)
    report = taken(session, late, early, late)
    assert invitation.answer is Answer.ACCEPTED
    assert report.faults == ()


def test_an_answer_to_the_old_time_does_not_hold_for_the_new_one(
    session: Session, cast: Cast, invitation: Invitation
) -> None:
    old = written(invitation, Answer.ACCEPTED, minutes=50)
    meeting = invitation.meeting
    later = meeting.starts_at + timedelta(days=1)
    now = NOW + timedelta(minutes=40)
    meeting_moves.move_meeting(session, meeting, later, None, LETTERHEAD, cast.sami, now)
    taken(session, old)
    assert invitation.answer is Answer.NEEDS_ACTION


def test_somebody_elses_answer_is_left_to_a_human_being(
    session: Session, cast: Cast, invitation: Invitation
) -> None:
    forged = written(invitation, Answer.DECLINED).replace(
        f"From: {cast.odile.email}".encode(), b"From: inconnu@ailleurs.example"
    )
    report = taken(session, forged)
    assert [fault.code for fault in report.faults] == ["reply_stranger"]
    assert invitation.answer is Answer.NEEDS_ACTION


def test_a_message_that_is_no_answer_is_named_and_the_others_are_taken(
    session: Session, invitation: Invitation
) -> None:
    report = taken(session, b"Subject: bonjour\r\n\r\n", written(invitation, Answer.TENTATIVE))
    assert [(fault.file, fault.code) for fault in report.faults] == [("0.eml", "reply_no_answer")]
    assert invitation.answer is Answer.TENTATIVE


def test_an_answer_to_an_unknown_invitation_changes_nothing(
    session: Session, invitation: Invitation
) -> None:
    stray = written(invitation, Answer.ACCEPTED)
    invitation.uid = "another@quorum.example"
    session.flush()
    assert [fault.code for fault in taken(session, stray).faults] == ["reply_unknown"]
