"""Which column each heading of a foreign table is: guessed, remembered, or said by a person."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from rcp.domain.names import folded
from rcp.services.imports.case_rows import FIELD, OPTIONAL, REMARKS, REQUIRED
from rcp.services.imports.reading import Table, plain, table_of
from rcp.services.imports.report import Fault
from rcp.services.imports.sheets import Sheet

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "rcp": ("reunion", "nom rcp", "code rcp", "type de rcp", "instance"),
    "nom_naissance": ("nom de naissance", "nom de famille", "nom patient", "nom", "nom jf"),
    "prenoms": ("prenom", "prenom patient", "prenom s", "prenoms de naissance"),
    "nom_utilise": ("nom d usage", "nom usuel", "nom marital", "nom d epouse"),
    "sexe": ("sexe patient", "genre", "civilite"),
    "date_naissance": ("date de naissance", "ddn", "ne le", "nee le", "ne e le", "naissance"),
    "commune_naissance": ("lieu de naissance", "commune de naissance", "ville de naissance"),
    "ins": ("matricule ins", "numero ins", "nir", "nia", "numero de securite sociale"),
    "statut_identite": ("statut de l identite", "statut ins", "statut identite"),
    "ipp": ("numero patient", "identifiant patient", "nip", "numero de dossier", "n dossier"),
    "medecin_traitant": ("medecin traitant", "mt", "generaliste"),
    "demandeur": ("medecin demandeur", "medecin referent", "email demandeur", "prescripteur"),
    "presentateur": ("medecin presentateur", "presente par", "email presentateur"),
    "question": ("question posee", "motif", "motif de presentation", "demande"),
    "synthese": ("resume", "histoire de la maladie", "resume clinique", "observation"),
    "classe": ("type de discussion", "categorie"),
    "urgent": ("urgence", "prioritaire"),
    "pret_le": ("date de disponibilite", "pret a partir du", "complet le"),
    "avant_le": ("date limite", "echeance", "a presenter avant le"),
    "information_patient": (
        *("information du patient", "patient informe", "non opposition", "consentement"),
    ),
}
"""How people head these columns, accents, capitals and punctuation aside."""
EVERYWHERE = ("rcp", "demandeur", "information_patient")
"""Columns that one value may stand for: a file of one board, or of one doctor."""


@dataclass(frozen=True, slots=True)
class Matching:
    """Our column for each heading ("" leaves it out), and values for those that it lacks."""

    columns: tuple[str, ...]
    everywhere: Mapping[str, str]

    @property
    def missing(self) -> list[str]:
        """The columns that no case can do without and that nothing gives."""
        return [one for one in REQUIRED if one not in self.columns and not self.everywhere.get(one)]

    @property
    def twice(self) -> list[str]:
        """The columns that several headings were said to be."""
        return sorted({one for one in self.columns if one and self.columns.count(one) > 1})


def is_ours(sheet: Sheet) -> bool:
    """Whether every heading is one of our columns and none of ours is missing."""
    columns = [plain(heading) for heading in sheet.headings]
    known = all(one in (*REQUIRED, *OPTIONAL) or one.startswith(FIELD) for one in columns)
    return known and len(set(columns)) == len(columns) and set(REQUIRED) <= set(columns)


def as_ours(sheet: Sheet) -> Matching:
    """The matching of a table whose headings are ours."""
    return Matching(tuple(plain(heading) for heading in sheet.headings), {})


def proposed(sheet: Sheet, fields: Mapping[str, str], known: Mapping[str, str]) -> Matching:
    """What each heading most likely is: as remembered in `known`, else by its synonyms.

    `fields` are the labels of clinical fields by their key.
    """
    words = _words(fields)
    taken: set[str] = set()
    columns = []
    for heading in sheet.headings:
        column = known.get(plain(heading))
        column = words.get(folded(heading), "") if column is None else column
        columns.append("" if column in taken else column)
        taken.add(column)
    return Matching(tuple(columns), {})


def _words(fields: Mapping[str, str]) -> dict[str, str]:
    """The column of every heading that we understand."""
    words = {folded(label): f"{FIELD}{key}" for key, label in fields.items()}
    words |= {folded(f"{FIELD}{key}"): f"{FIELD}{key}" for key in fields}
    for column, alike in SYNONYMS.items():
        words |= {folded(column): column, **{folded(word): column for word in alike}}
    return {**words, folded(REMARKS): REMARKS}


def rows_of(sheet: Sheet, matching: Matching) -> Table:
    """The table under our columns, completed with the values that stand for every row."""
    columns = tuple("" if one == REMARKS else one for one in matching.columns)
    table = table_of(sheet, columns)
    given = {name: value for name, value in matching.everywhere.items() if name not in columns}
    rows = tuple(replace(row, cells={**given, **row.cells}) for row in table.rows)
    return replace(table, rows=rows)


def in_their_words(
    faults: Collection[Fault], sheet: Sheet, columns: Sequence[str]
) -> tuple[Fault, ...]:
    """The faults, each naming its column as the table does."""
    headings = dict(zip(columns, sheet.headings, strict=True))
    return tuple(
        replace(fault, column=headings.get(fault.column or "", fault.column)) for fault in faults
    )
