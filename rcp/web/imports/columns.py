"""The form that says what the columns of a foreign table are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField

from rcp.db.models import Board, CaseSheet, Organization, PatientNotice
from rcp.services.imports.case_rows import FIELD, NOTICES, REMARKS, REQUIRED
from rcp.services.imports.matching import EVERYWHERE, Matching
from rcp.services.imports.sheets import Sheet
from rcp.web.cases.choices import SelectChoice
from rcp.web.cases.words import notice_label
from rcp.web.forms import PageForm

EXAMPLES = 3
"""Cells shown beside a heading, so that one sees what the column holds."""


class MatchingForm(PageForm):
    """The sender, what holds for every row, and one choice a heading (see `form_for_sheet`)."""

    sender = SelectField(
        _l("Structure qui envoie ce fichier"),
        description=_l("Vos choix seront proposés pour son prochain fichier."),
    )
    rcp = SelectField(_l("Toutes les lignes sont pour la réunion"))
    demandeur = StringField(
        _l("Demandeur de toutes les lignes (adresse électronique)"),
        description=_l("Seulement si le fichier ne le dit pas ligne par ligne."),
    )

    information_patient = SelectField(_l("Information de tous les patients"))

    def matching(self, sheet: Sheet) -> Matching:
        """What was chosen."""
        columns = tuple(self[_name(place)].data or "" for place in range(len(sheet.headings)))
        told = {name: (self[name].data or "").strip() for name in EVERYWHERE}
        return Matching(columns, {name: value for name, value in told.items() if value})


def form_for_sheet(
    sheet: Sheet,
    kept: CaseSheet,
    fields: Mapping[str, str],
    boards: Sequence[Board],
    senders: Sequence[Organization],
) -> MatchingForm:
    """The form, filled with what the sheet holds for now."""
    choices = _choices(fields)
    parts = {
        _name(place): SelectField(
            heading or _("Colonne %(number)s", number=place + 1), choices=choices
        )
        for place, heading in enumerate(sheet.headings)
    }
    told: dict[str, str] = {_name(place): column for place, column in enumerate(kept.columns)}
    told |= {"sender": str(kept.sender_id or ""), **kept.everywhere}
    form: MatchingForm = type("SheetForm", (MatchingForm,), parts)(data=told)
    form.sender.choices = [SelectChoice(str(one.id), one.name) for one in senders]
    in_column = SelectChoice("", _("Une colonne du fichier le dit"))
    form.rcp.choices = [in_column, *(SelectChoice(one.code, one.name) for one in boards)]
    form.information_patient.choices = [
        in_column,
        *(
            SelectChoice(word, notice_label(kind))
            for word, kind in NOTICES.items()
            if _is_given(kind)
        ),
    ]
    return form


def _is_given(kind: PatientNotice) -> bool:
    """Nobody objects for a whole table at once."""
    return kind is not PatientNotice.OBJECTION


def lines(sheet: Sheet, form: MatchingForm) -> Iterator[tuple[object, list[str]]]:
    """Each heading's field with the first things that its column says."""
    for place in range(len(sheet.headings)):
        cells = (line.cells[place] for line in sheet.lines if not line.fault)
        said = dict.fromkeys(cell for cell in cells if cell)
        yield form[_name(place)], list(said)[:EXAMPLES]


def column_label(column: str) -> str:
    """A column as people call it."""
    return {
        "rcp": _("Réunion (code ou nom)"),
        "nom_naissance": _("Nom de naissance"),
        "prenoms": _("Prénoms"),
        "nom_utilise": _("Nom utilisé"),
        "sexe": _("Sexe"),
        "date_naissance": _("Date de naissance"),
        "commune_naissance": _("Commune de naissance"),
        "ins": _("Matricule INS"),
        "statut_identite": _("Statut de l’identité"),
        "ipp": _("IPP (numéro local)"),
        "medecin_traitant": _("Médecin traitant"),
        "demandeur": _("Demandeur (adresse électronique)"),
        "presentateur": _("Présentateur (adresse électronique)"),
        "question": _("Question posée"),
        "synthese": _("Synthèse du cas"),
        "classe": _("Classe (enregistre, standard, complexe)"),
        "urgent": _("Urgent (oui ou non)"),
        "pret_le": _("Prêt le"),
        "avant_le": _("À présenter avant le"),
        "information_patient": _("Information du patient"),
    }.get(column, column)


def _choices(fields: Mapping[str, str]) -> list[SelectChoice]:
    needed = [SelectChoice(one, f"{column_label(one)} *") for one in REQUIRED]
    others = [SelectChoice(one, column_label(one)) for one in _OTHERS]
    clinical = [
        SelectChoice(f"{FIELD}{key}", _("Champ : %(label)s", label=label))
        for key, label in sorted(fields.items(), key=lambda pair: pair[1])
    ]
    left_out = SelectChoice("", _("Ne pas importer"))
    return [left_out, *needed, *others, *clinical, SelectChoice(REMARKS, _("Remarque de Quorum"))]


_OTHERS = (
    *("nom_utilise", "commune_naissance", "ins", "statut_identite", "ipp", "medecin_traitant"),
    *("presentateur", "synthese", "classe", "urgent", "pret_le", "avant_le"),
)


def _name(place: int) -> str:
    return f"column_{place}"
