"""Days on which a structure holds no meeting: public holidays of its territory, and closures."""

from __future__ import annotations

from datetime import date

import holidays

from rcp.db.models import Organization

# The `holidays` package names overseas territories by their ISO code.
SUBDIVISIONS = {
    "Indian/Reunion": "974",
    "Indian/Mayotte": "976",
    "America/Guadeloupe": "971",
    "America/Martinique": "972",
    "America/Cayenne": "973",
    "America/St_Barthelemy": "BL",
    "America/Marigot": "MF",
    "America/Miquelon": "PM",
    "Pacific/Noumea": "NC",
    "Pacific/Tahiti": "PF",
    "Pacific/Marquesas": "PF",
    "Pacific/Gambier": "PF",
    "Pacific/Wallis": "WF",
}


def days_off(organization: Organization, start: date, end: date) -> dict[date, str]:
    """The days off from `start` to `end` (excluded), each with its name."""
    public = holidays.country_holidays(
        "FR",
        subdiv=SUBDIVISIONS.get(organization.time_zone),
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
