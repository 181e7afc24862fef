"""What waits for a person today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session, selectinload

from rcp.db.models import (
    Action,
    AgendaSource,
    Answer,
    Attendance,
    Board,
    Case,
    Invitation,
    InvitationState,
    Meeting,
    MeetingState,
    Minutes,
    PatientNotice,
    Plan,
    PlanState,
    Practitioner,
    PractitionerRole,
    Role,
)
from rcp.domain.case import WAITING, CaseState
from rcp.domain.minutes import MinutesState
from rcp.services import actions, inbox_queue
from rcp.services.case_lists import is_run_by

State = TypeVar("State", bound=StrEnum)
NEXT = 5


@dataclass(frozen=True, slots=True)
class Preparation:
    """How the main job stands for the boards that a person runs: how many of each."""

    agendas: int
    to_sort: int
    to_place: int
    plans_running: int
    plans_proposed: int
    unanswered: int
    to_hold: int
    to_write: int
    to_sign: int
    late_actions: int
    to_settle: int

    @property
    def step(self) -> int:
        """The first of the seven steps that waits for somebody; 8 when none does."""
        waits = (
            (1, self.agendas == 0),
            (2, self.to_sort),
            (3, self.to_place or self.plans_proposed or self.plans_running),
            (4, self.unanswered),
            (5, self.to_hold),
            (6, self.to_write or self.to_sign),
            (7, self.late_actions),
        )
        return next((step for step, anything in waits if anything), 8)


def preparation(session: Session, person: Practitioner, now: datetime, today: date) -> Preparation:
    """The figures of the boards that the person runs."""
    cases = _count_cases(session, person)
    minutes = _count_minutes(session, person)
    plans = _count_plans(session, person)
    return Preparation(
        agendas=_count_agendas(session, person),
        to_sort=cases.get(CaseState.SUBMITTED, 0),
        to_place=sum(cases.get(state, 0) for state in WAITING - {CaseState.SUBMITTED}),
        plans_running=plans.get(PlanState.WAITING, 0) + plans.get(PlanState.RUNNING, 0),
        plans_proposed=plans.get(PlanState.PROPOSED, 0),
        unanswered=_count_unanswered(session, person, now),
        to_hold=_count_to_hold(session, person, now),
        to_write=minutes.get(MinutesState.DRAFT, 0) + minutes.get(MinutesState.AMENDED, 0),
        to_sign=minutes.get(MinutesState.SUBMITTED, 0),
        late_actions=_count_late(session, person, today),
        to_settle=inbox_queue.count(session, person, now),
    )


def to_answer(session: Session, person: Practitioner, now: datetime) -> list[Invitation]:
    """The invitations to meetings to come that the person has not answered, soonest first."""
    return list(
        session.scalars(
            select(Invitation)
            .join(Invitation.meeting)
            .where(
                Invitation.practitioner_id == person.id,
                Invitation.state == InvitationState.SENT,
                Invitation.answer == Answer.NEEDS_ACTION,
                Meeting.ends_at > now,
                Meeting.state != MeetingState.CANCELLED,
            )
            .options(
                selectinload(Invitation.meeting)
                .selectinload(Meeting.board)
                .selectinload(Board.organization)
            )
            .order_by(Meeting.starts_at)
        )
    )


def next_meetings(session: Session, person: Practitioner, now: datetime) -> list[Meeting]:
    """The next meetings at which the person is expected."""
    return list(
        session.scalars(
            select(Meeting)
            .join(Meeting.attendances)
            .where(
                Attendance.practitioner_id == person.id,
                Meeting.ends_at > now,
                Meeting.state != MeetingState.CANCELLED,
            )
            .options(
                selectinload(Meeting.board).selectinload(Board.organization),
                selectinload(Meeting.room),
            )
            .order_by(Meeting.starts_at)
            .limit(NEXT)
        )
    )


def late_actions(session: Session, person: Practitioner, today: date) -> list[Action]:
    """The person's own actions whose day has passed."""
    mine = actions.actions_of(session, person)
    return [action for action in mine if actions.is_overdue(action, today)]


