"""What changed about a board, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from rcp.db.models import BoardEdition, BoardForm
from rcp.domain.differences import Difference
from rcp.services.board_history import Change
from rcp.web.boards import history_values
from rcp.web.boards.history_values import Names


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that changed; an empty `before` was not there, an empty `after` is gone."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One version with who made it and what it changed; `lines` is None for the first."""

    row: BoardEdition | BoardForm
    by: str
    lines: Sequence[Line] | None


def shown(changes: Iterable[Change], names: Names) -> list[ChangeShown]:
    """The versions as the page prints them."""
    return [
        ChangeShown(
            change.row,
            change.row.by.name if change.row.by else "",
            None if change.changes is None else [_line(one, names) for one in change.changes],
        )
        for change in changes
    ]


def _line(one: Difference, names: Names) -> Line:
    what = " › ".join(_part(one.path, depth, names) for depth in range(len(one.path)))
    return Line(what, history_values.said(one.path, one.before, names), _after(one, names))


def _after(one: Difference, names: Names) -> str:
    """A list whose order alone changed reads the same on both sides: only the new one is said."""
    return history_values.said(one.path, one.after, names)


def _part(path: tuple[str, ...], depth: int, names: Names) -> str:
    """One step of a path: a subject, or which item of its list."""
    part = path[depth]
    if depth and path[0] in {"members", "deputies", "seats"} and depth == 1:
        return names.groups.get(part, part)
    if depth and path[0] == "fields" and depth == 1:
        return f"« {names.fields.get(part, part)} »"
    return _labels().get(part, part)


def _labels() -> Mapping[str, str]:
    return {
        "name": _("Nom"),
        "name_en": _("Nom en anglais"),
        "kind": _("Nature"),
        "regulatory": _("RCP réglementaire"),
        "cadence": _("Cadence"),
        "weekday": _("Jour"),
        "at": _("Heure"),
        "weeks_of_month": _("Semaines du mois"),
        "first_on": _("Première séance à partir du"),
        "room": _("Salle"),
        "video": _("Visioconférence"),
        "block": _("Questions communes"),
        "pieces": _("Pièces demandées"),
        "minutes": _("Durée d’une séance (minutes)"),
        "reserve": _("Réserve pour les urgences (minutes)"),
        "minutes_per_case": _("Minutes par dossier"),
        "min_specialties": _("Spécialités médicales différentes"),
        "seats": _("Sièges"),
        "members": _("Titulaires"),
        "deputies": _("Suppléants"),
        "chair": _("Médecin responsable"),
        "coordinator": _("Coordonnateur"),
        "secretary": _("Secrétaire"),
        "identifiers": _("Identifiants"),
        "network": _("Réseau régional de cancérologie (RRC)"),
        "holder": _("Gestionnaire de la RCP"),
        "national": _("Numéro national de la RCP"),
        "finess": _("FINESS du lieu"),
        "rules": _("Règles"),
        "guidelines": _("Référentiels et protocoles"),
        "days": _("Jours décidés"),
        "form": _("Version du formulaire"),
        "fields": _("Champs"),
        **_inner_labels(),
    }


def _inner_labels() -> Mapping[str, str]:
    return {
        "minimum": _("Nombre"),
        "mandatory": _("Nécessaire au quorum"),
        "takes_urgent": _("Accepte les dossiers urgents"),
        "afterwards": _("Après une urgence"),
        "meetings": _("Séances attendues"),
        "per": _("Par"),
        "waiting_days": _("Alerte d’attente (jours)"),
        "report_days": _("Alerte de compte rendu (jours)"),
        "takes_written": _("Compte les avis écrits"),
        "version": _("Version"),
        "decision": _("Décision"),
        "moved_to": _("Déplacée au"),
        "reason": _("Motif"),
        "enregistre": _("Dossier à enregistrer"),
        "standard": _("Dossier à discuter"),
        "complexe": _("Dossier complexe"),
        "label": _("Intitulé"),
        "label_en": _("Intitulé en anglais"),
        "required": _("Obligatoire"),
        "options": _("Réponses possibles"),
        "unit": _("Unité"),
        "hint": _("Aide"),
        "maximum": _("Maximum"),
    }
