"""How a board is set: its days, its versions, its library, and its file that reads back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp import plain_yaml
from rcp.db.models import (
    Board,
    BoardEdition,
    Case,
    Guideline,
    MeetingState,
)
from rcp.domain.board import BoardKind, CommonBlock
from rcp.domain.board_rules import Afterwards, BoardRules, Period
from rcp.domain.calendar import LAST_WEEK, Cadence, DayDecision, Decided
from rcp.domain.case import CaseClass, CaseState
from rcp.domain.errors import NotAllowed, RuleBroken
from rcp.domain.guideline import GuidelineKind
from rcp.domain.readiness import NeededPiece, PieceKind
from rcp.services import (
    board_alerts,
    board_days,
    board_export,
    board_forms,
    board_history,
    board_rules,
    boards,
    case_forms,
    case_rules,
    cases,
    catalogue,
    guidelines,
)
from rcp.services.board_alerts import AlertKind
from rcp.services.guidelines import GuidelineDraft
from rcp.services.imports.boards import import_boards
from tests.factories import NOW, TODAY, Cast, a_case, a_meeting, a_room, ask

THURSDAY, NEXT = date(2026, 12, 3), date(2026, 12, 10)
SIZE = {"key": "taille", "label": "Taille", "kind": "number", "unit": "mm"}
SIDE = {"key": "cote", "label": "Côté", "kind": "choice", "options": ["D", "G"]}
DRAFT = GuidelineDraft(
    code="REF-SEIN",
    version="2026.1",
    kind=GuidelineKind.GUIDELINE,
    title="Référentiel régional du sein",
    dated_on=date(2026, 2, 1),
    pathway="Cancer du sein",
    url="https://reseau.example/sein",
)


@pytest.fixture
def board(session: Session, cast: Cast) -> Board:
    """Claire's board, from a template that exists, with everything that can be set."""
    catalogue.seed_catalogue(session)
    row = cast.board
    row.template_code, row.chair = "ONCO_SEIN", cast.claire
    room = a_room(session, cast.organization)
    habit = boards.Habit(
        Cadence.MONTHLY, 3, row.at, (1, 3, LAST_WEEK), room, "https://visio.example/a", TODAY
    )
    boards.change_habit(session, row, habit, by=cast.sami)
    numbers = ("RRC-1", "G-2", "N-3", "123456782")
    identity = board_rules.Identity(BoardKind.RCP_REFERRAL, True, *numbers)
    board_rules.change_identity(session, row, identity, by=cast.sami)
    pieces = [NeededPiece(PieceKind.IMAGING), NeededPiece(PieceKind.GERIATRIC, 75)]
    board_rules.change_needs(session, row, CommonBlock.PPCS, pieces, by=cast.sami)
    rules = BoardRules(False, Afterwards.REGISTERED, 3, Period.YEAR, 21, 5)
    board_rules.change_rules(session, row, rules, by=cast.sami)
    guideline, _new = guidelines.save(session, DRAFT, by=cast.sami)
    guidelines.attach_to_board(session, row, [guideline], by=cast.sami)
    board_forms.change_fields(session, row, [SIZE, SIDE], by=cast.sami)
    moved = Decided(DayDecision.MOVED, date(2026, 12, 4), "Congrès")
    board_days.decide(session, row, THURSDAY, moved, today=TODAY, by=cast.sami)
    return row


def refused(code: str):
    return pytest.raises(RuleBroken, match=code)


# Its file


def test_what_an_export_wrote_changes_nothing(session: Session, cast: Cast, board: Board) -> None:
    text = board_export.boards_to_yaml([board])
    report = import_boards(session, text.encode(), by=cast.sami, now=NOW)
    assert (report.kept, report.changed, report.faults) == (2, 0, ())
    assert board_export.boards_to_yaml([board]) == text


def test_a_board_made_from_the_file_of_another_is_its_twin(
    session: Session, cast: Cast, board: Board
) -> None:
    told = plain_yaml.load(board_export.boards_to_yaml([board]))
    told["boards"][0] |= {"code": "JUMELLE", "name": "RCP jumelle"}
    report = import_boards(session, plain_yaml.dump(told).encode(), by=cast.sami, now=NOW)
    twin = boards.by_code(session, "JUMELLE")
    assert report.faults == ()
    assert twin is not None
    assert board_export.board_mapping(twin) == told["boards"][0]
    assert [seat.group_code for seat in twin.seats] == ["chirurgien_sein", "oncologue"]
    assert twin.guidelines == board.guidelines


