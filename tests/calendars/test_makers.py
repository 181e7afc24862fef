"""One working week as Exchange, Google, Apple, Zimbra and SOGo write it."""

from __future__ import annotations

from rcp.calendars.busy import BusyKind
from tests.calendars.agendas import PARIS, a_zone, an_agenda, an_event, reading, times


def test_exchange_with_windows_zones_leave_and_a_moved_clinic():
    zone = "TZID=Romance Standard Time"
    agenda = an_agenda(
        a_zone("Romance Standard Time"),
        an_event(
            "RRULE:FREQ=WEEKLY;UNTIL=20261103T130000Z;INTERVAL=1;BYDAY=TU;WKST=MO",
            f"EXDATE;{zone}:20261027T140000",
            "SUMMARY;LANGUAGE=fr-FR:Consultation",
            f"DTSTART;{zone}:20261020T140000",
            f"DTEND;{zone}:20261020T180000",
            "CLASS:PUBLIC",
            "TRANSP:OPAQUE",
            "SEQUENCE:3",
            "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
            uid="040000008200E00074C5B7101A82E008A1",
        ),
        an_event(
            f"RECURRENCE-ID;{zone}:20261103T140000",
            f"DTSTART;{zone}:20261104T090000",
            f"DTEND;{zone}:20261104T100000",
            "SEQUENCE:3",
            "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE",
            uid="040000008200E00074C5B7101A82E008A1",
        ),
        an_event(
            "DTSTART;VALUE=DATE:20261109",
            "DTEND;VALUE=DATE:20261110",
            "RRULE:FREQ=DAILY;UNTIL=20261110T230000Z;INTERVAL=1",
            "TRANSP:OPAQUE",
            "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
            "X-MICROSOFT-CDO-BUSYSTATUS:OOF",
            uid="040000008200E00074C5B7101A82E008A2",
        ),
        head=("METHOD:PUBLISH", "X-WR-CALNAME:Calendrier"),
    )
    found = reading(agenda)
    assert times(found) == [
        "2026-10-20 12:00–16:00",
        "2026-11-04 08:00–09:00",
        "2026-11-08 23:00–11-11 23:00",
    ]
    assert [one.kind for one in found.intervals] == [
        BusyKind.BUSY,
        BusyKind.TENTATIVE,
        BusyKind.AWAY,
    ]
    assert not found.is_partial


def test_google_with_a_calendar_zone_and_a_birthday_that_leaves_free():
    agenda = an_agenda(
        an_event(
            "DTSTART;TZID=Europe/Paris:20260908T083000",
            "DTEND;TZID=Europe/Paris:20260908T093000",
            "RRULE:FREQ=WEEKLY;WKST=MO;UNTIL=20260922T215959Z;BYDAY=TU",
            "STATUS:CONFIRMED",
            "TRANSP:OPAQUE",
            uid="5k2q9@google.com",
        ),
        an_event(
            "DTSTART;VALUE=DATE:20260910",
            "DTEND;VALUE=DATE:20260911",
            "RRULE:FREQ=YEARLY",
            "TRANSP:TRANSPARENT",
            uid="anniversaire@google.com",
        ),
        an_event("DTSTART:20260911T120000Z", "DTEND:20260911T130000Z", uid="utc@google.com"),
        head=("X-WR-TIMEZONE:Europe/Paris", "X-WR-CALNAME:odile@hopital.test"),
    )
    found = reading(agenda)
    assert times(found) == [
        "2026-09-08 06:30–07:30",
        "2026-09-11 12:00–13:00",
        "2026-09-15 06:30–07:30",
        "2026-09-22 06:30–07:30",
    ]
    assert found.calendar_zone == "Europe/Paris"


def test_apple_with_an_alarm_and_a_day_away():
    agenda = an_agenda(
        a_zone("Europe/Paris"),
        an_event(
            "DTEND;TZID=Europe/Paris:20260914T123000",
            "TRANSP:OPAQUE",
            "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC",
            "DTSTART;TZID=Europe/Paris:20260914T113000",
            "SEQUENCE:1",
            "BEGIN:VALARM",
            "X-WR-ALARMUID:5C0B",
            "TRIGGER;VALUE=DATE-TIME:19760401T005545Z",
            "ACTION:NONE",
            "END:VALARM",
            uid="8B7B2C7E-0001",
        ),
        an_event("DTSTART;VALUE=DATE:20260916", "DTEND;VALUE=DATE:20260918", uid="8B7B2C7E-0002"),
        head=("CALSCALE:GREGORIAN", "X-WR-TIMEZONE:Europe/Paris"),
    )
    assert times(reading(agenda)) == ["2026-09-14 09:30–10:30", "2026-09-15 22:00–09-17 22:00"]


def test_zimbra_with_its_french_zone_name_and_its_free_busy_report():
    name = "(GMT+01.00) Bruxelles / Copenhague / Madrid / Paris"
    agenda = an_agenda(
        a_zone(name),
        an_event(
            f'DTSTART;TZID="{name}":20260917T140000',
            f'DTEND;TZID="{name}":20260917T150000',
            "X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY",
            "CLASS:PRIVATE",
            uid="zimbra-1",
        ),
        [
            "BEGIN:VFREEBUSY",
            "ORGANIZER:mailto:odile@hopital.test",
            "DTSTART:20260901T000000Z",
            "DTEND:20261201T000000Z",
            "FREEBUSY;FBTYPE=BUSY:20260921T080000Z/20260921T090000Z",
            "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20260922T160000Z/20260923T060000Z",
            "END:VFREEBUSY",
        ],
        head=("METHOD:PUBLISH",),
    )
    assert times(reading(agenda)) == [
        "2026-09-17 12:00–13:00",
        "2026-09-21 08:00–09:00",
        "2026-09-22 16:00–09-23 06:00",
    ]


def test_sogo_with_a_task_and_a_duration():
    agenda = an_agenda(
        a_zone("Europe/Paris"),
        an_event(
            "DTSTART;TZID=Europe/Paris:20260924T080000", "DURATION:PT1H30M", uid="3C-5F-1@sogo.test"
        ),
        ["BEGIN:VTODO", "UID:t", "DTSTART:20260925T080000Z", "DUE:20260925T090000Z", "END:VTODO"],
    )
    assert times(reading(agenda, zone=PARIS)) == ["2026-09-24 06:00–07:30"]
