"""Files come in row by row: good ones are kept, bad ones name line, column and remedy."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rcp.db.models import Board, Organization, Practitioner, Role
from rcp.domain.errors import NotAllowed
from rcp.services import boards, catalogue, people
from rcp.services.board_seats import SeatDraft, set_seats
from rcp.services.imports import ImportReport
from rcp.services.imports.boards import import_boards
from rcp.services.imports.practitioners import import_practitioners
from rcp.services.imports.structures import import_structures
from rcp.services.imports.text import MAX_BYTES
from tests import factories
from tests.factories import NOW, Cast

STRUCTURES = """
organizations:
  - code: chu
    name: Centre hospitalier de Valombre
    kind: hospital
    time_zone: Europe/Paris
    opens: "08:00"
    closes: "19:00"
    rooms: [{name: Salle Curie, capacity: 20, video: true}]
    closures: [{day: 2026-12-24, reason: Pont de Noël}]
"""
HEADER = "nom;prenom;email;rpps;structure;profession;qualification;roles"
BOARDS = """
boards:
  - code: SEIN
    template: ONCO_SEIN
    organization: chu
    name: RCP Sein
    cadence: weekly
    weekday: tuesday
    at: "12:30"
    room: Salle Curie
    chair: c.montbrun@chu.example
    members: {chirurgien_sein: [c.montbrun@chu.example]}
    deputies: {oncologue: [o.ferrand@chu.example]}
