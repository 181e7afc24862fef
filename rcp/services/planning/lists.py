"""Which boards a person plans for, and the plans they asked for."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from rcp.db.models import Board, Plan, Practitioner, Role


def boards_run_by(session: Session, person: Practitioner) -> list[Board]:
    """The active boards of the structures that the person coordinates, or that name them."""
    houses = [grant.organization_id for grant in person.grants if grant.role is Role.COORDINATOR]
    return list(
        session.scalars(
            select(Board)
            .where(
                Board.is_active,
                or_(
                    Board.organization_id.in_(houses),
                    Board.coordinator_id == person.id,
                    Board.secretary_id == person.id,
                ),
            )
            .options(selectinload(Board.organization))
            .order_by(Board.name)
        )
    )


def recent_plans(session: Session, person: Practitioner, most: int = 20) -> list[Plan]:
    """The last plans that the person asked for, newest first."""
    return list(
        session.scalars(
            select(Plan)
            .where(Plan.asked_by_id == person.id)
            .options(selectinload(Plan.asked_by))
            .order_by(Plan.created_at.desc())
            .limit(most)
        )
    )
