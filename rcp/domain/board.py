"""What sort of meeting a board holds."""

from __future__ import annotations

from enum import StrEnum


class BoardKind(StrEnum):
    """The types of cancer RCP (INCa's reference of 2023) and the meetings that are none."""

    RCP_STANDARD = "rcp_standard"
    RCP_REFERRAL = "rcp_referral"
    RCP_RARE = "rcp_rare"
    RCP_PAEDIATRIC = "rcp_paediatric"
    STAFF = "staff"
    PRIMARY_CARE = "primary_care"


class CommonBlock(StrEnum):
    """The questions that a board shares with all others of its field."""

    NONE = "none"
    FRCP = "frcp"
    PPCS = "ppcs"
