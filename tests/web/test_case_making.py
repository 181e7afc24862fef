"""A case made on screen: what is there already, what follows, what it will look like."""

from __future__ import annotations

import io

import pikepdf
import pytest
from sqlalchemy import select

from rcp.db.models import Case
from rcp.domain.case import CaseState
from tests.factories import a_case, a_patient, a_practitioner, ask
from tests.web.conftest import Browse
from tests.web.test_cases import TYPED

HER2 = {"key": "her2", "label": "HER2", "kind": "choice", "options": ["0", "1+", "2+", "3+"]}
FISH = {"key": "fish", "label": "FISH", "kind": "choice", "options": ["amplifie", "non"]} | {
    "asked_if": {"key": "her2", "among": ["2+"]},
    "required": True,
}
SITE = {"key": "site", "label": "Localisation", "kind": "code", "system": "cim10"}
STAGE = {"key": "stade", "label": "Stade", "kind": "tnm"}
IMAGING = [{"kind": "imaging"}]


def told(**more):
    plain = {name: value for name, value in TYPED.items() if not name.startswith("field_")}
    return {**plain, **more}


@pytest.fixture
def odile(browse: Browse, cast, session) -> Browse:
    """The site as Odile, whose board asks for a code, a stage, and FISH if HER2 is 2+."""
    ask(cast.board, HER2, FISH, SITE, STAGE)
    cast.board.pieces = IMAGING
    session.flush()
    return browse.as_(cast.odile)


def the_case(session) -> Case:
    return session.scalars(select(Case)).one()


def test_fish_is_required_only_when_her2_is_2_plus_and_dropped_otherwise(odile, cast, session):
    data = told(field_her2="2+", piece_imaging="received")
    page = odile.post("cases.create", data, board_id=cast.board.id, expect=422)
    assert "Répondez à cette question" in page.text
    odile.post("cases.create", data | {"field_her2": "3+", "field_fish": "non"}, expect=303,
               board_id=cast.board.id)  # fmt: skip
    assert the_case(session).fields == {"her2": "3+"}


def test_words_come_back_with_their_codes_and_the_one_picked_is_kept(odile, cast, session):
    words = told(field_site="sein supero-externe", piece_imaging="received")
    page = odile.post("cases.create", words, board_id=cast.board.id, expect=422)
    offered = [box.get("value") for box in page.elements("input") if box.get("type") == "radio"]
    code = "C50.4 Tumeur maligne du quadrant supéro-externe du sein"
    assert code in offered
    picked = words | {"field_site": ["sein supero-externe", code], "field_stade": "ct2n1m0"}
    odile.post("cases.create", picked, board_id=cast.board.id)
    assert the_case(session).fields == {"site": code, "stade": "cT2 N1 M0 (TNM 8)"}


def test_codes_are_looked_up_as_one_types_by_those_who_submit_cases(odile, browse, session):
    found = odile.post("cases.codes", {"system": "cim10", "q": "prostate"}, expect=200)
    assert "C61 Tumeur maligne de la prostate" in found.text
    assert odile.post("cases.codes", {"system": "autre", "q": "x"}, expect=200).text.strip() == "[]"
    guest = a_practitioner(session, "Paul Invité")
    browse.as_(guest).post("cases.codes", {"system": "cim10", "q": "rein"}, expect=403)


def test_an_awaited_piece_needs_its_day_before_the_case_is_handed_in(odile, cast, session):
    page = odile.post(
        "cases.create", told(piece_imaging="awaited"), board_id=cast.board.id, expect=422
    )
    assert "Indiquez quand elle est attendue" in page.text
    data = told(piece_imaging="awaited", piece_imaging_on="2099-03-01", due_on="2099-04-01")
    odile.post("cases.create", data, board_id=cast.board.id)
    assert the_case(session).ready_on.year == 2099


