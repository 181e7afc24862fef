"""Documents that come with a row: pieces of the case made from it, and files beside it."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from rcp.db.models import Case, Practitioner
from rcp.domain.errors import RuleBroken
from rcp.services import attachments, case_pieces, cases
from rcp.services.attachments import Arrival, Reception
from rcp.services.imports.bundle_documents import Enclosed
from rcp.services.imports.reading import Row
from rcp.services.imports.report import Fault


@dataclass(slots=True)
class Joining:
    """Looks at the files of good rows, then joins them to their cases; faults never undo a case."""

    session: Session
    reception: Reception | None
    now: datetime
    faults: list[Fault] = field(default_factory=list)
    passed: dict[int, Arrival] = field(default_factory=dict)

    def look_at(self, row: Row) -> None:
        """Check the files sent with a row as an upload is checked, before anything is written."""
        for one in row.documents:
            if one.fault:
                self.faults.append(one.fault)
            elif one.place not in self.passed:
                self._check(one)

    def join(self, row: Row, case: Case, by: Practitioner) -> None:
        """Note the pieces that the documents are, and keep the files that passed."""
        if not row.documents:
            return
        known = {piece.kind: piece.told for piece in case.pieces}
        told = {one.piece.kind: one.piece for one in row.documents if one.piece}
        today = cases.today_at(case.board, self.now)
        waited = {kind: told[kind] for kind in known.keys() & told.keys()}
        if waited:
            case_pieces.update(self.session, case, known | waited, by, today)
        for one in row.documents:
            if one.place in self.passed:
                self._attach(case, self.passed[one.place], one, by)

    def _check(self, one: Enclosed) -> None:
        if self.reception is None or one.content is None:
            self.faults.append(Fault(one.place, None, "bundle_document"))
            return
        content, room = io.BytesIO(one.content), self.reception.room
        try:
            self.passed[one.place] = attachments.received(
                one.name, content, room, self.reception.scanner, self.now
            )
        except RuleBroken as broken:
            self.faults.append(Fault(one.place, None, broken.code, broken.facts))

    def _attach(self, case: Case, arrival: Arrival, one: Enclosed, by: Practitioner) -> None:
        assert self.reception is not None  # nothing passes without one
        try:
            attachments.attach(self.session, case, arrival, one.stands_for, self.reception.room, by)
        except RuleBroken as broken:
            self.faults.append(Fault(one.place, None, broken.code, broken.facts))
