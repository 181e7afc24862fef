"""The professionals of the invented territory, read from the roster beside this file."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from rcp.demo.territory.places import DOMAINS

COLUMNS: Final = (
    "nom", "prenom", "email", "rpps", "structure", "profession", "qualification", "roles",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seat:
    """A place held in a board; a deputy comes when the members cannot."""

    board: str
    group: str
    deputy: bool


@dataclass(frozen=True, slots=True)
class Professional:
    """One person; `organizations` are all the structures where the person exercises."""

    first_name: str
    last_name: str
    email: str
    rpps: str
    organizations: tuple[str, ...]
    profession: str
    qualification: str
    roles: tuple[str, ...]
    program: str
    profile: str
    seats: tuple[Seat, ...]

    @property
    def is_doctor(self) -> bool:
        """Whether the profession is médecin (G15_10)."""
        return self.profession == "G15_10"


@cache
def roster() -> tuple[Professional, ...]:
    """Everybody, in the roster's order."""
    text = files("rcp.demo.territory").joinpath("roster.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter=";")
    return tuple(_professional(rank, row) for rank, row in enumerate(rows, start=1))


def _professional(rank: int, row: dict[str, str]) -> Professional:
    organizations = tuple(row["structure"].split("|"))
    address = f"{_plain(row['prenom'])}.{_plain(row['nom'])}@{DOMAINS[organizations[0]]}"
    return Professional(
        first_name=row["prenom"],
        last_name=row["nom"],
        email=address,
        rpps=with_luhn_key(f"99900{rank:05d}"),
        organizations=organizations,
        profession=row["profession"],
        qualification=row["qualification"],
        roles=tuple(row["roles"].split("|")),
        program=row["programme"],
        profile=row["profil"],
        seats=tuple(_seat(text) for text in row["sieges"].split("|") if text),
    )


def _seat(text: str) -> Seat:
    board, group = text.rstrip("*").split(":")
    return Seat(board, group, deputy=text.endswith("*"))


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.lower())
    kept = (letter for letter in letters if not unicodedata.combining(letter))
    return "".join(kept).replace(" ", "-").replace("'", "")


def with_luhn_key(digits: str) -> str:
    """The digits followed by their Luhn key.

    >>> with_luhn_key("7992739871")
    '79927398713'
    """
    doubled = (int(digit) * (2 - rank % 2) for rank, digit in enumerate(reversed(digits)))
    total = sum(value - 9 if value > 9 else value for value in doubled)
    return f"{digits}{-total % 10}"


def write_professionals(path: Path, people: Iterable[Professional]) -> None:
    """Write `professionnels.csv`: one line per person and structure."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream, delimiter=";", lineterminator="\n")
        lines.writerow(COLUMNS)
        for person in people:
            for organization in person.organizations:
                lines.writerow(_line(person, organization))


def _line(person: Professional, organization: str) -> tuple[str, ...]:
    return (
        person.last_name,
        person.first_name,
        person.email,
        person.rpps,
        organization,
        person.profession,
        person.qualification,
        "|".join(person.roles),
    )
