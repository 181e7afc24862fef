"""Days on which a structure holds no meeting: public holidays of its territory, and closures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import holidays

from rcp.db.models import Organization

# The `holidays` package names territories by their ISO code or department.
CALENDARS: Mapping[str, str | None] = {
    "metropole": None,
    "alsace_moselle": "57",
    "guadeloupe": "971",
    "martinique": "972",
    "guyane": "973",
    "reunion": "974",
    "mayotte": "976",
    "saint_barthelemy": "BL",
    "saint_martin": "MF",
    "saint_pierre_et_miquelon": "PM",
    "nouvelle_caledonie": "NC",
    "polynesie": "PF",
    "wallis_et_futuna": "WF",
}
"""The public holidays that a structure may keep; without a choice, those of its time zone."""

_OF_ZONE = {
    "Indian/Reunion": "reunion",
    "Indian/Mayotte": "mayotte",
    "America/Guadeloupe": "guadeloupe",
    "America/Martinique": "martinique",
    "America/Cayenne": "guyane",
    "America/St_Barthelemy": "saint_barthelemy",
    "America/Marigot": "saint_martin",
    "America/Miquelon": "saint_pierre_et_miquelon",
    "Pacific/Noumea": "nouvelle_caledonie",
    "Pacific/Tahiti": "polynesie",
    "Pacific/Marquesas": "polynesie",
    "Pacific/Gambier": "polynesie",
    "Pacific/Wallis": "wallis_et_futuna",
}


def calendar_of(organization: Organization) -> str:
    """Which of CALENDARS a structure keeps."""
    return organization.holidays or _OF_ZONE.get(organization.time_zone, "metropole")


def days_off(organization: Organization, start: date, end: date) -> dict[date, str]:
    """The days off from `start` to `end` (excluded), each with its name."""
    public = holidays.country_holidays(
        "FR",
        subdiv=CALENDARS[calendar_of(organization)],
        years=range(start.year, end.year + 1),
        language="fr",
    )
    named = {day: str(name) for day, name in public.items() if start <= day < end}
    closed = {
        closure.day: closure.reason
        for closure in organization.closures
        if start <= closure.day < end
    }
    return {**named, **closed}
