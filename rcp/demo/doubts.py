"""What arrived this morning and waits for the coordinator: another time, a deputy, an assistant."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import (
    Answer,
    Board,
    Invitation,
    InvitationState,
    Meeting,
    MeetingState,
    Practitioner,
)
from rcp.demo.replies import Doubt, reply
from rcp.demo.stage import Stage
from rcp.demo.territory import cast
from rcp.services import deputies
from rcp.services.inbox import Inbox

NOT_TODAY = timedelta(days=2)


def bring_doubts(stage: Stage) -> None:
    """Take three messages as the mailbox would bring them."""
    with stage.sessions.begin() as session:
        invited = _invited(session, stage)
        if len(invited) < 3:
            return
        first, second, third = invited[0], invited[len(invited) // 2], invited[-1]
        later = timedelta(days=1, hours=1)
        fit = deputies.candidates(session, second)
        doubts = (
            (first, Doubt(proposed=_moved(first, later), words="Le lendemain me conviendrait.")),
            (second, Doubt(deputy=fit[0].email if fit else "remplacant@ailleurs.example")),
            (third, Doubt(sender="assistante@ailleurs.example", words="Je réponds à sa place.")),
        )
        inbox, house = Inbox(session, stage.letterhead, stage.now), stage.letterhead.sender_email
        for invitation, doubt in doubts:
            inbox.take(reply(invitation, Answer.TENTATIVE, house, stage.now, doubt))
    stage.say(f"réponses à décider : {len(doubts)}")


def _invited(session: Session, stage: Stage) -> list[Invitation]:
    """Invitations to meetings to come of the boards that the demonstration's coordinator names."""
    return list(
        session.scalars(
            select(Invitation)
            .join(Invitation.meeting)
            .join(Meeting.board)
            .where(
                Meeting.starts_at > stage.now + NOT_TODAY,
                Meeting.state == MeetingState.CONVENED,
                Invitation.state == InvitationState.SENT,
                Board.coordinator.has(Practitioner.email == cast.DEMO_COORDINATOR),
                Invitation.practitioner.has(Practitioner.email != cast.DEMO_PARTICIPANT),
            )
            .order_by(Meeting.starts_at, Invitation.uid)
        )
    )


def _moved(invitation: Invitation, by: timedelta) -> tuple[datetime, datetime]:
    return invitation.told_starts_at + by, invitation.told_ends_at + by
