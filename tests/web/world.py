"""One object of every kind that an address can name, made through the services of one house."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.base import Base, utc_now
from rcp.db.models import (
    Absence,
    AgendaItem,
    AgendaSource,
    AgendaState,
    Attachment,
    Case,
    CaseOpening,
    Document,
    DocumentKind,
    InboxMessage,
    InboxState,
    Invitation,
    Meeting,
    MinutesVersion,
    OutboxMessage,
    Practitioner,
    Proposal,
    ProposalKind,
    SourceKind,
    WeeklyTime,
)
from rcp.domain.case import CaseState
from rcp.domain.guideline import GuidelineKind
from rcp.domain.opinion import OpinionCategory
from rcp.domain.readiness import PieceKind
from rcp.domain.weekly import WeeklyKind
from rcp.mail.letterhead import Letterhead
from rcp.services import (
    attachments,
    case_sheets,
    catalogue,
    guidelines,
    invitations,
    meetings,
    minutes,
    opinions,
    specialties,
)
from rcp.services.attachments import Room
from rcp.services.guidelines import GuidelineDraft
from rcp.services.imports.matching import Matching
from rcp.services.planning import run
from tests.factories import (
    NOW,
    TODAY,
    Cast,
    a_case,
    a_cast,
    a_meeting,
    a_patient,
    a_practitioner,
    an_agenda_item,
    ask,
)

PATIENT, CASE, MEETING = "ZÉPHYRINE", "D-98765", "R-2026-98765"
QUESTION, ACTION = "Question que nul étranger ne lit", "Acte que nul étranger ne lit"
SECRETS = (PATIENT, CASE, MEETING, QUESTION, ACTION)
"""What the world's rows hold and no page of a stranger shows."""

SHEET = Matching(("nom_naissance", "question"), {"rcp": "SEIN"})
LETTERHEAD = Letterhead("rcp@quorum.example", "http://127.0.0.1:8000")


@dataclass(frozen=True, slots=True)
class World:
    """Objects by the kind that an address names, those who know them, and those who do not."""

    objects: Mapping[str, Base]
    insiders: tuple[Practitioner, ...]
    strangers: tuple[Practitioner, ...]


def a_world(session: Session) -> World:
    """Claire's board with a meeting held for one case, its papers, a plan and an agenda."""
    catalogue.seed_catalogue(session)
    cast = a_cast(session)
    ask(cast.board, {"key": "ct", "label": "Stade clinique", "kind": "text"})
    objects = _meeting(session, cast) | _office(session, cast)
    administrator = a_practitioner(session, "Aude Lemaître", roles=("administrator",))
    elsewhere = a_practitioner(session, "Ivan Prigent", roles=("coordinator",))
    return World(
        objects,
        insiders=(cast.sami, cast.claire, cast.odile, administrator),
        strangers=(cast.stranger, elsewhere),
    )


def _meeting(session: Session, cast: Cast) -> dict[str, Base]:
    """Invited to, held, signed."""
    meeting = a_meeting(session, cast.board, reference=MEETING)
    case = a_case(
        session,
        cast.board,
        patient=a_patient(session, birth_name=PATIENT),
        referrer=cast.odile,
        reference=CASE,
        question=QUESTION,
        state=CaseState.PLANNED,
    )
    item = an_agenda_item(session, meeting, case)
    invitations.tell(session, meeting, LETTERHEAD, cast.sami, NOW)
    return {
        "meeting": meeting,
        "attendance": meeting.attendances[0],
        "case": case,
        "item": item,
        **_papers(session, cast, meeting, item),
        **_letters(session, cast),
    }


def _papers(session: Session, cast: Cast, meeting: Meeting, item: AgendaItem) -> dict[str, Base]:
    begins, ends = meeting.starts_at, meeting.ends_at
    written = meetings.open_meeting(session, meeting, cast.sami, begins)
    meetings.mark_everybody(session, meeting, cast.sami, begins)
    action = opinions.ActionDraft(what=ACTION, owner=cast.odile, due_on=TODAY + timedelta(days=9))
    draft = opinions.OpinionDraft(
        category=OpinionCategory.FOLLOW_UP, follow_up="Tous les six mois", actions=(action,)
    )
    opinion = opinions.record_opinion(session, item, draft, cast.sami, begins)
    meetings.close_meeting(session, meeting, cast.sami, ends)
    minutes.submit(session, written, cast.sami)
    version = minutes.sign_off(session, written, LETTERHEAD, cast.claire, ends)
    return {
        "minutes": written,
        "document": _case_report(session, version, item),
        "attachment": a_file(session, item.case, cast.odile),
        "opening": an_opening(session, item.case, cast.claire),
        "action": opinion.actions[0],
    }


