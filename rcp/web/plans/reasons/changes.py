"""What a plan changes of what people were told, as a coordinator would say it."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from rcp.services.planning.picture import Names
from rcp.web.formats import day_and_hour
from rcp.web.plans.reasons.names import Say, board_of, meeting_at, person_of, room_of, when_of
from scheduler.facts import Code, Fact


def _before(fact: Fact, names: Names) -> str:
    return day_and_hour(names.clock.instant(fact.before or 0), names.clock.zone.key)


def _moved(fact: Fact, names: Names) -> str:
    return _(
        "%(board)s : la séance est déplacée. Avant : %(before)s. Maintenant : %(when)s.",
        board=board_of(fact.meeting, names),
        before=_before(fact, names),
        when=when_of(fact, names),
    )


def _invited(fact: Fact, names: Names, how: str) -> str:
    return _(
        "%(person)s, %(meeting)s : %(how)s.",
        person=person_of(fact, names),
        meeting=meeting_at(fact.meeting, names),
        how=how,
    )


def _case(fact: Fact, names: Names) -> str:
    case = names.cases.get(fact.case or "")
    return case.reference if case else ""


CHANGES: Mapping[Code, Say] = {
    Code.MEETING_MOVED: _moved,
    Code.MEETING_DROPPED: lambda fact, names: _(
        "%(board)s : la séance prévue ne peut plus se tenir (%(before)s).",
        board=board_of(fact.meeting, names),
        before=_before(fact, names),
    ),
    Code.ROOM_CHANGED: lambda fact, names: _(
        "%(meeting)s : la salle change, %(room)s.",
        meeting=meeting_at(fact.meeting, names),
        room=room_of(fact, names) or _("visioconférence"),
    ),
    Code.INVITATION_ADDED: lambda fact, names: _invited(fact, names, _("reçoit une invitation")),
    Code.INVITATION_REMOVED: lambda fact, names: _invited(fact, names, _("n’a plus à venir")),
    Code.INVITATION_CHANGED: lambda fact, names: _invited(
        fact, names, _("reçoit le nouvel horaire ou la nouvelle salle")
    ),
    Code.CASE_MOVED: lambda fact, names: _(
        "Dossier %(case)s : il passe à une autre séance, %(meeting)s.",
        case=_case(fact, names),
        meeting=meeting_at(fact.meeting, names),
    ),
    Code.CASE_DROPPED: lambda fact, names: _(
        "Dossier %(case)s : il n’a plus de séance.", case=_case(fact, names)
    ),
}
