"""Boards with everything that is set about them, from a YAML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import Board, BoardTemplate, Organization, Practitioner, Room
from rcp.domain import access
from rcp.domain.calendar import LAST_WEEK, Cadence
from rcp.domain.entries import Entries, Remedy
from rcp.domain.errors import NotAllowed
from rcp.services import board_seats, boards, organizations, people
from rcp.services.board_export import LAST, WEEKDAYS
from rcp.services.imports.board_settings import SETTINGS, take_settings
from rcp.services.imports.guidelines import keep_guideline
from rcp.services.imports.hours import hour
from rcp.services.imports.report import FileRefused, ImportReport, RowRefused
from rcp.services.imports.rows import take
from rcp.services.imports.yaml_text import day_of, optional, read_yaml

_ENTRIES = (
    *("code", "template", "organization", "name", "cadence", "weekday", "at", "weeks_of_month"),
    *("first_on", "room", "video", "chair", "coordinator", "secretary", "members", "deputies"),
    *SETTINGS,
)


def import_boards(
    session: Session, content: bytes, *, by: Practitioner | None, now: datetime
) -> ImportReport:
    """Take the boards of a file, known by their code.

    The name, rhythm, place and people of a known board become those of the file; what else the
    file does not mention stays as it is, members of a seat included. Guidelines come in first.
    What an export wrote changes nothing.
    """
    try:
        document = read_yaml(content)
        document.only("guidelines", "boards")
        library = document.items("guidelines") if "guidelines" in document.entries.mapping else []
        written = (
            document.items("boards") if "boards" in document.entries.mapping or not library else []
        )
    except FileRefused as refused:
        return ImportReport.unreadable(refused.fault)
    taken = take(session, library, document.placed(partial(keep_guideline, session, by)))
    held = take(session, written, document.placed(_Taking(session, by).keep))
    return ImportReport(
        taken.kept + held.kept, taken.changed + held.changed, (*taken.faults, *held.faults)
    )


@dataclass(slots=True)
class _Taking:
    session: Session
    by: Practitioner | None
    people: dict[str, Practitioner | None] = field(default_factory=dict)

    def keep(self, entries: Entries) -> bool:
        """Save one board; whether anything changed."""
        entries.only(_ENTRIES)
        organization = self._organization(entries)
        board = boards.by_code(self.session, entries.text("code"))
        is_new = board is None
        board = board or self._create(entries, organization)
        self._refuse_moving(entries, board)
        name = entries.text("name")
        changes = [
            is_new,
            boards.rename(self.session, board, name, by=self.by),
            boards.change_habit(
                self.session, board, self._habit(entries, organization), by=self.by
            ),
            self._name_officers(entries, board),
            *take_settings(self.session, board, entries, self.by),
            self._name_members(entries, board),
        ]
        return any(changes)

    def _organization(self, entries: Entries) -> Organization:
        code = entries.text("organization")
        found = organizations.by_code(self.session, code)
        if found is None:
            raise RowRefused(entries.where("organization"), "structure_unknown", structure=code)
        return found

    def _create(self, entries: Entries, organization: Organization) -> Board:
        code = entries.text("template")
        template = self.session.scalars(
            select(BoardTemplate).where(BoardTemplate.code == code)
        ).first()
        if template is None:
            known = ", ".join(self.session.scalars(select(BoardTemplate.code)))
            raise RowRefused(entries.where("template"), "template_unknown", known=known)
        return boards.create_board_from_template(
            self.session,
            template,
            organization,
            code=entries.text("code"),
            name=entries.text("name"),
            by=self.by,
        )

    def _refuse_moving(self, entries: Entries, board: Board) -> None:
        if self.by and not access.may_edit_board(people.actor_of(self.by), board):
            raise NotAllowed("not_your_structure")
        if board.organization.code != entries.text("organization"):
            raise RowRefused(entries.where("organization"), "board_elsewhere", board=board.code)
        if board.template_code != entries.text("template"):
            raise RowRefused(entries.where("template"), "board_of_another_template")

    def _habit(self, entries: Entries, organization: Organization) -> boards.Habit:
        weekday = entries.text("weekday", "monday").lower()
        if weekday not in WEEKDAYS:
            entries.refuse("weekday", Remedy.CHOOSE_ALLOWED, allowed=", ".join(WEEKDAYS))
        return boards.Habit(
            cadence=entries.choice("cadence", Cadence),
            weekday=WEEKDAYS.index(weekday),
            at=hour(entries, "at", time(12, 30)),
            weeks_of_month=_weeks(entries),
            room=_room(entries, organization),
            video_url=optional(entries, "video"),
            first_on=day_of(entries, "first_on"),
        )

    def _name_officers(self, entries: Entries, board: Board) -> bool:
        return boards.name_officers(
            self.session,
            board,
            chair=self._person(entries, "chair"),
            coordinator=self._person(entries, "coordinator"),
            secretary=self._person(entries, "secretary"),
            by=self.by,
        )

    def _person(self, entries: Entries, name: str) -> Practitioner | None:
        email = optional(entries, name)
        return self._known(email, entries.where(name)) if email else None

    def _known(self, email: str, where: str) -> Practitioner:
        key = email.strip().lower()
        if key not in self.people:
            self.people[key] = people.by_email(self.session, key)
        found = self.people[key]
        if found is None:
            raise RowRefused(where, "person_unknown", email=email)
        return found

    def _name_members(self, entries: Entries, board: Board) -> bool:
        members, deputies = self._named(entries, "members"), self._named(entries, "deputies")
        seats = {seat.group_code: seat for seat in board.seats}
        for group, where in {**_wheres(entries, "deputies"), **_wheres(entries, "members")}.items():
            if group not in seats:
                raise RowRefused(where, "seat_unknown", group=group, known=", ".join(seats))
        changes = [
            board_seats.name_members(
                self.session,
                seats[group],
                members.get(group, ()),
                deputies.get(group, ()),
                by=self.by,
            )
            for group in sorted(members.keys() | deputies.keys())
        ]
        return any(changes)

    def _named(self, entries: Entries, name: str) -> dict[str, list[Practitioner]]:
        groups = _groups(entries, name)
        return {
            group: [self._known(_email(path, item), path) for path, item in groups.items(group)]
            for group in groups.mapping
        }


def _groups(entries: Entries, name: str) -> Entries:
    return Entries.of(entries.mapping.get(name) or {}, entries.where(name))


def _wheres(entries: Entries, name: str) -> Mapping[str, str]:
    groups = _groups(entries, name)
    return {group: groups.where(group) for group in groups.mapping}


def _email(path: str, item: object) -> str:
    if not isinstance(item, str):
        raise RowRefused(path, "person_email")
    return item


def _room(entries: Entries, organization: Organization) -> Room | None:
    name = optional(entries, "room")
    if not name:
        return None
    found = next((room for room in organization.rooms if room.name == name), None)
    if found is None:
        known = ", ".join(room.name for room in organization.rooms)
        raise RowRefused(entries.where("room"), "room_unknown", room=name, known=known)
    return found


def _weeks(entries: Entries) -> tuple[int, ...]:
    weeks = []
    for path, week in entries.items("weeks_of_month"):
        if week != LAST and not (isinstance(week, int) and 1 <= week <= 5):
            raise RowRefused(path, "weeks_of_month")
        weeks.append(LAST_WEEK if week == LAST else int(str(week)))
    return tuple(weeks) or (1,)
