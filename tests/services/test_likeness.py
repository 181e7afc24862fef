"""What is already there is shown before it is made twice, to those who may know."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from rcp.db.models import PatientNotice
from rcp.domain.likeness import Likeness
from rcp.services import case_following, cases, likeness, opinions
from rcp.services.opinions import Examination
from tests.factories import NOW, TODAY, a_board, a_practitioner, ask
from tests.services.held import a_draft, a_held_meeting, everybody_comes
from tests.services.test_cases import DRAFT, JEANNE


@pytest.fixture
def there(session, cast):
    """A case of Jeanne's that waits at Claire's board."""
    return cases.submit_case(session, cast.board, DRAFT, by=cast.odile, now=NOW)


def found(session, cast, by=None, board=None, question="Autre question ?", **traits):
    told = replace(JEANNE, **traits)
    who = by or cast.odile
    return likeness.alike(session, board or cast.board, told, question, who)


def test_an_open_case_of_the_same_patient_at_the_board_is_shown_even_to_another(
    session, cast, there
):
    other = a_practitioner(session, "Ivan Prigent", roles=("clinician",))
    (one,) = found(session, cast, by=other)
    assert (one.case, one.why, one.is_same_question) == (there, Likeness.SAME_TRAITS, False)
    (same,) = found(session, cast, question="faut il opérer d’abord")
    assert same.is_same_question


def test_a_near_name_is_shown_only_to_whoever_may_read_that_case(session, cast, there):
    (one,) = found(session, cast, birth_name="Ferandelle")
    assert one.why is Likeness.NEAR_NAMES
    stranger = a_practitioner(session, "Ivan Prigent", roles=("clinician",))
    assert found(session, cast, by=stranger, birth_name="Ferandelle") == []


def test_another_board_is_told_of_only_when_it_is_asked_the_same_question(session, cast, there):
    elsewhere = a_board(session)
    assert found(session, cast, board=elsewhere) == []
    (one,) = found(session, cast, board=elsewhere, question=DRAFT.question)
    assert one.case is there
    stranger = a_practitioner(session, "Ivan Prigent", roles=("clinician",))
    assert found(session, cast, by=stranger, board=elsewhere, question=DRAFT.question) == []


@pytest.mark.parametrize("end", ["withdrawn", "objected"])
def test_a_case_that_is_closed_is_not_shown(session, cast, there, end):
    if end == "withdrawn":
        cases.withdraw(session, there, cast.odile)
    else:
        there.notice = PatientNotice.OBJECTION
        session.flush()
        stranger = a_practitioner(session, "Ivan Prigent", roles=("clinician",))
        assert found(session, cast, by=stranger) == []
        return
    assert found(session, cast) == []


def test_an_examination_that_a_recent_meeting_asked_for_is_pointed_out(session, cast):
    held = a_held_meeting(session, cast)
    everybody_comes(session, held, cast)
    asked = a_draft(examinations=(Examination("IRM mammaire"),))
    opinions.record_opinion(session, held.item, asked, cast.sami, NOW)
    since = TODAY - likeness.RECENT
    (one,) = likeness.examinations_before(session, held.case, ["irm mammaires", "TEP"], since)
    assert (one.text, one.case) == ("IRM mammaire", held.case)
    assert likeness.examinations_before(session, held.case, ["Scanner", ""], since) == []
    later = TODAY + timedelta(days=1)
    assert likeness.examinations_before(session, held.case, ["IRM mammaire"], later) == []


def test_the_next_case_starts_from_the_answers_that_still_hold(session, cast):
    side = {"key": "cote", "label": "Côté", "kind": "choice", "options": ["G", "D"]}
    size = {"key": "taille", "label": "Taille", "kind": "number"}
    motive = {"key": "motif", "label": "Motif", "kind": "choice", "options": ["a", "b"]}
    ask(cast.board, side, size, motive)
    told = replace(DRAFT, fields={"cote": "G", "taille": "18", "motif": "a"})
    first = cases.submit_case(session, cast.board, told, by=cast.odile, now=NOW)
    next_one = case_following.following(session, cast.board, first, cast.odile)
    assert (next_one.previous, next_one.answers) == (first, {"cote": "G"})
    other_board = a_board(session)
    ask(other_board, {**side, "options": ["G", "D", "les deux"]})
    assert case_following.following(session, other_board, first, cast.odile).answers == {}


def test_previous_presentations_are_those_that_the_reader_may_read(session, cast, there):
    second = cases.submit_case(
        session, a_board(session), replace(DRAFT, question="Et après ?"), by=cast.odile, now=NOW
    )
    assert case_following.other_cases(session, second, cast.odile) == [there]
    assert case_following.other_cases(session, there, cast.sami) == []
