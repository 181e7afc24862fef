"""What following an action refuses, in words."""

from __future__ import annotations

from flask_babel import gettext as _

from rcp.web.sentences import add_sentences

add_sentences(
    {
        "action_closed_already": lambda: _("Cette action est déjà close."),
        "action_open_already": lambda: _("Cette action est déjà ouverte."),
        "action_started_already": lambda: _("Cette action est déjà commencée, ou close."),
        "action_outcome_unknown": lambda: _("Indiquez si l’action est faite ou abandonnée."),
        "action_outcome_missing": lambda: _(
            "Dites en quelques mots pourquoi l’action est abandonnée."
        ),
        "action_outcome_long": lambda maximum: _(
            "Le texte ne peut dépasser %(maximum)s caractères.", maximum=maximum
        ),
    }
)
