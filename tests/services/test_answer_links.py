"""An answer link proves itself: for one invitation, until its hour, under any key of the house."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db import keyring
from rcp.db.keyring import Keyring
from rcp.db.models import Invitation, Meeting
from rcp.domain.errors import NotFound
from rcp.mail.letterhead import Letterhead
from rcp.services import invitations, meeting_moves
from rcp.services.answer_links import answer_token, is_expired, is_token_of
from tests.conftest import TEST_KEY
from tests.factories import NOW, Cast, a_meeting

LETTERHEAD = Letterhead("rcp@quorum.example", "https://rcp.quorum.example")
NEW_KEY = bytes(range(100, 132))


@pytest.fixture
def meeting(session: Session, cast: Cast) -> Meeting:
    """Odile alone is invited."""
    meeting = a_meeting(session, cast.board, expected=[cast.odile])
    invitations.tell(session, meeting, LETTERHEAD, cast.sami, NOW)
    return meeting


@pytest.fixture
def invitation(session: Session, meeting: Meeting) -> Invitation:
    return session.scalars(select(Invitation)).one()


@pytest.fixture
def another_key() -> Iterator[None]:
    """The house has taken a new key and keeps the former one."""
    former = keyring.active()
    yield
    keyring.activate(former)


@pytest.mark.usefixtures("another_key")
def test_a_link_sent_before_a_change_of_key_still_serves(session, invitation):
    sent = answer_token(invitation)
    keyring.activate(Keyring([NEW_KEY, TEST_KEY]))
    assert answer_token(invitation) != sent
    assert invitations.by_token(session, invitation.id, sent, NOW) is invitation
    keyring.activate(Keyring([NEW_KEY]))
    assert not is_token_of(invitation, sent)


def test_a_link_expires_within_an_hour_of_the_meetings_end(invitation, meeting):
    token = answer_token(invitation)
    assert not is_expired(token, meeting.ends_at)
    assert is_expired(token, meeting.ends_at + timedelta(hours=1))


def test_its_expiry_cannot_be_put_off(session, invitation):
    hour, _, signature = answer_token(invitation).partition("-")
    later = f"{int(hour, 16) + 1000:x}-{signature}"
    with pytest.raises(NotFound, match="not_here"):
        invitations.by_token(session, invitation.id, later, NOW)


def test_after_a_move_to_later_the_former_link_expires_and_says_so(
    session, cast, invitation, meeting
):
    former, ended = answer_token(invitation), meeting.ends_at
    later = meeting.starts_at + timedelta(days=7)
    meeting_moves.move_meeting(session, meeting, later, None, LETTERHEAD, cast.sami, NOW)
    assert invitations.by_token(session, invitation.id, former, NOW) is invitation
    after = ended + timedelta(hours=1)
    with pytest.raises(NotFound, match="answer_link_expired"):
        invitations.by_token(session, invitation.id, former, after)
    assert invitations.by_token(session, invitation.id, answer_token(invitation), after)


@pytest.mark.parametrize("token", ["", "-", "guess", "-abc", "zz-abc", "123456789-abc", "٣-abc"])
def test_what_is_no_link_is_none(invitation, token):
    assert not is_token_of(invitation, token)
