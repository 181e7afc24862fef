"""A board is set on screen: its days, rules, numbers, guidelines; who changed what is shown."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.base import utc_now
from rcp.db.models import BoardEdition, Closure, Guideline
from rcp.domain.calendar import Cadence, DayDecision
from rcp.domain.case import CaseState
from rcp.services import board_export, board_forms, boards
from tests.factories import Cast, a_case, ask
from tests.web.conftest import Browse

GUIDELINE = {
    "kind": "guideline",
    "title": "Référentiel du sein",
    "pathway": "Cancer du sein",
    "code": "REF-SEIN",
    "version": "2026.1",
    "dated_on": "2026-02-01",
    "organization": "",
}


@pytest.fixture
def thursday(session: Session, cast: Cast) -> date:
    """The next Thursday but one, on which the structure is closed."""
    today = utc_now().date()
    day = today + timedelta(days=(3 - today.weekday()) % 7 + 7)
    cast.organization.closures.append(Closure(day=day, reason="Travaux"))
    session.flush()
    return day


def test_a_skipped_date_is_moved_to_a_nearby_day(
    browse: Browse, cast: Cast, thursday: date
) -> None:
    site, board = browse.as_(cast.sami), cast.board
    page = site.get("boards.days.index", board_id=board.id)
    assert "Pas de séance ce jour-là" in page.text
    assert "Travaux" in page.text
    site.get("boards.days.show", board_id=board.id, day=thursday.isoformat())
    tuesday = thursday + timedelta(days=5)
    told = {"decision": "moved", "near": "", "other": tuesday.isoformat(), "reason": "Pont"}
    site.post("boards.days.decide", told, board_id=board.id, day=thursday.isoformat())
    known = board.decided_days[thursday]
    assert (known.decision, known.moved_to, known.reason) == (DayDecision.MOVED, tuesday, "Pont")
    assert "Déplacée au" in site.get("boards.show", board_id=board.id).text
    refused = site.post(
        "boards.days.decide",
        {**told, "other": thursday.isoformat()},
        board_id=board.id,
        day=thursday.isoformat(),
        expect=422,
    )
    assert "Travaux" in refused.form_errors[0]
    usual = {"decision": "as_usual", "near": "", "other": "", "reason": ""}
    site.post("boards.days.decide", usual, board_id=board.id, day=thursday.isoformat())
    assert board.decided_days == {}


@pytest.mark.parametrize("day", ["hier", "2026-12-04"])
def test_a_day_that_is_none_of_the_boards_is_not_there(
    browse: Browse, cast: Cast, day: str
) -> None:
    browse.as_(cast.sami).get("boards.days.show", board_id=cast.board.id, day=day, expect=404)


@pytest.mark.parametrize(
    ("cadence", "weeks", "said"),
    [
        (Cadence.MONTHLY, (3, 1), "1er et 3e jeudi du mois à 12:30"),
        (Cadence.MONTHLY, (-1,), "Dernier jeudi du mois à 12:30"),
        (Cadence.TWO_MONTHLY, (2,), "2e jeudi, un mois sur deux, à 12:30"),
        (Cadence.FORTNIGHTLY, (1,), "Une semaine sur deux, jeudi à 12:30"),
    ],
)
def test_the_cadence_is_told_in_words(
    browse: Browse,
    session: Session,
    cast: Cast,
    cadence: Cadence,
    weeks: tuple[int, ...],
    said: str,
) -> None:
    habit = boards.Habit(cadence, 3, cast.board.at, weeks)
    boards.change_habit(session, cast.board, habit, by=cast.sami)
    assert said in browse.as_(cast.sami).get("boards.show", board_id=cast.board.id).text


def test_rules_numbers_and_guidelines_are_set_and_their_history_is_read(
    browse: Browse, session: Session, cast: Cast
) -> None:
    site, board = browse.as_(cast.sami), cast.board
    boards.rename(session, board, "RCP du début", by=cast.claire)
    for edition in session.scalars(select(BoardEdition)):
        edition.created_at -= timedelta(hours=1)
    identity = {"kind": "rcp_rare", "is_regulatory": "y", "network_number": "RRC-1"}
    site.post(
        "boards.rules.change_identity", {**identity, "finess": "123456783"}, board_id=board.id
    )
    rules = {"afterwards": "registered", "meetings": 3, "per": "year"}
    days = {"waiting_days": 21, "report_days": 5}
    site.post("boards.rules.change_rules", {**rules, **days}, board_id=board.id)
    needs = {"block": "frcp", "pieces": ["imaging", "geriatric"], "geriatric_age": 75}
    site.post("boards.rules.change_needs", needs, board_id=board.id)
    site.post("guidelines.create", GUIDELINE)
    row = session.scalars(select(Guideline)).one()
    chosen = {"guidelines": [str(row.id)]}
    site.post("boards.rules.change_guidelines", chosen, board_id=board.id)
    page = site.get("boards.show", board_id=board.id).text
    for said in (
        "RRC-1",
        "clé douteuse",
        "refusés",
        "3 séances par an",
        "Référentiel du sein",
        "Dépistage gériatrique dès 75 ans",
    ):
        assert said in page, said
    told = site.get("boards.history.index", board_id=board.id).text
    for said in ("Sami Kaddour", "Nature", "RCP cancers rares", "REF-SEIN 2026.1", "Première"):
        assert said in told, said


def test_the_versions_of_a_form_are_told_apart_and_a_case_keeps_its_own(
    browse: Browse, session: Session, cast: Cast
) -> None:
    site, board = browse.as_(cast.sami), cast.board
    ask(board, {"key": "ct", "label": "Stade clinique", "kind": "text"})
    session.flush()
    case = a_case(session, board, referrer=cast.odile, fields={"ct": "cT2"})
    nodes = {"key": "cn", "label": "Ganglions", "kind": "text"}
    board_forms.change_fields(session, board, [nodes], by=cast.sami)
    page = site.get("boards.history.forms", board_id=board.id).text
    for said in ("Version 3", "Ganglions", "Stade clinique", "1 dossier"):
        assert said in page, said
    assert "champ:ct" in site.get("boards.history.form", board_id=board.id, number="2").text
    site.get("boards.history.form", board_id=board.id, number="9", expect=404)
    read = browse.as_(cast.odile).get("cases.show", case_id=case.id).text
    assert "Stade clinique" in read
    assert "Ganglions" not in read


def test_a_board_is_taken_away_as_the_file_that_comes_back(
    browse: Browse, session: Session, cast: Cast
) -> None:
    answer = browse.as_(cast.sami).answer("GET", "boards.history.export", board_id=cast.board.id)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.get_data(as_text=True) == board_export.boards_to_yaml([cast.board])
    everything = browse.as_(cast.stranger).answer("GET", "boards.history.export_all")
    assert everything.status_code == 403


def test_a_case_is_sorted_to_register_under_the_guideline_in_force(
    browse: Browse, session: Session, cast: Cast
) -> None:
    site = browse.as_(cast.sami)
    case = a_case(session, cast.board, referrer=cast.odile, state=CaseState.SUBMITTED)
    decision = {"one": f"enregistre:{case.id}"}
    refused = site.post("cases.sort_out", decision, expect=422)
    assert "référentiel" in refused.text
    site.post("guidelines.create", GUIDELINE)
    row = session.scalars(select(Guideline)).one()
    site.post(
        "boards.rules.change_guidelines", {"guidelines": [str(row.id)]}, board_id=cast.board.id
    )
    offered = site.get("cases.triage").elements("select", name=f"guideline-{case.id}")
    assert len(offered) == 1
    site.post("cases.sort_out", {**decision, f"guideline-{case.id}": str(row.id)})
    session.refresh(case)
    assert (case.state, case.guideline_id) == (CaseState.TO_REGISTER, row.id)
    page = browse.as_(cast.odile).get("cases.show", case_id=case.id).text
    assert "Référentiel du sein, version 2026.1" in page
    assert "Situation standard" in page


def test_its_referrer_attaches_a_protocol_to_a_case_and_an_invited_colleague_does_not(
    browse: Browse, session: Session, cast: Cast
) -> None:
    case = a_case(session, cast.board, referrer=cast.odile)
    browse.as_(cast.sami).post("guidelines.create", {**GUIDELINE, "kind": "protocol"})
    row = session.scalars(select(Guideline)).one()
    chosen = {"guidelines": [str(row.id)]}
    browse.as_(cast.stranger).post("guidelines.attach", chosen, case_id=case.id, expect=403)
    browse.as_(cast.odile).post("guidelines.attach", chosen, case_id=case.id)
    session.refresh(case)
    assert case.guidelines == [row]


def test_the_library_refuses_what_cannot_be_followed_and_prepares_the_next_version(
    browse: Browse, session: Session, cast: Cast
) -> None:
    site = browse.as_(cast.sami)
    bad = site.post("guidelines.create", {**GUIDELINE, "url": "javascript:x"}, expect=422)
    assert bad.form_errors
    site.post("guidelines.create", GUIDELINE)
    row = session.scalars(select(Guideline)).one()
    page = site.get("guidelines.new_version", guideline_id=row.id)
    assert [one.get("value") for one in page.elements("input", name="code")] == ["REF-SEIN"]
    site.post("guidelines.create", GUIDELINE, expect=422)
    site.post("guidelines.change", {**GUIDELINE, "is_withdrawn": "y"}, guideline_id=row.id)
    session.refresh(row)
    assert row.is_withdrawn
    assert "Retiré" in browse.as_(cast.odile).get("guidelines.index").text
    browse.as_(cast.odile).get("guidelines.edit", guideline_id=row.id, expect=403)
