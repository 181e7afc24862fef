"""The territory enters through the application's own doors."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rcp.db.models import Board, Case, Organization, Patient, Practitioner, PractitionerRole
from rcp.services.catalogue import seed_catalogue
from rcp.services.imports.boards import import_boards
from rcp.services.imports.cases import import_cases
from rcp.services.imports.practitioners import import_practitioners
from rcp.services.imports.structures import import_structures
from tests.demo.conftest import TODAY

NOW = datetime.combine(TODAY, time(7), tzinfo=UTC)
DOORS = {
    "structures.yaml": import_structures,
    "professionnels.csv": import_practitioners,
    "rcp.yaml": import_boards,
    "dossiers.csv": import_cases,
}


def test_every_line_of_the_territory_is_taken(session: Session, territory: Path):
    seed_catalogue(session)
    for name, door in DOORS.items():
        report = door(session, (territory / name).read_bytes(), by=None, now=NOW)
        assert report.faults == (), name
    kept = {
        table: session.scalar(select(func.count()).select_from(table))
        for table in (Organization, Practitioner, PractitionerRole, Board, Case, Patient)
    }
    assert kept == {
        Organization: 4,
        Practitioner: 72,
        PractitionerRole: 80,
        Board: 9,
        Case: 150,
        Patient: 150,
    }
