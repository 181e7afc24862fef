"""Why not that day, why not in that meeting, as a coordinator would say it."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from rcp.services.planning.picture import Names
from rcp.web.formats import duration, numeric_day
from rcp.web.plans.reasons.names import Say, seat_of, when_of
from scheduler.facts import Code, Fact

POSSIBLE = frozenset({Code.COSTS_MORE, Code.POSSIBLE_THERE, Code.HELD_THERE})
"""What says that nothing forbids it: there is nothing to free."""

LOST = {
    "unplaced": _l("Une séance ne se tiendrait pas."),
    "gap": _l("Il manquerait quelqu’un d’indispensable."),
    "chair": _l("Le responsable serait absent."),
    "seat": _l("Un siège souhaité resterait vide."),
    "written": _l("Un avis écrit remplacerait une présence."),
    "series": _l("Deux séances de cette réunion se gêneraient."),
    "named": _l("Un membre attendu manquerait."),
    "guest": _l("Un invité manquerait."),
    "habit": _l("L’horaire ne serait pas celui d’usage."),
    "travel": _l("Quelqu’un aurait à faire la route."),
    "deputy": _l("Un suppléant siégerait."),
    "load": _l("Des personnes déjà souvent présentes le seraient encore."),
    "avoid": _l("L’heure conviendrait moins aux personnes attendues."),
    "attendance": _l("Davantage de personnes y passeraient du temps."),
    "moved": _l("La séance annoncée changerait d’heure."),
    "invited": _l("Des personnes seraient prévenues à nouveau."),
    "late": _l("Le dossier passerait après son échéance."),
    "waiting": _l("Le dossier attendrait plus longtemps."),
    "presenter": _l("Qui le présente serait pris à cette heure."),
    "board": _l("Ce n’est pas la réunion demandée en premier."),
    "rescheduled": _l("Le dossier changerait de séance après l’annonce."),
}
"""What is lost, by the wish that would pay."""


def _too_full(fact: Fact, names: Names) -> str:
    return _(
        "Avec ce dossier, il faudrait %(taken)s ; la séance a %(limit)s.",
        taken=duration(fact.count or 0),
        limit=duration(fact.of or 0),
    )


def _reserve(fact: Fact, names: Names) -> str:
    return _(
        "Le temps qui reste est gardé pour les urgences : sans lui, la séance a %(limit)s et il "
        "en faudrait %(taken)s.",
        taken=duration(fact.count or 0),
        limit=duration(fact.of or 0),
    )


def _not_ready(fact: Fact, names: Names) -> str:
    case = names.cases.get(fact.case or "")
    day = numeric_day(case.ready_on) if case else ""
    return _("Le dossier n’est prêt que le %(day)s, après cette séance.", day=day)


def _other_board(fact: Fact, names: Names) -> str:
    case = names.cases.get(fact.case or "")
    board = case.board.name if case else ""
    return _("Le dossier est adressé à une autre réunion : %(board)s.", board=board)


def _already(fact: Fact, names: Names) -> str:
    if fact.case is not None:
        return _("Le dossier y est déjà inscrit.")
    return _("La séance s’y tient déjà : %(when)s.", when=when_of(fact, names))


def _possible(fact: Fact, names: Names) -> str:
    if fact.case is not None:
        return _("Rien ne s’y oppose, et le dossier n’y perdrait rien : c’était égal.")
    return _("Rien ne s’y oppose : le plan a choisi ailleurs pour les dossiers, ou à égalité.")


def _not_permitted(fact: Fact, names: Names) -> str:
    meeting = names.meetings.get(fact.meeting or "")
    if meeting is not None and meeting.is_fixed:
        return _("Cette séance est déjà convoquée : un plan ne la déplace pas.")
    return _(
        "Le plan ne pouvait pas la tenir à cette heure (%(when)s) : autre semaine, fermeture, jour "
        "férié ou délai trop court.",
        when=when_of(fact, names),
    )


THERE: Mapping[Code, Say] = {
    Code.START_NOT_PERMITTED: _not_permitted,
    Code.NOT_PLACED: lambda fact, names: _("Cette séance n’a pas trouvé de place dans le plan."),
    Code.MINUTES_EXCEEDED: _too_full,
    Code.RESERVE_USED: _reserve,
    Code.CASE_OPPOSED: lambda fact, names: _("Le patient s’oppose à cette discussion."),
    Code.CASE_NOT_READY: _not_ready,
    Code.BOARD_NOT_ELIGIBLE: _other_board,
    Code.NEED_NOT_SEATED: lambda fact, names: _(
        "Le dossier a besoin de ce siège, vide à cette séance : %(seat)s.",
        seat=seat_of(fact, names),
    ),
    Code.FIXED_CASE_MOVED: lambda fact, names: _(
        "Le dossier est déjà à l’ordre du jour d’une autre séance."
    ),
    Code.COSTS_MORE: lambda fact, names: str(
        LOST.get(fact.wish or "", _("L’ensemble du plan serait moins bon."))
    ),
    Code.HELD_THERE: _already,
    Code.POSSIBLE_THERE: _possible,
}
