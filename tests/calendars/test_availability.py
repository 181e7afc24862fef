"""VAVAILABILITY: outside the hours somebody offers, they are away."""

from __future__ import annotations

from datetime import UTC, datetime

from rcp.calendars.busy import AgendaReading, BusyKind, FaultCode
from tests.calendars.agendas import an_agenda, reading, times

MONDAY = (datetime(2026, 9, 7, tzinfo=UTC), datetime(2026, 9, 8, tzinfo=UTC))
MORNINGS = (
    "DTSTART;TZID=Europe/Paris:20260105T080000",
    "DTEND;TZID=Europe/Paris:20260105T120000",
    "RRULE:FREQ=WEEKLY",
)


def hours(*lines: str) -> list[str]:
    """One AVAILABLE part."""
    return ["BEGIN:AVAILABLE", "UID:heures@agenda.test", *lines, "END:AVAILABLE"]


def availability(*lines: str, offered: list[str] | None = None) -> list[str]:
    """A VAVAILABILITY with those lines and hours."""
    head = ["BEGIN:VAVAILABILITY", "UID:regle@agenda.test", "SUMMARY:Secrète", *lines]
    return [*head, *(hours(*MORNINGS) if offered is None else offered), "END:VAVAILABILITY"]


def on_monday(*blocks: list[str]) -> AgendaReading:
    return reading(an_agenda(*blocks), window=MONDAY)


def test_what_is_not_offered_is_away():
    found = on_monday(availability())
    assert times(found) == ["2026-09-07 00:00–06:00", "2026-09-07 10:00–09-08 00:00"]
    assert {one.kind for one in found.intervals} == {BusyKind.AWAY}
    assert not found.faults


def test_it_says_how_firmly():
    found = on_monday(availability("BUSYTYPE:BUSY-TENTATIVE", offered=[]))
    assert [one.kind for one in found.intervals] == [BusyKind.TENTATIVE]


def test_it_holds_within_its_own_bounds_alone():
    bounds = ("DTSTART:20260907T090000Z", "DURATION:PT3H")
    assert times(on_monday(availability(*bounds))) == ["2026-09-07 10:00–12:00"]
    bounds = ("DTSTART:20260901T090000Z", "DTEND:20260902T090000Z")
    assert times(on_monday(availability(*bounds))) == []


def test_a_higher_priority_decides_for_its_period():
    usual = availability("PRIORITY:5")
    afternoon = hours("DTSTART:20260907T120000Z", "DTEND:20260907T140000Z")
    guard = availability(
        "PRIORITY:1", "DTSTART:20260907T060000Z", "DTEND:20260907T160000Z", offered=afternoon
    )
    expected = ["2026-09-07 00:00–12:00", "2026-09-07 14:00–09-08 00:00"]
    assert times(on_monday(usual, guard)) == times(on_monday(guard, usual)) == expected


def test_appointments_within_the_hours_offered_stay_busy():
    event = ["BEGIN:VEVENT", "UID:a@b.test", "DTSTART:20260907T070000Z", "DURATION:PT30M"]
    found = on_monday(availability(), [*event, "END:VEVENT"])
    assert "2026-09-07 07:00–07:30" in times(found)


def test_hours_that_cannot_be_read_are_not_offered_and_it_is_said():
    found = on_monday(availability(offered=hours("DTSTART:demain")))
    assert times(found) == ["2026-09-07 00:00–09-08 00:00"]
    assert [fault.code for fault in found.faults] == [FaultCode.UNREADABLE_FREE_BUSY]


def test_bounds_that_cannot_be_read_are_said_and_take_nothing():
    found = on_monday(availability("DTSTART:demain"))
    assert times(found) == []
    assert found.is_partial
