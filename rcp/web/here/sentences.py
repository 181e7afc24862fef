"""Why somebody cannot say that they are there, and what to do about it."""

from __future__ import annotations

from flask_babel import gettext as _

from rcp.web.sentences import add_sentences

add_sentences(
    {
        "arrival_way": lambda: _("Dites si vous êtes dans la salle ou en visioconférence."),
        "arrival_closed": lambda: _(
            "On peut se noter présent d’une heure avant la séance jusqu’à sa clôture."
        ),
        "arrival_code_unknown": lambda: _(
            "Ce code n’est celui d’aucune séance en cours. Recopiez les six lettres de l’écran."
        ),
        "arrival_code_expired": lambda: _(
            "Ce code a changé depuis. Recopiez celui que l’écran montre maintenant."
        ),
        "arrival_other_meeting": lambda: _(
            "Ce code est celui d’une autre séance. Recopiez celui de la vôtre."
        ),
        "arrival_not_listed": lambda: _(
            "Vous n’êtes pas sur la liste de cette séance. Demandez au secrétaire de vous y "
            "ajouter depuis l’écran de séance : être sur la liste ouvre les dossiers."
        ),
    }
)
