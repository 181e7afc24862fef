"""Nothing that leaves the house holds a word about a patient.

A marker stands in every field of the patient, the case, the opinion and the action; the whole life
of two meetings is played, and everything that left is searched, decoded.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from rcp.db.engine import sessions as sessions_of
from rcp.db.models import (
    AuditEntry,
    Board,
    BoardFeedKind,
    Case,
    Invitation,
    Meeting,
    OutboxMessage,
    OutboxState,
    Patient,
    Practitioner,
)
from rcp.domain.case import CaseState
from rcp.domain.opinion import OpinionCategory, TrialAnswer
from rcp.domain.quorum import Presence
from rcp.domain.reminders import ReminderChoice
from rcp.mail.delivery import FolderDelivery
from rcp.mail.letterhead import Letterhead
from rcp.services import (
    actions,
    board_feeds,
    catalogue,
    deputies,
    feeds,
    invitations,
    meeting_moves,
    meetings,
    minutes,
    opinions,
    outbox,
    proposals,
    reminders,
)
from rcp.services.agendas import zone_of
from rcp.services.opinions import ActionDraft, Examination, OpinionDraft
from tests import factories
from tests.factories import NOW, Cast

MARKER = "Zqxmarqueur"
LETTERHEAD = Letterhead("rcp@quorum.example", "https://rcp.quorum.example")


@pytest.fixture
def house(own_engine) -> sessionmaker[Session]:
    return sessions_of(own_engine)


def a_marked_patient(session: Session) -> Patient:
    traits = (
        *("birth_name", "given_names", "used_name", "birth_place", "local_patient_id"),
        "primary_care_doctor",
    )
    return factories.a_patient(session, **{name: f"{MARKER} {name}" for name in traits})


def a_marked_case(session: Session, cast: Cast) -> Case:
    return factories.a_case(
        session,
        cast.board,
        patient=a_marked_patient(session),
        referrer=cast.odile,
        presenter=cast.odile,
        state=CaseState.PLANNED,
        question=f"{MARKER} question",
        summary=f"{MARKER} résumé",
        fields={"histologie": f"{MARKER} histologie"},
        to_complete=f"{MARKER} à compléter",
    )


def a_marked_opinion(cast: Cast) -> OpinionDraft:
    return OpinionDraft(
        category=OpinionCategory.TREATMENT,
        proposals=(f"{MARKER} proposition",),
        examinations=(Examination(f"{MARKER} examen"),),
        guideline=f"{MARKER} référentiel",
        guideline_version="2026",
        off_guideline_reason=f"{MARKER} raison",
        trial=TrialAnswer.PROPOSED,
        trial_name=f"{MARKER} essai",
        follow_up=f"{MARKER} suivi",
        patient_wishes=f"{MARKER} souhaits",
        dissent=f"{MARKER} désaccord",
        comment=f"{MARKER} commentaire",
        actions=(
            ActionDraft(
                f"{MARKER} quoi", cast.odile, factories.day(9), criterion=f"{MARKER} critère"
            ),
        ),
    )


def a_marked_meeting(session: Session, cast: Cast) -> Meeting:
    meeting = factories.a_meeting(session, cast.board)
    factories.an_agenda_item(session, meeting, a_marked_case(session, cast))
    return meeting


def live_through(session: Session) -> None:
    """One meeting moved, held and signed; another cancelled; somebody taken off."""
    cast = factories.a_cast(session)
    held, cancelled = (a_marked_meeting(session, cast) for _ in range(2))
    later = NOW + timedelta(hours=1)
    for meeting in (held, cancelled):
        invitations.tell(session, meeting, LETTERHEAD, cast.sami, NOW)
    moved = held.starts_at + timedelta(hours=2)
    meeting_moves.move_meeting(session, held, moved, held.room, LETTERHEAD, cast.sami, later)
    cancelled.attendances.pop()
    invitations.tell(session, cancelled, LETTERHEAD, cast.sami, later)
    meeting_moves.cancel_meeting(session, cancelled, LETTERHEAD, cast.sami, later)
    hold(session, held, cast)


def hold(session: Session, meeting: Meeting, cast: Cast) -> None:
    written = meetings.open_meeting(session, meeting, cast.claire, meeting.starts_at)
    for attendance in meeting.attendances:
        meetings.mark_presence(
            session, attendance, Presence.IN_ROOM, cast.claire, meeting.starts_at
        )
    (item,) = meetings.agenda(session, meeting)
    opinions.record_opinion(session, item, a_marked_opinion(cast), cast.claire, meeting.starts_at)
    minutes.change_remarks(session, written, f"{MARKER} remarques", cast.claire)
    meetings.close_meeting(session, meeting, cast.claire, meeting.ends_at)
    minutes.submit(session, written, cast.claire)
    minutes.sign_off(session, written, LETTERHEAD, cast.claire, meeting.ends_at)


def decoded(content: bytes) -> Iterator[str]:
    """Everything that a message says: raw, its headers, its file names, its parts decoded."""
    yield content.decode("ascii")
    message = message_from_bytes(content, _class=EmailMessage, policy=SMTP)
    for part in message.walk():
        yield from (str(value) for value in part.values())
        yield part.get_filename() or ""
        if not part.is_multipart():
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            yield payload.decode().replace("\r\n ", "")


def remind_propose_and_subscribe(house: sessionmaker[Session], folder: FolderDelivery) -> list[str]:
    """Another meeting: reminders, a digest, another time declined, a deputy, feeds by board."""
    starts, told = NOW + timedelta(days=20), []
    with house.begin() as session:
        catalogue.seed_catalogue(session)
        cast = factories.a_cast(session)
        deputy = factories.a_practitioner(session, "Rémi Aubin", organization=cast.organization)
        meeting = factories.a_meeting(session, cast.board, starts_at=starts)
        factories.an_agenda_item(session, meeting, a_marked_case(session, cast))
        invitations.tell(session, meeting, LETTERHEAD, cast.sami, NOW)
        ids = {"claire": cast.claire.id, "deputy": deputy.id, "sami": cast.sami.id}
        board_id, odile_id = cast.board.id, cast.odile.id
    outbox.send_waiting(house, folder, LETTERHEAD.sender_email, lambda: NOW)
    with house.begin() as session:
        claire, deputy, sami = (session.get_one(Practitioner, one) for one in ids.values())
        asked = select(Invitation).where(Invitation.practitioner_id == odile_id)
        mine = session.scalars(asked).one()
        proposal = proposals.propose_time(
            session,
            mine,
            starts + timedelta(hours=3),
            words=f"{MARKER} motif",
            channel="reply",
            now=NOW,
        )
        proposals.decline(session, proposal, LETTERHEAD, by=sami, now=NOW)
        deputies.ask(session, mine, deputy, LETTERHEAD, by=None, channel="link", now=NOW)
        reminders.choose(session, claire, ReminderChoice.DAILY)
        board = session.get_one(Board, board_id)
        for kind in BoardFeedKind:
            secret = board_feeds.renew(session, claire, board, kind, now=NOW)
            feed = board_feeds.opened(session, secret, kind)
            if kind is BoardFeedKind.MEETINGS:
                told.append(board_feeds.meetings_content(session, feed, LETTERHEAD, NOW).decode())
            else:
                told.append(board_feeds.free_busy_content(session, feed, NOW).decode())
    monday = NOW + timedelta(days=7)
    assert reminders.remind(house, LETTERHEAD, monday) >= 2
    outbox.send_waiting(house, folder, LETTERHEAD.sender_email, lambda: monday)
    return told


def test_nothing_that_leaves_the_house_speaks_of_a_patient(house, tmp_path: Path):
    folder = FolderDelivery(tmp_path / "mail")
    feeds_told = remind_propose_and_subscribe(house, folder)
    with house.begin() as session:
        live_through(session)
    for moment in (NOW + timedelta(hours=2), NOW + timedelta(days=4)):
        outbox.send_waiting(house, folder, LETTERHEAD.sender_email, lambda at=moment: at)
    with house() as session:
        rows = list(session.scalars(select(OutboxMessage)))
        told = feeds_told + [text for row in rows for text in (row.subject, *decoded(row.content))]
        told += [row.message_id + row.address for row in rows]
        people = {row.recipient for row in rows}
        for person in people:
            zone = zone_of(person)
            told.append(feeds.content(session, person, LETTERHEAD, NOW).decode())
            told.append(actions.open_calendar(session, person, LETTERHEAD, zone).decode())
        told += [str(entry.facts) for entry in session.scalars(select(AuditEntry))]
        told += [one.told_place + one.uid for one in session.scalars(select(Invitation))]
    files = list(folder.folder.iterdir())
    told += [text for file in files for text in (file.name, *decoded(file.read_bytes()))]
    assert len(files) == sum(row.state is OutboxState.SENT for row in rows) >= 4
    assert (
        len(rows) >= 4 + 2 + 1 + 1 + 1 + 1
    )  # invited, moved, taken off, cancelled, action, notice
    assert [text for text in told if MARKER.casefold() in text.casefold().replace("\n ", "")] == []


def test_the_search_would_find_a_marker(house):
    """The test above would see a leak: quoted-printable and base64 parts are read decoded."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = f"É {MARKER}"
    message.set_content(f"é {MARKER}", cte="base64")
    assert sum(MARKER in text for text in decoded(message.as_bytes())) >= 2
