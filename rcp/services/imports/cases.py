"""Cases from a table, handed in by the rules of the form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rcp.db.models import Practitioner
from rcp.domain.errors import Refusal
from rcp.services import case_batches, cases
from rcp.services.attachments import Reception
from rcp.services.case_batches import Known, Submission
from rcp.services.imports.case_rows import FIELD, OPTIONAL, REQUIRED, columns_of_cases
from rcp.services.imports.case_senders import Senders
from rcp.services.imports.joining import Joining
from rcp.services.imports.reading import Row, Table, read_table
from rcp.services.imports.report import Fault, FileRefused, ImportReport, RowRefused
from rcp.services.imports.row_faults import every_fault

BATCH = 200
"""Rows taken between two commits: about half a second of SQLite's one write lock."""
_Read: TypeAlias = tuple[Row, Submission]


def import_cases(
    session: Session,
    content: bytes,
    *,
    by: Practitioner | None,
    now: datetime,
    let_go: Callable[[], None] = lambda: None,
    everywhere: Mapping[str, str] | None = None,
    is_rehearsal: bool = False,
    reception: Reception | None = None,
) -> ImportReport:
    """Hand in the cases of a file whose headings are ours; see `take_cases`.

    `everywhere` holds, by column, what stands in every row that does not say it.
    """
    given = everywhere or {}
    required = [column for column in REQUIRED if column not in given]
    try:
        table = read_table(content, required, (*OPTIONAL, *given), FIELD)
    except FileRefused as refused:
        return ImportReport.unreadable(refused.fault)
    rows = tuple(replace(row, cells={**given, **_said(row.cells)}) for row in table.rows)
    table = replace(table, rows=rows)
    return take_cases(
        session,
        table,
        by=by,
        now=now,
        let_go=let_go,
        is_rehearsal=is_rehearsal,
        reception=reception,
    )


def _said(cells: Mapping[str, str]) -> dict[str, str]:
    return {column: cell for column, cell in cells.items() if cell}


def take_cases(
    session: Session,
    table: Table,
    *,
    by: Practitioner | None,
    now: datetime,
    is_rehearsal: bool = False,
    let_go: Callable[[], None] = lambda: None,
    reception: Reception | None = None,
) -> ImportReport:
    """Hand in the cases of a table; the same patient with the same question is not taken twice.

    `let_go` (a commit) is called after every BATCH rows so that others can write between. What is
    atomic is then the row, with its patient, history and traces, and no longer the file: an import
    cut short has kept whole batches, and the same file sent again takes the rest. A rehearsal
    reports what an import would say and writes nothing. Files sent with a row are let in by the
    `reception`; without one they are refused.
    """
    joining = Joining(session, reception, now)
    taking = _Taking(session, Senders(session, by), now, is_rehearsal, joining)
    for start in range(0, len(table.rows), BATCH):
        taking.take(table.rows[start : start + BATCH])
        let_go()
    found = (*table.faults, *taking.faults, *joining.faults)
    faults = sorted(found, key=lambda fault: fault.line or 0)
    return ImportReport(taking.kept, taking.changed, tuple(faults))


@dataclass(slots=True)
class _Taking:
    session: Session
    senders: Senders
    now: datetime
    is_rehearsal: bool
    joining: Joining
    kept: int = 0
    changed: int = 0
    faults: list[Fault] = field(default_factory=list)
    asked: set[object] = field(default_factory=set)
    matricules: dict[str, object] = field(default_factory=dict)

    def take(self, rows: Sequence[Row]) -> None:
        """Hand a batch in: new patients together, those already known one by one."""
        read = [one for row in rows for one in self._read(row)]
        known = Known(self.session, [submission for _, submission in read])
        fresh: dict[object, _Read] = {}
        for row, submission in read:
            with self._refusing(row):
                self._place(row, submission, known, fresh)
        self._write(list(fresh.values()))

    def _read(self, row: Row) -> Iterator[_Read]:
        try:
            submission = self._checked(row)
        except RowRefused:
            self.faults += [
                Fault(row.line, one.column, one.code, one.facts)
                for one in every_fault(row, self._checked, self.senders.sound_cells())
            ]
        else:
            self.joining.look_at(row)
            yield row, submission

    def _checked(self, row: Row) -> Submission:
        board, draft, by = self.senders.told(row)
        with columns_of_cases(row):
            return case_batches.checked(board, draft, by, self.now)

    def _place(
        self, row: Row, submission: Submission, known: Known, fresh: dict[object, _Read]
    ) -> None:
        if submission.question in self.asked or known.holds(submission):
            self.kept += 1
            return
        _, patient, _ = submission.question
        ins = submission.traits.ins
        if self.matricules.get(ins, patient) != patient:
            raise RowRefused("ins", "patient_ins_of_another")
        if patient not in fresh and known.patient(submission.traits) is None:
            fresh[patient] = row, submission
        else:
            self._write(list(fresh.values()))
            fresh.clear()
            self._take_one(row, submission)
        self._remember(submission)

    def _remember(self, submission: Submission) -> None:
        self.asked.add(submission.question)
        if submission.traits.ins:
            self.matricules[submission.traits.ins] = submission.question[1]

    def _write(self, fresh: Sequence[_Read]) -> None:
        """Hand in cases of new patients; row by row if somebody else was quicker with one."""
        if self.is_rehearsal or not fresh:
            self.kept += len(fresh)
            self.changed += len(fresh)
            return
        try:
            with self.session.begin_nested():
                made = case_batches.submit_new(self.session, [one for _, one in fresh], self.now)
        except IntegrityError:
            for row, submission in fresh:
                with self._refusing(row):
                    self._take_one(row, submission)
        else:
            self.kept += len(fresh)
            self.changed += len(fresh)
            for (row, one), case in zip(fresh, made, strict=True):
                self.joining.join(row, case, one.by)

    def _take_one(self, row: Row, one: Submission) -> None:
        with columns_of_cases(row), self.session.begin_nested() as step:
            case = cases.submit_case(self.session, one.board, one.draft, one.by, self.now)
            if self.is_rehearsal:
                step.rollback()
            else:
                self.joining.join(row, case, one.by)
        self.kept += 1
        self.changed += 1

    @contextmanager
    def _refusing(self, row: Row) -> Iterator[None]:
        """What is refused inside is the row's fault, and the others go on."""
        try:
            yield
        except RowRefused as refused:
            found = Fault(row.line, refused.column, refused.code, refused.facts)
            self.faults.append(found)
        except Refusal as refusal:
            self.faults.append(Fault(row.line, None, refusal.code, refusal.facts))
        except IntegrityError:
            self.faults.append(Fault(row.line, None, "row_conflict"))
