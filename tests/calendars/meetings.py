"""Meetings to invite to, all invented."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rcp.calendars.ics import Attendee, MeetingEvent, Organizer

ODILE = Attendee("Dr Odile Martin", "odile.martin@hopital.test")


def a_meeting(**given: Any) -> MeetingEvent:  # Any: whichever fields a test names
    """A chest meeting at 14:00 in Paris, two days after winter time came back."""
    usual: dict[str, Any] = {  # Any: as above
        "uid": "5d0f6f0e-41f3-4a55-9c58-0f2f1d1d3c11@quorum.hopital.test",
        "sequence": 0,
        "summary": "RCP Thorax",
        "starts": datetime(2026, 10, 27, 13, tzinfo=UTC),
        "ends": datetime(2026, 10, 27, 14, 30, tzinfo=UTC),
        "zone": ZoneInfo("Europe/Paris"),
        "organizer": Organizer("RCP Thorax", "rcp-thorax@quorum.hopital.test"),
        "stamp": datetime(2026, 10, 1, 6, 0, tzinfo=UTC),
        "location": "Salle Laennec, bâtiment B",
        "video_url": "https://visio.hopital.test/thorax?salle=3",
        "description": "Séance du mardi 27 octobre, 8 dossiers.\nRéférence R-2026-0413.",
        "url": "https://quorum.hopital.test/seances/413",
        "attendee": ODILE,
        "alarm_minutes": 15,
    }
    return MeetingEvent(**(usual | given))
