"""The password of those who come in with one click, for what asks it again."""

from __future__ import annotations

from sqlalchemy import select

from rcp.db.models import Practitioner
from rcp.demo.stage import Stage
from rcp.demo.territory import cast
from rcp.services import accounts

SIGN_IN = (
    cast.DEMO_COORDINATOR,
    cast.DEMO_CLINICIAN,
    cast.DEMO_PARTICIPANT,
    cast.DEMO_ADMINISTRATOR,
    cast.DEMO_CHAIR,
)


def give_passwords(stage: Stage) -> None:
    """Validating asks them what it asks everybody: no code knows a way around it."""
    with stage.sessions.begin() as session:
        found = select(Practitioner).where(Practitioner.email.in_(SIGN_IN))
        for person in session.scalars(found.order_by(Practitioner.email)):
            accounts.set_password(session, person, cast.DEMO_PASSWORD, by=person)
