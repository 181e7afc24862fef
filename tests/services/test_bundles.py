"""A FHIR bundle of requests comes in by the rules of a table."""

from __future__ import annotations

import base64
import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import Attachment, Case, Organization, PatientNotice
from rcp.domain.file_type import FileType
from rcp.domain.readiness import PieceKind, PieceState
from rcp.services import boards, people
from rcp.services.attachments import Reception
from rcp.services.imports import ImportReport
from rcp.services.imports.cases import import_cases
from rcp.services.imports.sheets import read_sheet
from tests.factories import NOW
from tests.services.test_imports import codes, count, house

__all__ = ["house"]

INS = "279035121518989"
PDF = b"%PDF-1.7 rien"
RECEPTION = Reception.of(1, 2, None)
REST = {"information_patient": "informe"}


def a_bundle(*more: dict[str, Any], **request: Any) -> bytes:
    """Marie's request, with what the test says otherwise, and more resources."""
    patient = {
        "resourceType": "Patient",
        "id": "p1",
        "identifier": [
            {"system": "urn:oid:1.2.250.1.213.1.4.8", "value": INS},
            {"type": {"coding": [{"code": "PI"}]}, "value": "IPP042"},
        ],
        "name": [{"use": "official", "family": "FICTIVE", "given": ["Marie", "Anne"]}],
        "gender": "female",
        "birthDate": "1979-03-05",
    }
    referrer = {
        "resourceType": "Practitioner",
        "id": "d1",
        "telecom": [{"system": "email", "value": "c.montbrun@chu.example"}],
    }
    condition = {
        "resourceType": "Condition",
        "subject": {"reference": "Patient/p1"},
        "code": {"coding": [{"code": "C50.4", "display": "Tumeur maligne du sein"}]},
        "note": [{"text": "T2N0"}],
    }
    asked = {
        "resourceType": "ServiceRequest",
        "subject": {"reference": "Patient/p1"},
        "requester": {"reference": "Practitioner/d1"},
        "performer": [{"display": "RCP Sein"}],
        "priority": "urgent",
        "reasonCode": [{"text": "Quelle chirurgie ?"}],
        "occurrencePeriod": {"start": "2026-11-25", "end": "2026-12-10"},
        **request,
    }
    entries = [{"resource": one} for one in (patient, referrer, condition, asked, *more)]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def brought_in(session: Session, content: bytes, **told: Any) -> ImportReport:
    return import_cases(session, content, by=None, now=NOW, everywhere=REST, **told)


@pytest.fixture(autouse=True)
def no_questions(session: Session, house: Organization) -> None:
    """A board that asks no question of its own: no bundle would answer it."""
    board = boards.by_code(session, "SEIN")
    assert board is not None
    board.form.fields = board.form.common = []
    session.flush()


def test_a_request_becomes_the_case_that_the_form_would_have_made(session: Session) -> None:
    report = brought_in(session, a_bundle())
    assert codes(report) == []
    case = session.scalars(select(Case)).one()
    traits = case.patient.traits
    assert (traits["birth_name"], traits["given_names"]) == ("FICTIVE", "Marie Anne")
    assert (traits["ins"], traits["local_patient_id"]) == (INS, "IPP042")
    assert (case.question, case.summary) == ("Quelle chirurgie ?", "Tumeur maligne du sein. T2N0")
    assert (case.is_urgent, case.due_on.isoformat()) == (True, "2026-12-10")
    assert case.notice is PatientNotice.INFORMED


def test_the_same_bundle_twice_changes_nothing_and_a_trial_writes_nothing(session: Session) -> None:
    tried = brought_in(session, a_bundle(), is_rehearsal=True)
    assert (tried.changed, count(session, Case)) == (1, 0)
    brought_in(session, a_bundle())
    again = brought_in(session, a_bundle())
    assert (again.kept, again.changed, count(session, Case)) == (1, 0, 1)


def test_faults_are_named_by_the_place_of_the_request_in_the_bundle(session: Session) -> None:
    document = {"resourceType": "DocumentReference", "subject": {"reference": "Patient/nobody"}}
    lost = {"resourceType": "ServiceRequest", "subject": {"reference": "Patient/nobody"}}
    wrong = a_bundle(document, lost, performer=[{"display": "RCP inconnue"}], reasonCode=[])
    report = brought_in(session, wrong)
    found = {(line, column) for line, column, _code in codes(report)}
    assert {(4, "rcp"), (4, "question"), (5, None)} <= found
    assert {(6, "nom_naissance"), (6, "date_naissance"), (6, "demandeur")} <= found
    assert "bundle_document" in {code for line, _, code in codes(report) if line == 5}
    assert report.kept == 0


def a_document(code: str, **more: Any) -> dict[str, Any]:
    """A report about Marie, of a LOINC type, with a PDF inside."""
    held = {"title": "irm.pdf", "data": base64.b64encode(PDF).decode(), **more.pop("held", {})}
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "docStatus": "final",
        "type": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "subject": {"reference": "Patient/p1"},
        "content": [{"attachment": held}],
        **more,
    }


def needing(session: Session, *kinds: PieceKind) -> None:
    board = boards.by_code(session, "SEIN")
    assert board is not None
    board.pieces = [{"kind": kind.value} for kind in kinds]
    session.flush()


