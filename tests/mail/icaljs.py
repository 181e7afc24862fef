"""What a calendar program built on ical.js (MPL-2.0, `tests/vendor`) makes of what we send."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).parent / "agenda.mjs"


@dataclass(frozen=True, slots=True)
class Shown:
    """An event as the program shows it; `rings` in minutes before its start, if it does."""

    uid: str
    sequence: int
    starts: datetime
    ends: datetime
    zone: str
    summary: str
    place: str
    status: str
    organizer: str
    answers: tuple[tuple[str, str], ...]
    rings: int | None


def after_each(messages: Sequence[bytes]) -> list[list[Shown]]:
    """What stands in the calendar of somebody who took these messages, after each of them."""
    said = json.dumps([one.decode() for one in messages])
    run = subprocess.run(
        ["node", str(PROGRAM)], input=said, capture_output=True, text=True, timeout=30, check=False
    )
    assert run.returncode == 0, run.stderr
    return [[_shown(event) for event in one["events"]] for one in json.loads(run.stdout)]


def _shown(told: dict[str, Any]) -> Shown:  # Any: parsed JSON
    starts, ends = (datetime.fromisoformat(told.pop(name)) for name in ("starts", "ends"))
    answers = tuple((who, answer) for who, answer in told.pop("answers"))
    return Shown(starts=starts, ends=ends, answers=answers, **told)
