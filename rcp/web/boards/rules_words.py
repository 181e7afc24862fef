"""A board's rules, numbers and alerts in words."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from rcp.db.models import Board
from rcp.domain.board_rules import Afterwards, Period
from rcp.domain.finess import has_right_key
from rcp.services.board_alerts import Alert, AlertKind
from rcp.web.boards import rules_forms
from rcp.web.formats import numeric_day


def identity(board: Board) -> list[tuple[str, str]]:
    """What the board is and how registers know it."""
    place = board.finess or board.organization.finess or ""
    return [
        (_("Nature"), dict(rules_forms.kinds()).get(board.kind, board.kind)),
        (_("Réseau régional (RRC)"), board.network_number),
        (_("Gestionnaire"), board.holder_number),
        (_("Numéro national"), board.national_number),
        (_("FINESS"), finess(place)),
    ]


def finess(number: str) -> str:
    """The number, with a remark when its key is not the one that its digits call for."""
    if not number or has_right_key(number):
        return number
    return _("%(number)s (clé douteuse : à vérifier)", number=number)


def rules(board: Board) -> list[tuple[str, str]]:
    """The rules that the board sets itself."""
    held = board.rules_in_force
    is_discussed = held.afterwards is Afterwards.DISCUSSED
    return [
        (_("Dossiers urgents"), _("acceptés") if held.takes_urgent else _("refusés")),
        (
            _("Traité avant la séance"),
            _("discuté ensuite") if is_discussed else _("enregistré ensuite"),
        ),
        (_("Rythme attendu"), _rhythm(held.meetings, held.per)),
        (_("Avis écrits"), _("acceptés") if held.takes_written else _("refusés")),
        (_("Alerte d’attente"), _delay(held.waiting_days)),
        (_("Alerte de compte rendu"), _delay(held.report_days)),
    ]


def alert(one: Alert) -> str:
    """What falls behind, in a sentence."""
    if one.kind is AlertKind.WAITING:
        return ngettext(
            "%(num)s dossier attend depuis plus de %(days)s jours.",
            "%(num)s dossiers attendent depuis plus de %(days)s jours.",
            one.count,
            days=one.days,
        )
    if one.kind is AlertKind.REPORTS:
        return ngettext(
            "%(num)s compte rendu n’est pas validé plus de %(days)s jours après la séance.",
            "%(num)s comptes rendus ne sont pas validés plus de %(days)s jours après la séance.",
            one.count,
            days=one.days,
        )
    since = numeric_day(one.since) if one.since else ""
    return ngettext(
        "%(num)s séance tenue depuis le %(since)s, pour %(expected)s attendues.",
        "%(num)s séances tenues depuis le %(since)s, pour %(expected)s attendues.",
        one.count,
        since=since,
        expected=one.expected,
    )


def _rhythm(meetings: int, per: Period) -> str:
    if not meetings:
        return _("aucun")
    if per is Period.YEAR:
        return ngettext("%(num)s séance par an", "%(num)s séances par an", meetings)
    return ngettext("%(num)s séance par mois", "%(num)s séances par mois", meetings)


def _delay(days: int) -> str:
    return ngettext("%(num)s jour", "%(num)s jours", days) if days else _("aucune")
