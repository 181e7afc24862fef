"""Printing what was signed: one job per version, each document once."""

from __future__ import annotations

import hashlib
import io
import uuid
from collections.abc import Iterator
from datetime import datetime

import pikepdf
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload, sessionmaker

from rcp.db.base import utc_now
from rcp.db.models import Case, Document, DocumentKind, Meeting, MinutesVersion
from rcp.documents import after, printing
from rcp.documents.seal import Seal
from rcp.domain.minutes import MinutesState, MinutesStep, next_state
from rcp.services import audit, sending_out
from rcp.services.contents import Contents
from rcp.services.frozen import PRINTED, Frozen, from_json

_NAMES = {
    DocumentKind.CASE_REPORT: "fiche",
    DocumentKind.MINUTES: "compte-rendu",
    DocumentKind.ATTENDANCE_SHEET: "emargement",
    DocumentKind.ACTION_PLAN: "actions",
    DocumentKind.CONVOCATION: "convocation",
    DocumentKind.DOCTOR_LETTER: "medecin-traitant",
    DocumentKind.PATIENT_PAGE: "patient",
    DocumentKind.CARE_PROGRAMME: "pps-projet",
    DocumentKind.COORDINATION_PLAN: "ppcs-projet",
}

Printed = tuple[DocumentKind, uuid.UUID | None]


def make(
    sessions: sessionmaker[Session],
    minutes_version_id: uuid.UUID,
    seal: Seal | None = None,
    *,
    folder_is_watched: bool = False,
) -> int:
    """Print, and seal, the documents of a version that are not there yet; returns how many.

    Each is kept in its own transaction: a job that is killed goes on where it stopped. The minutes
    are sent out once all is there: on the site, and to the hospital's folder if there is one.
    """
    with sessions() as session:
        version = session.get_one(MinutesVersion, minutes_version_id)
        frozen = from_json(version.content)
        there = {(one.kind, one.case_id) for one in version.documents}
        logo = version.minutes.meeting.board.organization.logo or b""
    made = 0
    for kind, case_id in wanted(frozen):
        if (kind, case_id) in there:
            continue
        content = _sealed(seal, _print(frozen, kind, case_id, logo))
        by = seal.fingerprint if seal else None
        with sessions.begin() as session:
            made += _keep(session, minutes_version_id, kind, case_id, content, by)
    with sessions.begin() as session:
        _send_out(session, session.get_one(MinutesVersion, minutes_version_id), folder_is_watched)
    return made


def _send_out(session: Session, version: MinutesVersion, folder_is_watched: bool) -> None:
    """Once all is printed those concerned can read it: the minutes are sent out."""
    now, minutes = utc_now(), version.minutes
    sending_out.on_the_site(session, version, now)
    if folder_is_watched:
        sending_out.into_the_folder(session, version, now)
    if minutes.state is MinutesState.VALIDATED:
        minutes.state = next_state(minutes.state, MinutesStep.SEND_OUT)


def documents_of(session: Session, version: MinutesVersion) -> list[Document]:
    """A version's documents without their bytes: the meeting's first, then the cases'."""
    found = session.scalars(
        select(Document)
        .where(Document.minutes_version_id == version.id)
        .options(selectinload(Document.case).selectinload(Case.board))
    )
    return sorted(found, key=lambda one: (one.case.reference if one.case else "", one.kind))


def file_name(document: Document) -> str:
    """A name made of references: it says no patient's."""
    about = document.case or document.meeting
    return f"{about.reference}-{_NAMES[document.kind]}-v{document.minutes_version.number}.pdf"


def count_wanted(version: MinutesVersion) -> int:
    """How many documents the version gives once all are printed."""
    return sum(1 for _ in wanted(from_json(version.content)))


def attendance_sheet_to_sign(session: Session, meeting: Meeting, now: datetime) -> bytes:
    """The sheet to lay on the table before the meeting, its signatures blank (a PDF)."""
    content = Contents(session, meeting, now).attendance_sheet()
    return printing.attendance_sheet(content, logo=meeting.board.organization.logo or b"")


def wanted(frozen: Frozen) -> Iterator[Printed]:
    """What a version is printed as: the kind of each document, and its case if it is about one."""
    yield DocumentKind.MINUTES, None
    yield DocumentKind.ATTENDANCE_SHEET, None
    for case_id in frozen.case_reports:
        yield DocumentKind.CASE_REPORT, uuid.UUID(case_id)
    for case_id in frozen.action_plans:
        yield DocumentKind.ACTION_PLAN, uuid.UUID(case_id)
    for case_id, papers in frozen.papers.items():
        yield from ((kind, uuid.UUID(case_id)) for kind in papers)


def _print(frozen: Frozen, kind: DocumentKind, case_id: uuid.UUID | None, logo: bytes) -> bytes:
    if case_id is not None:
        return _print_of_case(frozen, kind, str(case_id), logo)
    if kind is DocumentKind.MINUTES:
        return printing.minutes(frozen.minutes, logo=logo)
    if kind is DocumentKind.ATTENDANCE_SHEET:
        return printing.attendance_sheet(frozen.attendance_sheet, logo=logo)
    raise ValueError(f"no version of the minutes gives a meeting's {kind}")


def _print_of_case(frozen: Frozen, kind: DocumentKind, case_id: str, logo: bytes) -> bytes:
    if kind is DocumentKind.ACTION_PLAN:
        return printing.action_plan(frozen.action_plans[case_id], logo=logo)
    fiche = frozen.case_reports[case_id]
    if kind is DocumentKind.DOCTOR_LETTER:
        return printing.doctor_letter(after.doctor_letter_of(fiche), logo=logo)
    if kind is DocumentKind.PATIENT_PAGE:
        return printing.patient_page(after.patient_page_of(fiche), logo=logo)
    if kind is DocumentKind.CARE_PROGRAMME:
        return printing.care_programme(after.care_plan_of(fiche), logo=logo)
    if kind is DocumentKind.COORDINATION_PLAN:
        return printing.coordination_plan(after.care_plan_of(fiche), logo=logo)
    return printing.case_report(fiche, logo=logo)


def _sealed(seal: Seal | None, content: bytes) -> bytes:
    if seal is None:
        return content
    from rcp.documents import pades  # pyHanko takes a second that only sealing should pay

    return pades.apply(seal, content)


def _keep(
    session: Session,
    version_id: uuid.UUID,
    kind: DocumentKind,
    case_id: uuid.UUID | None,
    content: bytes,
    sealed_by: str | None,
) -> int:
    """Keep a document unless an earlier run already did; `sealed_by` is a fingerprint."""
    there = select(Document.id).where(
        Document.minutes_version_id == version_id, Document.kind == kind
    )
    there = there.where(
        Document.case_id.is_(None) if case_id is None else Document.case_id == case_id
    )
    if session.scalar(there) is not None:
        return 0
    with pikepdf.open(io.BytesIO(content)) as opened:
        pages = len(opened.pages)
    document = Document(
        minutes_version_id=version_id,
        case_id=case_id,
        kind=kind,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        pages=pages,
    )
    session.add(document)
    session.flush()
    audit.record(session, None, PRINTED, document, digest=document.digest, seal=sealed_by)
    return 1
