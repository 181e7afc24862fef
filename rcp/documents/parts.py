"""What the contents of several documents have in common."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from itertools import pairwise

from rcp.domain.identity import IdentityStatus, may_print_ins
from rcp.domain.opinion import ActionPriority, ActionState
from rcp.domain.quorum import Presence


class MeetingMode(StrEnum):
    """Where people meet."""

    IN_ROOM = "in_room"
    BY_VIDEO = "by_video"
    MIXED = "mixed"


class Sex(StrEnum):
    """The sex among the strict traits of identity (INS: M, F or I)."""

    MALE = "M"
    FEMALE = "F"
    UNDETERMINED = "I"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who issues the document. `logo` is the SHA-256 of its picture, `footer` one line."""

    organization: str
    address: tuple[str, ...] = ()
    coordination_centre: str = ""
    footer: str = ""
    logo: str = ""


@dataclass(frozen=True, slots=True)
class MeetingHeading:
    """The meeting a document speaks of; times are aware and in the structure's own zone.

    `starts` is None for a case that no meeting is to hear yet: only a fiche is printed then.

    `regulatory` says whether the board is a cancer RCP in the sense of CSP art. D.6124-131: only
    then does the document call itself a "fiche RCP".
    """

    board: str
    starts: datetime | None
    regulatory: bool = False
    kind: str = ""
    ends: datetime | None = None
    mode: MeetingMode = MeetingMode.IN_ROOM
    place: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """A patient's traits; only a qualified identity holds its matricule INS.

    A document leaves the house with all it is made of, so another identity's is dropped at once.
    """

    birth_name: str
    birth_given_names: str
    sex: Sex
    birth_date: date
    birth_place: str = ""
    used_name: str = ""
    used_given_name: str = ""
    ins: str = ""
    status: IdentityStatus = IdentityStatus.PROVISIONAL
    local_patient_id: str = ""

    def __post_init__(self) -> None:
        if not may_print_ins(self.status):
            object.__setattr__(self, "ins", "")

    @property
    def shown_name(self) -> str:
        """The name used in daily life, or the name at birth."""
        name = (self.used_name or self.birth_name).upper()
        return f"{name} {self.used_given_name or self.birth_given_names}".strip()

    @property
    def printed_ins(self) -> str:
        """The matricule in readable groups, empty unless the identity is qualified."""
        cuts = (0, 1, 3, 5, 7, 10, 13, 15)
        groups = (self.ins[start:end] for start, end in pairwise(cuts))
        return "\u00a0".join(group for group in groups if group)


@dataclass(frozen=True, slots=True)
class Person:
    """A professional as a document names one."""

    name: str
    qualification: str = ""


@dataclass(frozen=True, slots=True)
class Attendance:
    """A person at a meeting; `seat` is the competence they sit for."""

    person: Person
    presence: Presence = Presence.EXPECTED
    seat: str = ""
    arrived: time | None = None
    left: time | None = None


@dataclass(frozen=True, slots=True)
class QuorumState:
    """Whether the competences were there; `missing` names those that were not."""

    reached: bool
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One line of an action plan; `case_reference` is printed in a meeting's plan only."""

    what: str
    who: str
    due: date | None = None
    criterion: str = ""
    priority: ActionPriority = ActionPriority.NORMAL
    state: ActionState = ActionState.TO_DO
    outcome: str = ""
    case_reference: str = ""


@dataclass(frozen=True, slots=True)
class Validation:
    """Who made the document final; `amendment` says what changed and why since version 1."""

    by: Person
    role: str
    at: datetime
    version: int = 1
    amendment: str = ""
