"""From rows to what each document is made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.catalogue import professions, qualifications
from rcp.db.models import (
    AgendaItem,
    AgendaItemState,
    Attendance,
    Case,
    Meeting,
    MeetingState,
    Opinion,
    Organization,
    PatientNotice,
    Practitioner,
    SpecialtyGroup,
)
from rcp.documents import content as made
from rcp.documents import parts
from rcp.documents.logo import name_of
from rcp.domain.fields import shown_value
from rcp.domain.identity import IdentityStatus
from rcp.domain.quorum import Presence
from rcp.services import case_forms

KINDS = {
    "rcp_standard": "RCP standard",
    "rcp_referral": "RCP de recours",
    "rcp_rare": "RCP cancers rares",
    "rcp_paediatric": "RCP pédiatrique",
    "staff": "Réunion pluriprofessionnelle",
    "primary_care": "Concertation pluriprofessionnelle",
}
NOTICES = {
    PatientNotice.INFORMED: "Patient informé.",
    PatientNotice.NO_OBJECTION: "Patient informé, sans opposition.",
    PatientNotice.CONSENT: "Patient informé, qui a donné son accord.",
    PatientNotice.CANNOT_BE_INFORMED: "Patient ne pouvant être informé.",
}


class Contents:
    """Builds the contents of one meeting's documents, all with the same date and validation."""

    def __init__(
        self,
        session: Session,
        meeting: Meeting,
        printed_at: datetime,
        validation: parts.Validation | None = None,
    ) -> None:
        self._session = session
        self._meeting = meeting
        self._zone = meeting.board.organization.zone
        self._printed_at = printed_at.astimezone(self._zone)
        self._validation = validation
        self._groups = {row.code: row.label for row in session.scalars(select(SpecialtyGroup))}

    def case_report(self, item: AgendaItem, opinion: Opinion | None) -> made.CaseReportContent:
        """The fiche of one case; who was there is who was there for this case."""
        case = item.case
        return made.CaseReportContent(
            letterhead=letterhead_of(self._meeting.board.organization),
            meeting=self._heading(),
            printed_at=self._printed_at,
            **told_of(case),
            heard_as=_heard_as(item),
            attendances=self._attendances(opinion),
            quorum=self._quorum_state(opinion),
            opinion=_opinion(case, opinion) if opinion else None,
            actions=_actions(opinion) if opinion else (),
            validation=self._validation,
        )

    def minutes(
        self, items: Sequence[tuple[AgendaItem, Opinion | None]], remarks: str
    ) -> made.MinutesContent:
        """The meeting's minutes, cases by reference only."""
        board = self._meeting.board
        return made.MinutesContent(
            letterhead=letterhead_of(board.organization),
            meeting=self._heading(),
            printed_at=self._printed_at,
            reference=self._meeting.reference,
            chair=person_of(board.chair) if board.chair else None,
            secretary=person_of(board.secretary) if board.secretary else None,
            attendances=self._attendances(None),
            cases=tuple(self._line(item, opinion) for item, opinion in items),
            remarks=remarks,
            next_meeting=self._next_meeting(),
            validation=self._validation,
        )

    def attendance_sheet(self) -> made.AttendanceSheetContent:
        """The sheet of those expected and present."""
        board = self._meeting.board
        return made.AttendanceSheetContent(
            letterhead=letterhead_of(board.organization),
            meeting=self._heading(),
            printed_at=self._printed_at,
            attendances=self._attendances(None),
            chair=person_of(board.chair) if board.chair else None,
        )

    def action_plan(self, item: AgendaItem, opinion: Opinion) -> made.ActionPlanContent:
        """The action plan of one case."""
        return made.ActionPlanContent(
            letterhead=letterhead_of(self._meeting.board.organization),
            meeting=self._heading(),
            printed_at=self._printed_at,
            actions=_actions(opinion),
            reference=item.case.reference,
            patient=identity_of(item.case),
            lead=person_of(item.case.referrer),
            validation=self._validation,
        )

    def _heading(self) -> parts.MeetingHeading:
        meeting, board = self._meeting, self._meeting.board
        return parts.MeetingHeading(
            board=board.name,
            starts=meeting.starts_at.astimezone(self._zone),
            ends=meeting.ends_at.astimezone(self._zone),
            regulatory=board.is_regulatory,
            kind=KINDS.get(board.kind, ""),
            mode=_mode(meeting),
            place=meeting.room.name if meeting.room else "",
        )

    def _attendances(self, opinion: Opinion | None) -> tuple[parts.Attendance, ...]:
        """Everybody on the list, or, for an opinion, those who were there for the case."""
        there = set(opinion.present_ids) if opinion else None
        listed = sorted(
            self._meeting.attendances,
            key=lambda one: (one.seat.position if one.seat else 99, one.practitioner.family_name),
        )
        return tuple(
            self._attendance(one)
            for one in listed
            if there is None or str(one.practitioner_id) in there
        )

    def _attendance(self, one: Attendance) -> parts.Attendance:
        return parts.Attendance(
            person=person_of(one.practitioner),
            presence=one.presence,
            seat=self._groups.get(one.seat.group_code, "") if one.seat else "",
            arrived=_clock(one.arrived_at, self._zone),
            left=_clock(one.left_at, self._zone),
        )

    def _quorum_state(self, opinion: Opinion | None) -> parts.QuorumState | None:
        """Whether the quorum was there for a case, if it needed one."""
        if opinion is None or not opinion.asks_for_quorum:
            return None
        told = opinion.quorum
        missing = [self._groups.get(code, code) for code in told.get("missing", {})]
        lacking = told.get("min_specialties", 0) - told.get("specialties", 0)
        if lacking > 0:
            missing.append(
                "une autre spécialité" if lacking == 1 else f"{lacking} autres spécialités"
            )
        return parts.QuorumState(opinion.quorum_reached, tuple(missing))

    def _line(self, item: AgendaItem, opinion: Opinion | None) -> made.MinutesCase:
        return made.MinutesCase(
            reference=item.case.reference,
            case_class=item.case.case_class,
            heard_as=_heard_as(item),
            category=opinion.category if opinion else None,
            quorum=self._quorum_state(opinion),
            postponed=item.postponed_for,
        )

    def _next_meeting(self) -> datetime | None:
        following = self._session.scalar(
            select(Meeting.starts_at)
            .where(
                Meeting.board_id == self._meeting.board_id,
                Meeting.starts_at > self._meeting.ends_at,
                Meeting.state != MeetingState.CANCELLED,
            )
            .order_by(Meeting.starts_at)
            .limit(1)
        )
        return following.astimezone(self._zone) if following else None


