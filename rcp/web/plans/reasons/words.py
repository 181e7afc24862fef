"""Why something has no place, as a coordinator would say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from rcp.services.planning.picture import Names
from rcp.web.formats import duration, numeric_day
from rcp.web.plans.reasons.changes import CHANGES
from rcp.web.plans.reasons.names import Say, board_of, person_of, seat_of, when_of
from scheduler.facts import Code, Fact


def in_words(facts: Sequence[Fact], names: Names) -> list[str]:
    """One sentence per fact, repeated ones once; most telling first, as the engine gave them."""
    return list(dict.fromkeys(SAY[fact.code](fact, names) for fact in facts if fact.code in SAY))


def _often_empty(fact: Fact, names: Names) -> str:
    return _(
        "%(seat)s : personne de libre sur %(count)s des %(of)s horaires possibles.",
        seat=seat_of(fact, names),
        count=fact.count,
        of=fact.of,
    )


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
        "Les %(num)s séances possibles sont pleines : il y manque %(minutes)s.",
        fact.count or 0,
        minutes=duration(fact.minutes or 0),
    )


WISHES = {
    "unplaced": _l("une séance ne se tiendrait pas"),
    "gap": _l("il manquerait quelqu’un d’indispensable"),
    "chair": _l("le responsable serait absent"),
    "seat": _l("un siège souhaité resterait vide"),
    "series": _l("deux séances de cette réunion se gêneraient"),
    "named": _l("un membre attendu manquerait"),
    "habit": _l("l’horaire ne serait pas celui d’usage"),
    "travel": _l("quelqu’un ferait la route"),
    "deputy": _l("un suppléant siégerait"),
    "avoid": _l("l’heure plairait moins"),
    "moved": _l("la séance annoncée changerait d’heure"),
    "invited": _l("des personnes seraient prévenues à nouveau"),
}
"""What is lost where a wish weighs more; the others are told together."""


def _costs_more(fact: Fact, names: Names) -> str:
    lost = WISHES.get(fact.wish or "", _l("l’ensemble du plan serait moins bon"))
    return _("Possible, mais %(lost)s.", lost=lost)


SAY: Mapping[Code, Say] = {
    **CHANGES,
    Code.NO_PERMITTED_START: lambda fact, names: _(
        "Aucun horaire permis cette semaine-là : jours fériés, fermeture ou délai trop court."
    ),
    Code.SEAT_NEVER_FILLED: lambda fact, names: _(
        "%(seat)s : personne n’est libre, à aucun des %(of)s horaires possibles.",
        seat=seat_of(fact, names),
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
    Code.SPECIALTIES_OFTEN_LACKING: lambda fact, names: _(
        "Trop peu de spécialités présentes ensemble sur %(count)s des %(of)s horaires possibles.",
        count=fact.count,
        of=fact.of,
    ),
    Code.NO_ROOM_FREE: lambda fact, names: (
        _("Aucune salle libre aux horaires possibles.")
        if fact.count in (None, fact.of)
        else _(
            "Aucune salle libre sur %(count)s des %(of)s horaires possibles.",
            count=fact.count,
            of=fact.of,
        )
    ),
    Code.TOO_FAR_APART: lambda fact, names: _(
        "Quelqu’un n’aurait pas le temps de faire la route (%(count)s horaires sur %(of)s).",
        count=fact.count,
        of=fact.of,
    ),
    Code.START_NOT_PERMITTED: lambda fact, names: _(
        "Cet horaire n’est pas permis : %(when)s.", when=when_of(fact, names)
    ),
    Code.COSTS_MORE: _costs_more,
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
        "%(count)s des %(of)s horaires possibles sont pris par d’autres réunions du plan.",
        count=fact.count,
        of=fact.of,
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
        "%(seat)s : %(person)s est libre, mais siège déjà souvent.",
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
