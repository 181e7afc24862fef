"""The hard rules, one a file: each finds what breaks it, and forbids it to the solver."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from scheduler.draft import Draft
from scheduler.facts import Fact
from scheduler.index import Index
from scheduler.model import Model
from scheduler.rules import (
    board,
    double_booking,
    fixed,
    frozen,
    mandatory_seats,
    minutes,
    needs,
    one_seat,
    opposition,
    ready,
    rooms,
    specialties,
    starts,
    travel,
    written,
)

if TYPE_CHECKING:
    from scheduler.offers import Offers


class Rule(Protocol):
    """A module that knows one hard rule."""

    def violations(self, index: Index, draft: Draft) -> Iterator[Fact]:
        """Every breach of the rule in a plan."""


class PlacingRule(Rule, Protocol):
    """A rule about when, where and with whom meetings are held."""

    def enforce(self, model: Model) -> None:
        """Allow no plan that breaks the rule."""


class CaseRule(Rule, Protocol):
    """A rule about which meeting hears which cases."""

    def enforce_cases(self, model: Model, offers: Offers) -> None:
        """Allow no agenda that breaks the rule."""


PLACING: tuple[PlacingRule, ...] = (
    double_booking,
    travel,
    one_seat,
    written,
    rooms,
    mandatory_seats,
    specialties,
    frozen,
)
CASES: tuple[CaseRule, ...] = (minutes, needs)
ALL: tuple[Rule, ...] = (starts, fixed, *PLACING, board, opposition, ready, *CASES)
