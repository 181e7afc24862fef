"""What follows from an opinion, each for one reader: made of the fiche, with less of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from rcp.documents.content import CaseReportContent, HeardAs, Opinion
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


@dataclass(frozen=True, slots=True)
class DoctorLetterContent:
    """The letter to the médecin traitant; without `recipient` it is addressed to their office."""

    letterhead: Letterhead
    meeting: MeetingHeading
    printed_at: datetime
    reference: str
    patient: Identity
    opinion: Opinion
    recipient: Person | None = None
    referrer: Person | None = None
    question: str = ""
    heard_as: HeardAs | None = None
    quorum: QuorumState | None = None
    actions: tuple[ActionLine, ...] = ()
    validation: Validation | None = None


@dataclass(frozen=True, slots=True)
class PatientPageContent:
    """The page that a doctor hands over and explains: the board's own sentences, no more.

    `opinion` holds only what is meant for the patient, `present` who spoke of the situation.
    """

    letterhead: Letterhead
    meeting: MeetingHeading
    printed_at: datetime
    reference: str
    patient: Identity
    opinion: Opinion
    doctor: Person | None = None
    heard_as: HeardAs | None = None
    present: tuple[Person, ...] = ()
    actions: tuple[ActionLine, ...] = ()
    validation: Validation | None = None


@dataclass(frozen=True, slots=True)
class CarePlanContent:
    """The draft of a plan that the board's opinion begins and the care team completes.

    For a cancer board it is the programme personnalisé de soins (PPS, CSP art. R.6123-91-1), for
    primary care the plan personnalisé de coordination en santé (PPCS, HAS 2019).
    """

    letterhead: Letterhead
    meeting: MeetingHeading
    printed_at: datetime
    reference: str
    patient: Identity
    opinion: Opinion
    referrer: Person | None = None
    family_doctor: Person | None = None
    lead: Person | None = None
    question: str = ""
    present: tuple[Person, ...] = ()
    actions: tuple[ActionLine, ...] = ()
    validation: Validation | None = None


def doctor_letter_of(report: CaseReportContent) -> DoctorLetterContent:
    """The letter that says a fiche; raises ValueError for one without opinion."""
    return DoctorLetterContent(
        letterhead=report.letterhead,
        meeting=report.meeting,
        printed_at=report.printed_at,
        reference=report.reference,
        patient=report.patient,
        opinion=_answered(report),
        recipient=report.family_doctor,
        referrer=report.referrer,
        question=report.question,
        heard_as=report.heard_as,
        quorum=report.quorum,
        actions=report.actions,
        validation=report.validation,
    )


def patient_page_of(report: CaseReportContent) -> PatientPageContent:
    """The patient's page of a fiche: what is between professionals stays out of the file too."""
    return PatientPageContent(
        letterhead=report.letterhead,
        meeting=report.meeting,
        printed_at=report.printed_at,
        reference=report.reference,
        patient=report.patient,
        opinion=replace(_told_to_the_patient(report), comment=""),
        doctor=report.referrer,
        heard_as=report.heard_as,
        present=_who_spoke(report.attendances),
        actions=report.actions,
        validation=report.validation,
    )


def care_plan_of(report: CaseReportContent) -> CarePlanContent:
    """The plan that a fiche begins."""
    return CarePlanContent(
        letterhead=report.letterhead,
        meeting=report.meeting,
        printed_at=report.printed_at,
        reference=report.reference,
        patient=report.patient,
        opinion=_told_to_the_patient(report),
        referrer=report.referrer,
        family_doctor=report.family_doctor,
        lead=report.lead or report.referrer,
        question=report.question,
        present=_who_spoke(report.attendances),
        actions=report.actions,
        validation=report.validation,
    )


def _answered(report: CaseReportContent) -> Opinion:
    if report.opinion is None:
        raise ValueError("nothing follows from a case without opinion")
    return report.opinion


def _told_to_the_patient(report: CaseReportContent) -> Opinion:
    """The opinion without what is between professionals: dissent, guideline, notes of consent."""
    return replace(
        _answered(report), dissent="", guideline=None, off_guideline="", patient_information=""
    )


def _who_spoke(attendances: tuple[Attendance, ...]) -> tuple[Person, ...]:
    return tuple(one.person for one in attendances if one.presence.counts)
