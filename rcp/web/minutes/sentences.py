"""What is refused about minutes, and what to do about it."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from rcp.domain.minutes import MinutesState, MinutesStep
from rcp.web.minutes import words
from rcp.web.sentences import add_sentences


def _step(state: MinutesState, step: MinutesStep) -> str:
    return _(
        "Le compte rendu est maintenant « %(state)s » : cette étape n’est plus possible. "
        "Rechargez la page pour voir la suivante.",
        state=words.state_tag(state).label,
    )


add_sentences(
    {
        "minutes_frozen": lambda: _(
            "Le compte rendu est validé : plus rien n’y change. Pour corriger, ouvrez une "
            "rectification depuis la page du compte rendu, en disant pourquoi."
        ),
        "minutes_step": _step,
        "minutes_meeting_not_held": lambda: _(
            "La séance n’est pas close. Clôturez-la d’abord depuis l’écran de séance."
        ),
        "minutes_unsettled": lambda count: ngettext(
            "%(num)s dossier n’a ni avis ni report. Réglez-le depuis l’écran de séance.",
            "%(num)s dossiers n’ont ni avis ni report. Réglez-les depuis l’écran de séance.",
            count,
        ),
        "secure_mail_missing": lambda: _(
            "Aucun relais MSSanté n’est configuré : demandez-le à l’administrateur du serveur "
            "(RCP_MSSANTE_HOST), ou remettez le document sur papier."
        ),
        "secure_mail_address": lambda: _(
            "Cette adresse n’est pas une adresse MSSanté : elle doit se terminer par .mssante.fr. "
            "Un document sur un patient ne part pas par une messagerie ordinaire."
        ),
        "dispatch_case": lambda: _("Choisissez un document qui porte sur un dossier."),
        "dispatch_recipient": lambda: _("Dites à qui le document est remis."),
        "minutes_amendment_reason": lambda: _("Dites ce qui est rectifié et pourquoi."),
    }
)
