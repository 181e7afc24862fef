"""What a file may set about a board beyond its rhythm and people; what it leaves out stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeAlias

from sqlalchemy.orm import Session

from rcp.db.models import Board, BoardDay, Practitioner
from rcp.domain.board import BoardKind, CommonBlock
from rcp.domain.board_rules import rules_from
from rcp.domain.calendar import DayDecision
from rcp.domain.case import CaseClass
from rcp.domain.entries import Entries, Remedy
from rcp.domain.readiness import needed_pieces
from rcp.services import board_days, board_forms, board_rules, board_seats, boards, guidelines
from rcp.services.board_seats import SeatDraft
from rcp.services.imports.report import RowRefused
from rcp.services.imports.yaml_text import day_of, entries_of, optional

SETTINGS = (
    *("name_en", "kind", "regulatory", "block", "pieces", "minutes", "reserve", "minutes_per_case"),
    *("min_specialties", "seats", "identifiers", "rules", "guidelines", "days", "fields"),
)
_IDENTIFIERS = ("network", "holder", "national", "finess")


def take_settings(
    session: Session, board: Board, entries: Entries, by: Practitioner | None
) -> list[bool]:
    """Set what the entries mention; of each subject, whether anything changed."""
    told = entries.mapping.keys()
    return [take(session, board, entries, by) for names, take in _TAKERS if told & names]


def _take_name(session: Session, board: Board, entries: Entries, by: Practitioner | None) -> bool:
    return boards.rename(session, board, board.name, optional(entries, "name_en"), by=by)


def _take_identity(
    session: Session, board: Board, entries: Entries, by: Practitioner | None
) -> bool:
    return board_rules.change_identity(session, board, _identity(board, entries), by=by)


def _take_rules(session: Session, board: Board, entries: Entries, by: Practitioner | None) -> bool:
    where = entries.where("rules")
    rules = rules_from(entries.mapping["rules"], board.rules_in_force, where)
    return board_rules.change_rules(session, board, rules, by=by)


def _take_fields(session: Session, board: Board, entries: Entries, by: Practitioner | None) -> bool:
    fields = [item for _, item in entries.items("fields")]
    where = entries.where("fields")
    return board_forms.change_fields(session, board, fields, by=by, path=where)


def _identity(board: Board, entries: Entries) -> board_rules.Identity:
    held = Entries.of(entries.mapping.get("identifiers", {}), entries.where("identifiers"))
    held.only(_IDENTIFIERS)
    columns = (board.network_number, board.holder_number, board.national_number, board.finess)
    numbers = [
        optional(held, name) if name in held.mapping else column
        for name, column in zip(_IDENTIFIERS, columns, strict=True)
    ]
    return board_rules.Identity(
        entries.choice("kind", BoardKind, BoardKind(board.kind)),
        entries.flag("regulatory", default=board.is_regulatory),
        *numbers,
    )


def _take_needs(session: Session, board: Board, entries: Entries, by: Practitioner | None) -> bool:
    where = entries.where("pieces")
    pieces = needed_pieces(entries.mapping.get("pieces", board.pieces), where)
    block = entries.choice("block", CommonBlock, board.block)
    return board_rules.change_needs(session, board, block, pieces, by=by)


def _take_minutes(
    session: Session, board: Board, entries: Entries, by: Practitioner | None
) -> bool:
    where = entries.where("minutes_per_case")
    classes = Entries.of(entries.mapping.get("minutes_per_case", {}), where)
    classes.only(CaseClass)
    return boards.change_minutes(
        session,
        board,
        minutes=entries.whole_number("minutes", board.minutes, minimum=1),
        per_case={
            kind: classes.whole_number(kind, minimum=1)
            for kind in CaseClass
            if kind in classes.mapping
        },
        reserve=entries.whole_number("reserve", board.reserve_minutes),
        by=by,
    )


def _take_seats(session: Session, board: Board, entries: Entries, by: Practitioner | None) -> bool:
    drafts = [SeatDraft(s.group_code, s.minimum, s.is_mandatory) for s in board.seats]
    if "seats" in entries.mapping:
        drafts = [_seat(one) for one in entries_of(entries, "seats")]
    count = entries.whole_number("min_specialties", board.min_specialties)
    return board_seats.set_seats(session, board, drafts, count, by=by)


def _seat(entries: Entries) -> SeatDraft:
    entries.only(("group", "minimum", "mandatory"))
    return SeatDraft(
        entries.text("group"),
        entries.whole_number("minimum", 1, minimum=1),
        entries.flag("mandatory", default=True),
    )


def _take_guidelines(
    session: Session, board: Board, entries: Entries, by: Practitioner | None
) -> bool:
    rows = []
    for one in entries_of(entries, "guidelines"):
        one.only(("code", "version"))
        code, version = one.text("code"), one.text("version")
        found = guidelines.by_version(session, code, version)
        if found is None:
            raise RowRefused(one.path, "guideline_unknown", guideline=code, version=version)
        rows.append(found)
    return guidelines.attach_to_board(session, board, rows, by=by)


def _take_days(session: Session, board: Board, entries: Entries, by: Practitioner | None) -> bool:
    """The decisions of a file as they are: some are of days long past."""
    wanted = {one.usual_on: one for one in map(_day, entries_of(entries, "days"))}
    return board_days.replace_all(session, board, wanted, by=by)


def _day(entries: Entries) -> BoardDay:
    entries.only(("day", "decision", "moved_to", "reason"))
    decision = entries.choice("decision", DayDecision)
    moved_to: date | None = day_of(entries, "moved_to")
    if (decision is DayDecision.MOVED) is (moved_to is None):
        entries.refuse("moved_to", Remedy.REMOVE if moved_to else Remedy.ADD)
    return BoardDay(
        usual_on=day_of(entries, "day") or entries.refuse("day", Remedy.ADD),
        decision=decision,
        moved_to=moved_to,
        reason=optional(entries, "reason"),
    )


_Take: TypeAlias = Callable[[Session, Board, Entries, Practitioner | None], bool]
_TAKERS: Sequence[tuple[frozenset[str], _Take]] = (
    (frozenset({"name_en"}), _take_name),
    (frozenset({"kind", "regulatory", "identifiers"}), _take_identity),
    (frozenset({"block", "pieces"}), _take_needs),
    (frozenset({"minutes", "reserve", "minutes_per_case"}), _take_minutes),
    (frozenset({"seats", "min_specialties"}), _take_seats),
    (frozenset({"rules"}), _take_rules),
    (frozenset({"guidelines"}), _take_guidelines),
    (frozenset({"days"}), _take_days),
    (frozenset({"fields"}), _take_fields),
)
