"""Tables of cases: kept while somebody says what their columns are, tried, then taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, defer

from rcp.db.models import Board, CaseSheet, Organization, Practitioner, SenderColumns
from rcp.domain.errors import RuleBroken
from rcp.services import audit
from rcp.services.attachments import Reception
from rcp.services.case_forms import asked_fields
from rcp.services.imports.cases import take_cases
from rcp.services.imports.matching import Matching, in_their_words, proposed, rows_of
from rcp.services.imports.reading import plain
from rcp.services.imports.report import Fault, ImportReport
from rcp.services.imports.sheets import Line, Sheet, read_sheet

KEPT = timedelta(days=1)
"""How long a table waits to be taken, and what was refused of it to be corrected."""
REPORT_KEPT = timedelta(days=30)
"""How long the report of an import is found again; it repeats nothing of a patient's row."""


MOST_RECENT = 20


def keep(
    session: Session,
    content: bytes,
    matching: Matching,
    by: Practitioner,
    now: datetime,
    *,
    rows: int,
) -> CaseSheet:
    """Keep a readable table of so many rows, sealed; old ones are forgotten, whoever sent them."""
    _forget(session, now)
    kept = CaseSheet(
        practitioner=by,
        content=content,
        rows=rows,
        columns=list(matching.columns),
        everywhere=dict(matching.everywhere),
        created_at=now,
    )
    session.add(kept)
    session.flush()
    return kept


def _forget(session: Session, now: datetime) -> None:
    """Tables a day after they came; a report of what was taken stays longer."""
    waited = CaseSheet.created_at < now - KEPT
    session.execute(delete(CaseSheet).where(waited, CaseSheet.taken_at.is_(None)))
    session.execute(delete(CaseSheet).where(CaseSheet.created_at < now - REPORT_KEPT))
    session.execute(update(CaseSheet).where(waited).values(content=b""))


def recent(session: Session, by: Practitioner) -> list[CaseSheet]:
    """The tables that somebody sent in, newest first, without what they hold."""
    return list(
        session.scalars(
            select(CaseSheet)
            .where(CaseSheet.practitioner_id == by.id)
            .options(defer(CaseSheet.content), defer(CaseSheet.outcome))
            .order_by(CaseSheet.created_at.desc())
            .limit(MOST_RECENT)
        )
    )


def fields_known(session: Session) -> dict[str, str]:
    """The labels of the clinical fields that active boards ask for, by key."""
    active = session.scalars(select(Board).where(Board.is_active).order_by(Board.code))
    return {spec.key: spec.label for board in active for spec in asked_fields(board)}


def likely_sender(session: Session, sheet: Sheet, by: Practitioner) -> Organization | None:
    """The structure whose remembered headings are most like these; else the person's own."""
    told = {plain(heading) for heading in sheet.headings}
    best, alike = None, len(told) // 2
    for one in session.scalars(select(SenderColumns)):
        if len(told & one.columns.keys()) > alike:
            best, alike = one.organization_id, len(told & one.columns.keys())
    best = best or next(iter(by.organization_ids), None)
    return session.get(Organization, best) if best else None


def proposal(session: Session, sheet: Sheet, sender: Organization | None) -> Matching:
    """What the columns most likely are, as this structure's tables were understood before."""
    known = _remembered(session, sender) if sender else None
    guess = proposed(sheet, fields_known(session), known.columns if known else {})
    return Matching(guess.columns, known.everywhere if known else {})


def match(kept: CaseSheet, sender: Organization | None, matching: Matching) -> None:
    """Say what the columns are.

    Raises RuleBroken `columns_untold`, `columns_doubled`, or `sheet_taken` once it is imported.
    """
    if kept.taken_at:
        raise RuleBroken("sheet_taken")
    if matching.twice:
        raise RuleBroken("columns_doubled", columns=", ".join(matching.twice))
    if matching.missing:
        raise RuleBroken("columns_untold", columns=", ".join(matching.missing))
    kept.sender = sender
    kept.columns, kept.everywhere = list(matching.columns), dict(matching.everywhere)
    kept.outcome = None


def rehearse(
    session: Session,
    kept: CaseSheet,
    reception: Reception,
    now: datetime,
    let_go: Callable[[], None],
) -> None:
    """Try the import without writing a case; the report stays with the table."""
    kept.outcome = _told(_run(session, kept, reception, now, let_go, is_rehearsal=True))


def take(
    session: Session,
    kept: CaseSheet,
    reception: Reception,
    now: datetime,
    let_go: Callable[[], None],
) -> ImportReport:
    """Import the table, remember its columns for its sender, and keep only what was refused.

    Raises RuleBroken `sheet_taken` the second time. Batches are kept one by one: see `take_cases`.
    """
    if kept.taken_at:
        raise RuleBroken("sheet_taken")
    report = _run(session, kept, reception, now, let_go)
    if kept.sender:
        _remember(session, kept, kept.sender)
    kept.outcome, kept.taken_at = _told(report), now
    if not report.faults:
        kept.content = b""
    facts = {"kept": report.kept, "refused": len(report.faults)}
    audit.record(session, kept.practitioner, "cases.imported", kept, **facts)
    return report


def outcome(kept: CaseSheet) -> ImportReport | None:
    """The report of the last rehearsal or of the import."""
    if kept.outcome is None:
        return None
    faults = tuple(Fault(**fault) for fault in kept.outcome["faults"])
    return ImportReport(kept.outcome["kept"], kept.outcome["changed"], faults)


def refused_lines(kept: CaseSheet) -> Iterator[tuple[Line, list[Fault]]]:
    """The lines that were refused as they were sent in, each with its faults."""
    report = outcome(kept)
    by_line: dict[int | None, list[Fault]] = {}
    for fault in report.faults if report else ():
        by_line.setdefault(fault.line, []).append(fault)
    for line in read_sheet(kept.content).lines if by_line else ():
        if line.number in by_line:
            yield line, by_line[line.number]


def _run(
    session: Session,
    kept: CaseSheet,
    reception: Reception,
    now: datetime,
    let_go: Callable[[], None],
    *,
    is_rehearsal: bool = False,
) -> ImportReport:
    sheet = read_sheet(kept.content)
    table = rows_of(sheet, Matching(tuple(kept.columns), kept.everywhere))
    report = take_cases(
        session,
        table,
        by=kept.practitioner,
        now=now,
        is_rehearsal=is_rehearsal,
        let_go=let_go,
        reception=reception,
    )
    faults = in_their_words(report.faults, sheet, kept.columns)
    return ImportReport(report.kept, report.changed, faults)


def _told(report: ImportReport) -> dict[str, Any]:
    faults = [{**asdict(fault), "facts": _plain(fault.facts)} for fault in report.faults]
    return {"kept": report.kept, "changed": report.changed, "faults": faults}


def _plain(facts: Mapping[str, object]) -> dict[str, object]:
    """Facts that JSON can say."""
    return {
        name: fact if isinstance(fact, int | float | None) else str(fact)
        for name, fact in facts.items()
    }


def _remembered(session: Session, sender: Organization) -> SenderColumns | None:
    return session.scalars(
        select(SenderColumns).where(SenderColumns.organization_id == sender.id)
    ).first()


def _remember(session: Session, kept: CaseSheet, sender: Organization) -> None:
    known = _remembered(session, sender)
    if known is None:
        known = SenderColumns(organization_id=sender.id, columns={})
        session.add(known)
    headings = [plain(heading) for heading in read_sheet(kept.content).headings]
    known.columns = {**known.columns, **dict(zip(headings, kept.columns, strict=True))}
    known.everywhere = kept.everywhere
    session.flush()
