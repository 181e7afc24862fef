"""What a person may be to a meeting, and may answer, in iCalendar's words."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """How much a meeting needs a person."""

    CHAIR = "CHAIR"
    REQUIRED = "REQ-PARTICIPANT"
    OPTIONAL = "OPT-PARTICIPANT"


class PartStat(StrEnum):
    """What a person answered."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"
    DELEGATED = "DELEGATED"
