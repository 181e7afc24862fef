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
    PLANNED = "planned"
    DISCUSSED = "discussed"
    VALIDATED = "validated"
    SENT_OUT = "sent_out"
    APPLIED = "applied"
    NOT_APPLIED = "not_applied"
    WITHDRAWN = "withdrawn"


class CaseStep(StrEnum):
    """What can be done to a case."""

    SUBMIT = "submit"
    ASK_FOR_MORE = "ask_for_more"
    ACCEPT_FOR_DISCUSSION = "accept_for_discussion"
    ACCEPT_FOR_REGISTRATION = "accept_for_registration"
    PLAN = "plan"
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

STEPS: Mapping[tuple[CaseState, CaseStep], CaseState] = {
    (_S.DRAFT, _T.SUBMIT): _S.SUBMITTED,
    (_S.TO_COMPLETE, _T.SUBMIT): _S.SUBMITTED,
    (_S.SUBMITTED, _T.ASK_FOR_MORE): _S.TO_COMPLETE,
    (_S.SUBMITTED, _T.ACCEPT_FOR_DISCUSSION): _S.TO_DISCUSS,
    (_S.SUBMITTED, _T.ACCEPT_FOR_REGISTRATION): _S.TO_REGISTER,
    (_S.TO_DISCUSS, _T.ASK_FOR_MORE): _S.TO_COMPLETE,
    (_S.TO_DISCUSS, _T.ACCEPT_FOR_REGISTRATION): _S.TO_REGISTER,
    (_S.TO_REGISTER, _T.ACCEPT_FOR_DISCUSSION): _S.TO_DISCUSS,
    (_S.TO_REGISTER, _T.ASK_FOR_MORE): _S.TO_COMPLETE,
    (_S.SUBMITTED, _T.PLAN): _S.PLANNED,
    (_S.TO_DISCUSS, _T.PLAN): _S.PLANNED,
    (_S.TO_REGISTER, _T.PLAN): _S.PLANNED,
    (_S.PLANNED, _T.POSTPONE): _S.TO_DISCUSS,
    (_S.PLANNED, _T.GIVE_OPINION): _S.DISCUSSED,
    (_S.DISCUSSED, _T.GIVE_OPINION): _S.DISCUSSED,
    (_S.DISCUSSED, _T.POSTPONE): _S.TO_DISCUSS,
    (_S.DISCUSSED, _T.VALIDATE): _S.VALIDATED,
    (_S.VALIDATED, _T.SEND_OUT): _S.SENT_OUT,
    (_S.VALIDATED, _T.PRESENT_AGAIN): _S.TO_DISCUSS,
    (_S.SENT_OUT, _T.PRESENT_AGAIN): _S.TO_DISCUSS,
    (_S.SENT_OUT, _T.REPORT_APPLIED): _S.APPLIED,
    (_S.SENT_OUT, _T.REPORT_NOT_APPLIED): _S.NOT_APPLIED,
    (_S.APPLIED, _T.PRESENT_AGAIN): _S.TO_DISCUSS,
    (_S.NOT_APPLIED, _T.PRESENT_AGAIN): _S.TO_DISCUSS,
    **{
        (state, _T.WITHDRAW): _S.WITHDRAWN
        for state in (
            _S.DRAFT,
            _S.SUBMITTED,
            _S.TO_COMPLETE,
            _S.TO_DISCUSS,
            _S.TO_REGISTER,
            _S.PLANNED,
        )
    },
}

WAITING = frozenset({_S.SUBMITTED, _S.TO_DISCUSS, _S.TO_REGISTER})
"""States in which a case waits for a meeting: the board's waiting list."""


def next_state(state: CaseState, step: CaseStep) -> CaseState:
    """The state after a step; raises RuleBroken `case_step` for a step not in the table."""
    try:
        return STEPS[state, step]
    except KeyError:
        raise RuleBroken("case_step", state=state, step=step) from None


def possible_steps(state: CaseState) -> frozenset[CaseStep]:
    """What may be done next."""
    return frozenset(step for origin, step in STEPS if origin is state)


class PostponeCause(StrEnum):
    """Why a case was not settled at its meeting."""

    QUORUM = "quorum"
    IMAGING = "imaging"
    PATHOLOGY = "pathology"
    PRESENTER_ABSENT = "presenter_absent"
    TIME = "time"
    MEETING_CANCELLED = "meeting_cancelled"
    OTHER = "other"