def told_of(case: Case) -> dict[str, Any]:
    """What a fiche says of its case whether or not a meeting heard it. Any: one of each field."""
    return {
        "reference": case.reference,
        "patient": identity_of(case),
        "referrer": person_of(case.referrer),
        "presenter": person_of(case.presenter) if case.presenter else None,
        "family_doctor": _family_doctor(case),
        "question": case.question,
        "summary": case.summary,
        "fields": _fields(case),
    }


def letterhead_of(organization: Organization) -> parts.Letterhead:
    """Who issues the document."""
    finess = f"FINESS {organization.finess}" if organization.finess else ""
    return parts.Letterhead(
        organization=organization.name,
        address=tuple(line.strip() for line in organization.address.split(",") if line.strip()),
        footer=organization.footer or finess,
        logo=name_of(organization.logo),
    )


def person_of(person: Practitioner) -> parts.Person:
    """A professional with their qualification in words."""
    return parts.Person(person.name, qualification_of(person))


def qualification_of(person: Practitioner, language: str = "fr") -> str:
    """The first practice in words: the specialty of a doctor, else the profession."""
    specialties = {one.code: one.label_in(language) for one in qualifications()}
    jobs = {one.code: one.label_in(language) for one in professions()}
    for role in person.roles:
        label = specialties.get(role.specialty or "") or jobs.get(role.profession)
        if label:
            return label
    return ""


def identity_of(case: Case) -> parts.Identity:
    """The patient's traits as a document prints them."""
    traits = case.patient.traits
    return parts.Identity(
        birth_name=traits["birth_name"],
        birth_given_names=traits["given_names"],
        sex=parts.Sex(traits["sex"]),
        birth_date=date.fromisoformat(traits["birth_date"]),
        birth_place=traits.get("birth_place") or "",
        used_name=traits.get("used_name") or "",
        ins=traits.get("ins") or "",
        status=IdentityStatus(case.patient.identity_status),
        local_patient_id=traits.get("local_patient_id") or "",
    )


def _family_doctor(case: Case) -> parts.Person | None:
    name = case.patient.traits.get("primary_care_doctor") or ""
    return parts.Person(name, "Médecin traitant") if name else None


def _fields(case: Case) -> tuple[made.Field, ...]:
    return tuple(
        made.Field(spec.label, shown_value(spec, case.fields[spec.key], "fr"))
        for spec in case_forms.fields_of(case)
        if spec.key in case.fields
    )


def _heard_as(item: AgendaItem) -> made.HeardAs | None:
    return {
        AgendaItemState.DISCUSSED: made.HeardAs.DISCUSSED,
        AgendaItemState.REGISTERED: made.HeardAs.REGISTERED,
    }.get(item.state)


def _mode(meeting: Meeting) -> parts.MeetingMode:
    by_video = any(one.presence is Presence.BY_VIDEO for one in meeting.attendances)
    if meeting.room is None:
        return parts.MeetingMode.BY_VIDEO
    return parts.MeetingMode.MIXED if by_video else parts.MeetingMode.IN_ROOM


def _clock(instant: datetime | None, zone: ZoneInfo) -> time | None:
    return instant.astimezone(zone).time().replace(second=0, microsecond=0) if instant else None


def _opinion(case: Case, opinion: Opinion) -> made.Opinion:
    told = opinion.content
    return made.Opinion(
        category=opinion.category,
        comment=told.get("comment", ""),
        proposals=tuple(
            made.Proposal(text, intention=rank)
            for rank, text in enumerate(told.get("proposals", []), start=1)
        ),
        examinations=tuple(
            made.Examination(one["text"], _day(one["earliest"]), _day(one["latest"]))
            for one in told.get("examinations", [])
        ),
        follow_up=told.get("follow_up", ""),
        guideline=_guideline(told, case),
        off_guideline=told.get("off_guideline_reason", ""),
        trial=opinion.trial,
        trial_name=told.get("trial_name", ""),
        patient_wishes=told.get("patient_wishes", ""),
        patient_information=NOTICES.get(case.notice, ""),
        dissent=told.get("dissent", ""),
    )


def _guideline(told: dict[str, str], case: Case) -> made.Guideline | None:
    """The one that the opinion names; its date too if it is that of the case's registration."""
    name, version = told.get("guideline", ""), told.get("guideline_version", "")
    if not name:
        return None
    row = case.guideline
    is_same = row is not None and (row.title, row.version) == (name, version)
    return made.Guideline(name, version, row.dated_on if row and is_same else None)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _actions(opinion: Opinion) -> tuple[parts.ActionLine, ...]:
    return tuple(
        parts.ActionLine(
            what=action.text["what"],
            who=action.owner.name,
            due=action.due_on,
            criterion=action.text.get("criterion", ""),
            priority=action.priority,
            state=action.state,
            outcome=action.text.get("outcome", ""),
        )
        for action in opinion.actions
    )
