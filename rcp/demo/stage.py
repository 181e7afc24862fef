"""Where and when the demonstration's story is played."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from rcp.mail.letterhead import Letterhead

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the story is played."""

    sessions: sessionmaker[Session]
    folder: Path
    letterhead: Letterhead
    today: date
    say: Say

    @property
    def begins(self) -> datetime:
        """The Saturday nine days before this week's Monday, in the morning."""
        monday = self.today - timedelta(days=self.today.weekday())
        return datetime.combine(monday - timedelta(days=9), time(8), tzinfo=UTC)

    @property
    def now(self) -> datetime:
        """The morning of today, or this very moment if it is later in the day."""
        return max(datetime.now(UTC), datetime.combine(self.today, time(5), tzinfo=UTC))


class DemoFailed(Exception):
    """The invented territory could not be brought in; the message says what was refused."""
