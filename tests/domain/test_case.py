"""A case goes from draft to followed opinion by the steps of the table, and by no other."""

import pytest

from rcp.domain.case import (
    WAITING,
    CaseState,
    CaseStep,
    next_state,
    possible_steps,
)
from rcp.domain.errors import RuleBroken

S, T = CaseState, CaseStep


def follow(*steps: CaseStep, start: CaseState = S.DRAFT) -> CaseState:
    state = start
    for step in steps:
        state = next_state(state, step)
    return state


def test_a_case_is_submitted_triaged_planned_discussed_validated_sent_out_and_applied():
    life = (T.SUBMIT, T.ACCEPT_FOR_DISCUSSION, T.PLAN, T.CONVENE, T.CALL, T.GIVE_OPINION)
    assert follow(*life, T.VALIDATE, T.SEND_OUT, T.REPORT_APPLIED) is S.APPLIED


def test_an_incomplete_case_goes_back_to_its_referrer_and_comes_again():
    assert follow(T.SUBMIT, T.ASK_FOR_MORE) is S.TO_COMPLETE
    assert follow(T.SUBMIT, T.ASK_FOR_MORE, T.SUBMIT) is S.SUBMITTED


def test_a_case_that_follows_the_guideline_is_registered_and_can_still_be_discussed():
    assert follow(T.SUBMIT, T.ACCEPT_FOR_REGISTRATION) is S.TO_REGISTER
    assert follow(T.SUBMIT, T.ACCEPT_FOR_REGISTRATION, T.ACCEPT_FOR_DISCUSSION) is S.TO_DISCUSS


def test_a_postponed_case_waits_again():
    assert follow(T.SUBMIT, T.PLAN, T.POSTPONE) in WAITING
    assert follow(T.POSTPONE, start=S.DISCUSSED) in WAITING


def test_an_opinion_may_be_corrected_until_it_is_validated():
    assert follow(T.GIVE_OPINION, start=S.DISCUSSED) is S.DISCUSSED
    with pytest.raises(RuleBroken):
        next_state(S.VALIDATED, T.GIVE_OPINION)


@pytest.mark.parametrize("state", [S.VALIDATED, S.SENT_OUT, S.APPLIED, S.NOT_APPLIED])
def test_a_case_whose_situation_changes_is_presented_again(state):
    assert next_state(state, T.PRESENT_AGAIN) is S.TO_PRESENT_AGAIN


@pytest.mark.parametrize("state", [S.DISCUSSED, S.VALIDATED, S.SENT_OUT, S.APPLIED, S.NOT_APPLIED])
def test_a_case_that_has_been_heard_is_never_withdrawn(state):
    with pytest.raises(RuleBroken):
        next_state(state, T.WITHDRAW)


@pytest.mark.parametrize("state", [S.DRAFT, S.SUBMITTED, S.TO_DISCUSS, S.TO_REGISTER, S.PLANNED])
def test_a_case_that_waits_can_be_withdrawn(state):
    assert next_state(state, T.WITHDRAW) is S.WITHDRAWN


def test_nothing_more_happens_to_a_withdrawn_case():
    assert possible_steps(S.WITHDRAWN) == frozenset()


def test_a_draft_can_only_be_submitted_or_withdrawn():
    assert possible_steps(S.DRAFT) == {T.SUBMIT, T.WITHDRAW}


def test_minutes_are_not_sent_out_before_they_are_validated():
    with pytest.raises(RuleBroken) as refusal:
        next_state(S.DISCUSSED, T.SEND_OUT)
    assert refusal.value.code == "case_step"
    assert refusal.value.facts == {"state": S.DISCUSSED, "step": T.SEND_OUT}


@pytest.mark.parametrize("step", CaseStep)
@pytest.mark.parametrize("state", CaseState)
def test_a_step_is_possible_exactly_when_it_does_not_refuse(state, step):
    if step in possible_steps(state):
        assert next_state(state, step) in CaseState
    else:
        with pytest.raises(RuleBroken):
            next_state(state, step)
