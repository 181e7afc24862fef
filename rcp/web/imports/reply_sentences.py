"""Why a message in the mailbox was not taken as an answer."""

from __future__ import annotations

from flask_babel import gettext as _

from rcp.web.sentences import add_sentences

add_sentences(
    {
        "reply_no_answer": lambda: _("Ce message ne contient pas de réponse à une invitation."),
        "reply_unknown": lambda: _("Cette réponse ne correspond à aucune invitation connue."),
        "reply_stranger": lambda: _(
            "Cette réponse vient d’une autre adresse que celle de la personne invitée. "
            "Vérifiez auprès d’elle, puis notez sa réponse à la main."
        ),
        "reply_counter": lambda: _(
            "Cette personne propose un autre horaire. Convenez-en avec elle, puis déplacez la "
            "séance ou notez sa réponse."
        ),
        "reply_delegated": lambda: _(
            "Cette personne se fait remplacer. Ajoutez son suppléant à la séance, puis notez sa "
            "réponse."
        ),
        "reply_not_understood": lambda: _("Cette réponse ne dit ni oui, ni peut-être, ni non."),
    }
)
