"""Why something has no place, as a coordinator would say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from rcp.services.planning.picture import Names
from rcp.web.formats import day_and_hour, duration, numeric_day
from scheduler.facts import Code, Fact

Say = Callable[[Fact, Names], str]


def in_words(facts: Sequence[Fact], names: Names) -> list[str]:
    """One sentence per fact, repeated ones once; most telling first, as the engine gave them."""
    return list(dict.fromkeys(SAY[fact.code](fact, names) for fact in facts if fact.code in SAY))


def _seat(fact: Fact, names: Names) -> str:
    return names.seats.get(fact.seat or "", fact.seat or "")


def _person(fact: Fact, names: Names) -> str:
    person = names.people.get(fact.person or "")
    return person.name if person else ""


def _when(fact: Fact, names: Names) -> str:
    instant = names.clock.instant(fact.start or 0)
    return day_and_hour(instant, names.clock.zone.key)


def _board(name: str | None, names: Names) -> str:
    meeting = names.meetings.get(name or "")
    return names.boards[meeting.board].name if meeting else ""


def _often_empty(fact: Fact, names: Names) -> str:
    return _(
        "%(seat)s : personne de libre sur %(count)s des %(of)s horaires possibles.",
        seat=_seat(fact, names),
        count=fact.count,
        of=fact.of,
    )


def _on_the_road(fact: Fact, names: Names) -> str:
    if fact.other is None:
        return _(
            "%(seat)s : %(person)s n’aurait pas le temps de faire la route.",
            seat=_seat(fact, names),
            person=_person(fact, names),
        )
    return _(
        "%(seat)s : %(person)s siège à %(board)s trop peu de temps avant ou après.",
        seat=_seat(fact, names),
        person=_person(fact, names),
        board=_board(fact.other, names),
    )


def _full(fact: Fact, names: Names) -> str:
    return ngettext(
        "La seule séance possible est pleine : il y manque %(minutes)s.",
        "Les %(num)s séances possibles sont pleines : il y manque %(minutes)s.",
        fact.count or 0,
        minutes=duration(fact.minutes or 0),
    )


SAY: Mapping[Code, Say] = {
    Code.NO_PERMITTED_START: lambda fact, names: _(
        "Aucun horaire permis cette semaine-là : jours fériés, fermeture ou délai trop court."
    ),
    Code.SEAT_NEVER_FILLED: lambda fact, names: _(
        "%(seat)s : personne n’est libre, à aucun des %(of)s horaires possibles.",
        seat=_seat(fact, names),
        of=fact.of,
    ),
    Code.SEAT_OFTEN_EMPTY: _often_empty,
    Code.NOT_ENOUGH_DIFFERENT_PEOPLE: lambda fact, names: _(
        "Il faudrait que la même personne occupe deux sièges (%(count)s horaires sur %(of)s).",
        count=fact.count,
        of=fact.of,
    ),
    Code.SPECIALTIES_NEVER_MET: lambda fact, names: _(
        "Au mieux %(count)s spécialités présentes, il en faut %(of)s.",
        count=fact.count,
        of=fact.of,
    ),
    Code.NO_ROOM_FREE: lambda fact, names: _("Aucune salle libre aux horaires possibles."),
    Code.NO_ROOM_LARGE_ENOUGH: lambda fact, names: _(
        "La plus grande salle a %(of)s places, il en faut %(count)s.",
        count=fact.count,
        of=fact.of,
    ),
    Code.NEAREST_START: lambda fact, names: _(
        "Au plus près : %(when)s, il n’y manquerait que %(seat)s.",
        when=_when(fact, names),
        seat=_seat(fact, names),
    ),
    Code.TAKEN_BY_OTHER_MEETINGS: lambda fact, names: _(
        "%(count)s des %(of)s horaires possibles sont pris par d’autres réunions du plan.",
        count=fact.count,
        of=fact.of,
    ),
    Code.SEARCH_ENDED: lambda fact, names: _(
        "Une place existe peut-être : laissez chercher plus longtemps."
    ),
    Code.NO_CANDIDATE: lambda fact, names: _(
        "%(seat)s : personne n’a cette qualification. Nommez un membre ou un suppléant.",
        seat=_seat(fact, names),
    ),
    Code.CANDIDATE_BUSY: lambda fact, names: _(
        "%(seat)s : %(person)s n’est pas disponible.",
        seat=_seat(fact, names),
        person=_person(fact, names),
    ),
    Code.CANDIDATE_ELSEWHERE: lambda fact, names: _(
        "%(seat)s : %(person)s siège à %(board)s à la même heure.",
        seat=_seat(fact, names),
        person=_person(fact, names),
        board=_board(fact.other, names),
    ),
    Code.CANDIDATE_ON_THE_ROAD: _on_the_road,
    Code.CANDIDATE_ON_OTHER_SEAT: lambda fact, names: _(
        "%(seat)s : %(person)s occupe déjà un autre siège de cette séance.",
        seat=_seat(fact, names),
        person=_person(fact, names),
    ),
    Code.CANDIDATE_NOT_CHOSEN: lambda fact, names: _(
        "%(seat)s : %(person)s est libre, mais siège déjà souvent.",
        seat=_seat(fact, names),
        person=_person(fact, names),
    ),
    Code.PATIENT_OPPOSED: lambda fact, names: _("Le patient s’oppose à cette discussion."),
    Code.NO_ELIGIBLE_MEETING: lambda fact, names: _(
        "Aucune séance de cette réunion dans la période."
    ),
    Code.NO_MEETING_PLACED: lambda fact, names: _(
        "Aucune des séances de cette réunion n’a pu être placée."
    ),
    Code.READY_TOO_LATE: lambda fact, names: _(
        "Le dossier ne sera prêt que le %(day)s, après la dernière séance de la période.",
        day=numeric_day(names.clock.instant(fact.start or 0), names.clock.zone.key),
    ),
    Code.NEED_NEVER_SEATED: lambda fact, names: _(
        "%(seat)s manque à toutes les séances possibles.", seat=_seat(fact, names)
    ),
    Code.TOO_LONG_FOR_ANY_MEETING: lambda fact, names: _(
        "Ce dossier demande %(minutes)s, plus que la séance la plus longue.",
        minutes=duration(fact.minutes or 0),
    ),
    Code.MEETINGS_FULL: _full,
    Code.DEADLINE_BEFORE_FIRST_MEETING: lambda fact, names: _(
        "La première séance possible (%(when)s) vient après l’échéance.", when=_when(fact, names)
    ),
}
