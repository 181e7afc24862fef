"""The public directory: the part that a territory needs comes in, and colleagues are proposed."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import DirectoryEntry
from rcp.services import directory
from rcp.services.imports import ImportReport
from rcp.services.imports.directory import (
    PRACTICES,
    Scope,
    department_of,
    import_directory,
    import_mailboxes,
)
from tests.services.test_imports import codes

HEADINGS = (
    *("Type d'identifiant PP", "Identifiant PP", "Identification nationale PP"),
    *("Code civilité d'exercice", "Nom d'exercice", "Prénom d'exercice", "Code profession"),
    *("Libellé profession", "Code type savoir-faire", "Code savoir-faire", "Numéro FINESS site"),
    *("Numéro FINESS établissement juridique", "Raison sociale site"),
    *("Code postal (coord. structure)", "Libellé commune (coord. structure)"),
)
RENNES = Scope(departments=frozenset({"35"}))


def a_line(**told: str) -> str:
    """Odile, oncologist at Rennes, with what the test says otherwise, by our names."""
    cells = {
        "Type d'identifiant PP": "8",
        "Identifiant PP": "10001111111",
        "Identification nationale PP": "810001111111",
        "Nom d'exercice": "MARCHÂL",
        "Prénom d'exercice": "ODILE",
        "Code profession": "10",
        "Code type savoir-faire": "S",
        "Code savoir-faire": "SM36",
        "Numéro FINESS site": "350000022",
        "Raison sociale site": "CENTRE INVENTE",
        "Code postal (coord. structure)": "35000",
        **{PRACTICES[name]: cell for name, cell in told.items()},
    }
    return "|".join(cells.get(heading, "") for heading in HEADINGS) + "|"


def brought_in(
    session: Session, *lines: str, scope: Scope = RENNES, code: str = "utf-8"
) -> ImportReport:
    content = "\r\n".join(("|".join(HEADINGS) + "|", *lines)).encode(code)
    return import_directory(session, io.BytesIO(content), scope)


def entries(session: Session) -> list[DirectoryEntry]:
    return list(session.scalars(select(DirectoryEntry).order_by(DirectoryEntry.rpps)))


@pytest.mark.parametrize("code", ["utf-8", "cp1252"])
def test_a_colleague_is_found_by_number_or_name_with_profession_and_specialty(
    session: Session, code: str
) -> None:
    report = brought_in(session, a_line(), a_line(rpps="10002222222", given_name="Yann"), code=code)
    assert (report.kept, report.faults) == (2, ())
    (found,) = directory.look_up(session, "10001 111111")
    assert (found.family_name, found.profession, found.specialty) == ("MARCHÂL", "G15_10", "SM36")
    assert [one.given_name for one in directory.look_up(session, "marchal")] == ["ODILE", "Yann"]
    assert [one.given_name for one in directory.look_up(session, "Marchal y")] == ["Yann"]
    assert directory.look_up(session, "ma") == directory.look_up(session, "%%%") == []


def test_only_the_departments_and_structures_asked_for_are_kept(session: Session) -> None:
    far = a_line(rpps="10003333333", postcode="97400", finess="970000001")
    corsican = a_line(rpps="10004444444", postcode="20200", finess="2B0000001")
    adeli = a_line(kind="0", rpps="359912345")
    nobody = a_line(rpps="10005555555", profession="999")
    brought_in(session, a_line(), far, corsican, adeli, nobody)
    assert [one.rpps for one in entries(session)] == ["10001111111"]
    scope = Scope(frozenset({"2B"}), frozenset({"970000001"}))
    brought_in(session, a_line(), far, corsican, scope=scope)
    assert [one.department for one in entries(session)] == ["35", "974", "2B"]


def test_a_newer_extract_takes_the_place_of_what_was_known_in_its_scope(session: Session) -> None:
    brought_in(session, a_line(), a_line(rpps="10002222222"))
    brought_in(
        session, a_line(rpps="10003333333", postcode="29000"), scope=Scope(frozenset({"29"}))
    )
    brought_in(session, a_line(skill="SM54"))
    found = [(one.rpps, one.specialty) for one in entries(session)]
    assert found == [("10001111111", "SM54"), ("10003333333", "SM36")]


def test_bad_lines_are_named_and_the_others_come_in(session: Session) -> None:
    short, nameless = a_line(rpps="123"), a_line(rpps="10002222222", family_name="")
    report = brought_in(
        session, short, "8|1000", nameless, a_line(), a_line(rpps="1", postcode="13000")
    )
    assert codes(report) == [
        (2, "Identifiant PP", "rpps_length"),
        (3, None, "row_cells"),
        (4, "Nom d'exercice", "cell_empty"),
    ]
    assert report.kept == 1


def test_another_file_is_refused_whole(session: Session) -> None:
    report = import_directory(session, io.BytesIO(b"nom;prenom\nA;B"), RENNES)
    assert report.is_unreadable
    assert codes(report)[0][2] == "columns_missing"


def test_a_secure_mailbox_joins_those_who_are_known(session: Session) -> None:
    brought_in(session, a_line())
    lines = (
        "Type BAL|Adresse BAL|Identifiant PP\n"
        "PER|O.MARCHAL@mssante.example|10001111111\nPER|x@y.example|10009999999"
    )
    assert import_mailboxes(session, io.BytesIO(lines.encode())).kept == 1
    assert [one.mailbox for one in entries(session)] == ["o.marchal@mssante.example"]


def test_departments_follow_postcodes_overseas_and_in_corsica() -> None:
    codes = ("35000", "97400", "98800", "20090", "20167", "20200", "01000")
    assert [department_of(code) for code in codes] == ["35", "974", "988", "2A", "2A", "2B", "01"]
