"""What a board is, the rules that it sets itself and the guidelines it follows."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.models import Board, Guideline
from rcp.domain import access
from rcp.domain.board import BoardKind, CommonBlock
from rcp.domain.board_rules import Afterwards, BoardRules, Period
from rcp.domain.readiness import NeededPiece, PieceKind, needed_pieces
from rcp.services import board_rules, guidelines
from rcp.web.access import requires
from rcp.web.boards import rules_forms as forms
from rcp.web.boards.pages import page, save
from rcp.web.cases.piece_words import piece_label
from rcp.web.database import db
from rcp.web.guidelines.wording import named
from rcp.web.identity import person

OLD_AGE = 75
"""From this age a frailty screening is expected of cancer cases (FRCP)."""
bp = Blueprint("rules", __name__, url_prefix="/<uuid:board_id>")


@bp.get("/identity")
@requires(access.may_edit_board)
def identity(board: Board) -> ResponseReturnValue:
    """What the board is and its numbers."""
    return page(board, _identity_form(board), _("Nature et identifiants"))


@bp.post("/identity")
@requires(access.may_edit_board)
def change_identity(board: Board) -> ResponseReturnValue:
    """Say what the board is, and give it its numbers."""
    form = _identity_form(board)
    return save(
        board,
        form,
        _("Nature et identifiants"),
        lambda: board_rules.change_identity(db(), board, _identity(form), by=person()),
    )


@bp.get("/rules")
@requires(access.may_edit_board)
def rules(board: Board) -> ResponseReturnValue:
    """The rules that the board sets itself."""
    return page(board, _rules_form(board), _("Règles"))


@bp.post("/rules")
@requires(access.may_edit_board)
def change_rules(board: Board) -> ResponseReturnValue:
    """Change the board's own rules."""
    form = _rules_form(board)
    return save(
        board,
        form,
        _("Règles"),
        lambda: board_rules.change_rules(db(), board, _rules(form), by=person()),
    )


@bp.get("/needs")
@requires(access.may_edit_board)
def needs(board: Board) -> ResponseReturnValue:
    """Which common questions and pieces the board asks for."""
    return page(board, _needs_form(board), _("Questions communes et pièces"))


@bp.post("/needs")
@requires(access.may_edit_board)
def change_needs(board: Board) -> ResponseReturnValue:
    """Ask for other common questions or pieces."""
    form = _needs_form(board)
    return save(
        board,
        form,
        _("Questions communes et pièces"),
        lambda: board_rules.change_needs(
            db(), board, CommonBlock(form.block.data), _needed(board, form), by=person()
        ),
    )


@bp.get("/guidelines")
@requires(access.may_edit_board)
def follow(board: Board) -> ResponseReturnValue:
    """Which guidelines and protocols the board follows."""
    return page(board, _guidelines_form(board), _("Référentiels et protocoles"))


@bp.post("/guidelines")
@requires(access.may_edit_board)
def change_guidelines(board: Board) -> ResponseReturnValue:
    """Put guidelines and protocols in force."""
    form = _guidelines_form(board)

    def change() -> None:
        chosen = set(form.guidelines.data or ())
        rows = [one for one in _choosable(board) if str(one.id) in chosen]
        guidelines.attach_to_board(db(), board, rows, by=person())

    return save(board, form, _("Référentiels et protocoles"), change)


def _identity_form(board: Board) -> forms.IdentityForm:
    form = forms.IdentityForm(obj=board)
    form.kind.choices = list(forms.kinds())
    return form


def _identity(form: forms.IdentityForm) -> board_rules.Identity:
    return board_rules.Identity(
        kind=BoardKind(form.kind.data),
        is_regulatory=bool(form.is_regulatory.data),
        network_number=form.network_number.data or "",
        holder_number=form.holder_number.data or "",
        national_number=form.national_number.data or "",
        finess=form.finess.data or "",
    )


def _rules_form(board: Board) -> forms.RulesForm:
    form = forms.RulesForm(obj=board.rules_in_force)
    form.afterwards.choices = list(forms.afterwards())
    form.per.choices = list(forms.periods())
    return form


def _rules(form: forms.RulesForm) -> BoardRules:
    return BoardRules(
        takes_urgent=bool(form.takes_urgent.data),
        afterwards=Afterwards(form.afterwards.data),
        meetings=form.meetings.data or 0,
        per=Period(form.per.data),
        waiting_days=form.waiting_days.data or 0,
        report_days=form.report_days.data or 0,
        takes_written=bool(form.takes_written.data),
    )


def _needs_form(board: Board) -> forms.NeedsForm:
    held = {one.kind: one for one in needed_pieces(board.pieces)}
    aged = held.get(PieceKind.GERIATRIC)
    form = forms.NeedsForm(
        data={
            "block": board.block.value,
            "pieces": [kind.value for kind in held],
            "geriatric_age": aged.from_age if aged else OLD_AGE,
        }
    )
    form.block.choices = list(forms.blocks())
    form.pieces.choices = [(kind.value, piece_label(kind)) for kind in PieceKind]
    return form


def _needed(board: Board, form: forms.NeedsForm) -> list[NeededPiece]:
    """The pieces ticked; an age that a file gave to another piece than the screening stays."""
    ages = {one.kind: one.from_age for one in needed_pieces(board.pieces)}
    ages[PieceKind.GERIATRIC] = form.geriatric_age.data or 0
    chosen = [PieceKind(one) for one in form.pieces.data or ()]
    return [NeededPiece(kind, ages.get(kind, 0)) for kind in chosen]


def _choosable(board: Board) -> list[Guideline]:
    """What is on offer, and what the board follows although it was withdrawn."""
    offered = guidelines.on_offer(db(), board.organization)
    return [*offered, *(one for one in board.guidelines if one not in offered)]


def _guidelines_form(board: Board) -> forms.GuidelinesForm:
    held = {"guidelines": [str(one.id) for one in board.guidelines]}
    form = forms.GuidelinesForm(data=held)
    form.guidelines.choices = [(str(one.id), named(one)) for one in _choosable(board)]
    return form