"""


def csv(header: str, *lines: str) -> bytes:
    return "\n".join([header, *lines]).encode()


def codes(report: ImportReport) -> list[tuple[int | None, str | None, str]]:
    return [(fault.line, fault.column, fault.code) for fault in report.faults]


def count(session: Session, kind: type) -> int:
    return session.scalar(select(func.count()).select_from(kind)) or 0


@pytest.fixture
def house(session: Session) -> Organization:
    """A hospital, its people and its breast board, all come through the doors."""
    catalogue.seed_catalogue(session)
    import_structures(session, STRUCTURES.encode(), by=None, now=NOW)
    lines = (
        "Montbrun;Claire;c.montbrun@chu.example;;chu;G15_10;SM51;clinician",
        "Ferrand;Odile;o.ferrand@chu.example;;chu;G15_10;SM36;clinician",
    )
    import_practitioners(session, csv(HEADER, *lines), by=None, now=NOW)
    import_boards(session, BOARDS.encode(), by=None, now=NOW)
    return session.scalars(select(Organization)).one()


def test_structures_come_with_rooms_and_closures_and_twice_changes_nothing(
    session: Session,
) -> None:
    first = import_structures(session, STRUCTURES.encode(), by=None, now=NOW)
    second = import_structures(session, STRUCTURES.encode(), by=None, now=NOW)
    place = session.scalars(select(Organization)).one()
    assert (first.kept, first.changed, first.faults) == (1, 1, ())
    assert (second.kept, second.changed, second.faults) == (1, 0, ())
    assert [room.name for room in place.rooms] == ["Salle Curie"]
    assert [closure.reason for closure in place.closures] == ["Pont de Noël"]


def test_a_wrong_structure_names_the_line_of_its_entry_and_the_others_are_kept(
    session: Session,
) -> None:
    text = (
        STRUCTURES
        + "  - code: msp\n    name: Maison\n    kind: maison\n"
        + '  - code: dac\n    name: DAC\n    kind: dac\n    opens: "8h"\n'
        + "  - code: nuit\n    name: Nuit\n    kind: msp\n    rooms: [{name: A, capacity: zéro}]\n"
    )
    report = import_structures(session, text.encode(), by=None, now=NOW)
    assert codes(report) == [
        (13, "organizations.1.kind", "entry_invalid"),
        (17, "organizations.2.opens", "hour_format"),
        (21, "organizations.3.rooms.0.capacity", "entry_invalid"),
    ]
    assert [place.code for place in session.scalars(select(Organization))] == ["chu"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("organizations: [", "yaml_broken"),
        ("organizations: []", "yaml_list"),
        ("a: &x [1]\norganizations: *x", "yaml_alias"),
        ("boards: [{code: a}]", "entry_invalid"),
        ("- une liste", "entry_invalid"),
        ("", "file_empty"),
        ("[" * 20_000, "yaml_broken"),
    ],
)
def test_a_file_that_is_no_list_of_structures_is_unreadable(
    session: Session, text: str, code: str
) -> None:
    report = import_structures(session, text.encode(), by=None, now=NOW)
    assert report.is_unreadable
    assert [fault.code for fault in report.faults] == [code]


def test_ten_faults_in_one_file_each_name_line_and_column_and_good_rows_are_kept(
    session: Session, house: Organization
) -> None:
    lines = (
        "Bon;Alice;a.bon@chu.example;10003456789;chu;G15_10;SM36;clinician",
        ";Sans nom;x1@chu.example;;chu;G15_10;SM36;clinician",
        "Arobase;Jean;pas une adresse;;chu;G15_10;SM36;clinician",
        "Rpps;Jean;x2@chu.example;123;chu;G15_10;SM36;clinician",
        "Lieu;Jean;x3@chu.example;;ailleurs;G15_10;SM36;clinician",
        "Metier;Jean;x4@chu.example;;chu;G99_99;SM36;clinician",
        "Specialite;Jean;x5@chu.example;;chu;G15_10;SM99;clinician",
        "Role;Jean;x6@chu.example;;chu;G15_10;SM36;chef",
        "Pris;Jean;x7@chu.example;10003456789;chu;G15_10;SM36;clinician",
        "Bon;Alice;a.bon@chu.example;10003456789;chu;G15_10;SM36;clinician",
        "Cellules;Jean;x8@chu.example;;chu;G15_10",
        'Guillemets;"Jean"ne;x9@chu.example;;chu;G15_10;SM36;clinician',
        "Bon;Bernard;b.bon@chu.example;;chu;G15_60;;participant",
    )
    report = import_practitioners(session, csv(HEADER, *lines), by=None, now=NOW)
    assert codes(report) == [
        (3, "nom", "cell_empty"),
        (4, "email", "person_email"),
        (5, "rpps", "rpps_length"),
        (6, "structure", "structure_unknown"),
        (7, "profession", "profession_unknown"),
        (8, "qualification", "qualification_unknown"),
        (9, "roles", "role_unknown"),
        (10, "rpps", "rpps_taken"),
        (11, "email", "line_twice"),
        (12, None, "row_cells"),
        (13, None, "row_quotes"),
    ]
    assert (report.kept, report.changed) == (2, 2)
    families = set(session.scalars(select(Practitioner.family_name)))
    assert families == {"Montbrun", "Ferrand", "Bon"}


def test_importing_the_same_people_twice_changes_nothing(
    session: Session, house: Organization
) -> None:
    content = csv(HEADER, "Bon;Alice;A.Bon@chu.example;;chu;G15_10;SM36;clinician|coordinator")
    first = import_practitioners(session, content, by=None, now=NOW)
    second = import_practitioners(session, content, by=None, now=NOW)
    assert (first.changed, second.kept, second.changed) == (1, 1, 0)
    alice = people.by_email(session, "a.bon@chu.example")
    assert alice is not None
    assert {grant.role for grant in alice.grants} == {Role.CLINICIAN, Role.COORDINATOR}


def test_one_address_with_two_structures_is_one_person_with_two_practices(
    session: Session, house: Organization
) -> None:
    factories.an_organization(session, code="msp")
    content = csv(
        HEADER,
        "Bon;Alice;a.bon@chu.example;;chu;G15_10;SM54;clinician",
        "Bon;Alice;a.bon@chu.example;;msp;G15_10;SM54;participant",
        "Autre;Nom;a.bon@chu.example;;msp;G15_60;;participant",
    )
    report = import_practitioners(session, content, by=None, now=NOW)
    alice = people.by_email(session, "a.bon@chu.example")
    assert alice is not None
    assert sorted(role.organization.code for role in alice.roles) == ["chu", "msp"]
    assert codes(report) == [(4, "email", "email_of_another")]


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + HEADER + "\r\nÉmile;Zoé;z@chu.example;;chu;G15_10;SM36;clinician\r\n",
        HEADER.replace(";", ",") + "\nÉmile,Zoé,z@chu.example,,chu,G15_10,SM36,clinician\n",
        HEADER.replace(";", "\t") + "\nÉmile\tZoé\tz@chu.example\t\tchu\tG15_10\tSM36\tclinician",
        "Prénom;NOM;email;structure;profession\n\nZoé;Émile;z@chu.example;chu;G15_10\n;;;;\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_table_is_read_as_spreadsheets_write_it(
    session: Session, house: Organization, content: str, encoding: str
) -> None:
    text = content.removeprefix("\ufeff") if encoding != "utf-8" else content
    report = import_practitioners(session, text.encode(encoding), by=None, now=NOW)
    assert codes(report) == []
    zoe = people.by_email(session, "z@chu.example")
    assert zoe is not None
    assert (zoe.family_name, zoe.given_name) == ("Émile", "Zoé")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \n\n", "file_empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "file_picture"),
        (b"PK\x03\x04\x14\x00\x06\x00", "file_workbook"),
        (b"%PDF-1.7\n", "file_pdf"),
        (b"nom;prenom\x00\x01\x02", "file_not_text"),
        (b"nom;prenom\nA;B\n", "columns_missing"),
        (HEADER.encode() + b";nom\n", "column_twice"),
        (HEADER.encode() + b";telephone\n", "column_unknown"),
        (b"x" * (MAX_BYTES + 1), "file_too_large"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_whole_with_its_reason(
    session: Session, house: Organization, content: bytes, code: str
) -> None:
    before = count(session, Practitioner)
    report = import_practitioners(session, content, by=None, now=NOW)
    assert report.is_unreadable
    assert [fault.code for fault in report.faults] == [code]
    assert count(session, Practitioner) == before


def test_too_many_rows_are_refused_before_any_is_taken(
    session: Session, house: Organization
) -> None:
    rows = (f"N;P;p{i}@chu.example;;chu;G15_10;SM36;" for i in range(20_001))
    report = import_practitioners(session, csv(HEADER, *rows), by=None, now=NOW)
    assert [fault.code for fault in report.faults] == ["too_many_rows"]
    assert people.by_email(session, "p0@chu.example") is None


def test_missing_columns_are_all_named(session: Session) -> None:
    report = import_practitioners(session, b"nom;prenom;email\n", by=None, now=NOW)
    assert report.faults[0].facts == {"columns": "structure, profession"}


def test_a_coordinator_brings_people_only_into_their_structure_and_names_no_administrator(
    session: Session, cast: Cast
) -> None:
    elsewhere = factories.an_organization(session)
    mine = cast.organization.code
    content = csv(
        HEADER,
        f"Neuf;Ada;ada@x.example;;{mine};G15_10;SM36;clinician",
        f"Loin;Bob;bob@x.example;;{elsewhere.code};G15_10;SM36;clinician",
        f"Roi;Cyr;cyr@x.example;;{mine};G15_10;SM36;administrator",
        f"Volé;Yann;{cast.stranger.email};;{mine};G15_10;SM36;clinician",
    )
    report = import_practitioners(session, content, by=cast.sami, now=NOW)
    assert codes(report) == [
        (3, "structure", "not_your_structure"),
        (4, "roles", "not_your_right"),
        (5, "email", "not_your_person"),
    ]
    assert report.kept == 1
    session.refresh(cast.stranger)
    assert cast.stranger.family_name == "Le Goff"


def test_only_an_administrator_brings_structures(session: Session, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        import_structures(session, STRUCTURES.encode(), by=cast.sami, now=NOW)


def test_a_board_comes_with_seats_of_its_template_and_its_named_people(
    session: Session, house: Organization
) -> None:
    board = boards.by_code(session, "SEIN")
    assert board is not None
    assert board.room is not None
    assert board.chair is not None
    assert (board.weekday, board.room.name, board.chair.family_name) == (
        1,
        "Salle Curie",
        "Montbrun",
    )
    named = {
        seat.group_code: [(m.practitioner.family_name, m.is_deputy) for m in seat.members]
        for seat in board.seats
        if seat.members
    }
    assert named == {"chirurgien_sein": [("Montbrun", False)], "oncologue": [("Ferrand", True)]}


def test_importing_the_same_boards_twice_changes_nothing_and_keeps_edited_seats(
    session: Session, house: Organization
) -> None:
    board = boards.by_code(session, "SEIN")
    assert board is not None
    kept = [SeatDraft("chirurgien_sein"), SeatDraft("oncologue")]
    set_seats(session, board, kept, 2, by=None)
    again = import_boards(session, BOARDS.encode(), by=None, now=NOW)
    assert (again.kept, again.changed, again.faults) == (1, 0, ())
    assert len(board.seats) == 2


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("template: ONCO_SEIN", "template: ONCO_X", (4, "boards.0.template", "template_unknown")),
        ("organization: chu", "organization: x", (5, "boards.0.organization", "structure_unknown")),
        ("cadence: weekly", "cadence: souvent", (7, "boards.0.cadence", "entry_invalid")),
        ("weekday: tuesday", "weekday: mardi", (8, "boards.0.weekday", "entry_invalid")),
        ('at: "12:30"', "at: 12:30", (9, "boards.0.at", "hour_format")),
        ("room: Salle Curie", "room: Salle X", (10, "boards.0.room", "room_unknown")),
        ("chair: c.mont", "chair: d.mont", (11, "boards.0.chair", "person_unknown")),
        ("{oncologue:", "{dentiste:", (13, "boards.0.deputies.dentiste", "seat_unknown")),
        ("room: Salle", "salle: Salle", (10, "boards.0.salle", "entry_invalid")),
    ],
)
def test_a_wrong_board_names_line_and_entry_and_nothing_of_it_stays(
    session: Session, house: Organization, old: str, new: str, fault: tuple[int, str, str]
) -> None:
    text = BOARDS.replace("code: SEIN", "code: NEUF").replace(old, new)
    report = import_boards(session, text.encode(), by=None, now=NOW)
    assert codes(report) == [fault]
    assert boards.by_code(session, "NEUF") is None


def test_boards_of_another_structure_are_not_changed_by_a_coordinator(
    session: Session, house: Organization, cast: Cast
) -> None:
    report = import_boards(session, BOARDS.encode(), by=cast.sami, now=NOW)
    assert [fault.code for fault in report.faults] == ["not_your_structure"]
    assert count(session, Board) == 2
