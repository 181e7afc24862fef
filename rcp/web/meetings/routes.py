"""The blueprint with all its routes."""

from rcp.web.meetings import (
    arranging,
    attendance,
    calendar,
    calls,
    opinions,
    projected,
    room,
    sentences,
    views,
    writing,
)
from rcp.web.meetings.blueprint import bp

__all__ = [
    "arranging",
    "attendance",
    "bp",
    "calendar",
    "calls",
    "opinions",
    "projected",
    "room",
    "sentences",
    "views",
    "writing",
]
