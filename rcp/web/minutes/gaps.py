"""What minutes still lack before they can be signed, said so that somebody can act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from rcp.db.models import MeetingState, Minutes
from rcp.domain.minutes import OPEN
from rcp.domain.quorum import Presence
from rcp.web.meetings.pages import Line


@dataclass(frozen=True, slots=True)
class Gap:
    """Something to complete; `stops` says whether nothing can be submitted before."""

    said: str
    url: str
    stops: bool


def gaps(minutes: Minutes, lines: Sequence[Line]) -> list[Gap]:
    """What to complete; nothing once the minutes are validated."""
    if minutes.state not in OPEN:
        return []
    room = url_for("meetings.room", meeting_id=minutes.meeting_id)
    found = [*_of_meeting(minutes, room), *_of_people(minutes, room), *_of_cases(lines, room)]
    if minutes.meeting.board.chair_id is None:
        said = _("La RCP n’a pas de responsable : personne ne peut valider ce compte rendu.")
        found.append(Gap(said, url_for("meetings.show", meeting_id=minutes.meeting_id), True))
    return found


def _of_meeting(minutes: Minutes, room: str) -> list[Gap]:
    if minutes.meeting.state is MeetingState.HELD:
        return []
    return [Gap(_("La séance n’est pas close."), room, True)]


def _of_people(minutes: Minutes, room: str) -> list[Gap]:
    unsaid = sum(one.presence is Presence.EXPECTED for one in minutes.meeting.attendances)
    if not unsaid:
        return []
    said = ngettext(
        "%(num)s personne attendue n’est notée ni présente, ni excusée, ni absente.",
        "%(num)s personnes attendues ne sont notées ni présentes, ni excusées, ni absentes.",
        unsaid,
    )
    return [Gap(said, f"{room}?open=1", False)]


def _of_cases(lines: Sequence[Line], room: str) -> list[Gap]:
    unsettled = [line for line in lines if line.is_to_hear]
    without = [line for line in lines if line.opinion and not line.opinion.quorum_reached]
    return [
        *(
            Gap(
                _("%(case)s n’a ni avis ni report.", case=line.item.case.reference),
                f"{room}?item={line.id}",
                True,
            )
            for line in unsettled
        ),
        *(
            Gap(
                _(
                    "%(case)s a été discuté sans quorum : il sera présenté de nouveau.",
                    case=line.item.case.reference,
                ),
                f"{room}?item={line.id}",
                False,
            )
            for line in without
        ),
    ]
