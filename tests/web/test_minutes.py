"""The pages of minutes and their documents: who signs, who reads, what a download carries."""

from __future__ import annotations

import hashlib

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from rcp.db.base import utc_now
from rcp.db.models import AuditEntry, Dispatch, Document, DocumentKind, PatientNotice
from rcp.domain.minutes import MinutesState
from rcp.services import accounts, meetings, minutes, opinions, sending_out
from tests import factories
from tests.factories import NOW, Cast
from tests.services.held import Held, a_draft, a_held_meeting, everybody_comes, signed
from tests.web.conftest import Browse

PASSWORD = "quatre mots qui tiennent"
GIVEN = {"password": PASSWORD}
OF_A_MEETING = (DocumentKind.MINUTES, DocumentKind.ATTENDANCE_SHEET)


@pytest.fixture
def held(session: Session, cast: Cast) -> Held:
    """A meeting under way."""
    return a_held_meeting(session, cast)


@pytest.fixture
def submitted(session: Session, held: Held, cast: Cast) -> Held:
    """A meeting whose minutes wait for Claire's signature."""
    everybody_comes(session, held, cast)
    opinions.record_opinion(session, held.item, a_draft(), cast.sami, NOW)
    meetings.close_meeting(session, held.meeting, cast.sami, NOW)
    minutes.submit(session, held.minutes, cast.sami)
    return held


@pytest.fixture
def claire(browse: Browse, session: Session, cast: Cast) -> Browse:
    """Claire, who has a password, signed in."""
    accounts.set_password(session, cast.claire, PASSWORD, by=cast.claire)
    return browse.as_(cast.claire)


def a_document(session: Session, held: Held, kind: DocumentKind) -> Document:
    """A printed document of the version in force, a case's if the kind asks for it."""
    version = minutes.latest_version(session, held.minutes)
    content = b"%PDF-1.7 " + kind.value.encode()
    document = Document(
        minutes_version=version,
        case=None if kind in OF_A_MEETING else held.case,
        kind=kind,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        pages=1,
    )
    session.add(document)
    session.flush()
    return document


def test_a_draft_says_what_is_missing(browse: Browse, held: Held, cast: Cast) -> None:
    page = browse.as_(cast.sami).get("minutes.show", minutes_id=held.minutes.id)
    assert "La séance n’est pas close." in page.text
    assert f"{held.case.reference} n’a ni avis ni report." in page.text
    browse.as_(cast.sami).post("minutes.submit", minutes_id=held.minutes.id, expect=422)


def test_a_stranger_reads_and_changes_no_minutes(
    browse: Browse, submitted: Held, cast: Cast
) -> None:
    stranger, minutes_id = browse.as_(cast.stranger), submitted.minutes.id
    for endpoint in ("minutes.show", "minutes.printing"):
        stranger.get(endpoint, minutes_id=minutes_id, expect=403)
    for step in ("remark", "submit", "send_back", "sign_off", "amend"):
        stranger.post(f"minutes.{step}", minutes_id=minutes_id, expect=403)


def test_only_the_chair_signs(
    browse: Browse, session: Session, submitted: Held, cast: Cast, claire: Browse
) -> None:
    for person in (cast.sami, cast.odile):
        browse.as_(person).post("minutes.sign_off", minutes_id=submitted.minutes.id, expect=403)
    assert (
        "Seul le responsable"
        in browse.as_(cast.sami).get("minutes.show", minutes_id=submitted.minutes.id).text
    )
    claire.post("minutes.sign_off", GIVEN, minutes_id=submitted.minutes.id)
    session.expire_all()
    assert submitted.minutes.state is MinutesState.VALIDATED


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # each try is slow on purpose
def test_signing_asks_for_the_password_again_and_guessing_it_is_stopped(
    session: Session, submitted: Held, claire: Browse
) -> None:
    minutes_id = submitted.minutes.id
    page = claire.post("minutes.sign_off", minutes_id=minutes_id, expect=422)
    assert len(page.form_errors) == 1
    for _ in range(accounts.GUESSES):
        page = claire.post(
            "minutes.sign_off", {"password": "au hasard"}, minutes_id=minutes_id, expect=422
        )
        assert "Ce n’est pas votre mot de passe." in page.text
    page = claire.post("minutes.sign_off", GIVEN, minutes_id=minutes_id, expect=422)
    assert "Réessayez dans 15 minutes." in page.text
    assert submitted.minutes.state is MinutesState.SUBMITTED
    assert minutes.versions_of(session, submitted.minutes) == []
    traced = select(AuditEntry).where(AuditEntry.deed == "account.password_refused")
    assert len(session.scalars(traced).all()) == accounts.GUESSES


