"""Agendas come in by file name, are read apart, and keep busy times alone."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.calendars.limits import MAX_BYTES
from rcp.db.models import AgendaSource, AgendaState, BusyInterval, BusyKind, Practitioner
from rcp.domain.errors import RuleBroken
from rcp.services import agendas
from rcp.services.agendas import AgendaFile
from rcp.services.imports import ImportReport
from rcp.services.imports.agendas import import_agendas
from tests import factories
from tests.factories import NOW, Cast

PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


def an_agenda(*events: str) -> bytes:
    """A calendar file with these VEVENT bodies."""
    body = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//essai//FR\r\n"
    return f"{head}{body}END:VCALENDAR\r\n".encode()


def an_event(uid: str, start: str = "20261124T120000Z", end: str = "20261124T130000Z") -> str:
    """One event with a title and a place that must not be kept."""
    return (
        f"UID:{uid}\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:{start}\r\nDTEND:{end}\r\n"
        "SUMMARY:Consultation de Madame Secrète\r\nLOCATION:Bureau 12"
    )


def take(
    session: Session, *files: tuple[str, bytes], by: Practitioner | None = None
) -> ImportReport:
    return import_agendas(session, files, by=by, now=NOW, own_domain="quorum.example")


def codes(report: ImportReport) -> list[tuple[str, str]]:
    return [(fault.file, fault.code) for fault in report.faults]


def busy(session: Session, person: Practitioner) -> list[tuple[datetime, datetime]]:
    held = session.scalars(
        select(BusyInterval).where(BusyInterval.practitioner_id == person.id)
    ).all()
    return sorted((one.starts_at, one.ends_at) for one in held)


def test_a_file_named_for_its_owner_becomes_busy_times_without_title(
    session: Session, cast: Cast
) -> None:
    report = take(session, (f"{cast.odile.email.upper()}.ICS", an_agenda(an_event("a@b"))))
    assert (report.kept, report.changed, report.faults) == (1, 1, ())
    start = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert busy(session, cast.odile) == [(start, start + timedelta(hours=1))]
    source = session.scalars(select(AgendaSource)).one()
    assert (source.state, source.events, source.fault) == (AgendaState.READ, 1, None)
    assert source.covers_from == datetime(2026, 11, 15, 23, tzinfo=UTC)
    kept = [str(getattr(source, column.key)) for column in AgendaSource.__table__.columns]
    assert "Secrète" not in " ".join(kept)


def test_the_same_file_twice_changes_nothing_and_tomorrow_it_is_read_again(
    session: Session, cast: Cast
) -> None:
    file = (f"{cast.odile.email}.ics", an_agenda(an_event("a@b")))
    take(session, file)
    second = take(session, file)
    assert (second.kept, second.changed) == (1, 0)
    later = import_agendas(session, [file], by=None, now=NOW + timedelta(days=1))
    assert (later.kept, later.changed) == (1, 1)
    assert len(session.scalars(select(AgendaSource)).all()) == 1


def test_a_new_file_replaces_the_busy_times_of_the_former_one(session: Session, cast: Cast) -> None:
    name = f"{cast.odile.email}.ics"
    take(session, (name, an_agenda(an_event("a@b"))))
    take(session, (name, an_agenda(an_event("c@d", "20261125T080000Z", "20261125T090000Z"))))
    assert [start.day for start, _ in busy(session, cast.odile)] == [25]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (PICTURE, "picture"),
        (b"x" * (MAX_BYTES + 1), "too_large"),
        (b"<!DOCTYPE html><html><body>Connexion</body></html>", "web_page"),
        (b"bonjour", "not_a_calendar"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_loses_nothing(
    session: Session, cast: Cast, content: bytes, code: str
) -> None:
    name = f"{cast.odile.email}.ics"
    good = an_agenda(an_event("a@b"))
    take(session, (name, good))
    report = take(session, (name, content), (f"{cast.claire.email}.ics", good))
    assert codes(report) == [(name, f"agenda_{code}")]
    assert report.kept == 1
    assert len(busy(session, cast.odile)) == 1
    (source,) = agendas.sources_of(session, cast.odile)
    assert (source.state, source.fault, source.read_at) == (AgendaState.FAILED, code, NOW)
    take(session, (name, good))
    session.refresh(source)
    assert (source.state, source.fault) == (AgendaState.READ, None)


def test_an_agenda_with_one_unreadable_event_keeps_the_others_and_says_so(
    session: Session, cast: Cast
) -> None:
    name = f"{cast.odile.email}.ics"
    content = an_agenda(an_event("a@b"), an_event("c@d", "20261124T1"), an_event("e@f", "20261126"))
    report = take(session, (name, content))
    (source,) = agendas.sources_of(session, cast.odile)
    assert source.state is AgendaState.PARTIAL
    assert source.unread == len(report.faults) >= 1
    assert all(fault.file == name and fault.line for fault in report.faults)
    assert busy(session, cast.odile)


def test_files_of_nobody_are_named_and_the_rest_is_read(session: Session, cast: Cast) -> None:
    good = an_agenda(an_event("a@b"))
    report = take(
        session,
        ("vacances.ics", good),
        ("inconnue@hopital.example.ics", good),
        (f"{cast.odile.email}.txt", good),
        (f"{cast.odile.email}.ics", good),
        (f"{cast.odile.email.title()}.ics", good),
    )
    assert codes(report) == [
        ("vacances.ics", "agenda_file_name"),
        ("inconnue@hopital.example.ics", "agenda_person_unknown"),
        (f"{cast.odile.email}.txt", "agenda_file_name"),
        (f"{cast.odile.email.title()}.ics", "agenda_twice"),
    ]
    assert report.kept == 1


def test_a_coordinator_sends_only_the_agendas_of_their_people(session: Session, cast: Cast) -> None:
    good = an_agenda(an_event("a@b"))
    report = take(
        session,
        (f"{cast.stranger.email}.ics", good),
        (f"{cast.odile.email}.ics", good),
        by=cast.sami,
    )
    assert codes(report) == [(f"{cast.stranger.email}.ics", "not_your_person")]
    assert busy(session, cast.odile)
    assert not busy(session, cast.stranger)


def test_our_own_invitations_do_not_stand_in_their_own_way(session: Session, cast: Cast) -> None:
    content = an_agenda(an_event("seance-1@quorum.example"))
    take(session, (f"{cast.odile.email}.ics", content))
    assert busy(session, cast.odile) == []


def a_zip(*files: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def test_an_archive_gives_the_agendas_it_holds(session: Session, cast: Cast) -> None:
    good = an_agenda(an_event("a@b"))
    content = a_zip(
        (f"export/{cast.odile.email}.ics", good), ("__MACOSX/._x", b"?"), (".DS_Store", b"?")
    )
    report = take(session, ("agendas.zip", content))
    assert (report.kept, report.faults) == (1, ())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (a_zip(*((f"{i}.ics", b"") for i in range(501))), "archive_files"),
        (a_zip(*((f"{i}.ics", b"\0" * MAX_BYTES) for i in range(11))), "archive_large"),
        (b"PK\x03\x04 pas une archive", "archive_broken"),
    ],
    ids=["many", "bomb", "broken"],
)
def test_an_archive_beyond_the_bounds_is_refused_whole(
    session: Session, cast: Cast, content: bytes, code: str
) -> None:
    report = take(session, ("agendas.zip", content))
    assert codes(report) == [("agendas.zip", code)]
    assert report.is_unreadable


def test_many_agendas_come_back_in_their_order(session: Session, cast: Cast) -> None:
    people = [factories.a_practitioner(session, organization=cast.organization) for _ in range(10)]
    files = [
        (
            f"{person.email}.ics",
            an_agenda(an_event("a@b", f"202611{24 + i % 5}T080000Z", f"202611{24 + i % 5}T0900")),
        )
        for i, person in enumerate(people)
    ]
    files = [(name, content.replace(b"T0900\r", b"T090000Z\r")) for name, content in files]
    assert take(session, *files).kept == 10
    assert [busy(session, person)[0][0].day for person in people] == [24 + i % 5 for i in range(10)]


def test_a_second_calendar_of_the_same_person_adds_to_the_first(
    session: Session, cast: Cast
) -> None:
    first = AgendaFile(cast.odile, an_agenda(an_event("a@b")))
    other = an_agenda(an_event("c@d", "20261125T080000Z", "20261125T090000Z"))
    second = AgendaFile(cast.odile, other, "Cabinet")
    agendas.take_agendas(session, [first, second], by=cast.odile, now=NOW)
    assert len(busy(session, cast.odile)) == 2
    cabinet = agendas.sources_of(session, cast.odile)[1]
    agendas.remove_source(session, cabinet, by=cast.odile)
    assert len(busy(session, cast.odile)) == 1


def test_an_absence_covers_whole_local_days_even_when_the_hour_changes(
    session: Session, cast: Cast
) -> None:
    absence = agendas.add_absence(
        session, cast.odile, date(2027, 3, 28), date(2027, 3, 28), by=cast.odile
    )
    assert absence.ends_at - absence.starts_at == timedelta(hours=23)
    assert agendas.days_of(absence, "Europe/Paris") == (date(2027, 3, 28), date(2027, 3, 28))
    (shown,) = agendas.busy_between(
        session, cast.odile, absence.starts_at, absence.ends_at + timedelta(days=1)
    )
    assert shown[2] is BusyKind.AWAY


def test_an_absence_that_ends_before_it_begins_is_refused(session: Session, cast: Cast) -> None:
    with pytest.raises(RuleBroken, match="absence_order"):
        agendas.add_absence(session, cast.odile, date(2027, 3, 2), date(2027, 3, 1), by=cast.odile)


def test_nobody_waits_to_write_while_agendas_are_read(session: Session, cast: Cast) -> None:
    """Whoever hands files in ends the transaction first; the times are kept in a new one."""
    held: list[int] = []

    def let_go() -> None:
        held.append(len(session.scalars(select(AgendaSource)).all()))
        session.commit()

    file = AgendaFile(cast.odile, an_agenda(an_event("a@b")))
    (kept,) = agendas.take_agendas(session, [file], by=cast.odile, now=NOW, let_go=let_go)
    assert held == [0], "nothing was written before the reading"
    assert kept.source.state is AgendaState.READ
