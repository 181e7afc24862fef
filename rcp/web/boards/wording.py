"""A board in words: its rhythm, its seats, its dates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from babel.dates import get_day_names
from babel.lists import format_list
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from rcp.db.models import Board, BoardForm, BoardTemplate, Practitioner
from rcp.domain.calendar import LAST_WEEK, Cadence
from rcp.domain.case import CaseClass
from rcp.domain.fields import field_from_mapping
from rcp.domain.readiness import NeededPiece, needed_pieces
from rcp.services import board_seats, specialties
from rcp.web.boards import rules_forms
from rcp.web.cases.piece_words import piece_label
from rcp.web.languages import language


def weekday_name(weekday: int) -> str:
    """« mardi »."""
    return str(get_day_names("wide", locale=language())[weekday])


def template_name(template: BoardTemplate) -> str:
    """The name of a ready-made board, in the reader's language."""
    english = str(template.content.get("name_en") or "")
    return english if english and language() == "en" else template.name


def rhythm(board: Board) -> str:
    """« 1er et 3e jeudi du mois à 12:30 »."""
    told = {"day": weekday_name(board.weekday), "hour": f"{board.at:%H:%M}"}
    weeks = format_list([nth(week) for week in _in_order(board.weeks_of_month)], locale=language())
    sentences = {
        Cadence.ON_DEMAND: lambda: _("À la demande"),
        Cadence.WEEKLY: lambda: _("Chaque semaine, %(day)s à %(hour)s", **told),
        Cadence.FORTNIGHTLY: lambda: _("Une semaine sur deux, %(day)s à %(hour)s", **told),
        Cadence.MONTHLY: lambda: _("%(weeks)s %(day)s du mois à %(hour)s", weeks=weeks, **told),
        Cadence.TWO_MONTHLY: lambda: _(
            "%(weeks)s %(day)s, un mois sur deux, à %(hour)s", weeks=weeks, **told
        ),
        Cadence.QUARTERLY: lambda: _(
            "%(weeks)s %(day)s, tous les trois mois, à %(hour)s", weeks=weeks, **told
        ),
    }
    said = sentences[board.cadence]()
    return said[:1].upper() + said[1:]


def _in_order(weeks: Iterable[int]) -> list[int]:
    """The last week of the month comes last."""
    return sorted(weeks, key=lambda week: (week == LAST_WEEK, week))


def nth(week: int) -> str:
    """« 1er », « dernier »."""
    return {
        1: _("1er"),
        2: _("2e"),
        3: _("3e"),
        4: _("4e"),
        5: _("5e"),
        LAST_WEEK: _("dernier"),
    }[week]


def groups(session: Session) -> dict[str, str]:
    """The specialty groups by code, in the reader's language."""
    return {group.code: group.label_in(language()) for group in specialties.groups(session)}


def seats(session: Session, board: Board) -> list[dict[str, Any]]:
    """The seats as the page prints them. Any: what a template prints."""
    labels, pools = groups(session), board_seats.pools(session, board)
    return [
        {
            "group": seat.group_code,
            "label": labels.get(seat.group_code, seat.group_code),
            "minimum": seat.minimum,
            "mandatory": seat.is_mandatory,
            "members": [m.practitioner.name for m in seat.members if not m.is_deputy],
            "deputies": [m.practitioner.name for m in seat.members if m.is_deputy],
            "misfits": _misfits([m.practitioner for m in seat.members], pools[seat.group_code]),
            "pool": len(pools[seat.group_code]),
        }
        for seat in board.seats
    ]


def _misfits(named: list[Practitioner], pool: list[Practitioner]) -> list[str]:
    """Those named for a seat whose qualification does not belong to it."""
    able = {person.id for person in pool}
    return [person.name for person in named if person.id not in able]


def minutes(board: Board) -> list[tuple[str, int]]:
    """(what, minutes) of the meeting and of each class of case."""
    classes = [
        (class_name(kind), board.minutes_per_case[kind.value])
        for kind in CaseClass
        if kind.value in board.minutes_per_case
    ]
    return [
        (_("Séance"), board.minutes),
        (_("Réserve pour les urgences"), board.reserve_minutes),
        *classes,
    ]


def class_name(kind: CaseClass) -> str:
    """A class of cases, as durations name it."""
    return {
        CaseClass.REGISTERED: _("Dossier à enregistrer"),
        CaseClass.STANDARD: _("Dossier à discuter"),
        CaseClass.COMPLEX: _("Dossier complexe"),
    }[kind]


def needs(board: Board) -> list[tuple[str, str]]:
    """The common questions and the pieces that the board asks for."""
    pieces = [_piece(one) for one in needed_pieces(board.pieces)]
    return [
        (_("Questions communes"), dict(rules_forms.blocks())[board.block.value]),
        (_("Pièces demandées"), ", ".join(pieces)),
    ]


def _piece(piece: NeededPiece) -> str:
    label = piece_label(piece.kind)
    if not piece.from_age:
        return label
    return _("%(piece)s dès %(age)s ans", piece=label, age=piece.from_age)


def fields(form: BoardForm) -> list[dict[str, Any]]:
    """What a case must tell. Any: what a template prints."""
    specs = [field_from_mapping(mapping) for mapping in form.questions]
    return [
        {
            "label": spec.label_in(language()),
            "key": spec.key,
            "required": spec.required,
            "unit": spec.unit_in(language()),
            "options": ", ".join(option.label_in(language()) for option in spec.options),
        }
        for spec in specs
    ]
