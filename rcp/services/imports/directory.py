"""Bringing in the part of the public directory that a territory needs, in flat memory."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, BinaryIO

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from rcp.db.models import DirectoryEntry
from rcp.domain.names import folded
from rcp.services.imports.directory_lines import (
    RPPS_KIND,
    DirectoryFile,
    checked_number,
    profession_of,
    specialty_of,
)
from rcp.services.imports.report import Fault, FileRefused, ImportReport, RowRefused

BATCH = 1_000
MOST_FAULTS = 1_000
PRACTICES = {
    "kind": "Type d'identifiant PP",
    "rpps": "Identifiant PP",
    "family_name": "Nom d'exercice",
    "given_name": "Prénom d'exercice",
    "profession": "Code profession",
    "skill_kind": "Code type savoir-faire",
    "skill": "Code savoir-faire",
    "finess": "Numéro FINESS site",
    "house": "Numéro FINESS établissement juridique",
    "place": "Raison sociale site",
    "postcode": "Code postal (coord. structure)",
}
"""Our names for the headings of PS_LibreAcces_Personne_activite that we read."""
MAILBOXES = {"rpps": "Identifiant PP", "mailbox": "Adresse BAL"}
"""The same for the extract of MSSanté mailboxes."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom to keep: those of these departments ("35", "2A", "974") or of these structures."""

    departments: frozenset[str] = frozenset()
    finess: frozenset[str] = frozenset()

    def holds(self, cells: Mapping[str, str]) -> bool:
        """Whether a line is wanted."""
        at = {cells["finess"], cells["house"]} - {""}
        return department_of(cells["postcode"]) in self.departments or bool(at & self.finess)


def department_of(postcode: str) -> str:
    """The department of a postcode: "97400" is in "974"; the two of Corsica are told apart."""
    if postcode.startswith(("97", "98")):
        return postcode[:3]
    if postcode.startswith("20"):
        return "2A" if postcode[:3] in {"200", "201"} else "2B"
    return postcode[:2]


def import_directory(
    session: Session, file: BinaryIO, scope: Scope, *, let_go: Callable[[], None] = lambda: None
) -> ImportReport:
    """Keep the practices of an extract that the scope wants, in place of those known there.

    The same file twice changes nothing that anybody sees. `let_go` (a commit) is called after
    every BATCH rows; cut short, what was known before is still there.
    """
    try:
        lines = DirectoryFile(file, PRACTICES)
    except FileRefused as refused:
        return ImportReport.unreadable(refused.fault)
    reading = _Reading(session, scope, let_go)
    for number, cells in lines:
        reading.take(number, cells)
    reading.end()
    return ImportReport(reading.kept, reading.kept, tuple(reading.faults))


@dataclass(slots=True)
class _Reading:
    session: Session
    scope: Scope
    let_go: Callable[[], None]
    extract: uuid.UUID = field(default_factory=uuid.uuid4)
    kept: int = 0
    faults: list[Fault] = field(default_factory=list)
    waiting: list[dict[str, Any]] = field(default_factory=list)

    def take(self, number: int, cells: Mapping[str, str] | Fault) -> None:
        """Keep a line if it is wanted; a fault outside the scope is nobody's."""
        if isinstance(cells, Fault):
            self._blame(cells)
        elif self.scope.holds(cells) and cells["kind"] == RPPS_KIND:
            try:
                entry = _entry(cells)
            except RowRefused as refused:
                self._blame(Fault(number, refused.column, refused.code, refused.facts))
            else:
                self._keep(entry)

    def end(self) -> None:
        """Write the last ones; what earlier readings knew of the scope goes."""
        self._write()
        self.session.execute(
            delete(DirectoryEntry)
            .where(
                DirectoryEntry.extract_id != self.extract,
                or_(
                    DirectoryEntry.department.in_(self.scope.departments),
                    DirectoryEntry.finess.in_(self.scope.finess),
                ),
            )
            .execution_options(synchronize_session=False)
        )

    def _keep(self, entry: dict[str, Any] | None) -> None:
        if entry is None:
            return
        self.waiting.append({**entry, "id": uuid.uuid4(), "extract_id": self.extract})
        self.kept += 1
        if len(self.waiting) == BATCH:
            self._write()

    def _write(self) -> None:
        if self.waiting:
            self.session.execute(insert(DirectoryEntry), self.waiting)
            self.waiting = []
            self.let_go()

    def _blame(self, fault: Fault) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)


def _entry(cells: Mapping[str, str]) -> dict[str, Any] | None:
    """The columns of a practice; None for a profession that takes no part in meetings."""
    rpps, profession = checked_number(cells), _profession(cells["profession"])
    if profession is None:
        return None
    if not cells["family_name"]:
        raise RowRefused(PRACTICES["family_name"], "cell_empty")
    names = {name: cells[name][:100] for name in ("family_name", "given_name")}
    return {
        **names,
        "rpps": rpps,
        "looked_up": folded(" ".join(names.values())),
        "profession": profession,
        "specialty": _specialty(profession, cells["skill_kind"], cells["skill"]),
        "finess": cells["finess"][:9],
        "place": cells["place"][:200],
        "department": department_of(cells["postcode"]),
        "mailbox": None,
    }


_profession = cache(profession_of)
_specialty = cache(specialty_of)


def import_mailboxes(
    session: Session, file: BinaryIO, *, let_go: Callable[[], None] = lambda: None
) -> ImportReport:
    """Note the MSSanté mailboxes of the professionals already known from the directory."""
    try:
        lines = DirectoryFile(file, MAILBOXES)
    except FileRefused as refused:
        return ImportReport.unreadable(refused.fault)
    known = set(session.scalars(select(DirectoryEntry.rpps).distinct()))
    found: dict[str, str] = {}
    faults: list[Fault] = []
    for _number, cells in lines:
        if isinstance(cells, Fault):
            faults += [cells] if len(faults) < MOST_FAULTS else []
        elif cells["rpps"] in known and "@" in cells["mailbox"]:
            found.setdefault(cells["rpps"], cells["mailbox"].lower())
    _note_mailboxes(session, found, let_go)
    return ImportReport(len(found), len(found), tuple(faults))


def _note_mailboxes(session: Session, found: Mapping[str, str], let_go: Callable[[], None]) -> None:
    noting = (
        update(DirectoryEntry.__table__)  # type: ignore[arg-type]  # a mapped class's table is one
        .where(DirectoryEntry.rpps == bindparam("of"))
        .values(mailbox=bindparam("told"))
    )
    told = [{"of": rpps, "told": mailbox} for rpps, mailbox in found.items()]
    for start in range(0, len(told), BATCH):
        session.connection().execute(noting, told[start : start + BATCH])
        let_go()
