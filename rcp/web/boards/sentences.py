"""What cannot be kept of a board, and what to do about it."""

from __future__ import annotations

from flask_babel import gettext as _

from rcp.web.sentences import add_sentences

add_sentences(
    {
        "template_unknown": lambda known: _(
            "Ce modèle n’existe pas. Modèles connus : %(known)s.", known=known or "–"
        ),
        "board_code": lambda: _(
            "Écrivez un code de 32 caractères au plus : lettres, chiffres, - et _."
        ),
        "board_code_taken": lambda taken: _(
            "Une RCP porte déjà le code « %(taken)s ». Choisissez-en un autre.", taken=taken
        ),
        "board_name": lambda: _("Donnez à la RCP un nom de 200 caractères au plus."),
        "board_elsewhere": lambda board: _(
            "La RCP %(board)s appartient à une autre structure. "
            "Remettez la sienne ou choisissez un autre code.",
            board=board,
        ),
        "board_of_another_template": lambda: _(
            "Cette RCP existe déjà, faite d’un autre modèle. Remettez le sien ou changez de code."
        ),
        "weekday_unknown": lambda: _("Choisissez un jour de la semaine."),
        "weeks_of_month": lambda: _(
            "Choisissez au moins une semaine du mois : de 1 à 5, ou la dernière (« last »)."
        ),
        "first_day": lambda: _("Choisissez une première date vraisemblable."),
        "hour_outside": lambda opens, closes: _(
            "La structure est ouverte de %(opens)s à %(closes)s : choisissez une heure "
            "dans ces limites.",
            opens=opens,
            closes=closes,
        ),
        "room_elsewhere": lambda room: _(
            "La salle « %(room)s » est dans une autre structure.", room=room
        ),
        "room_unknown": lambda room, known: _(
            "La structure n’a pas de salle « %(room)s ». Salles connues : %(known)s.",
            room=room,
            known=known or "–",
        ),
        "video_url": lambda: _("Un lien de visioconférence commence par https://."),
        "minutes_range": lambda minimum, maximum: _(
            "Écrivez des minutes entre %(minimum)s et %(maximum)s, la réserve comprise.",
            minimum=minimum,
            maximum=maximum,
        ),
        "seat_missing": lambda: _("Une RCP a au moins un siège."),
        "seat_twice": lambda: _(
            "La même compétence est demandée deux fois : augmentez plutôt son nombre."
        ),
        "group_unknown": lambda group: _("La compétence « %(group)s » n’existe pas.", group=group),
        "seat_minimum": lambda minimum, maximum: _(
            "Un siège demande de %(minimum)s à %(maximum)s personnes.",
            minimum=minimum,
            maximum=maximum,
        ),
        "seat_unknown": lambda group, known: _(
            "La RCP n’a pas de siège « %(group)s ». Sièges connus : %(known)s.",
            group=group,
            known=known,
        ),
        "member_and_deputy": lambda name: _(
            "%(name)s ne peut être à la fois titulaire et suppléant du même siège.", name=name
        ),
        "board_number_long": lambda maximum: _(
            "Un identifiant compte %(maximum)s caractères au plus.", maximum=maximum
        ),
        "board_not_regulatory": lambda: _(
            "Un staff ou une concertation de soins primaires n’est pas une RCP réglementaire."
        ),
        "day_not_usual": lambda day: _(
            "Le %(day)s n’est pas un jour habituel de cette RCP.", day=day
        ),
        "day_reason_long": lambda maximum: _(
            "Le motif compte %(maximum)s caractères au plus.", maximum=maximum
        ),
        "day_told": lambda reference: _(
            "La séance %(reference)s est convoquée ce jour-là : déplacez-la ou annulez-la d’abord.",
            reference=reference,
        ),
        "day_missing": lambda: _("Choisissez à quel jour la séance est déplacée."),
        "day_past": lambda: _("Ce jour est passé : choisissez-en un à venir."),
        "day_too_far": lambda days: _(
            "Une séance se déplace de %(days)s jours au plus.", days=days
        ),
        "day_off": lambda reason: _(
            "La structure ne tient pas de séance ce jour-là : %(reason)s.", reason=reason
        ),
        "day_taken": lambda: _("La RCP se réunit déjà ce jour-là : choisissez-en un autre."),
        "field_key_twice": lambda: _("Deux champs portent la même clé : changez-en une."),
        "field_order": lambda: _(
            "La liste des questions a changé entre-temps : rechargez la page, puis recommencez."
        ),
        "fields_many": lambda maximum: _(
            "Un formulaire compte %(maximum)s questions au plus.", maximum=maximum
        ),
        "field_parent_missing": lambda question, parent: _(
            "« %(question)s » dépend de « %(parent)s » : celle-ci doit rester, et venir avant.",
            question=question,
            parent=parent,
        ),
        "field_parent_answers": lambda question, parent: _(
            "« %(question)s » dépend d’une réponse que « %(parent)s » n’a plus : "
            "changez d’abord sa condition.",
            question=question,
            parent=parent,
        ),
    }
)
