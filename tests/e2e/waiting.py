"""Waiting for what other processes do."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event
from typing import TypeVar

Found = TypeVar("Found")

LONGEST = 60.0
LOOK = 0.05


def until(condition: Callable[[], Found], what: str, longest: float = LONGEST) -> Found:
    """The first true answer of `condition`; fails, saying what never came, after `longest` s."""
    pause, end = Event(), time.monotonic() + longest
    while not (found := condition()):
        assert time.monotonic() < end, f"never came: {what}"
        pause.wait(LOOK)
    return found
