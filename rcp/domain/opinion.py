"""What a meeting can answer about a case, and what becomes of the answer."""

from __future__ import annotations

from enum import StrEnum


class OpinionCategory(StrEnum):
    """The outcomes a board may give (FRCP, section "Proposition de la RCP")."""

    TREATMENT = "proposition_therapeutique"
    EXAMINATIONS = "examens_complementaires"
    PRESENT_AGAIN = "re_presentation"
    REFER_UP = "orientation_rcp_recours"
    DIAGNOSIS = "avis_diagnostique"
    FOLLOW_UP = "surveillance"
    SUPPORTIVE_CARE = "soins_support_palliatifs"
    STOP_TREATMENT = "arret_traitement"
    COORDINATION = "plan_de_coordination"
    NO_CONSENSUS = "pas_de_consensus"


BEGINS_CARE = frozenset(
    {
        OpinionCategory.TREATMENT,
        OpinionCategory.FOLLOW_UP,
        OpinionCategory.SUPPORTIVE_CARE,
        OpinionCategory.STOP_TREATMENT,
    }
)
"""Answers that a cancer patient's programme of care (PPS) is made of or changed by."""


class TrialAnswer(StrEnum):
    """Inclusion in a clinical trial is considered for every cancer case."""

    PROPOSED = "proposed"
    NONE_SUITABLE = "none_suitable"
    NOT_RELEVANT = "not_relevant"


class ActionState(StrEnum):
    """Where an action of the plan stands."""

    TO_DO = "to_do"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    ABANDONED = "abandoned"


class ActionPriority(StrEnum):
    """How pressing an action is."""

    HIGH = "high"
    NORMAL = "normal"
