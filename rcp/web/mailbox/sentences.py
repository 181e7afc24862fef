"""What the outbox refuses, in words."""

from __future__ import annotations

from flask_babel import gettext as _

from rcp.web.sentences import add_sentences

add_sentences(
    {
        "message_leaving": lambda: _(
            "Ce message est en train de partir. Attendez une minute avant de le renvoyer."
        ),
        "message_over": lambda: _("La séance est passée : ce message n’a plus d’objet."),
        "message_superseded": lambda: _(
            "Un message plus récent a été écrit pour cette séance : renvoyez plutôt celui-là."
        ),
        "message_address": lambda: _(
            "Cette adresse ne convient pas. Saisissez une seule adresse électronique, sans accent."
        ),
    }
)
