"""Cases on screen: who sees them, how they are written, sorted, planned and closed."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from rcp.db.base import utc_now
from rcp.db.models import AuditEntry, Case
from rcp.domain.case import CaseState
from rcp.domain.identity import IdentityStatus, ins_key
from rcp.services import accounts
from tests.factories import (
    Cast,
    a_case,
    a_cast,
    a_meeting,
    a_patient,
    a_practitioner,
    an_agenda_item,
    ask,
)
from tests.web.conftest import Browse

INS = f"2610475056123{ins_key('2610475056123'):02d}"
FIELDS = [
    {"key": "cote", "label": "Côté", "label_en": "Side", "kind": "choice", "options": ["G", "D"]}
    | {"required": True},
    {"key": "taille", "label": "Taille", "label_en": "Size", "kind": "number", "unit": "mm"}
    | {"maximum": 200},
    {"key": "stade", "label": "Stade", "kind": "choice", "options": ["0", "1", "2", "3", "4"]},
    {"key": "sites", "label": "Sites", "kind": "choices", "options": ["os", "foie"]},
    {"key": "biopsie", "label": "Biopsie le", "kind": "date"},
    {"key": "tabac", "label": "Tabac", "kind": "yes_no"},
    {"key": "note", "label": "Note", "kind": "text"},
    {"key": "histoire", "label": "Histoire", "kind": "long_text"},
]
TYPED = {
    "birth_name": "Ferrandelle",
    "given_names": "Jeanne",
    "sex": "F",
    "birth_date": "17041961",
    "identity_status": "PROV",
    "notice": "no_objection",
    "question": "Faut-il opérer d'abord ?",
    "summary": "Nodule de 18 mm.",
    "case_class": "standard",
    "field_cote": "G",
    "field_taille": "18,5",
    "field_stade": "2",
    "field_sites": ["os", "foie"],
    "field_biopsie": "2026-11-02",
    "field_tabac": "no",
    "field_note": "RAS",
    "field_histoire": "Deux lignes\r\nde texte",
    "intent": "submit",
}


@pytest.fixture
def odile(browse: Browse, cast: Cast, session: Session) -> Browse:
    """The site as Odile, whose board asks eight questions."""
    ask(cast.board, *FIELDS)
    session.flush()
    return browse.as_(cast.odile)


def typed(**told: Any) -> dict[str, Any]:
    return {**TYPED, **told}


def the_case(session: Session) -> Case:
    return session.scalars(select(Case)).one()


def no_case(session: Session) -> bool:
    return session.scalars(select(Case)).first() is None


def values(page: Any) -> dict[str, str]:
    """What the text fields of a page hold, by name."""
    boxes = {box.get("name"): box.get("value") or "" for box in page.elements("input")}
    areas = {area.get("name"): area.text or "" for area in page.elements("textarea")}
    return {**boxes, **{name: text.lstrip("\n") for name, text in areas.items()}}


# Writing


def test_a_clinician_hands_a_case_in_and_reads_it_back(odile, cast, session):
    assert cast.board.name in odile.get("cases.choose_board").text
    odile.get("cases.new", board_id=cast.board.id)
    odile.post("cases.create", typed(), board_id=cast.board.id)
    case = the_case(session)
    assert case.state is CaseState.SUBMITTED
    assert case.fields == {
        "cote": "G",
        "taille": 18.5,
        "stade": "2",
        "sites": ["os", "foie"],
        "biopsie": "2026-11-02",
        "tabac": False,
        "note": "RAS",
        "histoire": "Deux lignes\nde texte",
    }
    page = odile.get("cases.show", case_id=case.id)
    assert page.heading == "FERRANDELLE Jeanne"
    for words in ("17/04/1961", "18,5 mm", "os, foie"):
        assert words in page.text.replace("\xa0", " ")
    assert "Soumis à la réunion" in page.text


def test_a_draft_asks_for_the_patient_alone(odile, cast, session):
    bare = {name: TYPED[name] for name in ("birth_name", "given_names", "sex", "birth_date")}
    odile.post("cases.create", bare | {"intent": "draft"}, board_id=cast.board.id)
    case = the_case(session)
    assert case.state is CaseState.DRAFT
    page = odile.post("cases.submit", case_id=case.id, expect=422)
    assert "Indiquez ce que le patient a su de la réunion" in page.text


def test_a_case_without_recorded_information_of_the_patient_is_not_submitted(odile, cast, session):
    page = odile.post("cases.create", typed(notice=""), board_id=cast.board.id, expect=422)
    assert len(page.form_errors) == 1
    assert "sans cette information" in page.form_errors[0]
    assert no_case(session)


def test_a_patient_who_objects_is_not_presented(odile, cast, session):
    page = odile.post("cases.create", typed(notice="objection"), board_id=cast.board.id, expect=422)
    assert "s’oppose" in page.form_errors[0]
    assert no_case(session)


def test_a_wrong_ins_key_keeps_everything_that_was_typed(odile, cast, session):
    wrong = typed(ins=INS[:13] + "98")
    page = odile.post("cases.create", wrong, board_id=cast.board.id, expect=422)
    assert "La clé du matricule INS ne correspond pas" in page.form_errors[0]
    kept = values(page)
    for name in ("birth_name", "birth_date", "ins", "question", "summary", "field_taille"):
        assert kept[name] == wrong[name], name
    assert page.elements("input", name="sex", value="F")[0].get("checked") is not None
    assert page.elements("details", **{"class": "fold"})[0].get("open") is not None
    assert no_case(session)


def test_every_fault_is_named_at_once_and_nothing_typed_is_lost(odile, cast, session):
    wrong = typed(
        birth_name="",
        birth_date="31/02/1961",
        question=" ",
        field_taille="grande",
        field_biopsie="hier",
        field_cote="",
        field_stade="9",
    )
    page = odile.post("cases.create", wrong, board_id=cast.board.id, expect=422)
    assert len(page.form_errors) == 7
    assert page.title.startswith("Erreur")
    kept = values(page)
    for name in ("birth_date", "field_taille", "field_biopsie", "summary", "field_note"):
        assert kept[name] == wrong[name], name
    assert no_case(session)


@pytest.mark.parametrize("typed_day", ["17/04/1961", "17 4 1961", "17041961", "1961-04-17"])
def test_a_birth_date_is_understood_as_people_type_it(odile, cast, session, typed_day):
    odile.post("cases.create", typed(birth_date=typed_day), board_id=cast.board.id)
    assert the_case(session).patient.traits["birth_date"] == "1961-04-17"


def test_nonsense_sent_to_the_form_is_refused_not_a_crash(odile, cast, session):
    nonsense = typed(
        sex="Z", notice="z", case_class="z", identity_status="z", presenter="z", ready_on="z"
    )
    odile.post("cases.create", nonsense, board_id=cast.board.id, expect=422)
    odile.post("cases.create", {}, board_id=cast.board.id, expect=422)
    odile.post("cases.create", typed(field_note="\x00\x08"), board_id=cast.board.id)
    assert "note" not in the_case(session).fields


def test_a_matricule_known_under_another_name_is_said_at_the_matricule(odile, cast, session):
    odile.post("cases.create", typed(ins=INS), board_id=cast.board.id)
    other = typed(ins=INS, birth_name="Quessandier")
    page = odile.post("cases.create", other, board_id=cast.board.id, expect=422)
    assert "Matricule INS" in page.form_errors[0]
    assert len(session.scalars(select(Case)).all()) == 1


def test_labels_are_english_for_who_reads_english(odile, cast, session):
    cast.odile.language = "en"
    session.flush()
    page = odile.get("cases.new", board_id=cast.board.id)
    assert "Size (mm)" in page.text
    assert "Taille" not in page.text


def test_the_form_of_a_known_case_keeps_its_first_questions(odile, cast, session):
    odile.post("cases.create", typed(intent="draft"), board_id=cast.board.id)
    ask(cast.board, {"key": "autre", "label": "Tout autre chose", "kind": "text"})
    session.flush()
    page = odile.get("cases.edit", case_id=the_case(session).id)
    assert values(page)["field_taille"] == "18,5"
    assert "Tout autre chose" not in page.text


def test_a_change_is_kept(odile, cast, session):
    odile.post("cases.create", typed(), board_id=cast.board.id)
    case = the_case(session)
    told = typed(version=case.version, question="Et après ?", presenter=cast.claire.id)
    odile.post("cases.update", told, case_id=case.id)
    assert (case.question, case.presenter) == ("Et après ?", cast.claire)


def test_two_who_write_at_once_see_both_texts(odile, browse, cast, session):
    odile.post("cases.create", typed(), board_id=cast.board.id)
    case = the_case(session)
    seen = case.version
    theirs = typed(version=seen, question="La question de Claire")
    browse.as_(cast.claire).post("cases.update", theirs, case_id=case.id)
    mine = typed(version=seen, question="La question d'Odile")
    page = odile.post("cases.update", mine, case_id=case.id, expect=409)
    assert "La question de Claire" in page.text
    assert values(page)["question"] == "La question d'Odile"
    assert case.question == "La question de Claire"
    odile.post("cases.update", mine | {"version": values(page)["version"]}, case_id=case.id)
    assert case.question == "La question d'Odile"


def test_a_draft_saves_itself_and_hands_the_next_version_on(odile, cast, session):
    odile.post("cases.create", typed(intent="draft"), board_id=cast.board.id)
    case = the_case(session)
    told = typed(version=case.version, question="Plus précis", intent="")
    answer = odile.post(
        "cases.update", told, case_id=case.id, headers={"X-Autosave": "1"}, expect=204
    )
    assert case.question == "Plus précis"
    assert answer.response.headers["X-Version"] == str(case.version)
    assert case.state is CaseState.DRAFT


def test_only_those_who_run_the_board_name_another_referrer(odile, browse, cast, session):
    told = typed(referrer=cast.claire.id)
    odile.post("cases.create", told, board_id=cast.board.id)
    assert the_case(session).referrer == cast.odile
    other = told | {"birth_name": "Quessandier"}
    browse.as_(cast.sami).post("cases.create", other, board_id=cast.board.id)
    assert {case.referrer for case in session.scalars(select(Case))} == {cast.odile, cast.claire}


# Who may


@pytest.fixture
def case(session: Session, cast: Cast) -> Case:
    """A case of Odile's, submitted."""
    return a_case(session, cast.board, referrer=cast.odile, state=CaseState.SUBMITTED)


