"""Sorting: a standard situation names its guideline, a rare one goes to its referral board."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rcp.domain.board import BoardKind
from rcp.domain.case import CaseClass, CaseState
from rcp.domain.errors import RuleBroken
from rcp.services import case_files, case_triage, cases
from tests.factories import NOW, a_board, a_guideline, an_organization, ask
from tests.services.test_cases import DRAFT

SIDE = {"key": "cote", "label": "Côté", "kind": "choice", "options": ["G", "D"]}
NOTE = {"key": "note", "label": "Note", "kind": "text"}


@pytest.fixture
def case(session, cast):
    ask(cast.board, SIDE, NOTE)
    told = replace(DRAFT, fields={"cote": "G", "note": "RAS"})
    return cases.submit_case(session, cast.board, told, by=cast.odile, now=NOW)


def register(session, cast, case, guideline=None):
    cases.accept(session, case, CaseClass.REGISTERED, False, by=cast.sami, guideline=guideline)


def test_a_cancer_board_registers_under_a_guideline_in_force(session, cast, case):
    with pytest.raises(RuleBroken, match="case_guideline_missing"):
        register(session, cast, case)
    old = a_guideline(session, is_withdrawn=True)
    with pytest.raises(RuleBroken, match="case_guideline_withdrawn"):
        register(session, cast, case, old)
    assert case.state is CaseState.SUBMITTED
    register(session, cast, case, a_guideline(session))
    assert (case.state, case.guideline.version) == (CaseState.TO_REGISTER, "2026.1")


def test_another_board_registers_without_one_and_a_discussion_drops_it(session, cast, case):
    register(session, cast, case, a_guideline(session))
    cases.accept(session, case, CaseClass.STANDARD, False, by=cast.sami)
    assert case.guideline is None
    cast.board.is_regulatory = False
    register(session, cast, case)
    assert case.state is CaseState.TO_REGISTER


def test_the_boards_own_guidelines_come_first_and_others_houses_are_not_offered(session, cast):
    shared = a_guideline(session, title="A")
    own = a_guideline(session, cast.board, title="B")
    a_guideline(session, organization=an_organization(session))
    a_guideline(session, is_withdrawn=True)
    assert case_triage.guidelines_for(session, cast.board) == [own, shared]


def test_a_referred_case_goes_on_at_the_other_board_with_what_it_asks_too(session, cast, case):
    other = a_board(session, kind=BoardKind.RCP_REFERRAL.value)
    ask(other, SIDE)
    assert case_triage.referral_boards(session) == [other]
    there = case_triage.refer_up(session, case, other, cast.sami, NOW)
    assert (case.state, there.state) == (CaseState.REFERRED, CaseState.SUBMITTED)
    assert (there.previous, there.board, there.referrer) == (case, other, cast.odile)
    assert (there.question, there.fields) == (case.question, {"cote": "G"})
    assert [one.step for one in case_files.history(session, there)] == ["draft", "submit"]
    with pytest.raises(RuleBroken, match="case_step"):
        case_triage.refer_up(session, case, other, cast.sami, NOW)


def test_a_case_is_not_referred_to_its_own_board_nor_to_a_closed_one(session, cast, case):
    with pytest.raises(RuleBroken, match="case_refer_elsewhere"):
        case_triage.refer_up(session, case, cast.board, cast.sami, NOW)
    closed = a_board(session, kind=BoardKind.RCP_REFERRAL.value, is_active=False)
    with pytest.raises(RuleBroken, match="case_board_closed"):
        case_triage.refer_up(session, case, closed, cast.sami, NOW)
    assert case.state is CaseState.SUBMITTED
