"""Boards far from Paris: their day has begun, or is not over, at other hours than in UTC."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from rcp.db.models import Board, PatientNotice
from rcp.domain.errors import RuleBroken
from rcp.services import cases
from rcp.services.cases import CaseDraft
from rcp.services.patients import PatientTraits
from tests.factories import a_board, a_practitioner, an_organization

NEWBORN = PatientTraits("Ferrandelle", "Inconnu", "F", date(2026, 11, 24))
DRAFT = CaseDraft(
    patient=replace(NEWBORN, birth_date=date(1961, 4, 17)),
    question="Faut-il opérer ?",
    summary="",
    notice=PatientNotice.INFORMED,
)


def _board_in(session: Session, zone: str) -> Board:
    return a_board(session, organization=an_organization(session, time_zone=zone))


@pytest.mark.parametrize(
    ("zone", "hour", "day"),
    [
        ("Pacific/Noumea", 20, 24),  # seven in the morning of the next day
        ("Pacific/Tahiti", 2, 22),  # four in the afternoon of the day before
        ("Indian/Reunion", 21, 24),
        ("Europe/Paris", 12, 23),
    ],
)
def test_a_case_is_ready_on_the_day_that_it_is_where_its_board_meets(
    session: Session, zone: str, hour: int, day: int
) -> None:
    now = datetime(2026, 11, 23, hour, tzinfo=UTC)
    case = cases.draft_case(
        session, _board_in(session, zone), DRAFT, by=a_practitioner(session), now=now
    )
    assert case.ready_on == date(2026, 11, day)


def test_a_child_born_this_morning_in_noumea_is_not_yet_to_be_born(session: Session) -> None:
    now, by = datetime(2026, 11, 23, 20, tzinfo=UTC), a_practitioner(session)
    draft = replace(DRAFT, patient=NEWBORN)
    cases.draft_case(session, _board_in(session, "Pacific/Noumea"), draft, by=by, now=now)
    with pytest.raises(RuleBroken, match="patient_birth_date"):
        cases.draft_case(session, _board_in(session, "Europe/Paris"), draft, by=by, now=now)
