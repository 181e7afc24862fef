"""Where a message stands, in words."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from rcp.db.models import OutboxMessage, OutboxState
from rcp.web import formats

KINDS = {
    OutboxState.WAITING: "info",
    OutboxState.SENDING: "info",
    OutboxState.SENT: "success",
    OutboxState.REFUSED: "danger",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A state as a tag, and why."""

    label: str
    kind: str
    why: str


def standing(message: OutboxMessage, zone: str) -> Standing:
    """Where a message stands; times in `zone`."""
    label = state_name(message.state)
    if message.state is OutboxState.SENT and message.sent_at is not None:
        label = _(
            "Parti le %(day)s à %(hour)s",
            day=formats.short_day(message.sent_at, zone),
            hour=formats.hour(message.sent_at, zone),
        )
    return Standing(label, KINDS[message.state], _why(message, zone))


def state_name(state: OutboxState) -> str:
    """A state in a word."""
    return {
        OutboxState.WAITING: _("En attente"),
        OutboxState.SENDING: _("En cours d’envoi"),
        OutboxState.SENT: _("Parti"),
        OutboxState.REFUSED: _("Refusé"),
    }[state]


def method_name(method: str) -> str:
    """What the calendar part of a message asks of the recipient's agenda."""
    return {
        "REQUEST": _("Ajoute ou met à jour la séance"),
        "CANCEL": _("Retire la séance"),
        "PUBLISH": _("Ajoute des entrées, sans réponse attendue"),
    }.get(method, method)


def _why(message: OutboxMessage, zone: str) -> str:
    if not message.fault:
        return ""
    why = fault_name(message.fault)
    if message.state is not OutboxState.WAITING:
        return why
    again = formats.day_and_hour(message.next_try_at, zone)
    return _("%(why)s Nouvel essai %(again)s.", why=why, again=again)


def fault_name(fault: str) -> str:
    """Why a message waits or will not leave."""
    if fault.startswith("smtp_"):
        return _(
            "Le serveur du destinataire a refusé le message (code %(status)s) : "
            "vérifiez l’adresse.",
            status=fault.removeprefix("smtp_"),
        )
    return {
        "refused_for_now": _("Le serveur du destinataire demande d’attendre."),
        "deadline": _("Le serveur de messagerie répond trop lentement."),
        "connection_lost": _("La connexion au serveur de messagerie a été coupée."),
        "no_connection": _("Le serveur de messagerie ne répond pas."),
        "no_security": _("La connexion au serveur de messagerie n’a pu être protégée."),
        "no_sign_in": _("Le serveur de messagerie n’accepte pas nos identifiants."),
        "gave_up": _("Plusieurs jours d’essais n’ont pas suffi."),
        "meeting_over": _("La séance était passée avant que le message puisse partir."),
        "superseded": _(
            "Un message plus récent a été écrit pour cette séance : renvoyez plutôt celui-là."
        ),
        "address_unsafe": _("L’adresse n’est pas une adresse électronique valable."),
    }.get(fault, _("Refus inattendu (%(code)s).", code=fault))
