"""A case is ready when its last piece is there, and nobody plans it before."""

from datetime import date, timedelta

import pytest

from rcp.domain.errors import RuleBroken
from rcp.domain.readiness import (
    PieceKind,
    PieceState,
    PieceTold,
    lacking,
    needed_at,
    needed_pieces,
    piece_mapping,
    ready_on,
)

TODAY = date(2026, 11, 23)
SOON, LATER = TODAY + timedelta(days=3), TODAY + timedelta(days=9)
K, S = PieceKind, PieceState
NEEDED = [{"kind": "imaging"}, {"kind": "pathology"}, {"kind": "geriatric", "from_age": 75}]


@pytest.mark.parametrize(("age", "geriatric"), [(74, False), (75, True), (None, False)])
def test_geriatric_screening_is_needed_from_75(age, geriatric):
    kinds = needed_at(needed_pieces(NEEDED), age)
    assert (K.GERIATRIC in kinds) is geriatric
    assert {K.IMAGING, K.PATHOLOGY} <= set(kinds)


def test_needed_pieces_written_and_read_again_are_the_same():
    pieces = needed_pieces(NEEDED)
    assert needed_pieces([piece_mapping(one) for one in pieces]) == pieces


@pytest.mark.parametrize(
    "written",
    ["imaging", [{"kind": "x"}], [{"kind": "imaging"}] * 2, [{"kind": "imaging", "age": 75}], [1]],
)
def test_pieces_that_make_no_sense_are_refused(written):
    with pytest.raises(RuleBroken, match="entry_invalid"):
        needed_pieces(written)


def test_a_case_is_ready_when_its_last_awaited_piece_is_expected():
    told = [
        PieceTold(K.IMAGING, S.AWAITED, LATER),
        PieceTold(K.PATHOLOGY, S.AWAITED, SOON),
        PieceTold(K.BIOLOGY, S.RECEIVED, LATER + timedelta(days=30)),
        PieceTold(K.LETTER, S.TO_ASK),
    ]
    assert ready_on(told, TODAY) == LATER
    assert ready_on(told[1:2], LATER) == LATER
    assert ready_on([], TODAY) == TODAY


@pytest.mark.parametrize(
    ("piece", "lacks"),
    [
        (PieceTold(K.IMAGING), True),
        (PieceTold(K.IMAGING, S.AWAITED), True),
        (PieceTold(K.IMAGING, S.AWAITED, TODAY - timedelta(days=1)), True),
        (PieceTold(K.IMAGING, S.AWAITED, TODAY), False),
        (PieceTold(K.IMAGING, S.AWAITED, LATER), False),
        (PieceTold(K.IMAGING, S.RECEIVED), False),
        (PieceTold(K.IMAGING, S.NOT_NEEDED), False),
    ],
)
def test_a_piece_lacks_when_nobody_can_say_when_it_will_be_there(piece, lacks):
    assert bool(lacking([piece], TODAY)) is lacks
