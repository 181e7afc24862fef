"""Forms about one's invitation: another time, a deputy, a part of the meeting."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, Optional

from rcp.db.models import Invitation, Meeting, Practitioner
from rcp.services.contents import qualification_of
from rcp.services.proposals import LONGEST_WORDS
from rcp.web.day_field import DayField
from rcp.web.formats import local
from rcp.web.forms import PageForm
from rcp.web.languages import language


class TimeProposalForm(PageForm):
    """Another day and hour."""

    day = DayField(_l("Jour"), validators=[InputRequired(_l("Choisissez un jour."))])
    at = TimeField(_l("Heure de début"), validators=[InputRequired(_l("Choisissez une heure."))])
    words = TextAreaField(
        _l("Un mot pour le coordonnateur"), validators=[Length(max=LONGEST_WORDS)]
    )

    def starts(self, zone: ZoneInfo) -> datetime:
        """The moment that a valid form names."""
        if self.day.data is None or self.at.data is None:
            raise ValueError("the form was not validated")
        return datetime.combine(self.day.data, self.at.data, tzinfo=zone)

    def show(self, invitation: Invitation) -> None:
        """Start from the time that the person was told."""
        starts = local(invitation.told_starts_at, invitation.meeting.board.organization.zone)
        self.day.data, self.at.data = starts.date(), starts.time()


class DeputyForm(PageForm):
    """Somebody of the same competence."""

    deputy = SelectField(
        _l("Remplaçant"), validators=[InputRequired(_l("Choisissez une personne."))]
    )

    def offer(self, people: Sequence[Practitioner]) -> None:
        """Offer those who could come instead."""
        told = [
            (str(one.id), f"{one.name} – {qualification_of(one, language())}") for one in people
        ]
        self.deputy.choices = [("", _("Choisir…")), *told]

    @property
    def chosen(self) -> uuid.UUID:
        """The id of the person."""
        return uuid.UUID(self.deputy.data)


class StretchForm(PageForm):
    """From when to when one person is asked to be there."""

    attendance = SelectField(
        _l("Personne"), validators=[InputRequired(_l("Choisissez une personne."))]
    )
    from_at = TimeField(_l("De"), validators=[Optional()])
    until_at = TimeField(_l("À"), validators=[Optional()])

    def offer(self, meeting: Meeting) -> None:
        """Offer the people of the list, by name."""
        people = sorted(meeting.attendances, key=lambda one: one.practitioner.family_name)
        told = [(str(one.id), one.practitioner.name) for one in people]
        self.attendance.choices = [("", _("Choisir…")), *told]

    def stretch(self, meeting: Meeting) -> tuple[datetime | None, datetime | None]:
        """The instants, on the meeting's own day; None where nothing was typed."""
        zone = meeting.board.organization.zone
        day = local(meeting.starts_at, zone).date()
        first, last = (
            datetime.combine(day, at, tzinfo=zone) if at else None
            for at in (self.from_at.data, self.until_at.data)
        )
        return first, last
