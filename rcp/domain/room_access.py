"""Who may say who is there."""

from __future__ import annotations

from rcp.domain.access import Actor
from rcp.domain.shapes import AttendanceLike


def may_say_own_presence(actor: Actor, attendance: AttendanceLike) -> bool:
    """That one leaves: the person on the list, for nobody else."""
    return actor.id == attendance.practitioner_id