READING = ("cases.show", "cases.edit")
CHANGING = (
    *("cases.update", "cases.submit", "cases.ask_for_more", "cases.sort", "cases.plan"),
    *("cases.withdraw", "cases.objection"),
)


def refuses(site: Browse, case: Case) -> None:
    for endpoint in READING:
        site.get(endpoint, case_id=case.id, expect=403)
    for endpoint in CHANGING:
        site.post(endpoint, typed(), case_id=case.id, expect=403)
    assert case.reference not in site.get("cases.index").text


def test_a_stranger_neither_reads_nor_changes_a_case(browse, cast, case):
    refuses(browse.as_(cast.stranger), case)
    assert case.state is CaseState.SUBMITTED


def test_the_administrator_reads_no_case(browse, session, cast, case):
    administrator = a_practitioner(
        session, "Paul Ostrevent", organization=cast.organization, roles=("administrator",)
    )
    site = browse.as_(administrator)
    refuses(site, case)
    site.get("cases.triage", expect=403)
    site.get("cases.choose_board", expect=403)


def test_nobody_reads_without_signing_in(browse, case):
    assert "sign-in" in browse.get("cases.show", case_id=case.id, expect=303).location


def test_who_is_expected_at_its_meeting_reads_a_case_but_does_not_change_it(
    browse, session, cast, case
):
    guest = a_practitioner(session, "Lise Carmont")
    an_agenda_item(session, a_meeting(session, cast.board, expected=[guest]), case)
    site = browse.as_(guest)
    assert case.reference in site.get("cases.index").text
    site.get("cases.show", case_id=case.id)
    site.get("cases.edit", case_id=case.id, expect=403)
    for endpoint in CHANGING:
        site.post(endpoint, typed(), case_id=case.id, expect=403)


