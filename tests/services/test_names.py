"""Names, addresses and links are kept only as an invitation can carry them."""

from __future__ import annotations

from datetime import time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import OutboxMessage
from rcp.domain.calendar import Cadence
from rcp.domain.errors import RuleBroken
from rcp.mail.letterhead import Letterhead
from rcp.services import boards, invitations, people
from rcp.services.boards import Habit
from tests.factories import NOW, Cast, a_cast, a_meeting

LETTERHEAD = Letterhead("rcp@quorum.example", "https://quorum.example")


@pytest.fixture
def cast(session: Session) -> Cast:
    return a_cast(session)


def _edit(session: Session, cast: Cast, **told: str) -> None:
    known = {"family_name": "Martel", "given_name": "Odile", "email": cast.odile.email}
    edited = {**known, **told}
    people.edit_person(session, cast.odile, **edited, rpps="", is_active=True, by=cast.sami)


def test_names_pasted_from_a_word_processor_stop_no_invitation(
    session: Session, cast: Cast
) -> None:
    _edit(session, cast, family_name="Le\u00a0Goff\u200b", given_name="Odile\t")
    boards.rename(session, cast.board, "RCP\u202fSein\u00a0: recours", by=cast.sami)
    assert (cast.odile.name, cast.board.name) == ("Odile Le Goff", "RCP Sein : recours")
    meeting = a_meeting(session, cast.board)
    told = invitations.tell(session, meeting, LETTERHEAD, cast.sami, NOW)
    assert told == len(session.scalars(select(OutboxMessage)).all()) == len(meeting.attendances)


@pytest.mark.parametrize(
    "typed",
    [
        *("odile", "odile@hopital", "odilé@hopital.example", "odile.@hopital.example"),
        *("odile@hopital..example", "odile\x0b@hopital.example", "a@b.example, c@d.example"),
    ],
)
def test_an_address_that_no_message_reaches_is_refused_when_typed(
    session: Session, cast: Cast, typed: str
) -> None:
    with pytest.raises(RuleBroken, match="person_email"):
        _edit(session, cast, email=typed)


@pytest.mark.parametrize(
    "typed", ["https://", "https://visio.example/une salle", 'https://visio.example/"', "visio"]
)
def test_a_video_link_that_no_invitation_carries_is_refused_when_typed(
    session: Session, cast: Cast, typed: str
) -> None:
    habit = Habit(Cadence.WEEKLY, 3, time(12, 30), video_url=typed)
    with pytest.raises(RuleBroken, match="video_url"):
        boards.change_habit(session, cast.board, habit, by=cast.sami)
