"""The pieces that a case waits for, in a form: a state and a day for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, RadioField
from wtforms.validators import Optional, StopValidation

from rcp.db.models import CasePiece
from rcp.domain.errors import RuleBroken
from rcp.domain.readiness import NeededPiece, PieceKind, PieceState, PieceTold
from rcp.web.cases.choices import SelectChoice
from rcp.web.cases.piece_words import piece_label, piece_state_label
from rcp.web.day_field import DayField
from rcp.web.forms import PageForm
from rcp.web.sentences import sentence

PIECE = "piece_"
"""What the names of the fields of pieces begin with."""


@dataclass(frozen=True, slots=True)
class PieceRow:
    """A needed piece with its two fields."""

    needed: NeededPiece
    state: Field
    day: Field


class HasItsDay:
    """A piece that is awaited has a day."""

    def __call__(self, form: PageForm, field: Field) -> None:
        """Refuse an awaited piece without its day in a case that is handed in."""
        day = form[f"{field.name}_on"]
        is_awaited = field.data == PieceState.AWAITED.value
        if is_awaited and getattr(form, "is_submitting", True) and not (day.data or day.raw_data):
            raise StopValidation(sentence(RuleBroken("case_piece_day")))


def piece_fields(needed: Sequence[NeededPiece]) -> dict[str, Any]:  # unbound fields are untyped
    """The two fields of each piece, by name."""
    states = [SelectChoice(one.value, piece_state_label(one)) for one in _OFFERED]
    fields: dict[str, Any] = {}
    for one in needed:
        name = f"{PIECE}{one.kind.value}"
        label = piece_label(one.kind)
        fields[name] = RadioField(
            label, [Optional(), HasItsDay()], choices=states, default="", validate_choice=False
        )
        fields[f"{name}_on"] = DayField(_("Attendu le"), [Optional()])
    return fields


def pieces_form(needed: Sequence[NeededPiece]) -> type[PageForm]:
    """The form that tells where the pieces of a case stand."""
    return type("PiecesForm", (PageForm,), piece_fields(needed))


def rows_of(form: PageForm, needed: Sequence[NeededPiece]) -> list[PieceRow]:
    """The rows of a form that has these pieces."""
    return [
        PieceRow(one, form[f"{PIECE}{one.kind.value}"], form[f"{PIECE}{one.kind.value}_on"])
        for one in needed
    ]


def as_typed(pieces: Sequence[CasePiece]) -> dict[str, str | date | None]:
    """Known pieces as their fields would send them."""
    states = {f"{PIECE}{one.kind.value}": one.state.value for one in pieces}
    days = {f"{PIECE}{one.kind.value}_on": one.expected_on for one in pieces}
    return {**states, **days}


def told_in(form: PageForm, needed: Sequence[NeededPiece]) -> dict[PieceKind, PieceTold]:
    """What the form says of each piece; nothing chosen is still to be asked for."""
    known = {state.value for state in PieceState}
    told = {}
    for one in needed:
        name = f"{PIECE}{one.kind.value}"
        typed = form[name].data
        state = PieceState(typed) if typed in known else PieceState.TO_ASK
        told[one.kind] = PieceTold(one.kind, state, form[f"{name}_on"].data)
    return told


_OFFERED = (PieceState.RECEIVED, PieceState.AWAITED, PieceState.TO_ASK, PieceState.NOT_NEEDED)
