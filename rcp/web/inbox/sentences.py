"""What is refused about proposals and arrivals, in words."""

from __future__ import annotations

from flask_babel import gettext as _

from rcp.web.sentences import add_sentences

add_sentences(
    {
        "proposal_settled": lambda: _(
            "Cette proposition a déjà été tranchée, ou la séance a changé depuis."
        ),
        "proposal_same_time": lambda: _(
            "C’est l’horaire prévu : choisissez un autre jour ou une autre heure."
        ),
        "proposal_long": lambda maximum: _(
            "Ce mot dépasse %(maximum)s caractères. Gardez l’essentiel.", maximum=maximum
        ),
        "deputy_asked_already": lambda: _(
            "Quelqu’un est déjà sollicité à cette place : attendez sa réponse."
        ),
        "deputy_unfit": lambda: _(
            "Cette personne ne peut pas tenir cette place, ou elle est déjà sur la liste. "
            "Choisissez-en une autre."
        ),
        "arrival_settled": lambda: _("Ce message a déjà été classé."),
        "arrival_without_answer": lambda: _(
            "Ce message ne dit ni oui, ni peut-être, ni non. Notez la réponse à la main."
        ),
    }
)
