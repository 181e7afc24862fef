"""What each document is made from: one frozen value per document, free of any database row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from rcp.documents.parts import (
    ActionLine,
    Attendance,
    Identity,
    Letterhead,
    MeetingHeading,
    Person,
    QuorumState,
    Validation,
)
from rcp.domain.case import CaseClass, PostponeCause
from rcp.domain.opinion import OpinionCategory, TrialAnswer


class HeardAs(StrEnum):
    """Whether a case was talked over or only put on record (FRCP ORG-134 and ORG-128)."""

    DISCUSSED = "discute"
    REGISTERED = "enregistre"


@dataclass(frozen=True, slots=True)
class Field:
    """An answer to one of the board's own questions."""

    label: str
    value: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A treatment proposed; `intention` 1 is the first choice, 2 and more are alternatives."""

    text: str
    treatment: str = ""
    intention: int = 1
    starts: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Examination:
    """A complementary examination and the dates between which it is wanted."""

    what: str
    earliest: date | None = None
    latest: date | None = None


@dataclass(frozen=True, slots=True)
class Guideline:
    """The référentiel followed."""

    name: str
    version: str = ""
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the meeting answered; every empty text is left out of the document."""

    category: OpinionCategory
    comment: str = ""
    proposals: tuple[Proposal, ...] = ()
    examinations: tuple[Examination, ...] = ()
    follow_up: str = ""
    present_again: str = ""
    guideline: Guideline | None = None
    off_guideline: str = ""
    trial: TrialAnswer | None = None
    trial_name: str = ""
    patient_wishes: str = ""
    patient_information: str = ""
    dissent: str = ""


@dataclass(frozen=True, slots=True)
class CaseReportContent:
    """The fiche RCP (CI-SIS FRCP blocks): one patient, one question, one meeting."""

    letterhead: Letterhead
    meeting: MeetingHeading
    reference: str
    patient: Identity
    printed_at: datetime
    referrer: Person | None = None
    presenter: Person | None = None
    family_doctor: Person | None = None
    lead: Person | None = None
    reason: str = ""
    question: str = ""
    summary: str = ""
    fields: tuple[Field, ...] = ()
    heard_as: HeardAs | None = None
    attendances: tuple[Attendance, ...] = ()
    quorum: QuorumState | None = None
    opinion: Opinion | None = None
    actions: tuple[ActionLine, ...] = ()
    validation: Validation | None = None
    notice: str = ""


@dataclass(frozen=True, slots=True)
class MinutesCase:
    """A case in the minutes: its opaque reference and what became of it, no name, no diagnosis.

    `label` is printed as it is given; leave it empty unless the board chose to name its cases.
    """

    reference: str
    case_class: CaseClass
    heard_as: HeardAs | None = None
    category: OpinionCategory | None = None
    quorum: QuorumState | None = None
    postponed: PostponeCause | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class MinutesContent:
    """The compte rendu de séance: a meeting, who was there, what became of each case."""

    letterhead: Letterhead
    meeting: MeetingHeading
    printed_at: datetime
    reference: str = ""
    chair: Person | None = None
    secretary: Person | None = None
    attendances: tuple[Attendance, ...] = ()
    cases: tuple[MinutesCase, ...] = ()
    remarks: str = ""
    next_meeting: datetime | None = None
    validation: Validation | None = None


@dataclass(frozen=True, slots=True)
class AttendanceSheetContent:
    """The feuille d'émargement: a line to sign for each person, and `blank_lines` for guests."""

    letterhead: Letterhead
    meeting: MeetingHeading
    printed_at: datetime
    attendances: tuple[Attendance, ...]
    blank_lines: int = 3
    chair: Person | None = None


@dataclass(frozen=True, slots=True)
class ActionPlanContent:
    """The plan d'action of one case (`patient` given) or of a whole meeting (`patient` None)."""

    letterhead: Letterhead
    meeting: MeetingHeading
    printed_at: datetime
    actions: tuple[ActionLine, ...]
    reference: str = ""
    patient: Identity | None = None
    lead: Person | None = None
    review_on: date | None = None
    validation: Validation | None = None


@dataclass(frozen=True, slots=True)
class ConvocationContent:
    """The letter that asks a person to a meeting; it can hold no patient.

    `stretch` is the part of the meeting for which the person is needed, `presents` how many cases
    they present, `reply_by` and `reply_link` how to answer.
    """

    letterhead: Letterhead
    meeting: MeetingHeading
    printed_at: datetime
    recipient: Person
    address: tuple[str, ...] = ()
    cases: int = 0
    presents: int = 0
    stretch: tuple[time, time] | None = None
    video_link: str = ""
    reply_by: date | None = None
    reply_link: str = ""
    sender: Person | None = None
