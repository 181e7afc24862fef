"""The life of a meeting's minutes: what is validated never changes again."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from rcp.domain.errors import RuleBroken


class MinutesState(StrEnum):
    """Where the minutes stand."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    VALIDATED = "validated"
    SENT_OUT = "sent_out"
    AMENDED = "amended"


class MinutesStep(StrEnum):
    """What can be done to minutes."""

    SUBMIT = "submit"
    SEND_BACK = "send_back"
    SIGN_OFF = "sign_off"
    SEND_OUT = "send_out"
    AMEND = "amend"


_S, _T = MinutesState, MinutesStep

STEPS: Mapping[tuple[MinutesState, MinutesStep], MinutesState] = {
    (_S.DRAFT, _T.SUBMIT): _S.SUBMITTED,
    (_S.SUBMITTED, _T.SEND_BACK): _S.DRAFT,
    (_S.SUBMITTED, _T.SIGN_OFF): _S.VALIDATED,
    (_S.VALIDATED, _T.SEND_OUT): _S.SENT_OUT,
    (_S.VALIDATED, _T.AMEND): _S.AMENDED,
    (_S.SENT_OUT, _T.AMEND): _S.AMENDED,
    (_S.AMENDED, _T.SIGN_OFF): _S.VALIDATED,
}

OPEN = frozenset({_S.DRAFT, _S.SUBMITTED, _S.AMENDED})
"""States in which the opinions behind the minutes may still be changed."""


def next_state(state: MinutesState, step: MinutesStep) -> MinutesState:
    """The state after a step; raises RuleBroken `minutes_step` for a step not in the table."""
    try:
        return STEPS[state, step]
    except KeyError:
        raise RuleBroken("minutes_step", state=state, step=step) from None
