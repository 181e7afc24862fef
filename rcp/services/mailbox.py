"""What left the house, for those who must know whether it arrived."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session, defer, selectinload

from rcp.db.models import (
    Invitation,
    Meeting,
    OutboxMessage,
    OutboxState,
    Practitioner,
    PractitionerRole,
    Role,
)
from rcp.services.case_lists import is_run_by

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Some messages, newest first, and how many pages there are; contents stay sealed."""

    rows: list[OutboxMessage]
    page: int
    pages: int
    total: int


def messages(
    session: Session,
    person: Practitioner,
    *,
    state: OutboxState | None = None,
    words: str = "",
    page: int = 1,
) -> MessagePage:
    """The messages that a person received, looks after, or as an administrator watches over.

    `words` looks into the recipient's name, the address and the subject.
    """
    wanted = _told(person).where(*_search(words))
    if state is not None:
        wanted = wanted.where(OutboxMessage.state == state)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = max(1, min(page, pages))
    rows = session.scalars(
        wanted.options(
            defer(OutboxMessage.content),
            selectinload(OutboxMessage.recipient).selectinload(Practitioner.roles),
            selectinload(OutboxMessage.invitation)
            .selectinload(Invitation.meeting)
            .selectinload(Meeting.board),
        )
        .order_by(OutboxMessage.created_at.desc(), OutboxMessage.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return MessagePage(list(rows), page, pages, total)


def counts(session: Session, person: Practitioner) -> dict[OutboxState, int]:
    """How many of these messages are in each state."""
    told = _told(person).subquery()
    found = session.execute(select(told.c.state, func.count()).group_by(told.c.state)).all()
    return {OutboxState(state): count for state, count in found}


def _told(person: Practitioner) -> Select[OutboxMessage]:
    return (
        select(OutboxMessage)
        .join(OutboxMessage.recipient)
        .outerjoin(OutboxMessage.invitation)
        .outerjoin(Invitation.meeting)
        .outerjoin(Meeting.board)
        .where(_concerns(person))
    )


def _concerns(person: Practitioner) -> ColumnElement[bool]:
    """The rule of `access.may_read_message` as a condition; administrators see every row."""
    if any(grant.role is Role.ADMINISTRATOR for grant in person.grants):
        return true()
    houses = [grant.organization_id for grant in person.grants if grant.role is Role.COORDINATOR]
    colleagues = select(PractitionerRole.practitioner_id).where(
        PractitionerRole.organization_id.in_(houses)
    )
    return or_(
        OutboxMessage.recipient_id == person.id,
        and_(OutboxMessage.invitation_id.is_not(None), is_run_by(person)),
        and_(
            OutboxMessage.invitation_id.is_(None),
            OutboxMessage.recipient_id.in_(colleagues),
        ),
    )


def _search(words: str) -> list[ColumnElement[bool]]:
    """Every word must be found somewhere."""
    return [
        or_(
            *(
                place.ilike(f"%{_literal(word)}%", escape="\\")
                for place in (
                    Practitioner.family_name,
                    Practitioner.given_name,
                    OutboxMessage.address,
                    OutboxMessage.subject,
                )
            )
        )
        for word in words.split()[:8]
    ]


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
