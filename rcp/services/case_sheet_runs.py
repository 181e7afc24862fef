"""Trying and importing tables of cases: short ones at once, long ones in the background."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker

from rcp.db.models import CaseSheet, SheetWork
from rcp.domain.errors import RuleBroken
from rcp.services import audit, case_sheets, queue
from rcp.services.attachments import Reception
from rcp.services.imports.cases import BATCH

LONG = 500
"""Rows from which a table is worked on in the background: some seconds of work."""


def start(
    session: Session,
    kept: CaseSheet,
    work: SheetWork,
    reception: Reception,
    now: datetime,
    let_go: Callable[[], None],
) -> None:
    """Try or import a table at once, or queue that work if it is long.

    Raises RuleBroken `sheet_taken` once it was imported, `sheet_at_work` while work is under way.
    """
    if kept.taken_at:
        raise RuleBroken("sheet_taken")
    if kept.work:
        raise RuleBroken("sheet_at_work")
    if kept.rows <= LONG:
        _do(session, kept, work, reception, now, let_go)
        return
    kept.work, kept.done, kept.fault, kept.outcome = work, 0, None, None
    queue.add(
        session, "work_on_sheet", unique_key=f"work_on_sheet:{kept.id}", sheet_id=str(kept.id)
    )
    facts = {"work": work.value, "rows": kept.rows}
    audit.record(session, kept.practitioner, "case_sheet.work_asked", kept, **facts)


def run(
    sessions: sessionmaker[Session],
    sheet_id: uuid.UUID,
    reception: Reception,
    clock: Callable[[], datetime],
) -> None:
    """Do the work that waits, saying after each batch how far it is.

    Cut short, it begins again: rows already taken are known and are not taken twice.
    """
    with sessions() as session:
        kept = session.get(CaseSheet, sheet_id)
        if kept is None or kept.work is None:
            return
        kept.done = 0

        def tell() -> None:
            kept.done = min(kept.rows, kept.done + BATCH)
            session.commit()

        _do(session, kept, kept.work, reception, clock(), tell)
        kept.work = None
        session.commit()


def give_up(session: Session, sheet_id: uuid.UUID, fault: str) -> None:
    """Record that the work cannot be done, so that nobody waits for it any more."""
    kept = session.get(CaseSheet, sheet_id)
    if kept is not None and kept.work:
        kept.work, kept.fault = None, fault


def _do(
    session: Session,
    kept: CaseSheet,
    work: SheetWork,
    reception: Reception,
    now: datetime,
    let_go: Callable[[], None],
) -> None:
    if work is SheetWork.REHEARSAL:
        case_sheets.rehearse(session, kept, reception, now, let_go)
    else:
        case_sheets.take(session, kept, reception, now, let_go)
