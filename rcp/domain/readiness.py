"""What a case needs before it can be heard, and from which day it can.

One decision in eight is put off because imaging or pathology is missing: each piece has a state
and, while it is awaited, the day on which it is expected.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rcp.domain.entries import Entries, Remedy


class PieceKind(StrEnum):
    """A piece without which a board does not decide."""

    IMAGING = "imaging"
    PATHOLOGY = "pathology"
    BIOLOGY = "biology"
    MOLECULAR = "molecular"
    OPERATION_REPORT = "operation_report"
    GERIATRIC = "geriatric"
    FUNCTION_TESTS = "function_tests"
    MEDICINES = "medicines"
    ASSESSMENT = "assessment"
    PHOTOGRAPHS = "photographs"
    LETTER = "letter"


class PieceState(StrEnum):
    """Where a piece stands."""

    TO_ASK = "to_ask"
    AWAITED = "awaited"
    RECEIVED = "received"
    NOT_NEEDED = "not_needed"

    @property
    def is_settled(self) -> bool:
        """Whether nothing has to be waited for."""
        return self in {PieceState.RECEIVED, PieceState.NOT_NEEDED}


@dataclass(frozen=True, slots=True)
class NeededPiece:
    """A piece that a board needs of every case, or only of patients from an age (full years)."""

    kind: PieceKind
    from_age: int = 0


@dataclass(frozen=True, slots=True)
class PieceTold:
    """Where a piece of a case stands; `expected_on` is the day on which it should be there."""

    kind: PieceKind
    state: PieceState = PieceState.TO_ASK
    expected_on: date | None = None

    def is_lacking(self, today: date) -> bool:
        """Whether nobody can say when it will be there: no day, or a day that has passed."""
        if self.state.is_settled:
            return False
        return self.expected_on is None or self.expected_on < today


def needed_pieces(written: object, path: str = "pieces") -> tuple[NeededPiece, ...]:
    """The pieces that a board needs, as an administrator wrote them.

    Raises RuleBroken `entry_invalid` (facts: path, remedy, sometimes allowed), see entries.
    """
    listed = Entries({path: written})
    pieces = tuple(_needed(Entries.of(item, where)) for where, item in listed.items(path))
    if len({piece.kind for piece in pieces}) < len(pieces):
        listed.refuse(path, Remedy.MAKE_UNIQUE)
    return pieces


def needed_at(pieces: Iterable[NeededPiece], age: int | None) -> tuple[PieceKind, ...]:
    """Which pieces are needed of a patient of this age."""
    return tuple(one.kind for one in pieces if not one.from_age or (age or 0) >= one.from_age)


def lacking(pieces: Iterable[PieceTold], today: date) -> tuple[PieceTold, ...]:
    """The pieces that keep a case from planning: nobody can say when they will be there."""
    return tuple(one for one in pieces if one.is_lacking(today))


def ready_on(pieces: Sequence[PieceTold], not_before: date) -> date:
    """The day on which the last awaited piece is expected, and never before `not_before`."""
    awaited = (one.expected_on for one in pieces if not one.state.is_settled)
    return max([not_before, *(day for day in awaited if day)])


def _needed(entries: Entries) -> NeededPiece:
    entries.only(("kind", "from_age"))
    return NeededPiece(entries.choice("kind", PieceKind), entries.whole_number("from_age", 0))


def piece_mapping(piece: NeededPiece) -> dict[str, object]:
    """The piece as `needed_pieces` reads it."""
    age = {"from_age": piece.from_age} if piece.from_age else {}
    return {"kind": piece.kind.value, **age}
