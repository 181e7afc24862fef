"""What the pages of a meeting print."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from rcp.db.models import (
    AgendaItem,
    AgendaItemState,
    Answer,
    Attendance,
    Invitation,
    Meeting,
    MeetingState,
    Opinion,
    Practitioner,
)
from rcp.domain import access
from rcp.domain.access import Actor
from rcp.domain.agenda import Slot
from rcp.domain.case import CaseClass
from rcp.domain.fields import shown_value
from rcp.domain.specialty import SpecialtyGroup
from rcp.services import case_forms, meeting_lists, meetings, minutes, specialties
from rcp.services.contents import qualification_of
from rcp.services.planning.agenda_order import Stretch, stretches
from rcp.services.planning.agenda_stretches import Shortening, shortenings
from rcp.services.quorum_picture import QuorumPicture, picture
from rcp.web.cases.words import Tag, cause_label, passage_tag
from rcp.web.formats import hour
from rcp.web.meetings import words


@dataclass(frozen=True, slots=True)
class Line:
    """A case on the agenda: its place, its hour if it is to be heard, its opinion if any."""

    number: int
    item: AgendaItem
    slot: Slot | None
    opinion: Opinion | None
    tag: Tag
    patient: str

    @property
    def id(self) -> uuid.UUID:
        """The item's id, by which lines are arranged."""
        return self.item.id

    @property
    def asks_for_quorum(self) -> bool:
        """A case to register is not discussed, hence needs no quorum (CSP D. 6124-131)."""
        return self.item.case.case_class is not CaseClass.REGISTERED

    @property
    def is_to_hear(self) -> bool:
        """Whether the meeting has still to hear it."""
        return self.item.state is AgendaItemState.EXPECTED


@dataclass(frozen=True, slots=True)
class Seated:
    """A person of the list, with what they are and what they answered."""

    attendance: Attendance
    role: str
    seat: str
    answer: Tag
    presence: Tag
    hours: str


@dataclass(frozen=True, slots=True)
class Row:
    """A meeting in a list."""

    meeting: Meeting
    zone: str
    cases: int
    quorum: QuorumPicture | None
    answer: Tag | None
    tag: Tag


def lines(session: Session, meeting: Meeting, asking: Actor) -> list[Line]:
    """The agenda in order; the patient's name is left out where the asker may not read the case."""
    heard = minutes.opinions_of(session, meeting)
    slots = meetings.planned_times(meeting, [item for item, _opinion in heard])
    return [
        Line(
            number=number,
            item=item,
            slot=slots.get(item.id),
            opinion=opinion,
            tag=_tag(item),
            patient=item.case.patient.label if access.may_read_case(asking, item.case) else "",
        )
        for number, (item, opinion) in enumerate(heard, start=1)
    ]


def needed(meeting: Meeting, found: Sequence[Line]) -> dict[uuid.UUID, Stretch]:
    """By the person's id, the part of the agenda for which they are needed, if not all of it."""
    slots = {line.id: line.slot for line in found if line.slot}
    return stretches(meeting, [line.item for line in found], slots)


def shortened(meeting: Meeting, found: Sequence[Line]) -> list[Shortening]:
    """Who is asked for all of it and would be asked for a part."""
    slots = {line.id: line.slot for line in found if line.slot}
    return shortenings(meeting, [line.item for line in found], slots)


def _tag(item: AgendaItem) -> Tag:
    if item.state is AgendaItemState.POSTPONED and item.postponed_for:
        return Tag(_("Reporté : %(cause)s", cause=cause_label(item.postponed_for)), "warning")
    return passage_tag(item.state)


def seated(
    meeting: Meeting,
    known: Sequence[SpecialtyGroup],
    language: str,
    answers: dict[object, Answer],
) -> list[Seated]:
    """The people of the list, by seat then by name."""
    labels = {one.code: one.label_en if language == "en" else one.label for one in known}
    listed = sorted(
        meeting.attendances,
        key=lambda one: (one.seat.position if one.seat else 99, one.practitioner.family_name),
    )
    return [
        Seated(
            attendance=one,
            role=qualification_of(one.practitioner, language),
            seat=_seat(one, labels),
            answer=words.answer_tag(answers.get(one.practitioner_id)),
            presence=_presence(one),
            hours=_hours(one, meeting.board.organization.time_zone),
        )
        for one in listed
    ]


