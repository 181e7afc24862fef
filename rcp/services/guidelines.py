"""The library of guidelines and protocols, and what boards and cases follow."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from rcp.calendars import clean
from rcp.db.models import Board, Case, Guideline, Organization, Practitioner
from rcp.domain import access
from rcp.domain.calendar import is_plausible
from rcp.domain.errors import NotAllowed, RuleBroken
from rcp.domain.guideline import GuidelineKind
from rcp.services import audit, board_history
from rcp.services.people import actor_of
from rcp.services.rows import assign

LONGEST_TITLE, LONGEST_TEXT = 300, 20_000
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class GuidelineDraft:
    """An entry of the library as somebody typed it; see the table for what each part means."""

    code: str
    version: str
    kind: GuidelineKind
    title: str
    dated_on: date
    pathway: str = ""
    publisher: str = ""
    url: str = ""
    text: str = ""
    is_withdrawn: bool = False
    organization: Organization | None = None


def library(session: Session) -> list[Guideline]:
    """Every entry: by pathway, then title, the newest version first."""
    rows = session.scalars(select(Guideline).options(selectinload(Guideline.organization)))
    newest = sorted(rows, key=lambda one: one.dated_on, reverse=True)
    return sorted(newest, key=lambda one: (one.pathway.casefold(), one.title.casefold()))


def on_offer(session: Session, organization: Organization) -> list[Guideline]:
    """What a board of a structure may follow: what is everybody's or its own, not withdrawn."""
    own = or_(Guideline.organization_id.is_(None), Guideline.organization_id == organization.id)
    rows = session.scalars(
        select(Guideline)
        .where(own, Guideline.is_withdrawn.is_(False))
        .order_by(Guideline.pathway, Guideline.title, Guideline.dated_on.desc())
    )
    return list(rows)


def by_version(session: Session, code: str, version: str) -> Guideline | None:
    """The entry of a code and version."""
    wanted = (Guideline.code == code) & (Guideline.version == version)
    return session.scalars(select(Guideline).where(wanted)).first()


def boards_following(session: Session, row: Guideline) -> list[Board]:
    """The boards in which an entry is in force, by name."""
    follows = Board.guidelines.any(Guideline.id == row.id)
    return list(session.scalars(select(Board).where(follows).order_by(Board.name)))


def newer_versions(session: Session, board: Board) -> dict[uuid.UUID, Guideline]:
    """By guideline in force, the newest version of it that the board does not follow yet."""
    found: dict[uuid.UUID, Guideline] = {}
    newest = [one for one in on_offer(session, board.organization) if one not in board.guidelines]
    for offered in newest:
        for held in board.guidelines:
            known = found.get(held.id, held)
            if offered.code == held.code and offered.dated_on > known.dated_on:
                found[held.id] = offered
    return found


def save(
    session: Session,
    draft: GuidelineDraft,
    *,
    by: Practitioner | None,
    row: Guideline | None = None,
) -> tuple[Guideline, bool]:
    """Write an entry down, or correct `row`; it, and whether anything changed.

    Raises RuleBroken `guideline_code`, `guideline_title`, `guideline_version`, `guideline_date`,
    `guideline_url`, `guideline_text_long` or `guideline_twice`; NotAllowed `not_your_structure`.
    """
    _check(draft)
    _require_right(draft.organization, by)
    known = by_version(session, draft.code.strip(), draft.version.strip())
    if known is not None and known is not row:
        raise RuleBroken("guideline_twice", title=known.title, version=known.version)
    is_new = row is None
    if row is None:
        row = Guideline(dated_on=draft.dated_on)
        session.add(row)
    else:
        _require_right(row.organization, by)
    changed = assign(row, **_columns(draft))
    session.flush()
    if is_new or changed:
        audit.record(session, by, "guideline.saved", row, code=row.code, version=row.version)
    return row, is_new or changed


def attach_to_board(
    session: Session, board: Board, rows: Collection[Guideline], *, by: Practitioner | None
) -> bool:
    """Put exactly these in force for a board; whether anything changed.

    Raises RuleBroken `guideline_elsewhere` for one of another structure.
    """
    _require_usable(board, rows)
    changed = {one.id for one in rows} != {one.id for one in board.guidelines}
    if changed:
        board.guidelines = list(rows)
    return board_history.note(session, board, changed, "board.guidelines_changed", by)


def attach_to_case(
    session: Session, case: Case, rows: Collection[Guideline], *, by: Practitioner
) -> None:
    """Attach exactly these to a case; raises RuleBroken `guideline_elsewhere`."""
    _require_usable(case.board, rows)
    if {one.id for one in rows} == {one.id for one in case.guidelines}:
        return
    case.guidelines = list(rows)
    session.flush()
    audit.record(session, by, "case.guidelines_attached", case, count=len(rows))


def _require_usable(board: Board, rows: Iterable[Guideline]) -> None:
    for one in rows:
        if one.organization_id not in (None, board.organization_id):
            raise RuleBroken("guideline_elsewhere", title=one.title)


def _check(draft: GuidelineDraft) -> None:
    if not _CODE.fullmatch(draft.code.strip()):
        raise RuleBroken("guideline_code")
    if not 0 < len(draft.version.strip()) <= 64:
        raise RuleBroken("guideline_version")
    if not 0 < len(draft.title.strip()) <= LONGEST_TITLE:
        raise RuleBroken("guideline_title", maximum=LONGEST_TITLE)
    if not is_plausible(draft.dated_on):
        raise RuleBroken("guideline_date")
    if len(draft.text) > LONGEST_TEXT:
        raise RuleBroken("guideline_text_long", maximum=LONGEST_TEXT)
    if draft.url.strip() and not _is_link(draft.url.strip()):
        raise RuleBroken("guideline_url")


def _is_link(typed: str) -> bool:
    try:
        return bool(clean.web_link(typed))
    except ValueError:
        return False


def _require_right(organization: Organization | None, by: Practitioner | None) -> None:
    """Without `by` the machine's own operator acts; what is everybody's is any coordinator's."""
    if by is None:
        return
    actor = actor_of(by)
    allowed = (
        access.may_set_up(actor)
        if organization is None
        else access.may_found_board(actor, organization.id)
    )
    if not allowed:
        raise NotAllowed("not_your_structure")


def _columns(draft: GuidelineDraft) -> dict[str, object]:
    told = {name: getattr(draft, name) for name in draft.__slots__}
    return {name: one.strip() if type(one) is str else one for name, one in told.items()}
