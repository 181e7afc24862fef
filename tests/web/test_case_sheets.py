"""A table with headings of its own: its columns are told, it is tried, then taken in."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import AuditEntry, Case, CaseSheet, Patient, Practitioner, SenderColumns
from rcp.services import case_sheets, catalogue
from rcp.services.imports.matching import Matching
from tests.factories import Cast, a_practitioner
from tests.services.test_imports import count
from tests.services.test_workbooks import a_workbook
from tests.web.conftest import Browse, Page

HEADINGS = ("Nom de famille", "Prénom", "Sexe", "Né(e) le", "Motif", "Patient informé", "Service")
GOOD = ("FICTIVE", "Marie", "Femme", "17/04/1961", "Quelle chirurgie ?", "informé", "=2+2")
WRONG = ("AUTRE", "Anne", "F", "31/02/1961", "Et elle ?", "informé", "=2+2")


@pytest.fixture(autouse=True)
def seeded(session: Session) -> None:
    """The codes of the catalogue."""
    catalogue.seed_catalogue(session)


def sent(browse: Browse, by: Practitioner, *rows: Sequence[str]) -> str:
    """Send a workbook in; the address of the page that asks what its columns are."""
    content = a_workbook(list(HEADINGS), *(list(row) for row in rows))
    file = {"cases-file": (io.BytesIO(content), "NOM-DU-PATIENT.xlsx")}
    return browse.as_(by).post("imports.cases", file).location


def filled(page: Page, **told: str) -> dict[str, str]:
    """What the page's form would send."""
    found = {}
    for choice in page.elements("select"):
        chosen = [o.get("value") for o in choice.iter() if o.get("selected") is not None]
        found[choice.get("name")] = chosen[0] if chosen else ""
    return {**found, **told}


def told(cast: Cast) -> dict[str, str]:
    return {"rcp": cast.board.code, "demandeur": cast.odile.email}


def the_sheet(session: Session) -> CaseSheet:
    return session.scalars(select(CaseSheet)).one()


def matched(browse: Browse, session: Session, cast: Cast, *rows: Sequence[str]) -> CaseSheet:
    """A table sent in by Sami, whose columns were told."""
    page = browse.as_(cast.sami).get_path(sent(browse, cast.sami, *rows))
    sheet = the_sheet(session)
    browse.as_(cast.sami).post("imports.match", filled(page, **told(cast)), sheet_id=sheet.id)
    return sheet


def test_columns_are_guessed_whatever_their_accents_and_capitals(
    browse: Browse, session: Session, cast: Cast
) -> None:
    page = browse.as_(cast.sami).get_path(sent(browse, cast.sami, GOOD))
    assert the_sheet(session).columns == [
        *("nom_naissance", "prenoms", "sexe", "date_naissance", "question"),
        *("information_patient", ""),
    ]
    assert "Quelle chirurgie ?" in page.text
    assert "Rien n’est encore importé" in page.text


def test_the_trial_names_line_column_and_remedy_and_imports_nothing(
    browse: Browse, session: Session, cast: Cast
) -> None:
    sheet = matched(browse, session, cast, GOOD, WRONG)
    page = browse.as_(cast.sami).get("imports.rehearsal", sheet_id=sheet.id)
    assert "1 ligne serait gardée" in page.text
    assert "3 Né(e) le Écrivez la date ainsi" in page.text
    assert (count(session, Case), count(session, Patient)) == (0, 0)


def test_good_rows_come_in_and_refused_ones_are_given_back_to_be_corrected(
    browse: Browse, session: Session, cast: Cast
) -> None:
    sami, sheet = browse.as_(cast.sami), matched(browse, session, cast, GOOD, WRONG)
    sami.post("imports.take", sheet_id=sheet.id)
    assert [case.question for case in session.scalars(select(Case))] == ["Quelle chirurgie ?"]
    assert "1 défaut à corriger" in sami.get("imports.rehearsal", sheet_id=sheet.id).text
    answer = sami.get("imports.refused", sheet_id=sheet.id).response
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == [*HEADINGS, "a_corriger"]
    assert rows[1][:7] == [*WRONG[:6], "'=2+2"]
    assert rows[1][7].startswith("ligne 3, colonne Né(e) le : Écrivez la date")
    assert answer.headers["Cache-Control"] == "no-store"
    entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "cases.imported")).one()
    assert entry.facts == {"kept": 1, "refused": 1}
    sami.post("imports.take", sheet_id=sheet.id, expect=422)
    assert count(session, Case) == 1


def test_refused_rows_once_corrected_come_in_with_no_question_asked_twice(
    browse: Browse, session: Session, cast: Cast
) -> None:
    sami, sheet = browse.as_(cast.sami), matched(browse, session, cast, WRONG)
    sami.post("imports.take", sheet_id=sheet.id)
    refused = sami.get("imports.refused", sheet_id=sheet.id).response.data
    file = io.BytesIO(refused.replace(b"31/02/1961", b"28/02/1961"))
    session.delete(the_sheet(session))
    address = sami.post("imports.cases", {"cases-file": (file, "a.csv")}).location
    again = the_sheet(session)
    sami.post("imports.match", filled(sami.get_path(address), **told(cast)), sheet_id=again.id)
    sami.post("imports.take", sheet_id=again.id)
    assert count(session, Case) == 1
    assert the_sheet(session).content == b""


def test_columns_are_remembered_for_the_structure_that_sent_them(
    browse: Browse, session: Session, cast: Cast
) -> None:
    sami = browse.as_(cast.sami)
    page = sami.get_path(sent(browse, cast.sami, GOOD))
    choices = filled(page, column_6="synthese", **told(cast))
    sheet = the_sheet(session)
    sami.post("imports.match", choices, sheet_id=sheet.id)
    sami.post("imports.take", sheet_id=sheet.id)
    known = session.scalars(select(SenderColumns)).one()
    assert known.organization_id == cast.organization.id
    session.delete(the_sheet(session))
    sent(browse, cast.sami, GOOD)
    assert the_sheet(session).columns[6] == "synthese"
    assert the_sheet(session).everywhere == told(cast)


def test_what_is_missing_or_said_twice_is_named_as_the_choices_call_it(
    browse: Browse, session: Session, cast: Cast
) -> None:
    sami = browse.as_(cast.sami)
    page = sami.get_path(sent(browse, cast.sami, GOOD))
    sheet = the_sheet(session)
    lacking = filled(page, rcp=cast.board.code, demandeur="", column_4="")
    refused = sami.post("imports.match", lacking, sheet_id=sheet.id, expect=422)
    assert "Demandeur (adresse électronique), Question posée" in " ".join(refused.form_errors)
    twice = filled(page, column_6="question", **told(cast))
    refused = sami.post("imports.match", twice, sheet_id=sheet.id, expect=422)
    assert "Plusieurs colonnes ont reçu le même sens : Question posée" in refused.text


def test_a_table_waits_sealed_for_its_sender_alone_and_for_a_day(
    browse: Browse, session: Session, cast: Cast
) -> None:
    sent(browse, cast.sami, GOOD)
    sheet = the_sheet(session)
    colleague = a_practitioner(
        session, "Luc Ferrier", organization=cast.organization, roles=("coordinator",)
    )
    for page in ("columns", "rehearsal", "refused"):
        browse.as_(colleague).get(f"imports.{page}", sheet_id=sheet.id, expect=403)
    nothing = Matching((), {})
    later = sheet.created_at + case_sheets.KEPT + timedelta(minutes=1)
    case_sheets.keep(session, b"a", nothing, colleague, later, rows=0)
    assert the_sheet(session).practitioner_id == colleague.id
