"""What the first page lays on a person's desk, by what they do here."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from rcp.db.models import Action, Invitation, Meeting, Practitioner
from rcp.domain import access
from rcp.domain.case import EXPECTED, WAITING, CaseState
from rcp.services import people, today
from rcp.services.case_lists import boards_run_by
from rcp.services.today import Preparation
from rcp.web.formats import local
from rcp.web.links import maybe

ANSWERED = (CaseState.DISCUSSED, CaseState.VALIDATED, CaseState.SENT_OUT, CaseState.APPLIED)
FIRST_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Card:
    """A meeting as a card shows it, in its structure's time zone."""

    board: str
    starts: datetime
    ends: datetime
    place: str
    has_video: bool
    zone: str
    url: str | None
    invitation_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    """The seven steps of the main job with their figures and pages."""

    current: int
    details: dict[int, str]
    urls: dict[int, str]


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that waits; a part that does not concern the person is None or empty."""

    figures: Preparation | None
    steps: Steps | None
    to_answer: list[Card]
    unanswered: int
    to_sign: list[Card]
    late: list[Action]
    meetings: list[Card]
    cases: dict[str, int] | None

    @property
    def is_clear(self) -> bool:
        """Whether nothing at all waits."""
        return not (self.to_answer or self.to_sign or self.late or self.steps or self.cases)


def desk_of(session: Session, who: Practitioner, now: datetime, day: date) -> Desk:
    """The desk of a person at this moment; `day` is today where they work."""
    waiting = today.to_answer(session, who, now)
    runs = bool(boards_run_by(session, who))
    figures = today.preparation(session, who, now, day) if runs else None
    return Desk(
        figures=figures,
        steps=_steps(figures) if figures else None,
        to_answer=[_asked(one) for one in waiting[:FIRST_SHOWN]],
        unanswered=len(waiting),
        to_sign=[
            _card(one.meeting, maybe("minutes.show", minutes_id=one.id))
            for one in today.minutes_to_sign(session, who)
        ],
        late=today.late_actions(session, who, day),
        meetings=[_card(one) for one in today.next_meetings(session, who, now)],
        cases=_own_cases(session, who),
    )


def _asked(invitation: Invitation) -> Card:
    return _card(invitation.meeting, invitation_id=invitation.id)


def _card(meeting: Meeting, url: str | None = None, invitation_id: uuid.UUID | None = None) -> Card:
    house = meeting.board.organization
    return Card(
        board=meeting.board.name,
        starts=local(meeting.starts_at, house.zone),
        ends=local(meeting.ends_at, house.zone),
        place=f"{meeting.room.name}, {house.name}" if meeting.room else "",
        has_video=bool(meeting.video_url),
        zone=house.time_zone,
        url=url or maybe("meetings.show", meeting_id=meeting.id),
        invitation_id=invitation_id,
    )


def _own_cases(session: Session, who: Practitioner) -> dict[str, int] | None:
    """One's own cases by what they wait for; None for those who submit none."""
    counts = today.own_cases(session, who)
    if not counts and not people.actor_of(who).has(access.CLINICIAN):
        return None
    return {
        "draft": counts.get(CaseState.DRAFT, 0),
        "to_complete": counts.get(CaseState.TO_COMPLETE, 0),
        "waiting": sum(counts.get(state, 0) for state in WAITING),
        "planned": sum(counts.get(state, 0) for state in EXPECTED),
        "answered": sum(counts.get(state, 0) for state in ANSWERED),
    }


def _steps(figures: Preparation) -> Steps:
    endpoints = {
        1: "agendas.of_people",
        2: "cases.triage",
        3: "plans.index",
        4: "meetings.index",
        5: "meetings.index",
        6: "meetings.index",
        7: "actions.of_boards",
    }
    urls = {step: maybe(endpoint) for step, endpoint in endpoints.items()}
    return Steps(figures.step, _details(figures), {step: url for step, url in urls.items() if url})


def _details(figures: Preparation) -> dict[int, str]:
    minutes = figures.to_write + figures.to_sign
    return {
        1: ngettext("%(num)s agenda lu", "%(num)s agendas lus", figures.agendas),
        2: ngettext("%(num)s à trier", "%(num)s à trier", figures.to_sort),
        3: _plan_detail(figures),
        4: ngettext("%(num)s sans réponse", "%(num)s sans réponse", figures.unanswered),
        5: ngettext("%(num)s à tenir", "%(num)s à tenir", figures.to_hold),
        6: ngettext("%(num)s à valider", "%(num)s à valider", minutes),
        7: ngettext("%(num)s en retard", "%(num)s en retard", figures.late_actions),
    }


def _plan_detail(figures: Preparation) -> str:
    if figures.plans_running:
        return _("recherche en cours")
    if figures.plans_proposed:
        return ngettext(
            "%(num)s plan à accepter", "%(num)s plans à accepter", figures.plans_proposed
        )
    return ngettext("%(num)s dossier à placer", "%(num)s dossiers à placer", figures.to_place)
