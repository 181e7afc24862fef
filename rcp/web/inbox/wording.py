"""Why a message that arrived is shown, in words."""

from __future__ import annotations

from flask_babel import gettext as _


def reason(code: str) -> str:
    """What is odd about a message."""
    return {
        "reply_stranger": _(
            "Réponse d’une adresse inconnue : ce n’est pas celle de la personne invitée."
        ),
        "reply_forged": _(
            "Le serveur de messagerie doute de l’expéditeur : la réponse n’a pas été comptée."
        ),
        "reply_unknown": _("Réponse à une invitation que nous ne connaissons pas."),
        "reply_counter": _(
            "Un autre horaire est proposé, mais il n’est pas lisible ou il est passé."
        ),
        "reply_delegated": _("La personne se fait remplacer, sans dire par qui."),
        "mail_written": _("Message écrit à la main : lisez-le, puis notez la réponse."),
        "mail_winmail": _(
            "Message d’Outlook illisible ailleurs (winmail.dat) : demandez la réponse."
        ),
        "mail_unreadable": _("La partie agenda de ce message est abîmée."),
        "mail_too_large": _("Message trop long : il n’a pas été lu en entier."),
        "mail_several_attendees": _("Cette réponse parle de plusieurs personnes."),
        "mail_no_attendee": _("Cette réponse ne dit pas de qui elle vient."),
    }.get(code, _("Ce message n’a pas pu être lu."))


def channel_name(channel: str | None) -> str:
    """By which way an answer or a proposal came."""
    return {
        "site": _("sur le site"),
        "phone": _("de vive voix"),
        "link": _("par le lien du message"),
        "reply": _("depuis son agenda"),
        "mail": _("par courriel"),
    }.get(channel or "", "")
