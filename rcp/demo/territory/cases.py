"""The cases that wait for a meeting: who, which question, how urgent, ready when."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Final, TypeVar

from rcp.demo.territory.boards import BOARDS
from rcp.demo.territory.patients import Patient, age_on, invented_patient, names
from rcp.demo.territory.people import Professional
from rcp.demo.territory.situations import Account, Situation, account, situations
from rcp.domain.case import CaseClass

_Item = TypeVar("_Item")

COUNTS: Final = {
    "SEIN": 31, "DIGESTIF": 34, "URO": 28, "THORAX": 28, "HEMATO": 13,
    "SARCOME": 6, "MSP": 4, "BPM": 3, "DAC": 3,
}  # fmt: skip
"""How many cases each board has waiting: 150 in all."""

CANCER: Final = frozenset(board.code for board in BOARDS if board.organization == "chu")
URGENT: Final = 5

_R, _S, _C = CaseClass.REGISTERED, CaseClass.STANDARD, CaseClass.COMPLEX
CLASSES: Final = (_R, _S, _R, _R, _S, _R, _C, _R, _S, _R)
"""Of ten cancer cases six follow the guideline, three are discussed, one is complex."""

WORKING_DAYS: Final = (*(5,) * 3, *(10,) * 16, 15)
"""Deadlines of cancer cases, in working days: 15 %, 80 % and 5 %."""

UNHURRIED: Final = (25, 30)
"""Deadlines of the other boards, which meet twice a month at most."""

INFORMED: Final = ("informé",) * 12 + ("non-opposition",) * 7 + ("non informable",)


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """One line of `dossiers.csv`."""

    board: str
    patient: Patient
    account: Account
    referrer: Professional
    presenter: Professional
    family_doctor: Professional
    case_class: CaseClass
    is_urgent: bool
    ready: date
    before: date
    informed: str


def waiting_cases(
    people: Sequence[Professional], today: date, rng: Random
) -> tuple[WaitingCase, ...]:
    """The 150 cases, board by board, drawn from `rng` alone."""
    surnames = cycle(_shuffled(names()["surnames"], rng))
    cases: list[WaitingCase] = []
    for board, count in COUNTS.items():
        told = cycle(_shuffled(situations()[board], rng))
        for situation, case_class in zip(told, _classes(board, count, rng), strict=False):
            identity = (len(cases) + 1, next(surnames))
            case = _case(board, situation, identity, people=people, today=today, rng=rng)
            cases.append(replace(case, case_class=case_class))
    return _with_urgent_ones(cases, today, rng)


def _case(
    board: str,
    situation: Situation,
    identity: tuple[int, str],
    *,
    people: Sequence[Professional],
    today: date,
    rng: Random,
) -> WaitingCase:
    sex, ages = situation.sex, situation.ages
    patient = invented_patient(*identity, sex=sex, ages=ages, today=today, rng=rng)
    referrer, presenter = _referrer_and_presenter(board, people, rng)
    ready, before = _dates(board, today, rng)
    return WaitingCase(
        board=board,
        patient=patient,
        account=account(situation, age_on(patient.born, today), rng),
        referrer=referrer,
        presenter=presenter,
        family_doctor=rng.choice([one for one in people if one.profile == "generaliste"]),
        case_class=CaseClass.STANDARD,
        is_urgent=False,
        ready=ready,
        before=before,
        informed=rng.choice(INFORMED),
    )


def _classes(board: str, count: int, rng: Random) -> list[CaseClass]:
    """As many classes as cases; outside cancer boards nothing is merely registered."""
    pattern = CLASSES if board in CANCER else (_S, _C)
    return _shuffled(islice(cycle(pattern), count), rng)


def _referrer_and_presenter(
    board: str, people: Sequence[Professional], rng: Random
) -> tuple[Professional, Professional]:
    """Two clinicians who sit in a board, deputies included; mostly the same one."""
    clinicians = [
        person
        for person in people
        if "clinician" in person.roles and any(seat.board == board for seat in person.seats)
    ]
    referrer = rng.choice(clinicians)
    return referrer, referrer if rng.random() < 0.8 else rng.choice(clinicians)


def _dates(board: str, today: date, rng: Random) -> tuple[date, date]:
    """When a case is ready and by when it should be heard.

    Half are ready now, a quarter within a week, the others over the six weeks to come.
    """
    drawn = rng.random()
    if drawn < 0.5:
        ready = today - timedelta(days=rng.randrange(0, 5))
    elif drawn < 0.75:
        ready = today + timedelta(days=rng.randrange(1, 8))
    else:
        ready = today + timedelta(days=rng.randrange(8, 36))
    allowed = rng.choice(WORKING_DAYS if board in CANCER else UNHURRIED)
    if board == "SARCOME":
        allowed = max(allowed, WORKING_DAYS[-1])
    return ready, after_working_days(max(ready, today), allowed)


def after_working_days(start: date, count: int) -> date:
    """The day that comes `count` working days (Monday to Friday) after a day."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _with_urgent_ones(
    cases: Sequence[WaitingCase], today: date, rng: Random
) -> tuple[WaitingCase, ...]:
    """Make a few discussed cancer cases urgent: ready, and to be heard within five days."""
    discussed = [
        rank
        for rank, case in enumerate(cases)
        if case.board in CANCER - {"SARCOME"} and case.case_class is not CaseClass.REGISTERED
    ]
    urgent = set(rng.sample(discussed, URGENT))
    soon = after_working_days(today, 5)
    return tuple(
        replace(case, is_urgent=True, ready=today, before=soon) if rank in urgent else case
        for rank, case in enumerate(cases)
    )


def _shuffled(items: Iterable[_Item], rng: Random) -> list[_Item]:
    shuffled = list(items)
    rng.shuffle(shuffled)
    return shuffled


COLUMNS: Final = (
    "rcp", "nom_naissance", "prenoms", "nom_utilise", "sexe", "date_naissance",
    "commune_naissance", "ins", "statut_identite", "ipp", "medecin_traitant", "demandeur",
    "presentateur", "question", "synthese", "classe", "urgent", "pret_le", "avant_le",
    "information_patient",
)  # fmt: skip


def write_cases(path: Path, cases: Sequence[WaitingCase]) -> None:
    """Write `dossiers.csv`; each field that some case fills has its `champ:` column."""
    keys = sorted({key for case in cases for key in case.account.fields})
    with path.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream, delimiter=";", lineterminator="\n")
        lines.writerow((*COLUMNS, *(f"champ:{key}" for key in keys)))
        for case in cases:
            fields = case.account.fields
            told = (fields.get(key, "") for key in keys)
            lines.writerow((case.board, *_identity(case.patient), *_request(case), *told))


def _identity(patient: Patient) -> tuple[str, ...]:
    return (
        patient.birth_name,
        patient.first_names,
        patient.used_name,
        patient.sex,
        f"{patient.born:%d/%m/%Y}",
        patient.birthplace,
        patient.ins,
        str(patient.status),
        patient.local_id,
    )


def _request(case: WaitingCase) -> tuple[str, ...]:
    doctor = case.family_doctor
    return (
        f"Dr {doctor.first_name} {doctor.last_name}",
        case.referrer.email,
        case.presenter.email,
        case.account.question,
        case.account.summary,
        str(case.case_class),
        "oui" if case.is_urgent else "non",
        f"{case.ready:%d/%m/%Y}",
        f"{case.before:%d/%m/%Y}",
        case.informed,
    )
