"""Which habitual slots a person keeps free, and in which weeks something else takes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from rcp.demo.territory.boards import BOARDS, Board
from rcp.demo.territory.cast import VERY_BUSY
from rcp.demo.territory.people import Professional

FAITHFUL: Final = 0.85
"""The share of members who keep a board's slot out of their week."""

KEPT: Final = 0.9
"""The share of weeks in which the slot they keep is really free."""

Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Horizon:
    """The weeks that the agendas cover: four past ones and eleven from this Monday on."""

    today: date

    @property
    def monday(self) -> date:
        """The Monday of the current week."""
        return self.today - timedelta(days=self.today.weekday())

    @property
    def start(self) -> date:
        """The first Monday covered."""
        return self.monday - timedelta(weeks=4)

    @property
    def end(self) -> date:
        """The first Monday no longer covered."""
        return self.monday + timedelta(weeks=11)


@dataclass(frozen=True, slots=True)
class Habits:
    """Slots left out of the weekly pattern, slots really free, slots lost to something else."""

    cut: tuple[tuple[int, time, time], ...]
    kept: tuple[Stretch, ...]
    lost: tuple[Stretch, ...]


def boards_of(person: Professional) -> tuple[Board, ...]:
    """The boards in which a person sits, presides or keeps the papers."""
    seats = {seat.board for seat in person.seats}
    return tuple(
        board
        for board in BOARDS
        if board.code in seats or person.email in (board.chair, board.coordinator, board.secretary)
    )


def habits_of(person: Professional, horizon: Horizon, rng: Random) -> Habits:
    """Draw how faithful a person is to each board; who runs a board never forgets it."""
    cut: list[tuple[int, time, time]] = []
    kept: list[Stretch] = []
    lost: list[Stretch] = []
    for board in boards_of(person):
        runs_it = person.email in (board.chair, board.coordinator, board.secretary)
        is_faithful = person.email not in VERY_BUSY and rng.random() < FAITHFUL
        if not (runs_it or is_faithful):
            continue
        cut.append((board.rhythm.weekday, *_hours(board)))
        for stretch in _slots(board, horizon):
            stays = runs_it or rng.random() < KEPT
            (kept if stays else lost).append(stretch)
    return Habits(tuple(cut), tuple(kept), tuple(lost))


def _hours(board: Board) -> tuple[time, time]:
    start = datetime.combine(date.min, board.rhythm.at)
    return start.time(), (start + timedelta(minutes=board.minutes)).time()


def _slots(board: Board, horizon: Horizon) -> list[Stretch]:
    lasts = timedelta(minutes=board.minutes)
    starts = (
        datetime.combine(day, board.rhythm.at)
        for day in board.usual_days(horizon.start, horizon.end)
    )
    return [(start, start + lasts) for start in starts]
