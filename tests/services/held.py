"""A meeting under way, for the tests of what happens in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from rcp import catalogue
from rcp.db.models import (
    AgendaItem,
    Attendance,
    Case,
    Meeting,
    Minutes,
    Practitioner,
    SpecialtyGroup,
)
from rcp.domain.case import CaseState
from rcp.domain.opinion import OpinionCategory, TrialAnswer
from rcp.domain.quorum import Presence
from rcp.mail.letterhead import Letterhead
from rcp.services import meetings, minutes, opinions
from rcp.services.opinions import ActionDraft, OpinionDraft
from tests import factories
from tests.factories import NOW, TODAY, Cast

LETTERHEAD = Letterhead("quorum@hopital.example", "https://quorum.hopital.example")


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting of Claire's board that is under way, with one case to hear."""

    meeting: Meeting
    minutes: Minutes
    item: AgendaItem
    case: Case


def a_held_meeting(session: Session, cast: Cast, **case: Any) -> Held:
    """Claire and Odile are expected; nobody is ticked yet; one case is on the agenda."""
    seed_groups(session)
    meeting = factories.a_meeting(session, cast.board)
    heard = a_planned_case(session, cast, **case)
    item = factories.an_agenda_item(session, meeting, heard, position=1)
    written = meetings.open_meeting(session, meeting, cast.sami, NOW)
    return Held(meeting, written, item, heard)


def seed_groups(session: Session) -> None:
    """The competences of the house, without its board templates: they take time to read."""
    for group in catalogue.specialty_groups():
        session.add(
            SpecialtyGroup(
                code=group.code,
                label=group.label,
                label_en=group.label_en,
                kind=group.kind.value,
                codes=sorted(group.codes),
                is_discipline=group.discipline,
            )
        )
    session.flush()


def a_planned_case(session: Session, cast: Cast, **given: Any) -> Case:
    """A case that its board has taken for a meeting, referred by Odile."""
    told = {"state": CaseState.PLANNED, "referrer": cast.odile, **given}
    return factories.a_case(session, cast.board, **told)


def attendance_of(meeting: Meeting, person: Practitioner) -> Attendance:
    """Somebody's line on the list."""
    return next(one for one in meeting.attendances if one.practitioner_id == person.id)


def tick(
    session: Session, held: Held, person: Practitioner, presence: Presence, cast: Cast
) -> None:
    """Tick how somebody takes part."""
    one = attendance_of(held.meeting, person)
    meetings.mark_presence(session, one, presence, cast.sami, NOW)


def everybody_comes(session: Session, held: Held, cast: Cast) -> None:
    """Claire and Odile are in the room."""
    meetings.mark_everybody(session, held.meeting, cast.sami, NOW)


def a_draft(**given: object) -> OpinionDraft:
    """A treatment according to a guideline, with a trial looked for."""
    told = {
        "category": OpinionCategory.TREATMENT,
        "proposals": ("Chirurgie première.",),
        "guideline": "Référentiel régional",
        "guideline_version": "2026",
        "trial": TrialAnswer.NONE_SUITABLE,
        **given,
    }
    return OpinionDraft(**told)  # type: ignore[arg-type]  # a test names the fields it means


def an_action(owner: Practitioner, what: str = "Consultation d’annonce") -> ActionDraft:
    """Something for a person to do within a week."""
    return ActionDraft(what=what, owner=owner, due_on=TODAY + timedelta(days=7))


def signed(session: Session, held: Held, cast: Cast, draft: OpinionDraft | None = None) -> None:
    """Hold the meeting to its end: an opinion, minutes submitted and validated by Claire."""
    everybody_comes(session, held, cast)
    opinions.record_opinion(session, held.item, draft or a_draft(), cast.sami, NOW)
    meetings.close_meeting(session, held.meeting, cast.sami, NOW)
    minutes.submit(session, held.minutes, cast.sami)
    minutes.sign_off(session, held.minutes, LETTERHEAD, cast.claire, NOW)