def _seat(one: Attendance, labels: dict[str, str]) -> str:
    if one.seat is None:
        return _("Invité") if one.is_guest else ""
    label = labels.get(one.seat.group_code, one.seat.group_code)
    return _("%(seat)s (suppléant)", seat=label) if one.is_deputy else label


def _presence(one: Attendance) -> Tag:
    if one.presence.counts and one.left_at is not None:
        return Tag(_("Parti"), "warning")
    return words.presence_tag(one.presence)


def _hours(one: Attendance, zone: str) -> str:
    """« depuis 12:31 », or « 12:31 – 13:05 » for whoever left."""
    if one.arrived_at is None:
        return ""
    came = hour(one.arrived_at, zone)
    if one.left_at is not None:
        return f"{came} – {hour(one.left_at, zone)}"
    return _("depuis %(hour)s", hour=came) if one.presence.counts else ""


def rows(
    session: Session, found: Sequence[Meeting], person: Practitioner, language: str
) -> list[Row]:
    """Meetings as a list shows them, with the table that can be hoped for and one's own answer."""
    known = specialties.groups(session)
    counts = meeting_lists.case_counts(session, found)
    answers = meeting_lists.answers(session, found)
    return [
        Row(
            meeting=one,
            zone=one.board.organization.time_zone,
            cases=counts.get(one.id, 0),
            quorum=_hoped(one, known, language, answers[one.id]),
            answer=_own(answers[one.id], person),
            tag=words.meeting_tag(one),
        )
        for one in found
    ]


def _hoped(
    meeting: Meeting,
    known: Sequence[SpecialtyGroup],
    language: str,
    answers: dict[object, Answer],
) -> QuorumPicture | None:
    if meeting.state is MeetingState.CANCELLED:
        return None
    ahead = answers if meeting.state is MeetingState.CONVENED else None
    return picture(meeting, known, language, answers=ahead)


def _own(answers: dict[object, Answer], person: Practitioner) -> Tag | None:
    own = answers.get(person.id)
    return words.answer_tag(own) if own else None


def table_of(
    session: Session, meeting: Meeting, language: str
) -> tuple[QuorumPicture | None, list[Seated]]:
    """The table and the people of one meeting."""
    known = specialties.groups(session)
    answers = meeting_lists.answers(session, [meeting])[meeting.id]
    return _hoped(meeting, known, language, answers), seated(meeting, known, language, answers)


def present_table(session: Session, meeting: Meeting, language: str) -> QuorumPicture:
    """The table at this very moment."""
    return picture(meeting, specialties.groups(session), language)


def current_line(found: Sequence[Line], asked: str) -> Line | None:
    """The line asked for by its item's id, else the first still to hear, else the first."""
    by_id = {str(line.id): line for line in found}
    to_hear = (line for line in found if line.is_to_hear)
    return by_id.get(asked) or next(to_hear, None) or next(iter(found), None)


def next_line(found: Sequence[Line], current: Line | None) -> Line | None:
    """The next case to hear after this one; those left behind come last."""
    if current is None:
        return None
    ordered = [*found[current.number :], *found[: current.number - 1]]
    return next((line for line in ordered if line.is_to_hear), None)


def clinical_fields(item: AgendaItem, language: str) -> list[tuple[str, str]]:
    """The board's own questions with the answers given."""
    case = item.case
    return [
        (spec.label_in(language), shown_value(spec, case.fields[spec.key], language))
        for spec in case_forms.fields_of(case)
        if spec.key in case.fields
    ]


def own_answer(invitation: Invitation | None) -> Tag | None:
    """One's own answer in words."""
    return words.answer_tag(invitation.answer) if invitation else None


def minutes_open(meeting: Meeting, now: datetime) -> int:
    """For how many minutes the meeting has been running."""
    since = meeting.opened_at or now
    return max(0, int((now - since).total_seconds() // 60))