def test_signed_minutes_show_who_signed_and_their_digest(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    signed(session, held, cast)
    version = minutes.latest_version(session, held.minutes)
    assert version is not None
    page = browse.as_(cast.odile).get("minutes.show", minutes_id=held.minutes.id)
    assert version.digest in page.text
    assert "Validée par Claire Vasseur" in page.text
    assert "Documents en cours d’impression" in page.text
    assert held.case.patient.traits["birth_name"] not in page.text
    assert (
        "0 sur 6" in browse.as_(cast.odile).get("minutes.printing", minutes_id=held.minutes.id).text
    )


def test_the_page_comes_again_once_everything_is_printed(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    signed(session, held, cast)
    for kind in (
        *OF_A_MEETING,
        DocumentKind.CASE_REPORT,
        DocumentKind.DOCTOR_LETTER,
        DocumentKind.PATIENT_PAGE,
        DocumentKind.CARE_PROGRAMME,
    ):
        a_document(session, held, kind)
    page = browse.as_(cast.sami).get("minutes.printing", minutes_id=held.minutes.id)
    assert page.response.headers["HX-Refresh"] == "true"


def test_remarks_are_kept_until_the_minutes_are_signed(
    browse: Browse, session: Session, submitted: Held, cast: Cast, claire: Browse
) -> None:
    sami, told = browse.as_(cast.sami), {"remarks": "Début retardé."}
    sami.post("minutes.remark", data=told, minutes_id=submitted.minutes.id)
    session.expire_all()
    assert submitted.minutes.remarks == "Début retardé."
    claire.post("minutes.sign_off", GIVEN, minutes_id=submitted.minutes.id)
    page = sami.post("minutes.remark", data=told, minutes_id=submitted.minutes.id, expect=422)
    assert "rectification" in page.text


def test_an_amendment_gives_a_second_version_that_names_its_reason(
    browse: Browse, session: Session, held: Held, cast: Cast, claire: Browse
) -> None:
    signed(session, held, cast)
    minutes_id, sami = held.minutes.id, browse.as_(cast.sami)
    assert sami.post("minutes.amend", minutes_id=minutes_id, expect=422).form_errors
    sami.post("minutes.amend", data={"reason": "Date mal lue."}, minutes_id=minutes_id)
    sami.post("minutes.remark", data={"remarks": "Séance du soir."}, minutes_id=minutes_id)
    claire.post("minutes.sign_off", GIVEN, minutes_id=minutes_id)
    page = sami.get("minutes.show", minutes_id=minutes_id)
    assert "Version 1" in page.text
    assert "Version 2" in page.text
    assert "Rectification : Date mal lue." in page.text
    assert "Change par rapport à la version précédente : les remarques." in page.text


def test_minutes_are_sent_back_to_be_completed(
    browse: Browse, session: Session, submitted: Held, cast: Cast
) -> None:
    browse.as_(cast.claire).post("minutes.send_back", minutes_id=submitted.minutes.id)
    session.expire_all()
    assert submitted.minutes.state is MinutesState.DRAFT
    page = browse.as_(cast.claire).post(
        "minutes.send_back", minutes_id=submitted.minutes.id, expect=422
    )
    assert "Brouillon" in page.text


def test_a_download_is_the_very_file_under_a_name_without_patient(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    signed(session, held, cast)
    document = a_document(session, held, DocumentKind.CASE_REPORT)
    page = browse.as_(cast.odile).get("documents.download", document_id=document.id)
    headers = page.response.headers
    assert hashlib.sha256(page.response.data).hexdigest() == document.digest
    assert headers["Content-Disposition"] == (
        f'attachment; filename="{held.case.reference}-fiche-v1.pdf"'
    )
    assert headers["Content-Security-Policy"].startswith("sandbox")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_a_stranger_takes_no_document_away(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    signed(session, held, cast)
    for kind in set(DocumentKind) - {DocumentKind.CONVOCATION}:
        document = a_document(session, held, kind)
        browse.as_(cast.stranger).get("documents.download", document_id=document.id, expect=403)


def test_an_objection_closes_all_that_is_printed_of_a_case(
    browse: Browse, session: Session, cast: Cast
) -> None:
    referrer = factories.a_practitioner(session, "Basile Roche")
    held = a_held_meeting(session, cast, referrer=referrer)
    signed(session, held, cast)
    of_a_case = set(DocumentKind) - {DocumentKind.CONVOCATION, *OF_A_MEETING}
    printed = [a_document(session, held, kind) for kind in of_a_case]
    held.case.notice = PatientNotice.OBJECTION
    session.flush()
    for document in printed:
        browse.as_(cast.claire).get("documents.download", document_id=document.id, expect=403)
        browse.as_(referrer).get("documents.download", document_id=document.id)


def test_taking_a_document_away_leaves_a_trace(own_site: Flask, own_engine: Engine) -> None:
    with Session(own_engine) as session, session.begin():
        cast = factories.a_cast(session)
        held = a_held_meeting(session, cast)
        signed(session, held, cast)
        document = a_document(session, held, DocumentKind.CASE_REPORT)
        sending_out.on_the_site(session, document.minutes_version, NOW)
        document_id = document.id
        odile_id, secret = cast.odile.id, accounts.open_session(session, cast.odile, utc_now())
    client = own_site.test_client()
    client.set_cookie("quorum", secret)
    assert client.get(f"/documents/{document_id}").status_code == 200
    with Session(own_engine) as session:
        trace = session.scalars(select(AuditEntry).where(AuditEntry.deed == "document.read")).one()
        sent = session.scalars(select(Dispatch)).one()
    assert (trace.subject_id, trace.by_id) == (document_id, odile_id)
    assert (sent.practitioner_id, sent.opened_at is not None) == (odile_id, True)


def test_a_correspondent_is_handed_the_fiche_on_paper_and_the_page_says_so(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    signed(session, held, cast)
    document = a_document(session, held, DocumentKind.CASE_REPORT)
    sending_out.on_the_site(session, document.minutes_version, NOW)
    minutes_id, sami = held.minutes.id, browse.as_(cast.sami)
    told = {"document": str(document.id), "channel": "printed", "recipient": "Dr Lhuillier"}
    browse.as_(cast.odile).post("minutes.send_out", data=told, minutes_id=minutes_id, expect=403)
    assert sami.post("minutes.send_out", minutes_id=minutes_id, expect=422).form_errors
    sami.post("minutes.send_out", data=told, minutes_id=minutes_id)
    by_mail = {**told, "channel": "secure_mail", "address": "lhuillier@medical.mssante.fr"}
    refused = sami.post("minutes.send_out", data=by_mail, minutes_id=minutes_id, expect=422)
    assert "Aucun relais MSSanté" in refused.text
    sending_out.note_opened(session, document, cast.odile, NOW)
    session.expire_all()
    page = sami.get("minutes.show", minutes_id=minutes_id).text
    assert "Dr Lhuillier" in page
    assert "Ouvert" in page
    assert "Remis" in page


def test_a_document_that_one_may_not_read_is_not_to_be_sent(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    signed(session, held, cast)
    document = a_document(session, held, DocumentKind.CASE_REPORT)
    paper = a_document(session, held, DocumentKind.MINUTES)
    held.case.notice = PatientNotice.OBJECTION
    session.flush()
    for chosen in (document, paper):
        told = {"document": str(chosen.id), "channel": "printed", "recipient": "Dr Lhuillier"}
        sami = browse.as_(cast.sami)
        sami.post("minutes.send_out", data=told, minutes_id=held.minutes.id, expect=422)
