"""Who may read and change the library of guidelines, and the specialty groups."""

from __future__ import annotations

from rcp.domain.access import (
    Actor,
    is_signed_in,
    may_administer,
    may_found_board,
    may_run_board,
    may_set_up,
)
from rcp.domain.shapes import CaseLike, GuidelineLike, KnownLike


def may_read_guideline(actor: Actor, guideline: GuidelineLike) -> bool:
    """The library is open to whoever signed in: it holds no case."""
    return is_signed_in(actor) and guideline is not None


def may_edit_guideline(actor: Actor, guideline: GuidelineLike) -> bool:
    """A structure's entries: its coordinators and administrators; everybody's: any of them."""
    house = guideline.organization_id
    return may_set_up(actor) if house is None else may_found_board(actor, house)


def may_attach_to_case(actor: Actor, case: CaseLike) -> bool:
    """Guidelines of a case: its referrer and those who run its board."""
    writes = actor.id == case.referrer_id or may_run_board(actor, case.board)
    return writes and not case.is_objected


def may_edit_group(actor: Actor, _group: KnownLike) -> bool:
    """Specialty groups: administrators."""
    return may_administer(actor)
