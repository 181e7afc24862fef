"""What the invented territory consists of, read from the files that an import would read."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from rcp.catalogue import board_templates, professions, qualifications, specialty_groups
from rcp.demo.territory import cast, write_territory
from rcp.demo.territory.boards import BOARDS
from rcp.demo.territory.people import roster
from rcp.domain.calendar import Cadence
from rcp.domain.identity import rpps_key_is_right
from rcp.domain.specialty import groups_of
from tests.demo.conftest import TODAY


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


@pytest.fixture(scope="module")
def professionals(territory: Path) -> list[dict[str, str]]:
    return read_csv(territory / "professionnels.csv")


@pytest.fixture(scope="module")
def boards(territory: Path) -> list[dict[str, Any]]:
    told = yaml.safe_load((territory / "rcp.yaml").read_text(encoding="utf-8"))
    return list(told["boards"])


@pytest.fixture(scope="module")
def organizations(territory: Path) -> list[dict[str, Any]]:
    told = yaml.safe_load((territory / "structures.yaml").read_text(encoding="utf-8"))
    return list(told["organizations"])


def test_the_same_day_gives_the_same_files_to_the_byte(territory: Path, tmp_path: Path):
    write_territory(tmp_path, TODAY)
    first = {path.relative_to(territory): path for path in territory.rglob("*") if path.is_file()}
    again = {path.relative_to(tmp_path): path for path in tmp_path.rglob("*") if path.is_file()}
    assert first.keys() == again.keys()
    assert all(path.read_bytes() == again[name].read_bytes() for name, path in first.items())


def test_another_seed_tells_other_cases(territory: Path, tmp_path: Path):
    write_territory(tmp_path, TODAY, seed=7)
    told = (tmp_path / "dossiers.csv").read_text(encoding="utf-8")
    assert told != (territory / "dossiers.csv").read_text(encoding="utf-8")


def test_seventy_two_people_exercise_in_four_structures(
    professionals: list[dict[str, str]], organizations: list[dict[str, Any]]
):
    assert len({row["email"] for row in professionals}) == len(roster()) == 72
    codes = {organization["code"] for organization in organizations}
    assert {row["structure"] for row in professionals} == codes
    assert {organization["kind"] for organization in organizations} == {
        "hospital", "msp", "dac", "coordination_centre",
    }  # fmt: skip


def test_the_columns_of_the_professionals_are_those_of_the_import(territory: Path):
    first = (territory / "professionnels.csv").read_text(encoding="utf-8").splitlines()[0]
    assert first == "nom;prenom;email;rpps;structure;profession;qualification;roles"


def test_each_person_has_an_address_and_a_number_of_their_own(
    professionals: list[dict[str, str]],
):
    people = {(row["nom"], row["prenom"]): row for row in professionals}
    assert len({row["email"] for row in people.values()}) == len(people)
    assert len({row["rpps"] for row in people.values()}) == len(people)
    assert all(row["email"].endswith(".example") for row in people.values())
    assert all(row["email"].isascii() and row["email"].islower() for row in people.values())
    assert all(rpps_key_is_right(row["rpps"]) for row in people.values())
    assert all(row["rpps"].startswith("99900") for row in people.values())


def test_professions_and_qualifications_are_in_the_catalogue(
    professionals: list[dict[str, str]],
):
    known = {profession.code for profession in professions()}
    held = {(one.profession, one.code) for one in qualifications()}
    for row in professionals:
        assert row["profession"] in known
        if row["qualification"]:
            assert (row["profession"], row["qualification"]) in held
        else:
            assert row["profession"] != "G15_10"


def test_the_cast_plays_the_parts_of_the_tour(professionals: list[dict[str, str]]):
    roles: dict[str, set[str]] = {}
    for row in professionals:
        roles.setdefault(row["email"], set()).update(row["roles"].split("|"))
    assert roles[cast.DEMO_COORDINATOR] == {"coordinator"}
    assert roles[cast.DEMO_CLINICIAN] == {"clinician"}
    assert roles[cast.DEMO_PARTICIPANT] == {"participant"}
    assert roles[cast.DEMO_ADMINISTRATOR] == {"administrator"}
    assert next(board for board in BOARDS if board.code == "SEIN").chair == cast.DEMO_CHAIR
    assert {cast.ON_LONG_LEAVE, *cast.VERY_BUSY, *cast.SARCOMA_SURGEONS} <= roles.keys()


def test_six_cancer_boards_meet_at_noon_or_late_in_the_afternoon(boards: list[dict[str, Any]]):
    cancer = [board for board in boards if board["organization"] == "chu"]
    assert len(cancer) == 6
    assert {board["at"] for board in cancer} <= {"12:30", "17:00", "17:30"}


def test_rooms_chairs_and_templates_of_the_boards_exist(
    boards: list[dict[str, Any]], organizations: list[dict[str, Any]]
):
    rooms = {one["code"]: {room["name"] for room in one["rooms"]} for one in organizations}
    addresses = {person.email for person in roster()}
    templates = {template.code for template in board_templates()}
    for board in boards:
        assert board["template"] in templates
        assert board["room"] in rooms[board["organization"]]
        assert {board["chair"], board["coordinator"], board["secretary"]} <= addresses


def test_every_mandatory_seat_has_at_least_two_people_who_may_take_it(
    boards: list[dict[str, Any]],
):
    templates = {template.code: template for template in board_templates()}
    skills = {
        person.email: groups_of([(person.profession, person.qualification)], specialty_groups())
        for person in roster()
    }
    for board in boards:
        for seat in templates[board["template"]].seats:
            named = board["members"].get(seat.group, []) + board["deputies"].get(seat.group, [])
            pool = named or [email for email, groups in skills.items() if seat.group in groups]
            assert all(seat.group in skills[email] for email in named), (board["code"], seat)
            if seat.mandatory:
                assert len(pool) >= 2 * seat.minimum, (board["code"], seat)


def test_members_sit_only_where_the_template_has_a_seat(boards: list[dict[str, Any]]):
    templates = {template.code: template for template in board_templates()}
    for board in boards:
        groups = {seat.group for seat in templates[board["template"]].seats}
        assert {*board["members"], *board["deputies"]} <= groups, board["code"]


def test_nobody_sits_in_two_boards_that_meet_at_once():
    seats = {
        (person.email, board.rhythm.weekday, board.rhythm.at): board.code
        for person in roster()
        for board in BOARDS
        if board.code in {seat.board for seat in person.seats}
    }
    sittings = Counter(
        (person.email, code) for person in roster() for code in {s.board for s in person.seats}
    )
    assert len(seats) == len(sittings)


@pytest.mark.parametrize("month", range(1, 13))
def test_on_any_day_of_the_year_every_cancer_board_meets_within_a_fortnight(month: int):
    today = date(2027, month, 27)
    for board in BOARDS:
        if board.rhythm.cadence in {Cadence.WEEKLY, Cadence.FORTNIGHTLY}:
            weeks = 1 if board.rhythm.cadence is Cadence.WEEKLY else 2
            assert board.usual_days(today, today + timedelta(weeks=weeks))


def test_the_hospital_closes_its_rooms_on_one_weekday_of_the_horizon(
    organizations: list[dict[str, Any]],
):
    hospital = next(one for one in organizations if one["kind"] == "hospital")
    (closure,) = hospital["closures"]
    assert closure["day"].weekday() < 5
    assert TODAY < closure["day"] < TODAY + timedelta(weeks=6)
    assert len([room for room in hospital["rooms"] if room["video"]]) >= 4
