"""Professionals, one line per practice, from a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from rcp.db.models import Organization, Practitioner, Role
from rcp.services.imports.reading import Row, read_table
from rcp.services.imports.report import FileRefused, ImportReport, RowRefused
from rcp.services.imports.rows import take_rows
from rcp.services.organizations import organizations
from rcp.services.people import PersonDraft, save_person

REQUIRED = ("nom", "prenom", "email", "structure", "profession")
OPTIONAL = ("rpps", "qualification", "roles")
COLUMN_OF = {
    "person_name": "nom",
    "person_email": "email",
    "profession_unknown": "profession",
    "qualification_unknown": "qualification",
    "qualification_of_nobody": "qualification",
    "rpps_length": "rpps",
    "rpps_taken": "rpps",
    "not_your_structure": "structure",
    "not_your_person": "email",
    "not_your_right": "roles",
}


def import_practitioners(
    session: Session, content: bytes, *, by: Practitioner | None, now: datetime
) -> ImportReport:
    """Take the people of a file, known by their e-mail address.

    The same address on two lines with two structures gives one person with two practices.
    """
    try:
        table = read_table(content, REQUIRED, OPTIONAL)
    except FileRefused as refused:
        return ImportReport.unreadable(refused.fault)
    known = {organization.code: organization for organization in organizations(session)}
    return take_rows(session, table.rows, _Taking(session, known, by).keep, table.faults)


@dataclass(slots=True)
class _Taking:
    """The lines taken so far: one file may not say two things of one person."""

    session: Session
    organizations: dict[str, Organization]
    by: Practitioner | None
    practices: dict[tuple[str, str, str], int] = field(default_factory=dict)
    names: dict[str, tuple[tuple[str, ...], int]] = field(default_factory=dict)

    def keep(self, row: Row) -> bool:
        """Save the person of a row; whether anything changed."""
        draft = self._draft(row)
        email = draft.email.lower()
        practice = (email, draft.organization.code, draft.profession)
        self._refuse_contradiction(row, email, practice)
        with row.columns(COLUMN_OF):
            changed = save_person(self.session, draft, by=self.by)
        self.practices[practice] = row.line
        self.names.setdefault(email, (_name(row), row.line))
        return changed

    def _draft(self, row: Row) -> PersonDraft:
        code = row.required("structure")
        if code not in self.organizations:
            known = ", ".join(sorted(self.organizations))
            raise RowRefused("structure", "structure_unknown", structure=code, known=known)
        return PersonDraft(
            family_name=row.required("nom"),
            given_name=row.required("prenom"),
            email=row.required("email"),
            organization=self.organizations[code],
            profession=row.required("profession"),
            qualification=row.text("qualification") or None,
            rpps=row.text("rpps"),
            roles=_roles(row),
        )

    def _refuse_contradiction(self, row: Row, email: str, practice: tuple[str, str, str]) -> None:
        if practice in self.practices:
            raise RowRefused("email", "line_twice", first=self.practices[practice])
        name, first = self.names.get(email, (_name(row), row.line))
        if name != _name(row):
            raise RowRefused("email", "email_of_another", first=first)


def _name(row: Row) -> tuple[str, ...]:
    return row.text("nom"), row.text("prenom"), "".join(row.text("rpps").split())


def _roles(row: Row) -> frozenset[Role]:
    told = [role.strip().lower() for role in row.text("roles").split("|") if role.strip()]
    for role in told:
        if role not in set(Role):
            raise RowRefused("roles", "role_unknown", role=role, known=", ".join(Role))
    return frozenset(Role(role) for role in told) or frozenset({Role.PARTICIPANT})
