"""Who may open a case in an emergency, and read it then."""

from __future__ import annotations

from rcp.domain.access import CLINICIAN, Actor
from rcp.domain.shapes import OpenedLike


def may_break_glass(actor: Actor) -> bool:
    """Open a case in an emergency, with a reason: clinicians of care (CSP L.1110-4)."""
    return actor.has(CLINICIAN) and not actor.is_social


def may_read_opening(actor: Actor, opening: OpenedLike) -> bool:
    """Only who opened it: everybody gives a reason of their own."""
    return may_break_glass(actor) and opening.practitioner_id == actor.id
