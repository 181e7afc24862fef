"""What is refused about a case or a patient, and what to do about it."""

from __future__ import annotations

from flask_babel import gettext as _

from rcp.domain.case import CaseState, CaseStep
from rcp.web.cases import words
from rcp.web.cases.piece_words import piece_label
from rcp.web.formats import numeric_day
from rcp.web.sentences import add_sentences


def _number(bound: float) -> str:
    return f"{bound:g}".replace(".", ",")


def _step(state: CaseState, step: CaseStep) -> str:
    return _(
        "Le dossier est maintenant « %(state)s » : cette action n’est plus possible. "
        "Rechargez la page pour voir ce qui l’est.",
        state=words.state_label(state),
    )


add_sentences(
    {
        "case_urgent_discussed": lambda: _(
            "Cette RCP discute les dossiers urgents : choisissez « standard » ou « complexe »."
        ),
        "case_urgent_refused": lambda board: _(
            "%(board)s n’accepte pas les dossiers urgents. Choisissez une autre réunion, "
            "ou décochez « urgent ».",
            board=board,
        ),
        "patient_name": lambda: _("Indiquez le nom de naissance et au moins un prénom."),
        "patient_sex": lambda: _("Choisissez le sexe : F, M, ou I s’il est indéterminé."),
        "patient_birth_date": lambda: _(
            "La date de naissance doit exister et n’être ni à venir ni avant 1890. "
            "Écrivez-la ainsi : 17/04/1961."
        ),
        "patient_text_long": lambda maximum: _(
            "Un renseignement sur le patient dépasse %(maximum)s caractères. Raccourcissez-le.",
            maximum=maximum,
        ),
        "patient_qualified_without_ins": lambda: _(
            "Une identité qualifiée porte son matricule INS. Saisissez-le, ou choisissez un autre "
            "statut d’identité."
        ),
        "patient_ins_of_another": lambda: _(
            "Ce matricule INS est déjà celui d’un patient dont le nom, le prénom, le sexe ou la "
            "date de naissance diffèrent. Vérifiez le matricule et les traits ; si tout est exact, "
            "laissez le matricule vide et signalez-le à la cellule d’identitovigilance."
        ),
        "case_objected": lambda: _(
            "Le patient s’oppose à ce que son dossier soit présenté : il ne peut pas être soumis."
        ),
        "case_notice_missing": lambda: _(
            "Indiquez ce que le patient a su de la réunion et ce qu’il en a dit : sans cette "
            "information, le dossier ne peut pas être soumis."
        ),
        "case_question_missing": lambda: _("Posez la question à laquelle la réunion répondra."),
        "case_text_long": lambda maximum: _(
            "Le texte dépasse %(maximum)s caractères. Gardez l’essentiel.", maximum=maximum
        ),
        "case_due_before_ready": lambda: _(
            "L’échéance précède le jour où le dossier sera prêt. Reculez-la, ou avancez l’autre."
        ),
        "case_say_what_is_missing": lambda: _(
            "Dites ce qui manque : le demandeur le lira tel quel."
        ),
        "case_not_editable": lambda state: _(
            "Le dossier est « %(state)s » : il ne se modifie plus. Demandez à la personne qui "
            "coordonne la réunion de le renvoyer à compléter.",
            state=words.state_label(state),
        ),
        "case_board_closed": lambda board: _(
            "%(board)s ne reçoit plus de dossiers. Choisissez une autre réunion.", board=board
        ),
        "case_of_other_board": lambda board: _(
            "Ce dossier relève de %(board)s. Choisissez une de ses séances.", board=board
        ),
        "case_meeting_unknown": lambda: _(
            "Cette séance n’est plus à venir. Choisissez-en une dans la liste."
        ),
        "case_piece_unknown": lambda: _("Le dossier n’attend pas cette pièce. Rechargez la page."),
        "case_piece_day": lambda: _("Indiquez quand elle est attendue."),
        "case_pieces_lacking": lambda kinds: _(
            "Le dossier n’est pas prêt : %(pieces)s. Donnez une date à chaque pièce, ou demandez "
            "au responsable de la réunion de passer outre.",
            pieces=", ".join(piece_label(kind) for kind in kinds),
        ),
        "case_not_ready": lambda day: _(
            "Le dossier ne sera prêt que le %(day)s. Choisissez une séance plus tardive, ou "
            "demandez au responsable de la réunion de passer outre.",
            day=numeric_day(day),
        ),
        "case_sharing_consent": lambda: _(
            "Sans l’accord du patient, rien ne se partage hors de l’équipe de soins : dites qui "
            "l’a recueilli, quel jour et comment."
        ),
        "case_early_reason": lambda: _("Dites pourquoi le dossier passe sans attendre ses pièces."),
        "case_guideline_missing": lambda: _(
            "Un dossier enregistré suit un référentiel : choisissez lequel, avec sa version. S’il "
            "n’y en a aucun, ajoutez-le à la bibliothèque."
        ),
        "case_guideline_withdrawn": lambda title: _(
            "« %(title)s » n’est plus en vigueur dans cette version. Choisissez-en une autre.",
            title=title,
        ),
        "case_refer_elsewhere": lambda: _("Choisissez la RCP à laquelle adresser le dossier."),
        "case_one_refuses": lambda reference, why: _(
            "%(reference)s : %(why)s Aucun dossier n’a été modifié.", reference=reference, why=why
        ),
        "agenda_reserve": lambda minutes: _(
            "Il ne reste à cette séance que les %(minutes)s minutes gardées aux urgences. "
            "Choisissez une autre séance, ou dites que le dossier est urgent.",
            minutes=minutes,
        ),
        "case_none_chosen": lambda: _("Cochez au moins un dossier."),
        "case_step": _step,
        "field_required": lambda key="": _("Répondez à cette question avant de soumettre."),
        "field_unknown": lambda key="": _(
            "Cette question ne fait pas partie du dossier. Rechargez la page."
        ),
        "field_too_long": lambda maximum, key="": _(
            "La réponse dépasse %(maximum)s caractères. Raccourcissez-la.", maximum=maximum
        ),
        "field_number": lambda key="": _("Écrivez un nombre, par exemple 12 ou 3,5."),
        "field_too_small": lambda minimum, key="": _(
            "Le nombre ne peut être inférieur à %(minimum)s.", minimum=_number(minimum)
        ),
        "field_too_large": lambda maximum, key="": _(
            "Le nombre ne peut dépasser %(maximum)s.", maximum=_number(maximum)
        ),
        "field_date": lambda key="": _("Écrivez une date qui existe, ainsi : 31/12/2026."),
        "field_yes_no": lambda key="": _("Choisissez oui ou non."),
        "field_code": lambda key="": _(
            "Écrivez un code, ou choisissez-en un : aucun ne se lit dans ce texte."
        ),
        "field_tnm": lambda key="": _(
            "Écrivez un stade TNM, ainsi : cT2N1M0, ou pT1c pN0 (TNM 7) pour une autre édition."
        ),
        "field_choice": lambda key="": _("Choisissez une réponse de la liste."),
    }
)
