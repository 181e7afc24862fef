"""What would give something a place, as a coordinator would say it to the people concerned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from rcp.services.planning.picture import Names
from rcp.web.formats import day_and_hour, duration
from rcp.web.plans.reasons.names import (
    Say,
    board_of,
    meeting_at,
    person_of,
    room_of,
    seat_of,
    when_of,
)
from scheduler.explain.answer import Freeing
from scheduler.facts import Code, Fact


@dataclass(frozen=True, slots=True)
class Way:
    """What to do, all of it, and the place that it opens."""

    steps: tuple[str, ...]
    outcome: str


def ways_in_words(found: tuple[Freeing, ...], names: Names, *, for_case: bool) -> list[Way]:
    """Each way with its steps, the easiest first, as the engine gave them."""
    return [
        Way(
            steps=tuple(STEPS[step.code](step, names) for step in one.steps),
            outcome=_outcome(one, names, for_case=for_case),
        )
        for one in found
    ]


def _outcome(found: Freeing, names: Names, *, for_case: bool) -> str:
    when = day_and_hour(names.clock.instant(found.start), names.clock.zone.key)
    if for_case:
        board = board_of(found.meeting, names)
        return _("Le dossier passerait à %(board)s : %(when)s.", board=board, when=when)
    room = names.rooms.get(found.room or "")
    if room is None:
        return _("La séance se tiendrait ainsi : %(when)s.", when=when)
    return _("La séance se tiendrait ainsi : %(when)s, %(room)s.", when=when, room=room.name)


def _free_person(fact: Fact, names: Names) -> str:
    return _(
        "Libérer %(person)s (%(seat)s) pendant %(minutes)s : %(when)s.",
        person=person_of(fact, names),
        seat=seat_of(fact, names),
        minutes=duration(fact.minutes or 0),
        when=when_of(fact, names),
    )


def _permit_start(fact: Fact, names: Names) -> str:
    meeting = names.meetings.get(fact.meeting or "")
    if meeting is not None and meeting.is_fixed:
        return _("Déplacer la séance déjà convoquée : %(when)s.", when=when_of(fact, names))
    return _("Permettre un autre horaire : %(when)s.", when=when_of(fact, names))


def _move_meeting(fact: Fact, names: Names) -> str:
    return _(
        "Déplacer la séance %(board)s : %(when)s, au lieu de %(before)s.",
        board=board_of(fact.meeting, names),
        when=when_of(fact, names),
        before=day_and_hour(names.clock.instant(fact.before or 0), names.clock.zone.key),
    )


def _extend_deadline(fact: Fact, names: Names) -> str:
    return ngettext(
        "Repousser l’échéance de %(num)s jour.",
        "Repousser l’échéance de %(num)s jours.",
        fact.count or 0,
    )


def _move_case(fact: Fact, names: Names) -> str:
    case = names.cases.get(fact.case or "")
    return _(
        "Reporter le dossier %(case)s à une autre séance : %(meeting)s.",
        case=case.reference if case else "",
        meeting=meeting_at(fact.meeting, names),
    )


STEPS: Mapping[Code, Say] = {
    Code.FREE_PERSON: _free_person,
    Code.INVITE_PERSON: lambda fact, names: _(
        "Inviter %(person)s (%(seat)s) : son agenda est libre à cette heure.",
        person=person_of(fact, names),
        seat=seat_of(fact, names),
    ),
    Code.ADD_CANDIDATE: lambda fact, names: _(
        "Nommer %(person)s en suppléance (%(seat)s) : son agenda est libre à cette heure.",
        person=person_of(fact, names),
        seat=seat_of(fact, names),
    ),
    Code.DROP_SEAT: lambda fact, names: _(
        "Tenir cette séance sans ce siège : %(seat)s.", seat=seat_of(fact, names)
    ),
    Code.LOWER_SPECIALTIES: lambda fact, names: ngettext(
        "Se contenter de %(num)s spécialité pour cette séance.",
        "Se contenter de %(num)s spécialités pour cette séance.",
        fact.count or 0,
    ),
    Code.ALLOW_ROOM: lambda fact, names: _(
        "Permettre une autre salle : %(room)s.", room=room_of(fact, names)
    ),
    Code.ALLOW_VIDEO: lambda fact, names: _("La tenir en visioconférence, sans salle."),
    Code.PERMIT_START: _permit_start,
    Code.SHORTEN_MEETING: lambda fact, names: _(
        "Raccourcir la séance à %(minutes)s.", minutes=duration(fact.minutes or 0)
    ),
    Code.MOVE_MEETING: _move_meeting,
    Code.LENGTHEN_MEETING: lambda fact, names: _(
        "Donner %(minutes)s de plus aux dossiers de la séance.",
        minutes=duration(fact.minutes or 0),
    ),
    Code.HAVE_READY: lambda fact, names: _(
        "Avoir le dossier prêt plus tôt : %(when)s.", when=when_of(fact, names)
    ),
    Code.EXTEND_DEADLINE: _extend_deadline,
    Code.DROP_NEED: lambda fact, names: _(
        "Présenter ce dossier sans attendre ce siège : %(seat)s.", seat=seat_of(fact, names)
    ),
    Code.MARK_URGENT: lambda fact, names: _(
        "Le déclarer urgent, s’il l’est : il reste du temps dans la réserve."
    ),
    Code.SHORTEN_CASE: lambda fact, names: _(
        "Le présenter en %(minutes)s.", minutes=duration(fact.minutes or 0)
    ),
    Code.ALLOW_BOARD: lambda fact, names: _(
        "L’adresser à une autre réunion : %(board)s.", board=board_of(fact.meeting, names)
    ),
    Code.MOVE_CASE: _move_case,
}