def minutes_to_sign(session: Session, person: Practitioner) -> list[Minutes]:
    """The minutes that wait for the person as the board's responsible doctor."""
    return list(
        session.scalars(
            select(Minutes)
            .join(Minutes.meeting)
            .join(Meeting.board)
            .where(Minutes.state == MinutesState.SUBMITTED, Board.chair_id == person.id)
            .options(
                selectinload(Minutes.meeting)
                .selectinload(Meeting.board)
                .selectinload(Board.organization)
            )
            .order_by(Meeting.starts_at)
        )
    )


def own_cases(session: Session, person: Practitioner) -> dict[CaseState, int]:
    """How many of the cases that the person submitted or presents are in each state."""
    mine = or_(Case.referrer_id == person.id, Case.presenter_id == person.id)
    return _by_state(
        session.execute(select(Case.state, func.count()).where(mine).group_by(Case.state)).all(),
    )


def _count_agendas(session: Session, person: Practitioner) -> int:
    """The calendars read for the people of the structures that the person coordinates."""
    houses = [grant.organization_id for grant in person.grants if grant.role is Role.COORDINATOR]
    people = select(PractitionerRole.practitioner_id).where(
        PractitionerRole.organization_id.in_(houses)
    )
    return _number(
        session.scalar(
            select(func.count())
            .select_from(AgendaSource)
            .where(AgendaSource.practitioner_id.in_(people))
        )
    )


def _count_cases(session: Session, person: Practitioner) -> dict[CaseState, int]:
    return _by_state(
        session.execute(
            select(Case.state, func.count())
            .join(Case.board)
            .where(is_run_by(person), Case.notice != PatientNotice.OBJECTION)
            .group_by(Case.state)
        ).all(),
    )


def _count_plans(session: Session, person: Practitioner) -> dict[PlanState, int]:
    return _by_state(
        session.execute(
            select(Plan.state, func.count())
            .where(Plan.asked_by_id == person.id)
            .group_by(Plan.state)
        ).all(),
    )


def _count_minutes(session: Session, person: Practitioner) -> dict[MinutesState, int]:
    """Of meetings that were held: minutes are begun while a meeting still runs."""
    return _by_state(
        session.execute(
            select(Minutes.state, func.count())
            .join(Minutes.meeting)
            .join(Meeting.board)
            .where(is_run_by(person), Meeting.state == MeetingState.HELD)
            .group_by(Minutes.state)
        ).all(),
    )


def _count_unanswered(session: Session, person: Practitioner, now: datetime) -> int:
    return _number(
        session.scalar(
            select(func.count())
            .select_from(Invitation)
            .join(Invitation.meeting)
            .join(Meeting.board)
            .where(
                is_run_by(person),
                Invitation.state == InvitationState.SENT,
                Invitation.answer == Answer.NEEDS_ACTION,
                Meeting.starts_at > now,
            )
        )
    )


def _count_to_hold(session: Session, person: Practitioner, now: datetime) -> int:
    """Meetings that run, or should have begun, and are not closed."""
    return _number(
        session.scalar(
            select(func.count())
            .select_from(Meeting)
            .join(Meeting.board)
            .where(
                is_run_by(person),
                Meeting.state.in_([MeetingState.CONVENED, MeetingState.RUNNING]),
                Meeting.starts_at <= now,
            )
        )
    )


def _count_late(session: Session, person: Practitioner, today: date) -> int:
    return _number(
        session.scalar(
            select(func.count())
            .select_from(Action)
            .join(Action.case)
            .join(Case.board)
            .where(
                is_run_by(person),
                Action.is_published,
                Action.state.in_(actions.OPEN),
                Action.due_on < today,
                Case.notice != PatientNotice.OBJECTION,
            )
        )
    )


def _by_state(rows: Sequence[Row[State, int]]) -> dict[State, int]:
    return {state: count for state, count in rows}  # noqa: C416  dict() wants plain tuples


def _number(found: int | None) -> int:
    return found or 0
