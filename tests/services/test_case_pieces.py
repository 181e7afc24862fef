"""A case waits for its pieces, and the engine with it; the chair alone goes without."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rcp.domain import access
from rcp.domain.errors import RuleBroken
from rcp.domain.readiness import PieceKind, PieceState, PieceTold
from rcp.services import case_pieces, cases, meetings
from rcp.services.cases import NoticeTold
from rcp.services.people import actor_of
from rcp.services.planning.situation import situation
from tests.factories import NOW, TODAY, a_meeting, day
from tests.services.test_cases import DRAFT, JEANNE

K, S = PieceKind, PieceState
NEEDED = [{"kind": "imaging"}, {"kind": "pathology"}, {"kind": "geriatric", "from_age": 75}]
SCAN_IN_9_DAYS = {
    K.IMAGING: PieceTold(K.IMAGING, S.AWAITED, day(9)),
    K.PATHOLOGY: PieceTold(K.PATHOLOGY, S.RECEIVED),
}


@pytest.fixture
def submit(session, cast):
    """Hands in a case of Odile's to a board that needs imaging and pathology."""
    cast.board.pieces = NEEDED

    def write(pieces=None, **told):
        draft = replace(DRAFT, pieces=pieces, **told)
        return cases.submit_case(session, cast.board, draft, by=cast.odile, now=NOW)

    return write


def planned(session) -> dict[str, int]:
    """What the engine is told: by case, the minute from which it is ready."""
    told = situation(session, TODAY, 3, NOW).problem.cases
    return {case.id: case.ready_from for case in told}


def test_a_case_is_told_to_the_engine_from_the_day_its_last_piece_is_expected(session, submit):
    case = submit(SCAN_IN_9_DAYS)
    assert (case.ready_on, [one.kind for one in case.pieces]) == (day(9), [K.IMAGING, K.PATHOLOGY])
    assert planned(session)[str(case.id)] >= 9 * 24 * 60 - 7 * 24 * 60


def test_a_case_whose_pieces_have_no_day_is_not_told_to_the_engine(session, submit):
    case = submit({})
    assert {one.state for one in case.pieces} == {S.TO_ASK}
    assert str(case.id) not in planned(session)


def test_a_piece_that_did_not_come_on_its_day_holds_the_case_back(session, cast, submit):
    case = submit(SCAN_IN_9_DAYS)
    later = NOW + timedelta(days=12)
    told = situation(session, TODAY + timedelta(days=12), 3, later).problem.cases
    assert str(case.id) not in {one.id for one in told}
    case_pieces.receive(session, case, K.IMAGING, cast.odile, day(12))
    assert not case_pieces.lacking_of(case, day(12))
    told = situation(session, TODAY + timedelta(days=12), 3, later).problem.cases
    assert str(case.id) in {one.id for one in told}


def test_a_meeting_before_the_day_is_refused_unless_the_chair_says_why(session, cast, submit):
    case, meeting = submit(SCAN_IN_9_DAYS), a_meeting(session, cast.board)
    with pytest.raises(RuleBroken, match="case_not_ready"):
        meetings.add_case(session, meeting, case, cast.sami, now=NOW)
    with pytest.raises(RuleBroken, match="case_early_reason"):
        case_pieces.allow_early(session, case, "  ", cast.claire, NOW)
    case_pieces.allow_early(session, case, "Compression médullaire.", cast.claire, NOW)
    assert planned(session)[str(case.id)] == 0
    meetings.add_case(session, meeting, case, cast.sami, now=NOW)
    assert (case.early_reason, case.early_by) == ("Compression médullaire.", cast.claire)


def test_pieces_without_a_day_are_named_when_a_meeting_is_refused(session, cast, submit):
    case, meeting = submit({}), a_meeting(session, cast.board)
    with pytest.raises(RuleBroken) as refused:
        meetings.add_case(session, meeting, case, cast.sami, now=NOW)
    assert refused.value.facts == {"kinds": (K.IMAGING, K.PATHOLOGY)}
    case_pieces.allow_early(session, case, "Urgent.", cast.claire, NOW)
    case_pieces.wait_again(session, case, cast.claire)
    assert str(case.id) not in planned(session)


def test_only_the_chair_goes_without_pieces_and_nobody_once_the_patient_objects(cast, submit):
    case = submit({})
    may = {who: access.may_go_without_pieces(actor_of(who), case) for who in (cast.claire,)}
    assert may == {cast.claire: True}
    for other in (cast.sami, cast.odile, cast.stranger):
        assert not access.may_go_without_pieces(actor_of(other), case)
    assert access.may_follow_pieces(actor_of(cast.odile), case)
    assert not access.may_follow_pieces(actor_of(cast.stranger), case)


def test_a_case_from_a_table_has_the_pieces_that_its_day_implies(submit):
    ready, later = submit(), submit(ready_on=day(5), patient=replace(JEANNE, given_names="Ida"))
    assert {one.state for one in ready.pieces} == {S.RECEIVED}
    assert {(one.state, one.expected_on) for one in later.pieces} == {(S.AWAITED, day(5))}


def test_screening_is_awaited_of_the_aged_alone(submit):
    old = submit({}, patient=replace(JEANNE, birth_date=date(1944, 1, 9)))
    assert K.GERIATRIC in {one.kind for one in old.pieces}
    assert K.GERIATRIC not in {one.kind for one in submit({}).pieces}


def test_a_piece_that_the_case_does_not_wait_for_is_refused(session, cast, submit):
    with pytest.raises(RuleBroken, match="case_piece_unknown"):
        case_pieces.receive(session, submit({}), K.PHOTOGRAPHS, cast.odile, TODAY)


def test_who_told_the_patient_when_and_how_is_kept(submit):
    told = NoticeTold(by="Dr Odile Caron", on=day(-2), way=None)
    assert submit(told=told).notice_told == {
        "by": "Dr Odile Caron",
        "on": day(-2).isoformat(),
        "way": "",
    }
    assert submit(patient=replace(JEANNE, given_names="Ida")).notice_told is None


def test_the_last_minutes_of_a_meeting_are_kept_for_urgent_cases(session, cast, submit):
    cast.board.pieces, cast.board.reserve_minutes = [], 50
    meeting = a_meeting(session, cast.board)
    first = submit(patient=replace(JEANNE, given_names="Ida"))
    meetings.add_case(session, meeting, first, cast.sami, now=NOW)
    second = submit()
    with pytest.raises(RuleBroken, match="agenda_reserve"):
        meetings.add_case(session, meeting, second, cast.sami, now=NOW)
    second.is_urgent = True
    meetings.add_case(session, meeting, second, cast.sami, now=NOW)
    assert len(meetings.agenda(session, meeting)) == 2