def test_a_document_is_a_piece_with_its_state_and_its_file_is_joined(session: Session) -> None:
    needing(session, PieceKind.IMAGING, PieceKind.PATHOLOGY, PieceKind.BIOLOGY)
    bundle = a_bundle(
        a_document("18748-4"),
        a_document("11526-1", docStatus="preliminary", date="2026-12-04T09:00:00Z"),
        a_document("11526-1", status="entered-in-error"),
        occurrencePeriod={"end": "2026-12-20"},
    )
    tried = brought_in(session, bundle, reception=RECEPTION, is_rehearsal=True)
    assert (tried.faults, count(session, Attachment)) == ((), 0)
    # the two files are the same bytes: the second one is told, and the case stands
    assert codes(brought_in(session, bundle, reception=RECEPTION)) == [
        (6, None, "attachment_known")
    ]
    case = session.scalars(select(Case)).one()
    assert {one.kind: (one.state, one.expected_on) for one in case.pieces} == {
        PieceKind.IMAGING: (PieceState.RECEIVED, None),
        PieceKind.PATHOLOGY: (PieceState.AWAITED, date(2026, 12, 4)),
        PieceKind.BIOLOGY: (PieceState.RECEIVED, None),
    }
    kept = session.scalars(select(Attachment)).one()
    assert (kept.kind, kept.piece, kept.name) == (FileType.PDF, PieceKind.IMAGING, "irm.pdf")
    again = brought_in(session, bundle, reception=RECEPTION)
    assert (again.changed, again.faults, count(session, Attachment)) == (0, (), 1)


@pytest.mark.parametrize(
    ("held", "code"),
    [
        ({"data": "", "url": "https://ailleurs.example/irm.pdf"}, "bundle_file_elsewhere"),
        ({"data": "%%%"}, "bundle_file_unreadable"),
        ({"data": base64.b64encode(b"<html>").decode()}, "attachment_type"),
        ({"data": base64.b64encode(b"%PDF-" + bytes(2**20)).decode()}, "attachment_large"),
    ],
)
def test_a_file_that_cannot_be_taken_is_named_and_its_case_comes_in(
    session: Session, held: dict[str, Any], code: str
) -> None:
    for is_rehearsal in (True, False):
        report = brought_in(
            session,
            a_bundle(a_document("18748-4", held=held)),
            reception=RECEPTION,
            is_rehearsal=is_rehearsal,
        )
        assert codes(report) == [(5, None, code)]
    assert (count(session, Case), count(session, Attachment)) == (1, 0)


def test_a_document_goes_to_the_request_that_names_it(session: Session) -> None:
    other = {
        "resourceType": "ServiceRequest",
        "id": "s2",
        "subject": {"reference": "Patient/p1"},
        "requester": {"reference": "Practitioner/d1"},
        "performer": [{"display": "RCP Sein"}],
        "reasonCode": [{"text": "Et après ?"}],
    }
    named = a_document("18748-4", context={"related": [{"reference": "ServiceRequest/s2"}]})
    lone = a_document("11526-1")
    report = brought_in(session, a_bundle(other, named, lone), reception=RECEPTION)
    assert codes(report) == [(7, None, "bundle_document")]
    case = session.scalars(select(Attachment)).one().case
    assert case.question == "Et après ?"


def test_a_referrer_is_also_known_by_an_rpps_number_and_a_refusal_by_a_consent(
    session: Session,
) -> None:
    claire = people.by_email(session, "c.montbrun@chu.example")
    assert claire is not None
    claire.rpps = "10001111111"
    known = {
        "resourceType": "Practitioner",
        "id": "d2",
        "identifier": [{"system": "https://rpps.esante.gouv.fr", "value": "10001111111"}],
    }
    consent = {
        "resourceType": "Consent",
        "status": "active",
        "patient": {"reference": "Patient/p1"},
        "provision": {"type": "deny"},
    }
    asked = {"requester": {"reference": "Practitioner/d2"}}
    report = brought_in(session, a_bundle(known, consent, **asked))
    assert codes(report) == [(4, "information_patient", "case_objected")]
    brought_in(session, a_bundle(known, **asked))
    assert session.scalars(select(Case)).one().referrer is claire


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"resourceType": "Patient"}', "bundle_unreadable"),
        (b'{"resourceType": "Bundle", "entry": [{"resource": {}}]}', "bundle_without_requests"),
        (b'{"resourceType": "Bundle", "entry": 3}', "bundle_unreadable"),
        (b"{" * 5_000, "bundle_unreadable"),
        (b'{"a":' * 50_000, "bundle_unreadable"),
        (b'{"resourceType": "Bundle"', "bundle_unreadable"),
    ],
)
def test_what_is_no_bundle_of_requests_is_refused_whole(
    session: Session, content: bytes, code: str
) -> None:
    report = brought_in(session, content)
    assert report.is_unreadable
    assert [told for _, _, told in codes(report)] == [code]


def test_odd_values_are_faults_and_never_a_crash(session: Session) -> None:
    odd = a_bundle(
        {"resourceType": "Condition", "subject": 4, "note": "x", "code": [1]},
        reasonCode="?",
        priority=3,
        performer={"display": "SEIN", "identifier": 7},
        occurrencePeriod=[],
        intent=[[]],
    )
    report = brought_in(session, odd)
    assert {(line, column) for line, column, _ in codes(report)} >= {(4, "question")}


def test_a_site_asks_once_what_a_bundle_does_not_say() -> None:
    headings = read_sheet(a_bundle(performer=[])).headings
    assert "rcp" not in headings
    assert "nom_naissance" in headings
