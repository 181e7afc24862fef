"""Files of a case on the site: joined, shown without danger, read by those who read the case."""

from __future__ import annotations

import dataclasses
import io
import os

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import Attachment, Case, PatientNotice, Practitioner
from rcp.domain.readiness import PieceKind
from tests.factories import Cast, a_case, a_meeting, a_practitioner, an_agenda_item
from tests.services.scanner import WORM, a_scanner
from tests.web.conftest import Browse, Page
from tests.web.test_routes import on_one_database

NAME = "IRM de Zéphyrine FICTIVE.pdf"
PDF = b"%PDF-1.7\n%\xe2\xe3\n" + os.urandom(200_000)
PAGE = b"<script>alert(document.cookie)</script>"

pytestmark = on_one_database


@pytest.fixture
def case(session: Session, cast: Cast) -> Case:
    return a_case(session, cast.board, referrer=cast.odile, presenter=cast.claire)


def join(
    browse: Browse,
    by: Practitioner,
    case: Case,
    *files: tuple[bytes, str],
    expect: int = 303,
    piece: PieceKind = PieceKind.PATHOLOGY,
) -> Page:
    sent = [(io.BytesIO(content), name) for content, name in files]
    told = {"attach-piece": piece.value, "attach-files": sent}
    return browse.as_(by).post("attachments.add", told, expect=expect, case_id=case.id)


def the_file(session: Session) -> Attachment:
    return session.scalars(select(Attachment)).one()


def test_a_file_joined_by_the_referrer_is_read_by_whoever_reads_the_case(
    browse: Browse, session: Session, cast: Cast, case: Case
) -> None:
    guest = a_practitioner(session, "Rémi Aubert")
    an_agenda_item(session, a_meeting(session, cast.board, expected=[guest]), case)
    join(browse, cast.odile, case, (PDF, NAME))
    kept = the_file(session)
    for reader in (cast.odile, cast.claire, cast.sami, guest):
        page = browse.as_(reader).get("cases.show", case_id=case.id)
        assert NAME in page.text
        answer = browse.as_(reader).get("attachments.content", attachment_id=kept.id)
        assert answer.response.data == PDF
    for endpoint in ("show", "content", "download"):
        browse.as_(cast.stranger).get(f"attachments.{endpoint}", attachment_id=kept.id, expect=403)
    case.notice = PatientNotice.OBJECTION
    session.flush()
    browse.as_(guest).get("attachments.content", attachment_id=kept.id, expect=403)


def test_a_file_leaves_in_a_sandbox_under_a_name_that_names_nobody(
    browse: Browse, session: Session, cast: Cast, case: Case
) -> None:
    join(browse, cast.odile, case, (PDF, NAME))
    client, kept = browse.as_(cast.sami), the_file(session)
    for endpoint, disposition in (("content", "inline"), ("download", "attachment")):
        answer = client.get(f"attachments.{endpoint}", attachment_id=kept.id).response
        told = answer.headers
        assert told["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert told["X-Content-Type-Options"] == "nosniff"
        assert told["Content-Type"] == "application/pdf"
        assert told["Cache-Control"] == "no-store"
        name = f'{disposition}; filename="{case.reference}-anatomopathologie.pdf"'
        assert told["Content-Disposition"] == name
    shown = client.get("attachments.show", attachment_id=kept.id)
    assert [frame.get("src") for frame in shown.elements("iframe")] == [f"/files/{kept.id}/content"]


def test_what_a_browser_cannot_show_is_only_taken_away(
    browse: Browse, session: Session, cast: Cast, case: Case
) -> None:
    slice_ = bytes(128) + b"DICM" + bytes(200)
    join(browse, cast.odile, case, (slice_, "coupe-1"), piece=PieceKind.IMAGING)
    client, kept = browse.as_(cast.odile), the_file(session)
    client.get("attachments.content", attachment_id=kept.id, expect=404)
    assert "logiciel d’imagerie" in client.get("attachments.show", attachment_id=kept.id).text
    answer = client.get("attachments.download", attachment_id=kept.id).response
    assert (answer.data, answer.mimetype) == (slice_, "application/dicom")


def test_a_page_that_calls_itself_a_pdf_is_refused_and_nothing_of_its_batch_is_kept(
    browse: Browse, session: Session, cast: Cast, case: Case
) -> None:
    page = join(browse, cast.odile, case, (PDF, NAME), (PAGE, "irm.pdf"), expect=422)
    assert "Ce n’est ni un PDF, ni une image" in page.text
    assert session.scalars(select(Attachment)).all() == []
    assert "Choisissez au moins un fichier." in join(browse, cast.odile, case, expect=422).text


def test_the_scanner_is_asked_and_its_refusal_is_said_plainly(
    app: Flask, browse: Browse, session: Session, cast: Cast, case: Case
) -> None:
    with a_scanner() as scanner:
        settings = app.config["SETTINGS"]
        app.config["SETTINGS"] = dataclasses.replace(settings, scanner=scanner)
        refused = join(browse, cast.odile, case, (PDF + WORM, NAME), expect=422)
        join(browse, cast.odile, case, (PDF, NAME))
    assert "L’antivirus a refusé ce fichier" in refused.text
    assert (
        "vérifié par l’antivirus" in browse.as_(cast.odile).get("cases.show", case_id=case.id).text
    )
    down = join(browse, cast.odile, case, (PDF + b"2", NAME), expect=422)
    assert "L’antivirus ne répond pas" in down.text


def test_a_file_is_removed_by_who_joined_it_or_runs_the_board_and_it_stays_written(
    browse: Browse, session: Session, cast: Cast, case: Case
) -> None:
    join(browse, cast.sami, case, (PDF, NAME))
    kept = the_file(session)
    browse.as_(cast.stranger).post("attachments.remove", attachment_id=kept.id, expect=403)
    browse.as_(cast.odile).post("attachments.remove", attachment_id=kept.id)
    page = browse.as_(cast.sami).get("cases.show", case_id=case.id)
    assert NAME not in page.text
    assert "retiré par Odile Marchal" in page.text
    browse.as_(cast.odile).get("attachments.download", attachment_id=kept.id, expect=404)


def test_who_is_only_invited_adds_nothing(
    browse: Browse, session: Session, cast: Cast, case: Case
) -> None:
    guest = a_practitioner(session, "Rémi Aubert")
    an_agenda_item(session, a_meeting(session, cast.board, expected=[guest]), case)
    join(browse, guest, case, (PDF, NAME), expect=403)
    assert "Joindre un fichier" not in browse.as_(guest).get("cases.show", case_id=case.id).text
