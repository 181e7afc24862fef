"""Somebody who is not there is asked for their opinion in writing, where the board counts it."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import OutboxMessage
from rcp.domain.board_rules import BoardRules
from rcp.domain.errors import RuleBroken
from rcp.domain.quorum import Presence
from rcp.services import board_rules, meetings, written_opinions
from tests.factories import NOW, Cast
from tests.services.held import LETTERHEAD, Held, a_held_meeting, attendance_of, tick


@pytest.fixture
def held(session: Session, cast: Cast) -> Held:
    """A meeting under way; nobody is there yet."""
    return a_held_meeting(session, cast, question="Question du dossier")


def test_the_letter_says_where_to_read_and_nothing_of_a_case(
    session: Session, held: Held, cast: Cast
) -> None:
    odile = attendance_of(held.meeting, cast.odile)
    written_opinions.ask(session, odile, LETTERHEAD, cast.sami, NOW)
    sent = session.scalars(select(OutboxMessage)).one()
    letter = message_from_bytes(sent.content, policy=policy.default)
    assert letter["To"].addresses[0].addr_spec == cast.odile.email
    body = letter.get_body(("plain",))
    assert body is not None
    words = f"{letter['Subject']} {body.get_content()}"
    assert f"{LETTERHEAD.base_url}/meetings/{held.meeting.id}" in words
    assert cast.sami.name in words
    secrets = (held.case.patient.label, held.case.question, held.case.reference)
    assert not [one for one in secrets if one in words]
    assert odile.written_asked_at == NOW


def test_one_is_asked_once_and_not_who_is_there(session: Session, held: Held, cast: Cast) -> None:
    tick(session, held, cast.claire, Presence.IN_ROOM, cast)
    claire = attendance_of(held.meeting, cast.claire)
    with pytest.raises(RuleBroken, match="written_is_there"):
        written_opinions.ask(session, claire, LETTERHEAD, cast.sami, NOW)
    meetings.leave(session, claire, cast.sami, NOW + timedelta(minutes=5))
    written_opinions.ask(session, claire, LETTERHEAD, cast.sami, NOW)
    with pytest.raises(RuleBroken, match="written_asked"):
        written_opinions.ask(session, claire, LETTERHEAD, cast.sami, NOW)
    meetings.close_meeting(session, held.meeting, cast.sami, NOW)
    odile = attendance_of(held.meeting, cast.odile)
    with pytest.raises(RuleBroken, match="meeting_over"):
        written_opinions.ask(session, odile, LETTERHEAD, cast.sami, NOW)


def test_a_board_that_does_not_count_them_neither_asks_nor_ticks(
    session: Session, held: Held, cast: Cast
) -> None:
    board_rules.change_rules(session, cast.board, BoardRules(takes_written=False), by=cast.sami)
    odile = attendance_of(held.meeting, cast.odile)
    with pytest.raises(RuleBroken, match="written_not_taken"):
        written_opinions.ask(session, odile, LETTERHEAD, cast.sami, NOW)
    with pytest.raises(RuleBroken, match="written_not_taken"):
        tick(session, held, cast.odile, Presence.WRITTEN_OPINION, cast)
    assert odile.presence is Presence.EXPECTED
