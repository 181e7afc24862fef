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
    OutboxState.BOUNCED: "danger",
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
        OutboxState.BOUNCED: _("Non remis"),
    }[state]


def header_name(name: str) -> str:
    """What a line at the head of a message says."""
    return {
        "From": _("De"),
        "To": _("À"),
        "Subject": _("Objet"),
        "Date": _("Date"),
        "Message-ID": _("Identifiant"),
    }.get(name, name)


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


def bounce_reason(fault: str) -> str:
    """Why a message came back (RFC 3463), without the full stop."""
    status = fault.removeprefix("dsn_")
    known = {
        "5.1.0": _("L’adresse n’existe pas ou n’est pas acceptée"),
        "5.1.1": _("Cette adresse n’existe pas"),
        "5.1.2": _("Le domaine de cette adresse n’existe pas"),
        "5.1.3": _("Cette adresse est mal écrite"),
        "5.1.6": _("Cette boîte a déménagé sans laisser d’adresse"),
        "5.1.10": _("Cette adresse n’existe pas"),
        "5.2.1": _("Cette boîte est fermée"),
        "5.2.2": _("Cette boîte est pleine"),
        "5.2.3": _("Le message est trop long pour cette boîte"),
        "5.4.1": _("Le serveur du destinataire n’accepte pas cette adresse"),
        "5.4.4": _("Le domaine de cette adresse n’existe pas"),
        "5.4.7": _("Le serveur du destinataire n’a pas répondu à temps"),
        "5.7.1": _("Le serveur du destinataire a refusé le message"),
    }
    families = {
        "1": _("L’adresse ne convient pas"),
        "2": _("La boîte du destinataire n’accepte pas le message"),
        "3": _("Le serveur du destinataire ne peut pas prendre le message"),
        "4": _("Le message n’a pas trouvé son chemin"),
        "6": _("Le serveur du destinataire n’a pas su lire le message"),
        "7": _("Le serveur du destinataire a refusé le message"),
    }
    family = families.get(status.split(".")[1] if status.count(".") == 2 else "")
    return known.get(status) or family or _("Le message est revenu")


def fault_name(fault: str) -> str:
    """Why a message waits or will not leave."""
    if fault.startswith("dsn_"):
        return _("%(why)s (code %(status)s).", why=bounce_reason(fault), status=fault[4:])
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
        "answered": _("La personne a répondu avant que le rappel puisse partir."),
        "meeting_over": _("La séance était passée avant que le message puisse partir."),
        "superseded": _(
            "Un message plus récent a été écrit pour cette séance : renvoyez plutôt celui-là."
        ),
        "address_unsafe": _("L’adresse n’est pas une adresse électronique valable."),
    }.get(fault, _("Refus inattendu (%(code)s).", code=fault))
