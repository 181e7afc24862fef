"""What cannot be kept of a structure, a person or a template, and what to do about it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from rcp.domain.entries import Remedy
from rcp.web.sentences import add_sentences


def entry_invalid(
    path: str, remedy: Remedy, allowed: str = "", line: int | None = None, **facts: Any
) -> str:
    """A wrong entry of a YAML text: where, and the remedy. Any: facts are of any kind."""
    told = _remedy(remedy, allowed, facts.get("minimum"))
    if line is not None:
        return _("Ligne %(line)s : %(told)s", line=line, told=told)
    return _("« %(path)s » : %(told)s", path=path, told=told) if path else told


def _remedy(remedy: Remedy, allowed: str, minimum: Any) -> str:
    words = {
        Remedy.ADD: lambda: _("cette entrée manque, ajoutez-la."),
        Remedy.REMOVE: lambda: _("cette entrée n’est pas attendue ici, retirez-la."),
        Remedy.WRITE_TEXT: lambda: _("écrivez un texte, entre guillemets au besoin."),
        Remedy.WRITE_NUMBER: lambda: _("écrivez un nombre."),
        Remedy.WRITE_WHOLE_NUMBER: lambda: _(
            "écrivez un nombre entier, %(minimum)s ou plus.", minimum=minimum
        ),
        Remedy.WRITE_TRUE_OR_FALSE: lambda: _("écrivez true ou false, sans guillemets."),
        Remedy.WRITE_LIST: lambda: _("écrivez une liste, un tiret par élément."),
        Remedy.WRITE_MAPPING: lambda: _("écrivez des entrées « nom : valeur »."),
        Remedy.WRITE_KEY: lambda: _(
            "écrivez une clé en minuscules sans accent, chiffres et _ compris."
        ),
        Remedy.CHOOSE_ALLOWED: lambda: _("choisissez parmi : %(allowed)s.", allowed=allowed),
        Remedy.MAKE_UNIQUE: lambda: _("deux éléments portent le même nom, changez-en un."),
        Remedy.ORDER_BOUNDS: lambda: _("le maximum doit dépasser le minimum."),
        Remedy.QUOTE_TEXT: lambda: _("mettez cette valeur entre guillemets."),
        Remedy.CORRECT_YAML: lambda: _(
            "ce n’est pas du YAML valable, vérifiez espaces, deux-points et guillemets."
        ),
    }
    said = words[remedy]()
    if remedy is Remedy.REMOVE and allowed:
        return said + " " + _("Entrées connues : %(allowed)s.", allowed=allowed)
    return said


add_sentences(
    {
        "entry_invalid": entry_invalid,
        "template_code": lambda expected: _(
            "Le code d’un modèle ne change pas : remettez %(expected)s.", expected=expected
        ),
        "person_name": lambda: _("Écrivez un nom et un prénom, 200 caractères au plus."),
        "person_email": lambda: _(
            "Ce n’est pas une adresse électronique. Écrivez-la ainsi : nom@structure.example."
        ),
        "profession_unknown": lambda profession: _(
            "« %(profession)s » n’est pas un code de profession connu. "
            "Exemple : G15_10 pour un médecin.",
            profession=profession,
        ),
        "qualification_unknown": lambda qualification: _(
            "« %(qualification)s » n’est pas une qualification de cette profession. "
            "Exemple : SM36 pour l’oncologie médicale.",
            qualification=qualification,
        ),
        "qualification_of_nobody": lambda profession: _(
            "La profession %(profession)s n’a pas de qualification. Laissez la cellule vide.",
            profession=profession,
        ),
        "rpps_taken": lambda: _(
            "Ce numéro RPPS est déjà celui d’une autre adresse. Corrigez le numéro ou l’adresse."
        ),
        "not_your_structure": lambda: _(
            "Vous ne coordonnez pas cette structure. Demandez à un administrateur."
        ),
        "not_your_person": lambda: _(
            "Cette personne exerce aussi ailleurs. Demandez à un administrateur de la modifier."
        ),
        "not_your_right": lambda role: _(
            "Vous ne pouvez pas donner le rôle « %(role)s ». Demandez à un administrateur.",
            role=role,
        ),
        "zone_unknown": lambda zone: _(
            "« %(zone)s » n’est pas un fuseau horaire. Exemples : Europe/Paris, Indian/Reunion.",
            zone=zone,
        ),
        "hours_order": lambda: _("L’heure d’ouverture doit précéder celle de fermeture."),
        "finess_length": lambda length: _(
            "Un numéro FINESS compte 9 chiffres, ou commence par 2A ou 2B ; %(length)s caractères "
            "ont été lus.",
            length=length,
        ),
        "holidays_unknown": lambda known: _(
            "Ces jours fériés ne sont pas connus. Choisissez parmi : %(known)s.", known=known
        ),
        "room_capacity": lambda: _("Donnez à la salle un nom et au moins une place."),
        "group_key": lambda: _("Écrivez une clé en minuscules sans accent, chiffres et _ compris."),
        "group_key_taken": lambda taken: _(
            "Une compétence porte déjà la clé « %(taken)s ». Choisissez-en une autre.", taken=taken
        ),
        "group_label": lambda: _("Donnez un intitulé à la compétence."),
        "group_codes_missing": lambda: _("Écrivez au moins un code."),
        "group_code_unknown": lambda wrong: _(
            "« %(wrong)s » n’est pas un code de profession ou de qualification connu.", wrong=wrong
        ),
        "reminder_days": lambda most, farthest: _(
            "Choisissez au plus %(most)s rappels, de 0 à %(farthest)s jours avant la séance.",
            most=most,
            farthest=farthest,
        ),
        "logo_kind": lambda: _("Ce fichier n’est pas une image PNG ou JPEG qui puisse être lue."),
        "logo_size": lambda: _(
            "Cette image est trop lourde : 500 Ko et 16 millions de pixels au plus."
        ),
        "organization_code": lambda: _(
            "Écrivez un code de 32 caractères au plus : lettres, chiffres, - et _."
        ),
        "email_taken": lambda: _("Cette adresse est déjà celle d’une autre personne."),
        "last_administrator": lambda: _(
            "Il faut garder au moins un administrateur : nommez-en d’abord un autre."
        ),
    }
)
