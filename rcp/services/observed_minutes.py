"""What the clock of the room says of a board's cases, beside the minutes that planning uses."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import AgendaItem, Board, Case, Hearing, Meeting, Practitioner
from rcp.domain.case import CaseClass
from rcp.domain.pace import typical_minutes
from rcp.services import boards, meetings

LOOKS_BACK = timedelta(days=365)
"""A board's habits change: older meetings say nothing of the next one."""


@dataclass(frozen=True, slots=True)
class Observed:
    """The usual minutes of a class of cases, and on how many cases that rests."""

    minutes: int
    cases: int


def observed(session: Session, board: Board, now: datetime) -> dict[CaseClass, Observed]:
    """By class, of the year's cases that got an opinion; classes seldom heard are left out.

    The stretches of a case taken several times add up; see `typical_minutes`.
    """
    found: dict[CaseClass, list[timedelta]] = defaultdict(list)
    for kind, lasted in _heard(session, board, now):
        found[kind].append(lasted)
    usual = {kind: typical_minutes(lasted) for kind, lasted in found.items()}
    return {
        kind: Observed(minutes, len(found[kind]))
        for kind in CaseClass
        if (minutes := usual.get(kind)) is not None
    }


def differing(board: Board, found: Mapping[CaseClass, Observed]) -> dict[CaseClass, int]:
    """The observed minutes that are not those the board foresees."""
    told = board.minutes_per_case
    return {kind: one.minutes for kind, one in found.items() if told.get(kind.value) != one.minutes}


def take_over(session: Session, board: Board, by: Practitioner, now: datetime) -> bool:
    """Plan from now on with the observed minutes; whether anything changed.

    Raises RuleBroken `minutes_range` if a case lasts longer than the board's meetings.
    """
    return boards.change_minutes(
        session,
        board,
        minutes=board.minutes,
        reserve=board.reserve_minutes,
        per_case=differing(board, observed(session, board, now)),
        by=by,
    )


def _heard(session: Session, board: Board, now: datetime) -> list[tuple[CaseClass, timedelta]]:
    """Each passage's class and time in all."""
    rows = session.execute(
        select(AgendaItem.id, Case.case_class, Hearing.starts_at, Hearing.ends_at)
        .join(Hearing.item)
        .join(AgendaItem.case)
        .join(AgendaItem.meeting)
        .where(
            Meeting.board_id == board.id,
            AgendaItem.state.in_(meetings.HEARD),
            Hearing.ends_at.is_not(None),
            Hearing.starts_at >= now - LOOKS_BACK,
        )
    )
    lasted: dict[uuid.UUID, timedelta] = defaultdict(timedelta)
    kinds: dict[uuid.UUID, CaseClass] = {}
    for item, kind, starts, ends in rows:
        lasted[item] += (ends or starts) - starts
        kinds[item] = kind
    return [(kinds[item], one) for item, one in lasted.items()]
