"""Calendars at an address or in an account: tried, kept, read again; no title, no secret left."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from rcp.db.models import (
    AgendaSource,
    AgendaState,
    BusyInterval,
    SourceKind,
)
from rcp.domain.errors import RuleBroken
from rcp.outside.client import Client
from rcp.outside.gate import Gate, allowed_from
from rcp.services import remote_agendas
from rcp.services.agenda_errands import Outside
from rcp.services.remote_agendas import Draft, NotKept
from tests.factories import NOW, Cast
from tests.outside import peer as peers
from tests.outside.peer import Peer
from tests.outside.radicale import NAME, PASSWORD, Radicale
from tests.services.test_agendas import an_agenda, an_event

SECRETS = ("Secrète", "Bureau 12", "jeton-secret", PASSWORD)
NINE = datetime(2026, 11, 24, 8, tzinfo=UTC)


def outside(allowed: str, **limits: float) -> Outside:
    return Outside(Client(Gate(allowed_from(allowed)), **limits), "quorum.example")  # type: ignore[arg-type]


def a_link(url: str, **given: Any) -> Draft:
    return Draft(SourceKind.LINK, f"{url}?jeton-secret", **given)


def agenda(*hours: int) -> peers.Answer:
    """An agenda with an hour's appointment at each of these hours of Tuesday."""
    events = [
        an_event(f"{h}@a", f"20261124T{h:02}0000Z", f"20261124T{h + 1:02}0000Z") for h in hours
    ]
    return peers.says(an_agenda(*events))


def busy(session: Session) -> list[int]:
    return sorted(one.starts_at.hour for one in session.scalars(select(BusyInterval)))


def add(session: Session, cast: Cast, peer: Peer, url: str) -> AgendaSource:
    return remote_agendas.add_link(
        session, cast.odile, a_link(url), outside(peer.allowed), by=cast.odile, now=NOW
    )


def stored(session: Session) -> str:
    """Every value of every table, as the database holds it."""
    connection = session.connection()
    found = []
    for table in inspect(connection).get_table_names():
        for row in connection.execute(text(f'SELECT * FROM "{table}"')):
            found.append(" ".join(str(bytes(v) if isinstance(v, memoryview) else v) for v in row))
    return "\n".join(found)


class TestALink:
    def test_is_read_before_it_is_kept(self, session: Session, cast: Cast, peer: Peer) -> None:
        source = add(session, cast, peer, peer.says("/a.ics", agenda(8, 13)))
        assert (source.kind, source.state, source.events) == (SourceKind.LINK, AgendaState.READ, 2)
        assert (source.read_at, source.name) == (NOW, "127.0.0.1")
        assert source.next_read_at is not None
        assert NOW + timedelta(minutes=15) < source.next_read_at < NOW + timedelta(hours=1)
        assert busy(session) == [8, 13]

    @pytest.mark.parametrize(
        ("answer", "fault"),
        [
            (peers.says(b"", status="401 x"), "login_refused"),
            (peers.says(b"", status="500 x"), "server_broken"),
            (peers.says(b"<html>Connexion</html>"), "link_web_page"),
            (peers.says(b""), "link_empty"),
            (peers.leads_to("http://169.254.169.254/"), "address_forbidden"),
            (peers.says(b"BEGIN:VCALENDAR", length=900), "answer_cut_short"),
            (peers.says(an_agenda(an_event("a@b"))[:-15]), "answer_cut_short"),
            (peers.bomb(20), "answer_too_large"),
        ],
    )
    def test_that_gives_no_agenda_is_not_kept(
        self, session: Session, cast: Cast, peer: Peer, answer: peers.Answer, fault: str
    ) -> None:
        with pytest.raises(NotKept) as refused:
            add(session, cast, peer, peer.says("/", answer))
        assert refused.value.fault == fault
        assert session.scalars(select(AgendaSource)).all() == []

    def test_with_a_login_gives_it_to_its_server(
        self, session: Session, cast: Cast, peer: Peer
    ) -> None:
        draft = a_link(peer.says("/", agenda(8)), login="odile", password=PASSWORD)
        remote_agendas.add_link(
            session, cast.odile, draft, outside(peer.allowed), by=cast.odile, now=NOW
        )
        assert "Authorization: Basic " in peer.heard[0]

    def test_beside_another_has_a_name_of_its_own(
        self, session: Session, cast: Cast, peer: Peer
    ) -> None:
        url = peer.says("/", agenda(8))
        names = [add(session, cast, peer, url).name for _ in range(2)]
        assert names == ["127.0.0.1", "127.0.0.1 2"]
        with pytest.raises(RuleBroken, match="agenda_name_long"):
            remote_agendas.add_link(
                session,
                cast.odile,
                a_link(url, name="x" * 61),
                outside(peer.allowed),
                by=cast.odile,
                now=NOW,
            )


