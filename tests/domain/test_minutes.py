"""Minutes are frozen by their signature; only an amendment opens them again."""

import pytest

from rcp.domain.errors import RuleBroken
from rcp.domain.minutes import OPEN, STEPS, MinutesState, MinutesStep, next_state

S, T = MinutesState, MinutesStep


def test_minutes_are_submitted_signed_and_sent_out():
    submitted = next_state(S.DRAFT, T.SUBMIT)
    signed = next_state(submitted, T.SIGN_OFF)
    assert next_state(signed, T.SEND_OUT) is S.SENT_OUT


def test_the_chair_sends_minutes_back_to_their_writer():
    assert next_state(S.SUBMITTED, T.SEND_BACK) is S.DRAFT


@pytest.mark.parametrize("state", [S.VALIDATED, S.SENT_OUT])
def test_signed_minutes_are_closed_and_change_only_by_an_amendment(state):
    assert state not in OPEN
    assert {step for before, step in STEPS if before is state} <= {T.AMEND, T.SEND_OUT}
    assert next_state(state, T.AMEND) is S.AMENDED


def test_an_amendment_is_signed_again_before_it_leaves():
    assert S.AMENDED in OPEN
    assert next_state(S.AMENDED, T.SIGN_OFF) is S.VALIDATED
    with pytest.raises(RuleBroken):
        next_state(S.AMENDED, T.SEND_OUT)


@pytest.mark.parametrize("step", [T.SIGN_OFF, T.SEND_OUT])
def test_a_draft_is_neither_signed_nor_sent(step):
    with pytest.raises(RuleBroken) as refusal:
        next_state(S.DRAFT, step)
    assert refusal.value.code == "minutes_step"
    assert refusal.value.facts == {"state": S.DRAFT, "step": step}


def test_minutes_are_sent_once():
    with pytest.raises(RuleBroken):
        next_state(S.SENT_OUT, T.SEND_OUT)
