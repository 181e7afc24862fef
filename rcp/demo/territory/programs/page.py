"""One calendar to be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rcp.demo.territory.engagements import PARIS, Engagement
from rcp.demo.territory.people import Professional


@dataclass(frozen=True, slots=True)
class Page:
    """A person's entries on the day of the export."""

    owner: Professional
    entries: Sequence[Engagement]
    today: date

    @property
    def stamp(self) -> str:
        """The moment of the export, in UTC."""
        return f"{self.today:%Y%m%d}T050000Z"

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones that the entries use, Paris first."""
        others = {entry.zone for entry in self.entries} - {PARIS}
        return (PARIS, *sorted(others))