class TestAnAccount:
    @pytest.fixture
    def source(self, session: Session, cast: Cast, radicale: Radicale) -> AgendaSource:
        radicale.make("travail", "Travail Secrète")
        radicale.make("garde", "Garde")
        hour = "DTSTART:20261124T080000Z", "DTEND:20261124T090000Z"
        radicale.put("travail", "a@b", *hour, "SUMMARY:Secrète", "LOCATION:Bureau 12")
        radicale.put("garde", "c@d", "DTSTART;VALUE=DATE:20261126", "SUMMARY:Secrète")
        draft = Draft(SourceKind.CALDAV, radicale.url(), "", NAME, PASSWORD)
        return remote_agendas.add_account(
            session, cast.odile, draft, outside(radicale.allowed), by=cast.odile
        )

    def read(
        self, session: Session, source: AgendaSource, now: datetime, radicale: Radicale
    ) -> None:
        remote_agendas.read_now(
            session, source, outside(radicale.allowed), by=source.practitioner, now=now
        )

    def choose(self, session: Session, source: AgendaSource, *paths: str) -> None:
        found = [one["address"] for one in (source.access or {})["found"]]
        wanted = [one for one in found if one.endswith(paths)]
        remote_agendas.choose(session, source, wanted, by=source.practitioner)

    def test_is_read_once_calendars_are_chosen(
        self, session: Session, source: AgendaSource, radicale: Radicale
    ) -> None:
        assert (source.state, source.next_read_at) == (AgendaState.NEW, None)
        self.choose(session, source, "/travail/", "/garde/")
        self.read(session, source, NOW, radicale)
        assert (source.state, source.fault) == (AgendaState.READ, None)
        assert busy(session) == [8, 23]
        self.choose(session, source, "/garde/")
        self.read(session, source, NOW + timedelta(minutes=1), radicale)
        assert busy(session) == [23]

    def test_without_a_choice_says_so(self, session: Session, source: AgendaSource) -> None:
        for wanted in ([], ["http://127.0.0.1/ailleurs/"]):
            with pytest.raises(RuleBroken, match="none_chosen"):
                remote_agendas.choose(session, source, wanted, by=source.practitioner)

    def test_that_did_not_change_is_not_fetched_again(
        self, session: Session, source: AgendaSource, radicale: Radicale
    ) -> None:
        self.choose(session, source, "/travail/")
        self.read(session, source, NOW, radicale)
        session.execute(text("DELETE FROM busy_interval"))
        later = NOW + timedelta(hours=1)
        self.read(session, source, later, radicale)
        assert (busy(session), source.read_at) == ([], later)
        radicale.put("travail", "n@b", "DTSTART:20261124T140000Z", "DURATION:PT1H")
        self.read(session, source, NOW + timedelta(hours=2), radicale)
        assert busy(session) == [8, 14]

    def test_needs_a_name_and_a_password(
        self, session: Session, cast: Cast, radicale: Radicale
    ) -> None:
        asked = outside(radicale.allowed)
        for login, password in (("", PASSWORD), (NAME, "")):
            draft = Draft(SourceKind.CALDAV, radicale.url(), "", login, password)
            with pytest.raises(RuleBroken, match="account_needs_login"):
                remote_agendas.add_account(session, cast.odile, draft, asked, by=cast.odile)
        draft = Draft(SourceKind.CALDAV, radicale.url(), "", NAME, "faux")
        with pytest.raises(NotKept, match="login_refused"):
            remote_agendas.add_account(session, cast.odile, draft, asked, by=cast.odile)

    def test_leaves_no_title_and_no_secret_anywhere(
        self,
        session: Session,
        source: AgendaSource,
        radicale: Radicale,
        peer: Peer,
        cast: Cast,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.DEBUG)
        self.choose(session, source, "/travail/")
        self.read(session, source, NOW, radicale)
        add(session, cast, peer, peer.says("/", agenda(8)))
        radicale.ask("DELETE", f"/{NAME}/travail/")
        self.read(session, source, NOW + timedelta(hours=1), radicale)
        assert source.fault == "gone"
        told = "\n".join([stored(session), caplog.text, repr(source)])
        assert [secret for secret in SECRETS if secret in told] == []


def test_asked_again_at_once_a_calendar_is_not_read_twice(
    session: Session, cast: Cast, peer: Peer
) -> None:
    source = add(session, cast, peer, peer.says("/", agenda(8)))
    asked = outside(peer.allowed)
    with pytest.raises(RuleBroken, match="agenda_just_read"):
        remote_agendas.read_now(session, source, asked, by=cast.odile, now=NOW)
    peer.says("/", agenda(9))
    remote_agendas.read_now(session, source, asked, by=cast.odile, now=NOW + timedelta(minutes=1))
    assert busy(session) == [9]


def test_an_uploaded_file_takes_no_calendar_of_an_address_for_its_former_self(
    session: Session, cast: Cast, peer: Peer
) -> None:
    from rcp.services.agendas import AgendaFile, take_agendas

    source = add(session, cast, peer, peer.says("/", agenda(8)))
    file = AgendaFile(cast.odile, an_agenda(an_event("z@z")), source.name)
    (kept,) = take_agendas(session, [file], by=None, now=NOW)
    assert kept.source is not source
    assert busy(session) == [8, 12]
