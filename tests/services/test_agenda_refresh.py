"""Calendars are read again when their time has come, politely, whatever their servers do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from rcp.db.engine import sessions as sessions_of
from rcp.db.models import AgendaSource, AgendaState, BusyInterval, Job, SourceKind
from rcp.services import agenda_refresh, remote_agendas
from tests import factories
from tests.factories import NOW
from tests.outside import peer as peers
from tests.outside.peer import Peer
from tests.services.test_agendas import an_agenda, an_event
from tests.services.test_remote_agendas import a_link, agenda, busy, outside


@pytest.fixture
def house(own_engine: Engine) -> sessionmaker[Session]:
    return sessions_of(own_engine)


@pytest.fixture
def link(house: sessionmaker[Session], peer: Peer) -> Callable[[str], None]:
    """Keep the calendar of that path, read at NOW."""

    def kept(path: str) -> None:
        with house.begin() as session:
            person = factories.a_practitioner(session)
            remote_agendas.add_link(
                session,
                person,
                a_link(peer.url(path)),
                outside(peer.allowed),
                by=person,
                now=NOW,
            )

    return kept


@pytest.fixture
def many(house: sessionmaker[Session], peer: Peer) -> Callable[[int], None]:
    """Keep so many calendars, at /0, /1…, all of them due and none read yet."""

    def kept(count: int) -> None:
        with house.begin() as session:
            person = factories.a_practitioner(session)
            for number in range(count):
                address = peer.says(f"/{number}", agenda(8))
                source = AgendaSource(
                    practitioner=person,
                    name=str(number),
                    state=AgendaState.READ,
                    kind=SourceKind.LINK,
                    access={"address": address},
                    next_read_at=NOW,
                )
                session.add(source)

    return kept


def refresh(house: sessionmaker[Session], peer: Peer, now: datetime) -> int:
    return agenda_refresh.refresh_due(house, outside(peer.allowed), lambda: now)


def only(house: sessionmaker[Session]) -> AgendaSource:
    with house() as session:
        return session.scalars(select(AgendaSource)).one()


def test_a_calendar_is_read_again_when_its_time_has_come(
    house: sessionmaker[Session], peer: Peer, link: Callable[[str], None]
) -> None:
    peer.says("/a", agenda(8))
    link("/a")
    peer.says("/a", agenda(9, 11))
    assert refresh(house, peer, NOW + timedelta(minutes=5)) == 0
    assert refresh(house, peer, NOW + timedelta(hours=1)) == 1
    with house() as session:
        assert busy(session) == [9, 11]
    assert refresh(house, peer, NOW + timedelta(hours=1)) == 0


def test_reading_again_tells_the_server_what_is_known(
    house: sessionmaker[Session], peer: Peer, link: Callable[[str], None]
) -> None:
    tags = ('ETag: "v1"', "Last-Modified: Mon, 23 Nov 2026 08:00:00 GMT")
    peer.says("/a", peers.says(an_agenda(an_event("a@b")), headers=tags))
    link("/a")
    peer.says("/a", peers.says(b"", status="304 Not Modified"))
    refresh(house, peer, NOW + timedelta(hours=1))
    assert 'If-None-Match: "v1"' in peer.heard[-1]
    assert "If-Modified-Since: Mon, 23 Nov 2026 08:00:00 GMT" in peer.heard[-1]
    source = only(house)
    assert (source.state, source.read_at) == (AgendaState.READ, NOW + timedelta(hours=1))
    with house() as session:
        assert busy(session) == [12]


def test_reading_again_fetches_all_once_the_days_to_cover_have_moved_on(
    house: sessionmaker[Session], peer: Peer, link: Callable[[str], None]
) -> None:
    peer.says("/a", peers.says(an_agenda(an_event("a@b")), headers=('ETag: "v1"',)))
    link("/a")
    refresh(house, peer, NOW + timedelta(days=1))
    assert "If-None-Match" not in peer.heard[-1]
    assert only(house).covers_from == datetime(2026, 11, 16, 23, tzinfo=UTC)


def test_a_calendar_that_fails_keeps_the_last_good_times_and_waits_longer_each_time(
    house: sessionmaker[Session], peer: Peer, link: Callable[[str], None]
) -> None:
    peer.says("/a", agenda(8))
    link("/a")
    peer.says("/a", peers.says(b"", status="500 x"))
    first = at = NOW + timedelta(hours=1)
    waits = []
    for _ in range(3):
        refresh(house, peer, at)
        source = only(house)
        assert source.next_read_at is not None
        waits.append(source.next_read_at - at)
        at = source.next_read_at
    assert (source.state, source.fault, source.tries) == (
        AgendaState.FAILED,
        "server_broken",
        3,
    )
    assert (source.failing_since, source.read_at) == (first, NOW)
    assert waits[0] < waits[1] < waits[2]
    with house() as session:
        assert busy(session) == [8]
    peer.says("/a", agenda(9))
    refresh(house, peer, at)
    source = only(house)
    assert (source.state, source.failing_since, source.tries) == (AgendaState.READ, None, 0)


def test_reading_again_waits_as_long_as_the_server_asks_and_a_day_after_a_refused_password(
    house: sessionmaker[Session], peer: Peer, link: Callable[[str], None]
) -> None:
    peer.says("/a", agenda(8))
    link("/a")
    at = NOW + timedelta(hours=1)
    for answer, least in (
        (peers.says(b"", status="429 x", headers=("Retry-After: 36000",)), 10),
        (peers.says(b"", status="401 x"), 24),
        (peers.says(b"", status="503 x", headers=("Retry-After: 99999999",)), 24),
    ):
        peer.says("/a", answer)
        refresh(house, peer, at)
        found = only(house).next_read_at
        assert found is not None
        assert timedelta(hours=least) <= found - at <= timedelta(hours=least, minutes=6)
        at = found


def test_reading_again_is_not_stopped_by_one_hostile_server(
    house: sessionmaker[Session], peer: Peer, many: Callable[[int], None]
) -> None:
    many(20)
    assert refresh(house, peer, NOW) == 20
    for number in range(20):
        peer.says(f"/{number}", agenda(9))
    peer.says("/0", peers.drips(b"HTTP/1.1 200 OK\r\n\r\n"))
    peer.says("/1", peers.never_ends)
    peer.says("/2", peers.bomb(30))
    peer.says("/3", peers.says(b"rien " * 1000))
    hasty = outside(peer.allowed, seconds=1.5)
    later = NOW + timedelta(hours=1)
    assert agenda_refresh.refresh_due(house, hasty, lambda: later) == 20
    with house() as session:
        faults = {one.fault for one in session.scalars(select(AgendaSource)) if one.fault}
        assert busy(session) == [8] * 4 + [9] * 16
    assert faults == {"slow", "answer_too_large", "link_not_a_calendar"}


def test_reading_again_leaves_its_place_after_a_while_and_comes_back(
    house: sessionmaker[Session], peer: Peer, many: Callable[[int], None]
) -> None:
    many(30)
    later = NOW + timedelta(hours=1)
    clock = iter([later, later, *[later + timedelta(minutes=2)] * 100])
    done = agenda_refresh.refresh_due(house, outside(peer.allowed), lambda: next(clock))
    assert 0 < done < 30
    with house() as session:
        assert [job.task for job in session.scalars(select(Job))] == ["refresh_agendas"]


def test_a_calendar_removed_while_it_was_read_stays_removed(
    house: sessionmaker[Session], peer: Peer, link: Callable[[str], None]
) -> None:
    peer.says("/a", agenda(8))
    link("/a")

    def removed(connection: Any, asked: str) -> None:
        with house.begin() as session:
            session.delete(session.scalars(select(AgendaSource)).one())
        agenda(9)(connection, asked)

    peer.says("/a", removed)
    assert refresh(house, peer, NOW + timedelta(hours=1)) == 1
    with house() as session:
        assert session.scalars(select(BusyInterval)).all() == []
