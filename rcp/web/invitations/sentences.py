"""What invitations refuse, in words."""

from __future__ import annotations

from flask_babel import gettext as _

from rcp.web.sentences import add_sentences

add_sentences(
    {
        "invitation_over": lambda: _(
            "Cette séance est terminée : il n’est plus possible d’y répondre."
        ),
        "invitation_withdrawn": lambda: _(
            "Cette séance est annulée, ou vous n’y êtes plus convié : il n’y a rien à répondre."
        ),
        "answer_link_expired": lambda: _(
            "Ce lien a expiré : la séance a changé d’horaire. Répondez depuis le dernier message "
            "reçu, ou sur le site."
        ),
        "invitation_answer_unknown": lambda: _(
            "Choisissez l’une des trois réponses : présent, peut-être ou absent."
        ),
    }
)