def test_a_case_that_may_be_there_already_is_shown_before_a_second_is_made(odile, cast, session):
    patient = {"birth_name": "Ferrandelle", "given_names": "Jeanne", "birth_date": "1961-04-17"}
    first = a_case(session, cast.board, patient=a_patient(session, **patient), referrer=cast.odile)
    near = told(birth_name="Ferandelle", piece_imaging="received")
    page = odile.post("cases.create", near, board_id=cast.board.id, expect=409)
    assert first.reference in page.text
    assert "nom proche, même date de naissance" in page.text
    assert the_case(session) is first
    odile.post("cases.create", near | {"is_another": "y"}, board_id=cast.board.id)
    assert len(session.scalars(select(Case)).all()) == 2


def test_the_next_case_of_a_patient_is_begun_with_what_is_known(odile, browse, cast, session):
    data = told(field_her2="3+", field_site="C50.4", piece_imaging="received")
    odile.post("cases.create", data, board_id=cast.board.id)
    first = the_case(session)
    page = odile.get("cases.new", board_id=cast.board.id, after=first.id)
    boxes = {box.get("name"): box.get("value") for box in page.elements("input")}
    assert (boxes["birth_name"], boxes["previous"]) == ("Ferrandelle", str(first.id))
    assert boxes["field_site"].startswith("C50.4 ")
    again = data | {"previous": first.id, "question": "Et ensuite ?", "is_another": "y"}
    odile.post("cases.create", again, board_id=cast.board.id)
    second = session.scalars(select(Case).where(Case.id != first.id)).one()
    assert second.previous is first
    assert first.reference in odile.get("cases.show", case_id=second.id).text
    nobody = browse.as_(cast.sami).get("cases.choose_board", after="guess")
    assert "Ferrandelle" not in nobody.text


def test_the_fiche_is_previewed_before_any_meeting(odile, browse, cast, session):
    case = a_case(session, cast.board, referrer=cast.odile)
    answer = odile.get("cases.preview", case_id=case.id)
    with pikepdf.open(io.BytesIO(answer.response.get_data())) as opened:
        assert len(opened.pages) >= 1
    browse.as_(cast.stranger).get("cases.preview", case_id=case.id, expect=403)


def test_the_chair_alone_plans_a_case_without_its_pieces(odile, browse, cast, session):
    odile.post("cases.create", told(piece_imaging="to_ask"), board_id=cast.board.id)
    case = the_case(session)
    early = {"reason": "Urgence vitale."}
    browse.as_(cast.sami).post("cases.early", early, case_id=case.id, expect=403)
    browse.as_(cast.claire).post("cases.early", {"reason": " "}, case_id=case.id, expect=422)
    browse.as_(cast.claire).post("cases.early", early, case_id=case.id)
    assert case.early_reason == "Urgence vitale."
    browse.as_(cast.odile).post("cases.pieces", {"received": "imaging"}, case_id=case.id)
    assert case.pieces[0].state.is_settled


def test_an_answered_case_is_presented_again_by_its_referrer(odile, browse, cast, session):
    case = a_case(session, cast.board, referrer=cast.odile, state=CaseState.SENT_OUT)
    browse.as_(cast.stranger).post("cases.present_again", case_id=case.id, expect=403)
    browse.as_(cast.odile).post("cases.present_again", case_id=case.id)
    assert case.state is CaseState.TO_PRESENT_AGAIN


def test_a_pause_in_a_new_form_keeps_a_draft_and_goes_on_from_it(odile, cast, session):
    begun = told(question="", summary="", notice="", intent="draft")
    answer = odile.post(
        "cases.create", begun, board_id=cast.board.id, headers={"X-Autosave": "1"}, expect=204
    )
    case = the_case(session)
    assert (case.state, case.question) == (CaseState.DRAFT, "")
    assert answer.response.headers["X-Action"].endswith(f"/cases/{case.id}/edit")
    version = answer.response.headers["X-Version"]
    more = begun | {"version": version, "question": "Et si on opérait ?"}
    odile.post("cases.update", more, case_id=case.id, headers={"X-Autosave": "1"}, expect=204)
    assert the_case(session).question == "Et si on opérait ?"
