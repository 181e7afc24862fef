"""A case that lives at random never reaches what the rules of the field forbid."""

from hypothesis import given
from hypothesis import strategies as st

from rcp.domain.access import EDITABLE
from rcp.domain.case import (
    ENDED,
    EXPECTED,
    STEPS,
    WAITING,
    CaseState,
    CaseStep,
    next_state,
    possible_steps,
)
from rcp.domain.errors import RuleBroken

S, T = CaseState, CaseStep
HEARD = {S.DISCUSSED, S.VALIDATED, S.SENT_OUT, S.APPLIED, S.NOT_APPLIED}


def lived(steps: list[CaseStep]) -> list[tuple[CaseState, CaseStep, CaseState]]:
    """What happened of what was tried, in order."""
    state, told = S.DRAFT, []
    for step in steps:
        try:
            after = next_state(state, step)
        except RuleBroken:
            assert step not in possible_steps(state)
            continue
        told.append((state, step, after))
        state = after
    return told


LIVES = st.lists(st.sampled_from(CaseStep), max_size=60).map(lived)


@given(LIVES)
def test_no_opinion_is_given_on_a_case_that_was_not_called_in_a_meeting(told):
    for rank, (origin, step, _after) in enumerate(told):
        if step is T.GIVE_OPINION:
            passed = told[:rank]
            last_plan = max(i for i, one in enumerate(passed) if one[1] is T.PLAN)
            assert T.CALL in {one[1] for one in passed[last_plan:]}
            assert origin in {S.IN_MEETING, S.DISCUSSED}


@given(LIVES)
def test_an_opinion_is_validated_before_it_is_sent_out_and_sent_out_before_it_is_applied(told):
    order = (T.GIVE_OPINION, T.VALIDATE, T.SEND_OUT)
    for earlier, later in zip(order, (*order[1:], T.REPORT_APPLIED), strict=False):
        taken = [one[1] for one in told]
        if later in taken:
            assert earlier in taken[: taken.index(later)]


@given(LIVES)
def test_nothing_leaves_a_case_that_was_withdrawn_or_referred(told):
    assert not any(origin in ENDED for origin, _step, _after in told)


@given(LIVES)
def test_a_case_that_was_heard_is_withdrawn_or_referred_only_after_it_waits_again(told):
    for origin, step, _after in told:
        if step in {T.WITHDRAW, T.REFER_UP}:
            assert origin not in HEARD


@given(LIVES)
def test_a_case_is_planned_from_the_waiting_list_alone_and_a_meeting_hears_planned_ones(told):
    for origin, step, after in told:
        if step is T.PLAN:
            assert origin in WAITING
        if after in EXPECTED and step is not T.PLAN:
            assert origin in EXPECTED


@given(LIVES)
def test_a_case_that_a_meeting_expects_or_heard_is_not_rewritten(told):
    for _origin, _step, after in told:
        assert not (after in EXPECTED | HEARD and after in EDITABLE)


def test_every_state_but_the_two_ends_can_still_be_left():
    assert {state for state in CaseState if not possible_steps(state)} == ENDED


def test_every_state_is_reached_from_a_draft_and_every_step_leads_somewhere():
    reached = {S.DRAFT}
    while more := {after for (origin, _), after in STEPS.items() if origin in reached} - reached:
        reached |= more
    assert reached == set(CaseState)
    assert {step for _origin, step in STEPS} == set(CaseStep)