def test_what_a_file_leaves_out_stays(session: Session, cast: Cast, board: Board) -> None:
    told = plain_yaml.load(board_export.boards_to_yaml([board]))["boards"][0]
    kept = {name: told[name] for name in ("code", "template", "organization", "name", "cadence")}
    bare = plain_yaml.dump({"boards": [kept | {"rules": {"meetings": 4}}]})
    import_boards(session, bare.encode(), by=cast.sami, now=NOW)
    after = board_export.board_mapping(board)
    assert after["rules"] == told["rules"] | {"meetings": 4}
    for name in ("seats", "members", "identifiers", "guidelines", "fields", "days", "minutes"):
        assert after[name] == told[name], name


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"rules": {"meeting": 2}}, "rules.meeting", "entry_invalid"),
        ({"identifiers": {"rrc": "1"}}, "identifiers.rrc", "entry_invalid"),
        ({"identifiers": {"finess": "12"}}, "", "finess_length"),
        ({"guidelines": [{"code": "X", "version": "1"}]}, "guidelines.0", "guideline_unknown"),
        ({"days": [{"day": "2026-12-03", "decision": "moved"}]}, "days.0.moved_to", None),
        ({"days": [{"day": "2026-12-02", "decision": "called_off"}]}, "", "day_not_usual"),
        ({"days": [{"day": "demain", "decision": "called_off"}]}, "days.0.day", "day_format"),
        ({"fields": [SIZE, {**SIZE}]}, "", "field_key_twice"),
        ({"fields": [SIZE, {**SIDE, "kind": "x"}]}, "fields.1.kind", "entry_invalid"),
        ({"seats": [{"group": "dentiste"}]}, "", "group_unknown"),
        ({"minutes_per_case": {"rapide": 2}}, "minutes_per_case.rapide", "entry_invalid"),
        ({"weeks_of_month": [6]}, "weeks_of_month.0", "weeks_of_month"),
        ({"kind": "staff"}, "", "board_not_regulatory"),
        ({"pieces": [{"kind": "radio"}]}, "pieces.0.kind", "entry_invalid"),
        ({"block": "cancer"}, "block", "entry_invalid"),
        ({"first_on": "hier"}, "first_on", "day_format"),
    ],
)
def test_a_wrong_entry_names_its_path_and_nothing_of_the_board_changes(
    session: Session, cast: Cast, board: Board, change: dict[str, object], path: str, code: str
) -> None:
    told = plain_yaml.load(board_export.boards_to_yaml([board]))
    before = plain_yaml.dump(told)
    told["boards"][0] |= {"name": "Autre nom", **change}
    report = import_boards(session, plain_yaml.dump(told).encode(), by=cast.sami, now=NOW)
    (fault,) = report.faults
    assert fault.column == ".".join(part for part in ("boards.0", path) if part)
    assert fault.code == (code or "entry_invalid")
    assert fault.line
    session.refresh(board)
    assert board_export.boards_to_yaml([board]) == before


def test_a_coordinator_of_another_structure_changes_neither_board_nor_its_library(
    session: Session, cast: Cast, board: Board
) -> None:
    guidelines.save(session, replace_code("REF-CHEZ-NOUS", cast), by=cast.sami)
    text = board_export.boards_to_yaml([board])
    cast.stranger.grants[0].role = cast.sami.grants[0].role
    session.flush()
    report = import_boards(
        session, text.replace("RCP Sein", "RCP Prise").encode(), by=cast.stranger, now=NOW
    )
    assert [fault.code for fault in report.faults] == ["not_your_structure"]
    with pytest.raises(NotAllowed):
        guidelines.save(session, replace_code("REF-A-EUX", cast), by=cast.stranger)


def replace_code(code: str, cast: Cast) -> GuidelineDraft:
    told = {name: getattr(DRAFT, name) for name in DRAFT.__slots__}
    return GuidelineDraft(**told | {"code": code, "organization": cast.organization})


# Its versions


def test_an_edition_says_who_changed_what(session: Session, cast: Cast, board: Board) -> None:
    aged(session)
    boards.rename(session, board, "RCP Sein du soir", by=cast.claire)
    boards.change_minutes(session, board, minutes=90, per_case={}, reserve=10, by=cast.claire)
    newest, first = board_history.editions(session, board)
    assert newest.row.by is cast.claire
    assert newest.changes is not None
    assert {one.path[0] for one in newest.changes} == {"name", "minutes"}
    assert (first.row.by, first.changes) == (cast.sami, None)


def test_a_change_that_changes_nothing_or_is_undone_at_once_leaves_no_edition(
    session: Session, cast: Cast, board: Board
) -> None:
    aged(session)
    boards.rename(session, board, board.name, by=cast.claire)
    assert len(board_history.editions(session, board)) == 1


def test_a_new_form_leaves_cases_theirs(session: Session, cast: Cast, board: Board) -> None:
    filled = a_case(session, board, fields={"taille": 12})
    began = board.form.number
    board_forms.change_fields(session, board, [SIDE], by=cast.claire)
    assert (filled.form.number, board.form.number) == (began, began + 1)
    assert cases_asked(filled)[-2:] == ["taille", "cote"]
    assert board_forms.cases_by_form(session, board) == {began: 1}
    change = board_history.forms(session, board)[0]
    assert change.changes is not None
    assert [one.path for one in change.changes] == [("fields", "taille")]


def test_another_block_of_common_questions_is_a_new_version_of_the_form(
    session: Session, cast: Cast, board: Board
) -> None:
    filled = a_case(session, board)
    asked, number = cases_asked(filled), board.form.number
    board_rules.change_needs(session, board, CommonBlock.NONE, [], by=cast.sami)
    assert (board.form.number, board.form.common) == (number + 1, [])
    assert cases_asked(filled) == asked
    assert len(asked) > len(board.form.questions)