def test_an_objected_case_vanishes_for_all_but_its_referrer(browse, cast, case):
    sami, odile = browse.as_(cast.sami), browse.as_(cast.odile)
    page = sami.post("cases.objection", case_id=case.id)
    assert page.location == "/cases"
    refuses(sami, case)
    refuses(browse.as_(cast.claire), case)
    assert case.reference in odile.get("cases.index").text
    assert "vous seul pouvez encore le lire" in odile.get("cases.show", case_id=case.id).text


def test_reading_a_case_leaves_a_trace(own_site: Flask, own_engine: Engine):
    with Session(own_engine) as session, session.begin():
        cast = a_cast(session)
        case_id = a_case(session, cast.board).id
        claire_id = cast.claire.id
        secret = accounts.open_session(session, cast.claire, utc_now())
    client = own_site.test_client()
    client.set_cookie("quorum", secret)
    assert client.get(f"/cases/{case_id}").status_code == 200
    with Session(own_engine) as session:
        trace = session.scalars(select(AuditEntry).where(AuditEntry.deed == "case.read")).one()
        assert (trace.by_id, trace.subject_id) == (claire_id, case_id)


@pytest.mark.parametrize("status", list(IdentityStatus))
def test_the_matricule_is_shown_for_a_qualified_identity_alone(browse, session, cast, status):
    patient = a_patient(session, ins=INS, identity_status=status)
    case = a_case(session, cast.board, patient=patient)
    page = browse.as_(cast.claire).get("cases.show", case_id=case.id)
    is_qualified = status is IdentityStatus.QUALIFIED
    assert (INS in page.text) is is_qualified
    assert ("Identité non qualifiée" in page.text) is not is_qualified
