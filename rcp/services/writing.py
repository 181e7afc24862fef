"""Several writers in one room: each pause is kept, changes meet, and a clash loses neither text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from rcp.db.models import AgendaItem, Practitioner, TypedText
from rcp.domain.errors import RuleBroken, Stale
from rcp.domain.merging import merged
from rcp.services import meetings, opinions

FIELD = re.compile(
    r"category|trial|trial_name|proposal|alternative|guideline|guideline_version"
    r"|off_guideline_reason|follow_up|patient_wishes|dissent|comment"
    r"|examinations-\d{1,2}-(text|earliest|latest)"
    r"|actions-\d{1,2}-(what|owner|due_on|criterion|priority)"
)
"""The fields of an opinion, as its form names them."""
HOLDING = timedelta(seconds=8)
"""How long somebody is said to be writing after their last pause."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A pause: the field, what it held, and the text from which its writer had started."""

    field: str
    text: str
    was: str
    over: int
    """The number of the pause that the writer's screen showed, 0 for none."""
    basis: int
    """The version of the opinion that the writer's screen showed, 0 for none."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a pause: `theirs` is what another wrote that it could not be joined with."""

    row: TypedText
    theirs: TypedText | None = None


def keep(session: Session, item: AgendaItem, typed: Typed, by: Practitioner, now: datetime) -> Kept:
    """Keep a pause; a change to other sentences than another writer's is joined with theirs.

    Raises RuleBroken `meeting_not_open`, `minutes_frozen`, `writing_field` or
    `opinion_text_long`; Stale `opinion_stale` when the opinion was recorded meanwhile. Writers
    wait for each other: the minutes are held until the transaction ends.
    """
    meetings.require_begun(session, item.meeting)
    if not FIELD.fullmatch(typed.field):
        raise RuleBroken("writing_field", field=typed.field[:60])
    if len(typed.text) > opinions.MAX_TEXT:
        raise RuleBroken("opinion_text_long", maximum=opinions.MAX_TEXT)
    if basis_of(session, item) != typed.basis:
        raise Stale("opinion_stale")
    held = latest(session, item, typed.basis).get(typed.field)
    if held is None or held.number == typed.over:
        return Kept(_row(session, item, typed, typed.text, by, now))
    if held.text == typed.text:
        return Kept(held)
    both = merged(typed.was, typed.text, held.text)
    if both is None:
        return Kept(_row(session, item, typed, typed.text, by, now, clashed=True), held)
    return Kept(held if both == held.text else _row(session, item, typed, both, by, now))


def basis_of(session: Session, item: AgendaItem) -> int:
    """The version of the opinion that is being written over, 0 for none."""
    opinion = opinions.opinion_on(session, item)
    return opinion.version if opinion else 0


def latest(session: Session, item: AgendaItem, basis: int) -> dict[str, TypedText]:
    """The last pause of each field since that version of the opinion."""
    rows = session.scalars(
        select(TypedText)
        .where(TypedText.item_id == item.id, TypedText.basis == basis, ~TypedText.clashed)
        .order_by(TypedText.number)
        .options(joinedload(TypedText.writer))
    )
    return {row.field: row for row in rows}


def history(session: Session, item: AgendaItem) -> list[TypedText]:
    """Every pause, the last first: who typed what, and when."""
    rows = session.scalars(
        select(TypedText)
        .where(TypedText.item_id == item.id)
        .order_by(TypedText.number.desc())
        .options(joinedload(TypedText.writer))
    )
    return list(rows)


def is_writing(row: TypedText, now: datetime) -> bool:
    """Whether the writer of a pause is probably still at it."""
    return now - row.typed_at < HOLDING


def _row(
    session: Session,
    item: AgendaItem,
    typed: Typed,
    text: str,
    by: Practitioner,
    now: datetime,
    *,
    clashed: bool = False,
) -> TypedText:
    highest = select(func.max(TypedText.number)).where(TypedText.item_id == item.id)
    row = TypedText(
        item_id=item.id,
        number=1 + (session.scalar(highest) or 0),
        basis=typed.basis,
        field=typed.field,
        text=text,
        clashed=clashed,
        writer=by,
        typed_at=now,
    )
    session.add(row)
    session.flush()
    return row
