"""Calendars whose time has come are read by the worker, without being asked for."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from rcp.db.base import utc_now
from rcp.db.models import AgendaSource, AgendaState, BusyInterval, SourceKind
from rcp.jobs.tasks import TASKS
from tests.factories import a_practitioner
from tests.jobs.conftest import Workshop
from tests.outside import peer as peers
from tests.outside.peer import Peer
from tests.services.test_agendas import an_agenda, an_event


def test_a_calendar_whose_time_has_come_is_read(workshop: Workshop, peer: Peer) -> None:
    workshop.allowed_hosts = peer.allowed
    day = utc_now() + timedelta(days=1)
    event = an_event("a@b", f"{day:%Y%m%dT080000Z}", f"{day:%Y%m%dT090000Z}")
    address = peer.says("/agenda.ics", peers.says(an_agenda(event)))
    with workshop.sessions.begin() as session:
        source = AgendaSource(
            practitioner=a_practitioner(session),
            state=AgendaState.FAILED,
            kind=SourceKind.LINK,
            access={"address": address},
            next_read_at=utc_now(),
        )
        session.add(source)
    workshop.start_worker(TASKS)
    workshop.wait(lambda: state(workshop) is AgendaState.READ)
    with workshop.sessions() as session:
        assert len(session.scalars(select(BusyInterval)).all()) == 1


def state(workshop: Workshop) -> AgendaState:
    with workshop.sessions() as session:
        return session.scalars(select(AgendaSource.state)).one()
