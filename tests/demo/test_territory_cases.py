"""The invented cases: in proportion, believable, and acceptable to the boards' own forms."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from rcp.catalogue import board_templates
from rcp.catalogue.blocks import block_fields
from rcp.demo.territory.boards import BOARDS
from rcp.demo.territory.cases import CANCER, COLUMNS, after_working_days, waiting_cases
from rcp.demo.territory.patients import FICTITIOUS_PLACE, age_on
from rcp.demo.territory.people import roster
from rcp.demo.territory.situations import situations
from rcp.domain.identity import IdentityStatus, checked_ins
from tests.demo.conftest import TODAY
from tests.demo.test_territory_files import read_csv


@pytest.fixture(scope="module")
def cases(territory: Path) -> list[dict[str, str]]:
    return read_csv(territory / "dossiers.csv")


def day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a bare date


def test_the_columns_are_those_of_the_import_then_the_boards_own(cases: list[dict[str, str]]):
    header = list(cases[0])
    assert tuple(header[: len(COLUMNS)]) == COLUMNS
    own = header[len(COLUMNS) :]
    assert own
    assert all(column.startswith("champ:") for column in own)


def test_a_hundred_and_fifty_cases_wait_mostly_for_the_four_great_boards(
    cases: list[dict[str, str]],
):
    waiting = Counter(case["rcp"] for case in cases)
    assert waiting.total() == 150
    assert waiting.keys() == {board.code for board in BOARDS}
    great = sum(waiting[code] for code in ("SEIN", "URO", "DIGESTIF", "THORAX"))
    assert great > 110


def test_six_cancer_cases_of_ten_are_registered_and_one_is_complex(cases: list[dict[str, str]]):
    classes = Counter(case["classe"] for case in cases if case["rcp"] in CANCER)
    assert 0.57 < classes["enregistre"] / classes.total() < 0.65
    assert 0.06 < classes["complexe"] / classes.total() < 0.14
    others = {case["classe"] for case in cases if case["rcp"] not in CANCER}
    assert "enregistre" not in others


def test_cases_are_spread_over_six_weeks(cases: list[dict[str, str]]):
    ready = [day(case["pret_le"]) for case in cases]
    assert min(ready) >= TODAY - timedelta(weeks=1)
    assert max(ready) <= TODAY + timedelta(weeks=5)
    assert sum(one <= TODAY + timedelta(weeks=1) for one in ready) > 90


def test_no_deadline_comes_before_the_case_is_ready_or_has_passed(cases: list[dict[str, str]]):
    assert all(day(case["avant_le"]) > max(TODAY, day(case["pret_le"])) for case in cases)


def test_urgent_cases_are_ready_and_due_within_five_working_days(cases: list[dict[str, str]]):
    urgent = [case for case in cases if case["urgent"] == "oui"]
    assert len(urgent) == 5
    for case in urgent:
        assert day(case["pret_le"]) == TODAY
        assert day(case["avant_le"]) == after_working_days(TODAY, 5)
        assert case["classe"] != "enregistre"


def test_a_deadline_counts_working_days_only():
    friday = date(2026, 3, 13)
    assert after_working_days(friday, 1) == date(2026, 3, 16)
    assert after_working_days(friday, 10) == date(2026, 3, 27)


def test_every_matricule_has_the_right_key_and_belongs_to_nobody(cases: list[dict[str, str]]):
    known = [case for case in cases if case["ins"]]
    assert 30 < len(known) < 120
    for case in known:
        ins = checked_ins(case["ins"])
        born = day(case["date_naissance"])
        assert ins[0] == ("1" if case["sexe"] == "M" else "2")
        assert ins[1:5] == f"{born:%y%m}"
        assert ins[5:10] == FICTITIOUS_PLACE
        assert case["statut_identite"] == IdentityStatus.QUALIFIED
    assert len({case["ins"] for case in known}) == len(known)


def test_an_identity_without_matricule_is_fictitious_or_provisional(cases: list[dict[str, str]]):
    statuses = {case["statut_identite"] for case in cases if not case["ins"]}
    assert statuses == {IdentityStatus.FICTITIOUS, IdentityStatus.PROVISIONAL}


def test_the_age_told_is_the_age_of_the_patient(cases: list[dict[str, str]]):
    for case in cases:
        told = re.search(r"(\d+) ans", case["synthese"])
        assert told is not None
        assert int(told[1]) == age_on(day(case["date_naissance"]), TODAY)


@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2026, 12, 31), date(2027, 1, 1)])
def test_ages_are_right_on_odd_days_of_the_calendar(today: date):
    cases = waiting_cases(roster(), today, Random("odd day"))
    assert len(cases) == 150
    assert all(f"{age_on(one.patient.born, today)} ans" in one.account.summary for one in cases)
    assert all(one.before > today for one in cases)


def test_women_are_told_of_as_women(cases: list[dict[str, str]]):
    for case in cases:
        assert case["synthese"].startswith("Patiente" if case["sexe"] == "F" else "Patient ")


def test_nobody_asks_who_does_not_sit_in_the_board(cases: list[dict[str, str]]):
    clinicians = {
        (person.email, seat.board)
        for person in roster()
        for seat in person.seats
        if "clinician" in person.roles
    }
    for case in cases:
        assert (case["demandeur"], case["rcp"]) in clinicians
        assert (case["presentateur"], case["rcp"]) in clinicians


def test_almost_every_patient_was_informed_and_none_objects(cases: list[dict[str, str]]):
    informed = Counter(case["information_patient"] for case in cases)
    assert informed.keys() <= {"informé", "non-opposition", "non informable"}
    assert informed["informé"] + informed["non-opposition"] > 130


def test_every_text_is_complete(cases: list[dict[str, str]]):
    for case in cases:
        assert case["question"].endswith("?")
        assert len(case["synthese"]) > 80
        assert "{" not in case["question"] + case["synthese"]


def test_boards_hear_varied_questions():
    for code, told in situations().items():
        assert len({one.question for one in told}) == len(told)
        assert len(told) >= (6 if code in CANCER else 3)


def test_required_fields_are_filled_and_nothing_that_the_board_does_not_ask(
    cases: list[dict[str, str]],
):
    templates = {template.code: template for template in board_templates()}
    asked = {
        board.code: {spec.key: spec for spec in (*block_fields(told.block), *told.fields)}
        for board in BOARDS
        if (told := templates[board.template])
    }
    for case in cases:
        filled = {
            column.removeprefix("champ:")
            for column, answer in case.items()
            if column.startswith("champ:") and answer
        }
        specs = asked[case["rcp"]]
        required = {key for key, spec in specs.items() if spec.required or spec.expected}
        assert required <= filled <= specs.keys()
        assert len(filled) >= 2
