"""The files of the invented territory, in the application's own import formats."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from rcp import plain_yaml
from rcp.demo.territory.agenda import agenda_of
from rcp.demo.territory.boards import board_file
from rcp.demo.territory.cases import waiting_cases, write_cases
from rcp.demo.territory.habits import Horizon
from rcp.demo.territory.people import roster, write_professionals
from rcp.demo.territory.places import organizations
from rcp.demo.territory.programs import Page, written_by


def write_territory(folder: Path, today: date, seed: int | None = None) -> None:
    """Write structures, professionals, boards, agendas and cases as of `today` into a folder.

    The folder is made if it is missing; files of the same names are replaced. The same day and
    seed give the same bytes; without a seed the day is the seed.
    """
    drawn_from = today.toordinal() if seed is None else seed
    agendas = folder / "agendas"
    agendas.mkdir(parents=True, exist_ok=True)
    people = roster()
    _write_yaml(folder / "structures.yaml", organizations(today))
    _write_yaml(folder / "rcp.yaml", board_file(people))
    write_professionals(folder / "professionnels.csv", people)
    cases = waiting_cases(people, today, Random(f"{drawn_from}:cases"))
    write_cases(folder / "dossiers.csv", cases)
    horizon = Horizon(today)
    for person in people:
        entries = agenda_of(person, horizon, Random(f"{drawn_from}:{person.email}"))
        page = Page(person, entries, today)
        (agendas / f"{person.email}.ics").write_bytes(written_by(person.program, page))


def _write_yaml(path: Path, content: dict[str, Any]) -> None:
    text = plain_yaml.dump(content)
    path.write_text(text, encoding="utf-8")
