"""Whose case a row is, for which board, and whether the person who sends it may say so."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from rcp.db.models import Board, PatientNotice, Practitioner
from rcp.domain import access
from rcp.domain.case import CaseClass
from rcp.services import boards, people
from rcp.services.cases import CaseDraft
from rcp.services.imports.case_rows import (
    CLASSES,
    NOTICES,
    YES_OR_NO,
    choice,
    columns_of_cases,
    day,
    fields,
    traits,
)
from rcp.services.imports.reading import Row, plain
from rcp.services.imports.report import RowRefused


@dataclass(slots=True)
class Senders:
    """The boards and people that rows name, each looked up once; `by` sends the table."""

    session: Session
    by: Practitioner | None
    boards: dict[str, Board | None] = field(default_factory=dict)
    people: dict[str, Practitioner | None] = field(default_factory=dict)

    def told(self, row: Row) -> tuple[Board, CaseDraft, Practitioner]:
        """The board, the case and the person who hands it in; raises RowRefused."""
        board = self._board(row)
        referrer = self._person(row, "demandeur", row.required("demandeur"))
        self._refuse_strangers(board, referrer)
        with columns_of_cases(row):
            return board, self._draft(row, board, referrer), self.by or referrer

    def sound_cells(self) -> dict[str, str]:
        """A board and a person that exist, as a row would name them."""
        found = (email for email, one in self.people.items() if one and one.is_active)
        person = self.by.email if self.by else next(found, None) or self._first(Practitioner.email)
        named = (name for name, one in self.boards.items() if one and one.is_active)
        board = next(named, None) or self._first(Board.code)
        return {"rcp": board, "demandeur": person, "presentateur": ""}

    def _first(self, column: InstrumentedAttribute[str]) -> str:
        """Some active one's, in a house where the whole file names none."""
        return self.session.scalars(select(column).where(column.class_.is_active)).first() or ""

    def _board(self, row: Row) -> Board:
        """By its code, or by its name as people write it."""
        told = row.required("rcp")
        if told not in self.boards:
            self.boards[told] = boards.by_code(self.session, told) or self._named(told)
        found = self.boards[told]
        if found is None or not found.is_active:
            known = self.session.scalars(select(Board.code).where(Board.is_active))
            raise RowRefused("rcp", "board_unknown", board=told, known=", ".join(sorted(known)))
        return found

    def _named(self, name: str) -> Board | None:
        active = self.session.scalars(select(Board).where(Board.is_active))
        alike = [board for board in active if plain(board.name) == plain(name)]
        return alike[0] if len(alike) == 1 else None

    def _person(self, row: Row, column: str, email: str) -> Practitioner:
        key = email.lower()
        if key not in self.people:
            known_by = people.by_rpps if key.isdecimal() else people.by_email
            self.people[key] = known_by(self.session, key)
        found = self.people[key]
        if found is None or not found.is_active:
            raise RowRefused(column, "person_unknown", email=email)
        return found

    def _refuse_strangers(self, board: Board, referrer: Practitioner) -> None:
        """A clinician hands in their own cases; those who run the board anybody's."""
        if self.by is None or self.by.id == referrer.id:
            return
        if not access.may_run_board(people.actor_of(self.by), board):
            raise RowRefused("demandeur", "referrer_not_you")

    def _draft(self, row: Row, board: Board, referrer: Practitioner) -> CaseDraft:
        presenter = row.text("presentateur")
        return CaseDraft(
            patient=traits(row),
            question=row.required("question"),
            summary=row.text("synthese"),
            case_class=choice(row, "classe", CLASSES, CaseClass.STANDARD),
            is_urgent=choice(row, "urgent", YES_OR_NO, False),
            ready_on=day(row, "pret_le"),
            due_on=day(row, "avant_le"),
            notice=choice(row, "information_patient", NOTICES, PatientNotice.NOT_RECORDED),
            referrer=referrer,
            presenter=self._person(row, "presentateur", presenter) if presenter else None,
            fields=fields(row, board),
        )
