"""Rules that each board sets for itself: urgent cases, the rhythm expected, delays that alert.

Sources conflict on urgent cases: one centre discusses them afterwards, another only registers
them; HAS asks cancer boards to meet at least twice a month; six meetings a year is the contract
of the maisons de santé (ACI). All are defaults that a board may change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from rcp.domain.board import BoardKind
from rcp.domain.entries import Entries, Remedy

MOST_MEETINGS, LONGEST_DELAY = 60, 365


class Afterwards(StrEnum):
    """What becomes of an urgent case that was treated before the board could hear it."""

    DISCUSSED = "discussed"
    REGISTERED = "registered"


class Period(StrEnum):
    """Over what meetings are counted."""

    MONTH = "month"
    YEAR = "year"

    @property
    def days(self) -> float:
        """Its mean length."""
        return 365.25 if self is Period.YEAR else 365.25 / 12


@dataclass(frozen=True, slots=True)
class BoardRules:
    """A board's own rules; a number of 0 expects nothing and alerts of nothing.

    `meetings` are expected each `per`; `waiting_days` alert of cases handed in so long ago and not
    heard, `report_days` of fiches that nobody can read so long after a meeting. `takes_written`: an
    opinion sent in writing counts as presence.
    """

    takes_urgent: bool = True
    afterwards: Afterwards = Afterwards.DISCUSSED
    meetings: int = 0
    per: Period = Period.MONTH
    waiting_days: int = 0
    report_days: int = 7
    takes_written: bool = True


_RHYTHMS = {
    BoardKind.PRIMARY_CARE: (6, Period.YEAR),
    BoardKind.RCP_STANDARD: (2, Period.MONTH),
}


def usual_rules(kind: BoardKind, *, regulatory: bool) -> BoardRules:
    """What a board of this kind starts from."""
    meetings, per = _RHYTHMS.get(kind, (2, Period.MONTH) if regulatory else (0, Period.MONTH))
    return BoardRules(meetings=meetings, per=per)


def rules_from(mapping: object, usual: BoardRules, path: str = "") -> BoardRules:
    """The rules that somebody wrote; what they leave out is usual.

    Raises RuleBroken `entry_invalid` (facts: path, remedy), see entries.
    """
    entries = Entries.of(mapping, path)
    entries.only(asdict(usual))
    return BoardRules(
        takes_urgent=entries.flag("takes_urgent", default=usual.takes_urgent),
        afterwards=entries.choice("afterwards", Afterwards, usual.afterwards),
        meetings=_at_most(entries, "meetings", usual.meetings, MOST_MEETINGS),
        per=entries.choice("per", Period, usual.per),
        waiting_days=_at_most(entries, "waiting_days", usual.waiting_days, LONGEST_DELAY),
        report_days=_at_most(entries, "report_days", usual.report_days, LONGEST_DELAY),
        takes_written=entries.flag("takes_written", default=usual.takes_written),
    )


def rules_mapping(rules: BoardRules) -> dict[str, object]:
    """The rules as `rules_from` reads them back."""
    told: Mapping[str, object] = asdict(rules)
    return {name: str(one) if isinstance(one, StrEnum) else one for name, one in told.items()}


def _at_most(entries: Entries, name: str, usual: int, most: int) -> int:
    number = entries.whole_number(name, usual)
    if number > most:
        entries.refuse(name, Remedy.CHOOSE_ALLOWED, allowed=f"0–{most}")
    return number
