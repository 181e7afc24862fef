"""A long table of cases is imported in the background, and says how far it is."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import func, select

from rcp.db.models import Case, CaseSheet, Job, JobState, SheetWork
from rcp.domain.errors import RuleBroken
from rcp.jobs.tasks import TASKS
from rcp.services import case_sheet_runs, case_sheets
from rcp.services.attachments import Reception
from rcp.services.imports.matching import as_ours
from rcp.services.imports.sheets import read_sheet
from tests.factories import NOW, a_cast
from tests.jobs.conftest import Workshop

RECEPTION = Reception.of(1, 1, None)
ROWS = case_sheet_runs.LONG + 1
HEADER = "rcp;nom_naissance;prenoms;sexe;date_naissance;demandeur;question;information_patient"


def a_table(board: str, referrer: str) -> bytes:
    """Good rows, but for the last, which has two faults."""
    rows = [
        f"{board};FICTIVE{rank};Marie;F;17/04/1961;{referrer};Que faire ?;informé"
        for rank in range(ROWS - 1)
    ]
    wrong = f"{board};FICTIVE;Marie;X;31/02/1961;{referrer};Que faire ?;informé"
    return "\n".join([HEADER, *rows, wrong]).encode()


def test_a_long_table_is_tried_then_imported_by_the_worker_and_its_report_is_kept(
    workshop: Workshop,
) -> None:
    sheet_id = sent(workshop)
    workshop.start_worker(TASKS)
    tried = done(workshop, sheet_id)
    report = case_sheets.outcome(tried)
    assert report is not None
    assert (report.changed, cases_in(workshop)) == (ROWS - 1, 0)
    assert {(one.line, one.column) for one in report.faults} == {
        (ROWS + 1, "sexe"),
        (ROWS + 1, "date_naissance"),
    }
    ask(workshop, sheet_id, SheetWork.IMPORT)
    taken = done(workshop, sheet_id)
    assert (taken.done, taken.fault, cases_in(workshop)) == (ROWS, None, ROWS - 1)
    assert taken.taken_at is not None
    with pytest.raises(RuleBroken, match="sheet_taken"):
        ask(workshop, sheet_id, SheetWork.IMPORT)


def test_nothing_else_is_asked_of_a_table_at_work_and_work_given_up_is_told(
    workshop: Workshop,
) -> None:
    sheet_id = sent(workshop)
    with pytest.raises(RuleBroken, match="sheet_at_work"):
        ask(workshop, sheet_id, SheetWork.IMPORT)
    with workshop.sessions.begin() as session:
        assert session.scalars(select(Job.state)).one() is JobState.QUEUED
        case_sheet_runs.give_up(session, sheet_id, "MemoryError")
    told = sheet(workshop, sheet_id)
    assert (told.work, told.fault, told.taken_at) == (None, "MemoryError", None)
    case_sheet_runs.run(workshop.sessions, sheet_id, RECEPTION, lambda: NOW)
    assert cases_in(workshop) == 0


def sent(workshop: Workshop) -> uuid.UUID:
    """A long table, whose trial waits for a worker."""
    with workshop.sessions.begin() as session:
        cast = a_cast(session)
        content = a_table(cast.board.code, cast.odile.email)
        told = read_sheet(content)
        kept = case_sheets.keep(
            session, content, as_ours(told), cast.sami, NOW, rows=len(told.lines)
        )
        sheet_id = kept.id
    ask(workshop, sheet_id, SheetWork.REHEARSAL)
    return sheet_id


def ask(workshop: Workshop, sheet_id: uuid.UUID, work: SheetWork) -> None:
    with workshop.sessions.begin() as session:
        kept = session.get_one(CaseSheet, sheet_id)
        case_sheet_runs.start(session, kept, work, RECEPTION, NOW, lambda: None)


def done(workshop: Workshop, sheet_id: uuid.UUID) -> CaseSheet:
    """The table once its work is over."""
    workshop.wait(lambda: sheet(workshop, sheet_id).work is None)
    return sheet(workshop, sheet_id)


def sheet(workshop: Workshop, sheet_id: uuid.UUID) -> CaseSheet:
    with workshop.sessions() as session:
        return session.get_one(CaseSheet, sheet_id)


def cases_in(workshop: Workshop) -> int:
    with workshop.sessions() as session:
        return session.scalar(select(func.count()).select_from(Case)) or 0
