"""Actions in the groups and with the filters that pages show."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rcp.db.models import Action
from rcp.services.actions import OPEN, is_overdue

MOST_CLOSED = 30
PAGE = 40


@dataclass(frozen=True, slots=True)
class Groups:
    """One person's actions; the closed ones latest first, and no more than thirty."""

    late: list[Action]
    to_do: list[Action]
    closed: list[Action]


@dataclass(frozen=True, slots=True)
class FollowFilter:
    """Which open actions a coordinator asks for."""

    board_id: uuid.UUID | None = None
    owner_id: uuid.UUID | None = None
    only_late: bool = False

    @classmethod
    def asked(cls, board: str | None, owner: str | None, *, only_late: bool) -> FollowFilter:
        """From a form; what makes no sense filters nothing."""
        return cls(_id(board or ""), _id(owner or ""), only_late)

    def keeps(self, action: Action, today: date) -> bool:
        """Whether the action is among those asked for."""
        return (
            self.board_id in (None, action.case.board_id)
            and self.owner_id in (None, action.owner_id)
            and (not self.only_late or is_overdue(action, today))
        )


def grouped(actions: Sequence[Action], today: date) -> Groups:
    """What is late, what is to do, what is closed."""
    still = [one for one in actions if one.state in OPEN]
    closed = [one for one in actions if one.closed_at is not None and one.state not in OPEN]
    closed.sort(key=lambda one: str(one.closed_at), reverse=True)
    return Groups(
        late=[one for one in still if is_overdue(one, today)],
        to_do=[one for one in still if not is_overdue(one, today)],
        closed=closed[:MOST_CLOSED],
    )


def bounded(page: int, rows: int) -> tuple[int, int]:
    """The page to show among those there are, and how many there are."""
    pages = max(1, -(-rows // PAGE))
    return max(1, min(page, pages)), pages


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
