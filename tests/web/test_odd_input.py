"""Whatever is typed or pasted is answered in words, never with a page of excuses."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from rcp.db.models import Case
from rcp.domain.case import CaseState
from rcp.services.imports.cases import import_cases
from rcp.services.imports.report import ImportReport
from rcp.services.planning.situation import situation
from tests import factories
from tests.factories import NOW, TODAY, Cast
from tests.web.conftest import Browse

ENDLESS = "9" * 5_000
TOO_FAR = ("0001-01-01", "0026-11-30", "9999-12-31")


@pytest.fixture
def cast(session: Session) -> Cast:
    return factories.a_cast(session)


@pytest.mark.parametrize("day", TOO_FAR)
def test_a_meeting_is_not_moved_to_a_day_that_is_a_slip_of_the_pen(
    browse: Browse, session: Session, cast: Cast, day: str
) -> None:
    meeting = factories.a_meeting(session, cast.board)
    typed = {"day": day, "at": "12:30", "room": ""}
    browse.as_(cast.sami).post("meetings.move", typed, meeting_id=meeting.id, expect=422)


@pytest.mark.parametrize("day", TOO_FAR)
@pytest.mark.parametrize("field", ["ready_on", "due_on"])
def test_a_case_is_not_due_on_a_day_that_no_plan_can_reckon_with(
    browse: Browse, session: Session, cast: Cast, field: str, day: str
) -> None:
    case = factories.a_case(session, cast.board, referrer=cast.odile, state=CaseState.DRAFT)
    page = browse.as_(cast.odile).post(
        "cases.update", {field: day, "version": str(case.version)}, case_id=case.id, expect=422
    )
    assert any(f"#{field}" in link for link in page.links())


@pytest.mark.parametrize("day", TOO_FAR)
def test_an_imported_case_with_such_a_day_is_named_and_the_board_can_still_plan(
    session: Session, cast: Cast, day: str
) -> None:
    columns = "rcp;nom_naissance;prenoms;sexe;date_naissance;demandeur;question"
    cells = f"{cast.board.code};ZIMINSKA;Léone;F;17/04/1961;{cast.odile.email};Laquelle ?"
    text = f"{columns};information_patient;avant_le\n{cells};informe;{day}\n"
    report: ImportReport = import_cases(session, text.encode(), by=cast.odile, now=NOW)
    assert [(fault.column, fault.code) for fault in report.faults] == [("avant_le", "cell_day")]
    assert situation(session, TODAY, 2, NOW).problem.cases == ()


@pytest.mark.parametrize("week", TOO_FAR)
def test_an_agenda_shows_this_week_when_asked_for_one_out_of_reach(
    browse: Browse, cast: Cast, week: str
) -> None:
    browse.as_(cast.odile).get("agendas.index", week=week)


@pytest.mark.parametrize("version", ["²", ENDLESS, "-1", ""])
def test_a_case_sent_with_an_impossible_version_shows_both_texts(
    browse: Browse, session: Session, cast: Cast, version: str
) -> None:
    case = factories.a_case(session, cast.board, referrer=cast.odile, state=CaseState.DRAFT)
    typed = {**_as_typed(case), "version": version}
    browse.as_(cast.odile).post("cases.update", typed, case_id=case.id, expect=409)


def test_an_agenda_is_put_in_the_order_of_the_items_it_has(
    browse: Browse, session: Session, cast: Cast
) -> None:
    meeting = factories.a_meeting(session, cast.board)
    items = [
        factories.an_agenda_item(
            session, meeting, factories.a_case(session, cast.board), position=n
        )
        for n in (1, 2)
    ]
    order = f"not an id,{items[1].id},{cast.board.id}"
    browse.as_(cast.sami).post("meetings.arrange", {"order": order}, meeting_id=meeting.id)
    assert [item.position for item in items] == [2, 1]


def test_beyond_the_last_page_comes_the_last_page(browse: Browse, cast: Cast) -> None:
    site = browse.as_(cast.sami)
    for endpoint in ("meetings.index", "cases.index", "mailbox.index", "actions.of_boards"):
        site.get(endpoint, when="past", page="9" * 30)


def test_a_null_character_is_dropped_wherever_it_is_pasted(
    browse: Browse, session: Session, cast: Cast
) -> None:
    browse.post("sign_in.submit", {"email": "a\0@b.example", "password": "x"}, expect=422)
    site = browse.as_(cast.sami)
    site.get("mailbox.index", q="a\0b")
    meeting = factories.a_meeting(session, cast.board)
    site.post("meetings.arrange", {"order": "\0", "ite\0m": "x"}, meeting_id=meeting.id)
    habit = {"name": "RCP\0 Sein", "cadence": "weekly", "weekday": "3", "at": "12:30"}
    site.post("boards.editing.change_habit", habit, board_id=cast.board.id)
    assert cast.board.name == "RCP Sein"


def _as_typed(case: Case) -> dict[str, str]:
    """The form of a case as its page would send it."""
    traits = case.patient.traits
    born = date.fromisoformat(traits["birth_date"])
    return {
        **{name: traits[name] for name in ("birth_name", "given_names", "sex")},
        "birth_date": f"{born:%d/%m/%Y}",
        "identity_status": case.patient.identity_status.value,
        "notice": case.notice.value,
        "case_class": case.case_class.value,
        "question": case.question,
        "summary": case.summary,
    }
