"""Why something has no place, as a coordinator would say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from rcp.services.planning.picture import Names
from rcp.web.formats import duration, numeric_day
from rcp.web.plans.reasons.changes import CHANGES
from rcp.web.plans.reasons.names import Say, board_of, person_of, seat_of, when_of
from rcp.web.plans.reasons.there import THERE
from scheduler.facts import Code, Fact


def in_words(facts: Sequence[Fact], names: Names) -> list[str]:
    """One sentence per fact, repeated ones once; most telling first, as the engine gave them."""
    return list(dict.fromkeys(SAY[fact.code](fact, names) for fact in facts if fact.code in SAY))


def _times(fact: Fact) -> str:
    """At how many of the starts asked about, where one alone was asked about: then."""
    if fact.of == 1:
        return _("à cette heure")
    return _("à %(count)s des %(of)s horaires possibles", count=fact.count, of=fact.of)


def _never_filled(fact: Fact, names: Names) -> str:
    if fact.of == 1:
        return _often_empty(fact, names)
    return _(
        "%(seat)s : personne n’est libre, à aucun des %(of)s horaires possibles.",
        seat=seat_of(fact, names),
        of=fact.of,
    )


def _often_empty(fact: Fact, names: Names) -> str:
    return _(
        "%(seat)s : personne n’est libre %(times)s.", seat=seat_of(fact, names), times=_times(fact)
    )


def _no_room(fact: Fact, names: Names) -> str:
    if fact.of != 1 and fact.count in (None, fact.of):
        return _("Aucune salle n’est libre aux horaires possibles.")
    return _("Aucune salle n’est libre %(times)s.", times=_times(fact))


def _on_the_road(fact: Fact, names: Names) -> str:
    if fact.other is None:
        return _(
            "%(seat)s : %(person)s n’aurait pas le temps de faire la route.",
            seat=seat_of(fact, names),
            person=person_of(fact, names),
        )
    return _(
        "%(seat)s : %(person)s siège à %(board)s trop peu de temps avant ou après.",
        seat=seat_of(fact, names),
        person=person_of(fact, names),
        board=board_of(fact.other, names),
    )


def _full(fact: Fact, names: Names) -> str:
    return ngettext(
        "La seule séance possible est pleine : il y manque %(minutes)s.",
        "Les %(num)s séances possibles sont pleines : dans la moins remplie, il manque "
        "%(minutes)s.",
        fact.count or 0,
        minutes=duration(fact.minutes or 0),
    )


SAY: Mapping[Code, Say] = {
    **CHANGES,
    **THERE,
    Code.NO_PERMITTED_START: lambda fact, names: _(
        "Aucun horaire permis cette semaine-là : jours fériés, fermeture ou délai trop court."
    ),
    Code.SEAT_NEVER_FILLED: _never_filled,
    Code.SEAT_OFTEN_EMPTY: _often_empty,
    Code.NOT_ENOUGH_DIFFERENT_PEOPLE: lambda fact, names: _(
        "Il faudrait que la même personne occupe deux sièges %(times)s.", times=_times(fact)
    ),
    Code.SPECIALTIES_NEVER_MET: lambda fact, names: ngettext(
        "Au mieux %(num)s spécialité présente, il en faut %(of)s.",
        "Au mieux %(num)s spécialités présentes, il en faut %(of)s.",
        fact.count or 0,
        of=fact.of,
    ),
    Code.SPECIALTIES_OFTEN_LACKING: lambda fact, names: _(
        "Trop peu de spécialités seraient présentes ensemble %(times)s.", times=_times(fact)
    ),
    Code.NO_ROOM_FREE: _no_room,
    Code.TOO_FAR_APART: lambda fact, names: _(
        "Quelqu’un n’aurait pas le temps de faire la route %(times)s.", times=_times(fact)
    ),
    Code.NO_ROOM_LARGE_ENOUGH: lambda fact, names: _(
        "La plus grande salle a %(of)s places, il en faut %(count)s.",
        count=fact.count,
        of=fact.of,
    ),
    Code.NEAREST_START: lambda fact, names: _(
        "Au plus près : %(when)s, il n’y manquerait que %(seat)s.",
        when=when_of(fact, names),
        seat=seat_of(fact, names),
    ),
    Code.TAKEN_BY_OTHER_MEETINGS: lambda fact, names: _(
        "D’autres séances du plan retiennent les personnes ou la salle %(times)s.",
        times=_times(fact),
    ),
    Code.SEARCH_ENDED: lambda fact, names: _(
        "Une place existe peut-être : laissez chercher plus longtemps."
    ),
    Code.NO_CANDIDATE: lambda fact, names: _(
        "%(seat)s : personne n’a cette qualification. Nommez un membre ou un suppléant.",
        seat=seat_of(fact, names),
    ),
    Code.CANDIDATE_BUSY: lambda fact, names: _(
        "%(seat)s : %(person)s n’est pas disponible.",
        seat=seat_of(fact, names),
        person=person_of(fact, names),
    ),
    Code.CANDIDATE_ELSEWHERE: lambda fact, names: _(
        "%(seat)s : %(person)s siège à %(board)s à la même heure.",
        seat=seat_of(fact, names),
        person=person_of(fact, names),
        board=board_of(fact.other, names),
    ),
    Code.CANDIDATE_ON_THE_ROAD: _on_the_road,
    Code.CANDIDATE_ON_OTHER_SEAT: lambda fact, names: _(
        "%(seat)s : %(person)s occupe déjà un autre siège de cette séance.",
        seat=seat_of(fact, names),
        person=person_of(fact, names),
    ),
    Code.CANDIDATE_NOT_CHOSEN: lambda fact, names: _(
        "%(seat)s : %(person)s est libre, sans être retenu (charge, salle ou trajet).",
        seat=seat_of(fact, names),
        person=person_of(fact, names),
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
        "%(seat)s manque à toutes les séances possibles.", seat=seat_of(fact, names)
    ),
    Code.NEED_UNKNOWN_THERE: lambda fact, names: _(
        "Aucune de ces séances n’a ce siège : %(seat)s.", seat=seat_of(fact, names)
    ),
    Code.TOO_LONG_FOR_ANY_MEETING: lambda fact, names: _(
        "Ce dossier demande %(minutes)s, plus que la séance la plus longue.",
        minutes=duration(fact.minutes or 0),
    ),
    Code.MEETINGS_FULL: _full,
    Code.DEADLINE_BEFORE_FIRST_MEETING: lambda fact, names: _(
        "La première séance possible (%(when)s) vient après l’échéance.", when=when_of(fact, names)
    ),
}
