"""Deciding about cases on screen: sent back, sorted, planned; and the list they are found in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from rcp.db.base import utc_now
from rcp.db.models import Case, Meeting
from rcp.domain.case import CaseState
from tests.factories import Cast, a_case, a_guideline, a_meeting


@pytest.fixture
def case(session: Session, cast: Cast) -> Case:
    """A case of Odile's, submitted."""
    return a_case(session, cast.board, referrer=cast.odile, state=CaseState.SUBMITTED)


def test_a_case_is_sent_back_with_what_is_missing(browse, cast, case):
    sami = browse.as_(cast.sami)
    page = sami.post("cases.ask_for_more", {"what": " "}, case_id=case.id, expect=422)
    assert "Dites ce qui manque" in page.text
    sami.post("cases.ask_for_more", {"what": "Joindre l'IRM"}, case_id=case.id)
    assert "Joindre l'IRM" in browse.as_(cast.odile).get("cases.edit", case_id=case.id).text


def test_a_case_is_sorted_and_put_on_an_agenda(browse, session, cast, case):
    sami, meeting = browse.as_(cast.sami), _meeting_to_come(session, cast)
    sami.post("cases.sort", {"case_class": "complexe", "is_urgent": "y"}, case_id=case.id)
    assert (case.state, case.is_urgent) == (CaseState.TO_DISCUSS, True)
    elsewhere = a_meeting(session)
    sami.post("cases.plan", {"meeting": elsewhere.id}, case_id=case.id, expect=422)
    sami.post("cases.plan", {"meeting": meeting.id}, case_id=case.id)
    assert case.state is CaseState.PLANNED
    assert "À l’ordre du jour" in sami.get("cases.show", case_id=case.id).text


def test_what_is_no_longer_possible_is_said_with_the_page(browse, cast, case):
    odile = browse.as_(cast.odile)
    odile.post("cases.withdraw", case_id=case.id)
    page = odile.post("cases.withdraw", case_id=case.id, expect=422)
    assert "Le dossier est maintenant « Retiré »" in page.text


def test_actions_are_offered_only_where_they_would_be_taken(browse, cast, case):
    assert "Décider" not in browse.as_(cast.odile).get("cases.show", case_id=case.id).text
    assert "Décider" in browse.as_(cast.sami).get("cases.show", case_id=case.id).text


def test_triage_sorts_one_case_with_one_button(browse, session, cast, case):
    sami = browse.as_(cast.sami)
    assert case.reference in sami.get("cases.triage").text
    sami.post("cases.sort_out", {"one": f"enregistre:{case.id}"}, expect=422)
    guideline = a_guideline(session, cast.board)
    told = {"one": f"enregistre:{case.id}", f"guideline-{case.id}": guideline.id}
    sami.post("cases.sort_out", told)
    assert case.guideline is guideline
    assert case.state is CaseState.TO_REGISTER
    assert "Tout est trié" in sami.get("cases.triage").text


def test_triage_sorts_several_cases_at_once_each_with_its_urgency(browse, session, cast, case):
    other = a_case(session, cast.board, state=CaseState.SUBMITTED)
    told = {"chosen": [case.id, other.id], "urgent": [other.id], "decision": "complexe"}
    browse.as_(cast.sami).post("cases.sort_out", told)
    assert {case.state, other.state} == {CaseState.TO_DISCUSS}
    assert (case.is_urgent, other.is_urgent) == (False, True)


def test_triage_sends_back_only_with_a_reason_and_keeps_what_was_ticked(browse, cast, case):
    sami = browse.as_(cast.sami)
    told = {"one": f"ask:{case.id}", "chosen": str(case.id)}
    page = sami.post("cases.sort_out", told, expect=422)
    assert "Dites ce qui manque" in page.text
    ticked = page.elements("input", name="chosen", value=str(case.id))
    assert ticked[0].get("checked") is not None
    sami.post("cases.sort_out", {**told, f"what-{case.id}": "Joindre l'IRM"})
    assert case.to_complete == "Joindre l'IRM"


def test_triage_of_several_is_all_or_none(browse, session, cast, case):
    other = a_case(session, cast.board, state=CaseState.SUBMITTED)
    told = {"chosen": [case.id, other.id], "decision": "ask", f"what-{case.id}": "Joindre l'IRM"}
    page = browse.as_(cast.sami).post("cases.sort_out", told, expect=422)
    assert case.reference in page.text
    assert {case.state, other.state} == {CaseState.SUBMITTED}


def test_triage_without_a_ticked_case_says_so(browse, cast, case):
    page = browse.as_(cast.sami).post("cases.sort_out", {"decision": "standard"}, expect=422)
    assert "Cochez au moins un dossier" in page.text


def test_nobody_sorts_the_cases_of_a_board_that_they_do_not_run(browse, session, cast, case):
    browse.as_(cast.odile).get("cases.triage", expect=403)
    told = {"one": f"standard:{case.id}"}
    browse.as_(cast.odile).post("cases.sort_out", told, expect=403)
    assert case.state is CaseState.SUBMITTED


# The list


def test_an_empty_list_says_what_to_do_next(browse, cast):
    page = browse.as_(cast.odile).get("cases.index")
    assert "Aucun dossier pour l’instant" in page.text
    assert "/cases/new" in page.links()


def test_the_list_is_filtered_from_the_address(browse, session, cast, case):
    other = a_case(session, cast.board, is_urgent=True)
    site = browse.as_(cast.sami)
    page = site.get("cases.index", urgent="y")
    assert other.reference in page.text
    assert case.reference not in page.text
    name = case.patient.label.split()[0]
    assert case.reference in site.post("cases.search", {"text": name}, expect=200).text
    page = site.post("cases.search", {"text": "zzz"}, expect=200)
    assert "Aucun dossier ne correspond" in page.text


def test_a_patients_name_is_never_searched_through_the_address(browse, cast, case):
    site = browse.as_(cast.sami)
    name = case.patient.label.split()[0]
    assert case.reference in site.get("cases.index", text="zzz").text  # a name there is not read
    page = site.post("cases.search", {"text": case.reference, "late": ""})
    assert page.location == f"/cases?text={case.reference}"
    assert name not in site.post("cases.search", {"text": name}, expect=200).location
    for nonsense in ({"board": "z"}, {"state": "z"}, {"page": "-3"}, {"page": "z"}):
        site.get("cases.index", **nonsense)


def _meeting_to_come(session: Session, cast: Cast) -> Meeting:
    return a_meeting(session, cast.board, starts_at=utc_now() + timedelta(days=3))
