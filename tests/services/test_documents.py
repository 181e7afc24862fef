"""Printing what was signed: each document once, whatever happens to the worker."""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from rcp.db.engine import sessions
from rcp.db.models import Dispatch, Document, DocumentKind, Minutes
from rcp.documents import printing
from rcp.domain.board import BoardKind
from rcp.domain.dispatch import Channel
from rcp.domain.opinion import OpinionCategory
from rcp.services import documents, minutes, opinions
from rcp.services.frozen import from_json
from tests import factories
from tests.documents.reading import text
from tests.factories import NOW, Cast
from tests.services.held import LETTERHEAD, a_draft, a_held_meeting, an_action, signed

BIRTH_NAMES = ("DURANTEAU", "PELLORCE")


@pytest.fixture
def own_sessions(own_engine: Engine) -> sessionmaker[Session]:
    """Sessions on the test's own database, where commits are real."""
    return sessions(own_engine)


@pytest.fixture
def version_id(own_sessions: sessionmaker[Session]) -> uuid.UUID:
    """A signed version with one case that has an opinion and an action."""
    with own_sessions.begin() as session:
        cast = factories.a_cast(session)
        patient = factories.a_patient(session, birth_name=BIRTH_NAMES[0])
        held = a_held_meeting(session, cast, patient=patient)
        signed(session, held, cast, a_draft(actions=(an_action(cast.odile),)))
        (version,) = minutes.versions_of(session, held.minutes)
        return version.id


def kinds(open_sessions: sessionmaker[Session]) -> list[DocumentKind]:
    with open_sessions() as session:
        return sorted(session.scalars(select(Document.kind)))


ALL = sorted(
    (
        DocumentKind.MINUTES,
        DocumentKind.ATTENDANCE_SHEET,
        DocumentKind.CASE_REPORT,
        DocumentKind.ACTION_PLAN,
        DocumentKind.DOCTOR_LETTER,
        DocumentKind.PATIENT_PAGE,
        DocumentKind.CARE_PROGRAMME,
    )
)


def test_killed_midway_then_run_again_prints_each_document_once(
    own_sessions: sessionmaker[Session], version_id: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_content: object, **_more: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(printing, "case_report", killed)
        with pytest.raises(KeyboardInterrupt):
            documents.make(own_sessions, version_id)
    assert kinds(own_sessions) == sorted((DocumentKind.MINUTES, DocumentKind.ATTENDANCE_SHEET))
    assert documents.make(own_sessions, version_id, folder_is_watched=True) == len(ALL) - 2
    assert documents.make(own_sessions, version_id, folder_is_watched=True) == 0
    with own_sessions() as session:
        ways = Counter(session.scalars(select(Dispatch.channel)))
    assert ways == {Channel.SITE: 1, Channel.FOLDER: len(ALL) - 2}
    assert kinds(own_sessions) == ALL


def test_a_document_keeps_its_bytes_and_names_only_its_own_patient(
    own_sessions: sessionmaker[Session], version_id: uuid.UUID
) -> None:
    documents.make(own_sessions, version_id)
    with own_sessions() as session:
        for document in session.scalars(select(Document)):
            assert document.digest == hashlib.sha256(document.content).hexdigest()
            assert document.pages >= 1
            names_patient = BIRTH_NAMES[0] in text(document.content)
            assert names_patient is (document.case_id is not None), document.kind
        version = session.get_one(documents.MinutesVersion, version_id)
        assert documents.count_wanted(version) == len(documents.documents_of(session, version))


def test_a_case_report_holds_one_patient_and_an_amendment_leaves_the_first_as_it_was(
    own_sessions: sessionmaker[Session], version_id: uuid.UUID
) -> None:
    documents.make(own_sessions, version_id)
    with own_sessions.begin() as session:
        before = {one.id: one.digest for one in session.scalars(select(Document))}
        written = session.scalars(select(Minutes)).one()
        chair = written.meeting.board.chair
        assert chair is not None
        minutes.amend(session, written, "La proposition était incomplète.", chair)
        (item, opinion), *_ = minutes.opinions_of(session, written.meeting)
        assert opinion is not None
        draft = a_draft(proposals=("Radiothérapie adjuvante.",))
        version = opinion.version
        opinions.record_opinion(session, item, draft, chair, NOW, expected_version=version)
        second_id = minutes.sign_off(session, written, LETTERHEAD, chair, NOW).id
    documents.make(own_sessions, second_id)
    with own_sessions() as session:
        reports = {
            one.minutes_version.number: text(one.content)
            for one in session.scalars(select(Document))
            if one.kind is DocumentKind.CASE_REPORT
        }
        after = {one.id: one.digest for one in session.scalars(select(Document))}
    assert "Chirurgie première." in reports[1]
    assert "Radiothérapie adjuvante." in reports[2]
    assert "La proposition était incomplète." in reports[2]
    assert before.items() <= after.items()


def test_the_sheet_to_sign_lists_everybody_before_the_meeting(session: Session) -> None:
    cast = factories.a_cast(session)
    meeting = factories.a_meeting(session, cast.board)
    printed = text(documents.attendance_sheet_to_sign(session, meeting, NOW))
    assert "Claire" in printed
    assert "Odile" in printed


def test_a_programme_of_care_is_begun_only_by_an_answer_that_begins_care(
    session: Session, cast: Cast
) -> None:
    held = a_held_meeting(session, cast)
    signed(session, held, cast, a_draft(category=OpinionCategory.DIAGNOSIS))
    (version,) = minutes.versions_of(session, held.minutes)
    papers = from_json(version.content).papers[str(held.case.id)]
    assert papers == (DocumentKind.DOCTOR_LETTER, DocumentKind.PATIENT_PAGE)


def test_primary_care_gets_the_draft_of_a_coordination_plan(session: Session, cast: Cast) -> None:
    cast.board.kind, cast.board.is_regulatory = BoardKind.PRIMARY_CARE, False
    held = a_held_meeting(session, cast)
    signed(session, held, cast)
    (version,) = minutes.versions_of(session, held.minutes)
    papers = from_json(version.content).papers[str(held.case.id)]
    assert DocumentKind.COORDINATION_PLAN in papers
    assert DocumentKind.CARE_PROGRAMME not in papers


def test_a_version_signed_before_there_were_letters_waits_for_none(
    session: Session, cast: Cast
) -> None:
    held = a_held_meeting(session, cast)
    signed(session, held, cast)
    (version,) = minutes.versions_of(session, held.minutes)
    version.content = {key: told for key, told in version.content.items() if key != "papers"}
    assert documents.count_wanted(version) == 3
