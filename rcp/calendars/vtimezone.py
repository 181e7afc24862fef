"""VTIMEZONE blocks of the French zones: short, by rule, as Outlook, Apple and Google read them.

Outlook does not read zones written as a list of dates (RDATE), which is what libraries write from
the tz database. A test compares these blocks with that database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard


@dataclass(frozen=True, slots=True)
class Change:
    """A yearly change of hour: since when, on which Sunday, from and to which offset in hours."""

    name: str
    first: datetime
    month: int
    sunday: str
    before: int
    after: int


_PARIS = (
    Change("CEST", datetime(1981, 3, 29, 2), 3, "-1SU", 1, 2),  # noqa: DTZ001 - wall clock
    Change("CET", datetime(1996, 10, 27, 3), 10, "-1SU", 2, 1),  # noqa: DTZ001 - wall clock
)
_MIQUELON = (
    Change("-02", datetime(2007, 3, 11, 2), 3, "2SU", -3, -2),  # noqa: DTZ001 - wall clock
    Change("-03", datetime(2007, 11, 4, 2), 11, "1SU", -2, -3),  # noqa: DTZ001 - wall clock
)
_CHANGING = {"Europe/Paris": _PARIS, "America/Miquelon": _MIQUELON}
_FIXED_HOURS = {
    "Indian/Reunion": 4,
    "Indian/Mayotte": 3,
    "Indian/Kerguelen": 5,
    "America/Guadeloupe": -4,
    "America/Martinique": -4,
    "America/Cayenne": -3,
    "America/St_Barthelemy": -4,
    "America/Marigot": -4,
    "Pacific/Noumea": 11,
    "Pacific/Wallis": 12,
    "Pacific/Tahiti": -10,
    "Pacific/Marquesas": -9.5,
    "Pacific/Gambier": -9,
}
FRENCH_ZONES = frozenset(_CHANGING) | frozenset(_FIXED_HOURS)


def vtimezone(name: str) -> Timezone:
    """The definition of a French zone; raises KeyError for another one."""
    zone = Timezone()
    zone.add("tzid", name)
    if name in _CHANGING:
        for change in _CHANGING[name]:
            zone.add_component(_changing(change))
    else:
        zone.add_component(_fixed(_FIXED_HOURS[name]))
    return zone


def _changing(change: Change) -> TimezoneDaylight | TimezoneStandard:
    is_summer = change.after > change.before
    part = TimezoneDaylight() if is_summer else TimezoneStandard()
    part.add("dtstart", change.first)
    part.add("tzoffsetfrom", timedelta(hours=change.before))
    part.add("tzoffsetto", timedelta(hours=change.after))
    part.add("tzname", change.name)
    part.add("rrule", {"FREQ": "YEARLY", "BYMONTH": change.month, "BYDAY": change.sunday})
    return part


def _fixed(hours: float) -> TimezoneStandard:
    part = TimezoneStandard()
    part.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - wall clock
    part.add("tzoffsetfrom", timedelta(hours=hours))
    part.add("tzoffsetto", timedelta(hours=hours))
    part.add("tzname", f"{int(hours):+03}" + ("30" if hours % 1 else ""))
    return part