def cases_asked(case: Case) -> list[str]:
    return [spec.key for spec in case_forms.fields_of(case)]


def aged(session: Session) -> None:
    """The editions known so far are an hour old."""
    for row in session.scalars(select(BoardEdition)):
        row.created_at -= timedelta(hours=1)
    session.flush()


# Its rules and its library


def test_a_board_is_told_where_it_falls_behind_its_own_rules(session: Session, cast: Cast) -> None:
    board, now = cast.board, NOW
    rules = BoardRules(meetings=2, per=Period.MONTH, waiting_days=20)
    board_rules.change_rules(session, board, rules, by=cast.sami)
    assert board_alerts.alerts(session, board, now) == []
    a_meeting(session, board, starts_at=now - timedelta(days=92), state=MeetingState.HELD)
    a_case(session, board, submitted_at=now - timedelta(days=21))
    a_case(session, board, submitted_at=now - timedelta(days=19))
    rhythm, waiting = board_alerts.alerts(session, board, now)
    assert (rhythm.kind, rhythm.count, rhythm.expected) == (AlertKind.RHYTHM, 1, 6)
    assert (waiting.kind, waiting.count, waiting.days) == (AlertKind.WAITING, 1, 20)


def test_a_case_is_registered_under_a_guideline_with_its_version(
    session: Session, cast: Cast
) -> None:
    row, _new = guidelines.save(session, DRAFT, by=cast.sami)
    case = a_case(session, cast.board, state=CaseState.SUBMITTED)
    with refused("case_guideline_missing"):
        cases.accept(session, case, CaseClass.REGISTERED, False, by=cast.sami)
    with refused("case_urgent_discussed"):
        cases.accept(session, case, CaseClass.REGISTERED, True, by=cast.sami, guideline=row)
    cases.accept(session, case, CaseClass.REGISTERED, False, by=cast.sami, guideline=row)
    assert (case.state, case.guideline) == (CaseState.TO_REGISTER, row)
    cast.board.rules = {"afterwards": "registered"}
    cases.accept(session, case, CaseClass.REGISTERED, True, by=cast.sami)
    assert case.guideline is row


def test_a_board_that_takes_no_urgent_case_refuses_them(session: Session, cast: Cast) -> None:
    case_rules.require_urgency_taken(cast.board, is_urgent=True)
    board_rules.change_rules(session, cast.board, BoardRules(takes_urgent=False), by=cast.sami)
    case_rules.require_urgency_taken(cast.board, is_urgent=False)
    with refused("case_urgent_refused"):
        case_rules.require_urgency_taken(cast.board, is_urgent=True)


def test_a_newer_version_is_pointed_out_until_it_is_in_force(session: Session, cast: Cast) -> None:
    old, _new = guidelines.save(session, DRAFT, by=cast.sami)
    guidelines.attach_to_board(session, cast.board, [old], by=cast.sami)
    assert guidelines.newer_versions(session, cast.board) == {}
    told = {name: getattr(DRAFT, name) for name in DRAFT.__slots__}
    later = GuidelineDraft(**told | {"version": "2026.2", "dated_on": date(2026, 9, 1)})
    new, _new = guidelines.save(session, later, by=cast.sami)
    assert guidelines.newer_versions(session, cast.board) == {old.id: new}
    guidelines.attach_to_board(session, cast.board, [new], by=cast.sami)
    assert guidelines.newer_versions(session, cast.board) == {}
    with refused("guideline_twice"):
        guidelines.save(session, later, by=cast.sami)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"code": "é è"}, "guideline_code"),
        ({"version": " "}, "guideline_version"),
        ({"title": ""}, "guideline_title"),
        ({"dated_on": date(26, 1, 1)}, "guideline_date"),
        ({"url": "javascript:alert(1)"}, "guideline_url"),
        ({"text": "x" * 20_001}, "guideline_text_long"),
    ],
)
def test_an_entry_that_nobody_could_follow_is_refused(
    session: Session, cast: Cast, change: dict[str, object], code: str
) -> None:
    told = {name: getattr(DRAFT, name) for name in DRAFT.__slots__}
    with refused(code):
        guidelines.save(session, GuidelineDraft(**told | change), by=cast.sami)
    assert session.scalars(select(Guideline)).all() == []


def test_a_board_follows_no_entry_of_another_structure(session: Session, cast: Cast) -> None:
    elsewhere = cast.stranger.roles[0].organization
    row = Guideline(**{name: getattr(DRAFT, name) for name in DRAFT.__slots__})
    row.organization = elsewhere
    session.add(row)
    session.flush()
    assert guidelines.on_offer(session, cast.organization) == []
    with refused("guideline_elsewhere"):
        guidelines.attach_to_board(session, cast.board, [row], by=cast.sami)
    ask(cast.board, SIZE)
    with refused("guideline_elsewhere"):
        guidelines.attach_to_case(session, a_case(session, cast.board), [row], by=cast.sami)
