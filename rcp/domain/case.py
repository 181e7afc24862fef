"""The life of a case, from draft to followed opinion, as one table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from rcp.domain.errors import RuleBroken


class CaseState(StrEnum):
    """Where a case stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    TO_COMPLETE = "to_complete"
    TO_DISCUSS = "to_discuss"
    TO_REGISTER = "to_register"
    REFERRED = "referred"
    PLANNED = "planned"
    CONVENED = "convened"
    IN_MEETING = "in_meeting"
    POSTPONED = "postponed"
    DISCUSSED = "discussed"
    VALIDATED = "validated"
    SENT_OUT = "sent_out"
    APPLIED = "applied"
    NOT_APPLIED = "not_applied"
    TO_PRESENT_AGAIN = "to_present_again"
    WITHDRAWN = "withdrawn"


class CaseStep(StrEnum):
    """What can be done to a case."""

    SUBMIT = "submit"
    ASK_FOR_MORE = "ask_for_more"
    ACCEPT_FOR_DISCUSSION = "accept_for_discussion"
    ACCEPT_FOR_REGISTRATION = "accept_for_registration"
    REFER_UP = "refer_up"
    PLAN = "plan"
    CONVENE = "convene"
    CALL = "call"
    POSTPONE = "postpone"
    GIVE_OPINION = "give_opinion"
    VALIDATE = "validate"
    SEND_OUT = "send_out"
    REPORT_APPLIED = "report_applied"
    REPORT_NOT_APPLIED = "report_not_applied"
    PRESENT_AGAIN = "present_again"
    WITHDRAW = "withdraw"


class CaseClass(StrEnum):
    """How long a case is expected to take; boards give the minutes."""

    REGISTERED = "enregistre"
    STANDARD = "standard"
    COMPLEX = "complexe"


_S, _T = CaseState, CaseStep

WAITING = frozenset(
    {_S.SUBMITTED, _S.TO_DISCUSS, _S.TO_REGISTER, _S.POSTPONED, _S.TO_PRESENT_AGAIN}
)
"""States in which a case waits for a meeting: the board's waiting list."""

EXPECTED = frozenset({_S.PLANNED, _S.CONVENED, _S.IN_MEETING})
"""States of a case that a meeting is to hear: planned, its people told, the meeting begun."""

_SORTED = {
    _T.ASK_FOR_MORE: _S.TO_COMPLETE,
    _T.ACCEPT_FOR_DISCUSSION: _S.TO_DISCUSS,
    _T.ACCEPT_FOR_REGISTRATION: _S.TO_REGISTER,
    _T.REFER_UP: _S.REFERRED,
    _T.PLAN: _S.PLANNED,
}
"""What those who run the board decide about a case that waits, and where it goes."""

STEPS: Mapping[tuple[CaseState, CaseStep], CaseState] = {
    (_S.DRAFT, _T.SUBMIT): _S.SUBMITTED,
    (_S.TO_COMPLETE, _T.SUBMIT): _S.SUBMITTED,
    **{
        (state, step): target
        for state in WAITING
        for step, target in _SORTED.items()
        if target is not state
    },
    (_S.PLANNED, _T.CONVENE): _S.CONVENED,
    (_S.PLANNED, _T.CALL): _S.IN_MEETING,
    (_S.CONVENED, _T.CALL): _S.IN_MEETING,
    (_S.IN_MEETING, _T.GIVE_OPINION): _S.DISCUSSED,
    (_S.DISCUSSED, _T.GIVE_OPINION): _S.DISCUSSED,
    **{(state, _T.POSTPONE): _S.POSTPONED for state in (*EXPECTED, _S.DISCUSSED)},
    (_S.DISCUSSED, _T.VALIDATE): _S.VALIDATED,
    (_S.VALIDATED, _T.SEND_OUT): _S.SENT_OUT,
    (_S.SENT_OUT, _T.REPORT_APPLIED): _S.APPLIED,
    (_S.SENT_OUT, _T.REPORT_NOT_APPLIED): _S.NOT_APPLIED,
    **{
        (state, _T.PRESENT_AGAIN): _S.TO_PRESENT_AGAIN
        for state in (_S.VALIDATED, _S.SENT_OUT, _S.APPLIED, _S.NOT_APPLIED)
    },
    **{
        (state, _T.WITHDRAW): _S.WITHDRAWN
        for state in (_S.DRAFT, _S.TO_COMPLETE, *WAITING, *EXPECTED)
    },
}
"""The whole life of a case: what is not here is refused."""


def next_state(state: CaseState, step: CaseStep) -> CaseState:
    """The state after a step; raises RuleBroken `case_step` for a step not in the table."""
    try:
        return STEPS[state, step]
    except KeyError:
        raise RuleBroken("case_step", state=state, step=step) from None


def possible_steps(state: CaseState) -> frozenset[CaseStep]:
    """What may be done next."""
    return frozenset(step for origin, step in STEPS if origin is state)


ENDED = frozenset({_S.WITHDRAWN, _S.REFERRED})
"""States that nothing leaves: taken back, or gone on as a case of another board."""


class PostponeCause(StrEnum):
    """Why a case was not settled at its meeting."""

    QUORUM = "quorum"
    IMAGING = "imaging"
    PATHOLOGY = "pathology"
    BIOLOGY = "biology"
    PRESENTER_ABSENT = "presenter_absent"
    TIME = "time"
    MEETING_CANCELLED = "meeting_cancelled"
    OTHER = "other"


class NotAppliedCause(StrEnum):
    """Why a proposal was not followed (HAS asks for the reasons to be recorded)."""

    PATIENT_CHOICE = "patient_choice"
    COMORBIDITY = "comorbidity"
    NEW_FINDING = "new_finding"
    DID_NOT_ATTEND = "did_not_attend"
    CONDITION_NOT_MET = "condition_not_met"
    NOT_AVAILABLE = "not_available"
    DEATH = "death"
    OTHER = "other"
