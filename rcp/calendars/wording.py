"""The only facts that the words of an invitation may hold: none of them is about a patient."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from string import Formatter

from rcp.calendars import clean

_REFERENCE = re.compile(r"[A-Z]{1,4}-\d{4}-\d{1,6}", re.ASCII)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class InvitationFacts:
    """What may be said of a meeting outside the house; links lead to pages behind a sign-in."""

    board: str
    kind: str = ""
    day: str = ""
    hours: str = ""
    whole_hours: str = ""
    place: str = ""
    video_link: str = ""
    case_count: int | None = None
    reference: str = ""
    sign_in_link: str = ""
    organizer: str = ""

    def __post_init__(self) -> None:
        if self.reference and not _REFERENCE.fullmatch(self.reference):
            raise ValueError("a reference reads like R-2026-0413")
        if self.case_count is not None and self.case_count < 0:
            raise ValueError("a meeting never has fewer than no cases")
        for link in (self.video_link, self.sign_in_link):
            if link:
                clean.web_link(link)


ALLOWED = frozenset(field.name for field in fields(InvitationFacts))


class UnknownPlaceholder(ValueError):
    """A wording that asks for something no invitation may hold."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def worded(wording: str, facts: InvitationFacts) -> str:
    """A wording such as "RCP {board}" filled from the facts, by name only.

    Raises UnknownPlaceholder for any other name, attribute, index, conversion or format.
    """
    return "".join(
        literal + (_value(facts, name, spec, conversion) if name is not None else "")
        for literal, name, spec, conversion in _parsed(wording)
    )


def _parsed(wording: str) -> list[tuple[str, str | None, str | None, str | None]]:
    try:
        return list(Formatter().parse(wording))
    except ValueError as error:
        raise UnknownPlaceholder("{") from error


def _value(facts: InvitationFacts, name: str, spec: str | None, conversion: str | None) -> str:
    if name not in ALLOWED or spec or conversion:
        raise UnknownPlaceholder(name)
    value = getattr(facts, name)
    return "" if value is None else clean.one_line(str(value))[:_LONGEST]
