"""What is refused about a meeting or an opinion, and what to do about it."""

from __future__ import annotations

from flask_babel import gettext as _

from rcp.web.sentences import add_sentences

add_sentences(
    {
        "meeting_cancelled": lambda: _("Cette séance est annulée : rien ne peut plus y changer."),
        "meeting_over": lambda: _(
            "Cette séance est close. Complétez les avis si besoin, puis relisez le compte rendu."
        ),
        "meeting_not_open": lambda: _(
            "La séance n’est pas ouverte. Ouvrez-la d’abord : le quorum se compte à ce moment-là."
        ),
        "meeting_not_running": lambda: _("Seule une séance ouverte peut être close."),
        "meeting_not_convened": lambda: _(
            "La séance a déjà commencé, ou elle est annulée : ce changement n’est plus possible."
        ),
        "meeting_in_the_past": lambda: _("Cette heure est passée. Choisissez un moment à venir."),
        "room_taken": lambda room: _(
            "« %(room)s » est prise par une autre séance à cette heure-là. "
            "Choisissez une autre salle ou une autre heure.",
            room=room,
        ),
        "stretch_outside": lambda: _(
            "Ce passage doit tenir dans la séance, et finir après avoir commencé."
        ),
        "agenda_item_settled": lambda: _(
            "Ce dossier a déjà un avis, ou il est déjà reporté. Rechargez la page ; pour le revoir "
            "plus tard, choisissez l’avis « À présenter de nouveau »."
        ),
        "attendance_twice": lambda: _("Cette personne est déjà sur la liste."),
        "written_not_taken": lambda: _("Les règles de cette RCP ne comptent pas les avis écrits."),
        "written_asked": lambda: _("Son avis écrit est déjà demandé."),
        "written_is_there": lambda: _("Cette personne est là : demandez-lui son avis."),
        "attendance_not_there": lambda: _(
            "Cette personne n’est pas notée présente : elle ne peut donc pas partir."
        ),
        "hearing_not_on_agenda": lambda: _(
            "Ce dossier est reporté ou retiré. Remettez-le à l’ordre du jour avant de le prendre."
        ),
        "opinion_not_on_agenda": lambda: _(
            "Ce dossier n’est plus à l’ordre du jour. Remettez-le à l’ordre du jour avant de "
            "donner un avis."
        ),
        "opinion_text_long": lambda maximum: _(
            "Un des textes dépasse %(maximum)s caractères. Gardez l’essentiel.", maximum=maximum
        ),
        "opinion_proposal_missing": lambda: _("Écrivez au moins une proposition."),
        "opinion_examination_missing": lambda: _(
            "Citez au moins un examen, ou choisissez une autre nature d’avis."
        ),
        "opinion_guideline_missing": lambda: _(
            "Un dossier enregistré sans discussion cite le référentiel appliqué et sa version."
        ),
        "opinion_guideline_or_reason": lambda: _(
            "Citez le référentiel avec sa version, ou dites pourquoi la proposition s’en écarte."
        ),
        "opinion_trial_missing": lambda: _(
            "Dites si un essai clinique a été cherché : la question est posée pour chaque dossier."
        ),
        "opinion_stale": lambda: _(
            "Quelqu’un d’autre a écrit cet avis pendant votre saisie. Rien n’est perdu : comparez "
            "les deux textes, puis enregistrez celui qui doit rester."
        ),
        "writing_field": lambda field: _(
            "Le champ « %(field)s » n’existe pas dans cet avis : rechargez la page.", field=field
        ),
        "action_what_missing": lambda: _("Dites ce qui est à faire."),
    }
)
