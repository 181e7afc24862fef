"""Forms around a meeting: another time, one more case, one more person, a reason to postpone."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TimeField
from wtforms.validators import InputRequired

from rcp.db.models import Case, Meeting, Member, Practitioner
from rcp.domain.case import PostponeCause
from rcp.web.cases.words import cause_label
from rcp.web.day_field import DayField
from rcp.web.formats import local
from rcp.web.forms import PageForm

BY_HAND = tuple(cause for cause in PostponeCause if cause is not PostponeCause.MEETING_CANCELLED)


class MoveForm(PageForm):
    """Another day, hour or room."""

    day = DayField(_l("Jour"), validators=[InputRequired(_l("Choisissez un jour."))])
    at = TimeField(_l("Heure de début"), validators=[InputRequired(_l("Choisissez une heure."))])
    room = SelectField(_l("Salle"))

    def starts(self, zone: ZoneInfo) -> datetime:
        """The moment that a valid form names."""
        if self.day.data is None or self.at.data is None:
            raise ValueError("the form was not validated")
        return datetime.combine(self.day.data, self.at.data, tzinfo=zone)

    def offer(self, meeting: Meeting) -> None:
        """Offer the rooms of the structure."""
        rooms = [(str(room.id), room.name) for room in meeting.board.organization.rooms]
        self.room.choices = [("", _("Sans salle, en visioconférence")), *rooms]

    def show(self, meeting: Meeting) -> None:
        """Start from the meeting as it stands."""
        starts = local(meeting.starts_at, meeting.board.organization.zone)
        self.day.data, self.at.data = starts.date(), starts.time()
        self.room.data = str(meeting.room_id) if meeting.room_id else ""


class CaseChoiceForm(PageForm):
    """A case of the waiting list."""

    case = SelectField(
        _l("Dossier en attente"), validators=[InputRequired(_l("Choisissez un dossier."))]
    )

    def offer(self, waiting: list[Case]) -> None:
        """Offer the waiting list, most pressing first."""
        self.case.choices = [("", _("Choisir…"))]
        for case in waiting:
            urgent = _("urgent, ") if case.is_urgent else ""
            due = _("avant le %(day)s", day=case.due_on.strftime("%d/%m"))
            label = f"{case.reference} – {case.patient.label} ({urgent}{due})"
            self.case.choices.append((str(case.id), label))


def guest_options(members: list[Member], others: list[Practitioner]) -> list[tuple[str, str]]:
    """People who may still be asked: those named for a seat first."""
    words = {True: _("suppléant"), False: _("membre")}
    named = [
        (str(member.practitioner_id), f"{member.practitioner.name} – {words[member.is_deputy]}")
        for member in members
    ]
    guests = [(str(one.id), _("%(name)s – invité", name=one.name)) for one in others]
    return [("", _("Choisir…")), *named, *guests]


class PersonForm(PageForm):
    """Somebody to ask besides those expected."""

    person = SelectField(_l("Personne"), validators=[InputRequired(_l("Choisissez une personne."))])

    def offer(self, members: list[Member], others: list[Practitioner]) -> None:
        """Offer the members and deputies of the seats, then everybody else as a guest."""
        self.person.choices = guest_options(members, others)

    @property
    def chosen(self) -> uuid.UUID:
        """The id of the person."""
        return uuid.UUID(self.person.data)


class PostponeForm(PageForm):
    """Why a case is carried over."""

    cause = SelectField(_l("Cause du report"))

    def __init__(self, **given: Any) -> None:  # Any: what WTForms takes
        super().__init__(**given)
        self.cause.choices = [(cause.value, cause_label(cause)) for cause in BY_HAND]

    @property
    def chosen(self) -> PostponeCause:
        """The cause."""
        return PostponeCause(self.cause.data)