def an_opening(session: Session, case: Case, by: Practitioner) -> CaseOpening:
    """A case opened in an emergency just now."""
    now = utc_now()
    opening = CaseOpening(
        case=case, practitioner=by, reason="Aux urgences", ends_at=now + timedelta(hours=1)
    )
    session.add(opening)
    session.flush()
    return opening


def a_file(session: Session, case: Case, by: Practitioner) -> Attachment:
    """A PDF of a case, named like its patient."""
    room = Room(2**20, 2**20)
    content = io.BytesIO(b"%PDF-1.7 " + PATIENT.encode())
    arrival = attachments.received(f"{PATIENT}.pdf", content, room, None, NOW)
    return attachments.attach(session, case, arrival, PieceKind.IMAGING, room, by)


def _case_report(session: Session, version: MinutesVersion, item: AgendaItem) -> Document:
    document = Document(
        minutes_version=version,
        case=item.case,
        kind=DocumentKind.CASE_REPORT,
        content=b"%PDF-1.7 " + PATIENT.encode(),
        digest="0",
        pages=1,
    )
    session.add(document)
    session.flush()
    return document


def _letters(session: Session, cast: Cast) -> dict[str, Base]:
    odile = Invitation.practitioner_id == cast.odile.id
    invitation = session.scalars(select(Invitation).where(odile)).one()
    about = OutboxMessage.invitation_id == invitation.id
    proposal = Proposal(
        invitation=invitation, kind=ProposalKind.TIME, channel="link", sequence=0, starts_at=NOW
    )
    arrival = InboxMessage(
        fingerprint="0",
        state=InboxState.TO_SEE,
        reason="reply_stranger",
        invitation=invitation,
        sender="inconnu@ailleurs.example",
        words=MEETING,
    )
    session.add_all([proposal, arrival])
    session.flush()
    return {
        "proposal": proposal,
        "arrival": arrival,
        "invitation": invitation,
        "message": session.scalars(select(OutboxMessage).where(about)).one(),
    }


def _office(session: Session, cast: Cast) -> dict[str, Base]:
    absence = Absence(practitioner=cast.odile, starts_at=NOW, ends_at=NOW + timedelta(days=7))
    source = AgendaSource(
        practitioner=cast.odile,
        state=AgendaState.READ,
        read_at=NOW,
        kind=SourceKind.CALDAV,
        access={"address": "https://agenda.example/", "found": [], "calendars": []},
    )
    wish = WeeklyTime(
        practitioner=cast.odile,
        kind=WeeklyKind.WISHED,
        weekday=0,
        starts=time(12),
        ends=time(14),
    )
    session.add_all([absence, source, wish])
    session.flush()
    content = f"Patient;Question\n{PATIENT};{QUESTION}".encode()
    sheet = case_sheets.keep(session, content, SHEET, cast.sami, NOW, rows=1)
    sheet.outcome = {"kept": 0, "changed": 0, "faults": []}
    session.flush()
    return {
        "organization": cast.organization,
        "board": cast.board,
        "practitioner": cast.odile,
        "absence": absence,
        "sheet": sheet,
        "source": source,
        "weekly_time": wish,
        "plan": run.note_plan(
            session, first_day=TODAY, weeks=2, time_limit=2, by=cast.sami, now=NOW
        ),
        "template": catalogue.templates(session)[0],
        "specialty_group": specialties.rows(session)[0],
        "guideline": guidelines.save(session, _guideline(cast), by=cast.sami)[0],
    }


def _guideline(cast: Cast) -> GuidelineDraft:
    """A protocol of the hospital's own."""
    kind = GuidelineKind.PROTOCOL
    return GuidelineDraft("P-1", "1", kind, "Protocole", TODAY, organization=cast.organization)
