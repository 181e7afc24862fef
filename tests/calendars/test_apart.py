"""Hostile agendas cost seconds, and only themselves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rcp.calendars.apart import AgendaRequest, read_agenda_apart, read_agendas_apart
from rcp.calendars.busy import AgendaReading, AgendaUnreadable, FaultCode, UnreadableCode
from tests.calendars.agendas import AUTUMN, PARIS, an_agenda, an_event, reading

VISIT = ("DTSTART:20260907T070000Z", "DTEND:20260907T080000Z")
# dateutil looks for this day, which does not exist, day by day until the year 9999.
ENDLESS = an_agenda(an_event(*VISIT, "RRULE:FREQ=HOURLY;BYMONTH=2;BYYEARDAY=200"))
HONEST = an_agenda(an_event(*VISIT))


def a_request(content: bytes) -> AgendaRequest:
    return AgendaRequest(content, PARIS, *AUTUMN)


def test_apart_an_agenda_gives_the_same_reading():
    agenda = an_agenda(
        an_event(*VISIT, "STATUS:TENTATIVE"),
        an_event("DTSTART:demain", uid="b"),
        head=("X-WR-TIMEZONE:Europe/Paris",),
    )
    apart = read_agenda_apart(agenda, zone=PARIS, start=AUTUMN[0], end=AUTUMN[1])
    assert apart == reading(agenda)


def test_apart_a_file_that_is_no_agenda_says_what_it_is():
    with pytest.raises(AgendaUnreadable) as refused:
        read_agenda_apart(b"%PDF-1.7", zone=PARIS, start=AUTUMN[0], end=AUTUMN[1])
    assert refused.value.code is UnreadableCode.PDF


def test_an_endless_agenda_is_given_up_and_the_next_one_is_read():
    began = datetime.now(UTC)
    requests = [a_request(HONEST), a_request(ENDLESS), a_request(HONEST)]
    found = read_agendas_apart(requests, cpu_seconds=1)
    assert (datetime.now(UTC) - began).total_seconds() < 10
    assert isinstance(found[0], AgendaReading)
    assert isinstance(found[1], AgendaUnreadable)
    assert found[1].code is UnreadableCode.TOO_COSTLY
    assert found[2] == found[0]


def test_an_agenda_that_takes_too_long_by_the_clock_is_given_up():
    (found,) = read_agendas_apart([a_request(ENDLESS)], wall_seconds=0.5)
    assert isinstance(found, AgendaUnreadable)


def test_the_reading_child_gets_none_of_our_secrets(monkeypatch):
    monkeypatch.setenv("TZ", "Pacific/Noumea")
    monkeypatch.setenv("PYTHONHOME", "/nowhere")  # would stop a child that inherits it
    (found,) = read_agendas_apart([a_request(HONEST)])
    assert isinstance(found, AgendaReading)


def test_a_folder_of_agendas_keeps_its_order_and_its_refusals():
    found = read_agendas_apart([a_request(HONEST), a_request(b""), a_request(bytes(11 * 2**20))])
    assert isinstance(found[0], AgendaReading)
    assert [one.code for one in found[1:] if isinstance(one, AgendaUnreadable)] == [
        UnreadableCode.EMPTY,
        UnreadableCode.TOO_LARGE,
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("RRULE:FREQ=SECONDLY", FaultCode.RULE_TOO_DENSE),
        ("RRULE:FREQ=MINUTELY", FaultCode.RULE_TOO_DENSE),
        ("RRULE:FREQ=SECONDLY;COUNT=1000000000;BYDAY=MO", FaultCode.RULE_TOO_DENSE),
        ("RRULE:FREQ=DAILY;INTERVAL=0", FaultCode.UNREADABLE_RULE),
        (f"RRULE:FREQ=YEARLY;BYYEARDAY={','.join(map(str, range(1, 366)))};BYHOUR=1,2,3",
         FaultCode.RULE_TOO_DENSE),
        (f"EXDATE:{','.join(['20260907T070000Z'] * 5001)}", FaultCode.TOO_MANY_DATES),
    ],
)  # fmt: skip
def test_a_rule_that_asks_too_much_is_refused_at_once(line, code):
    found = reading(an_agenda(an_event(*VISIT, line), an_event(*VISIT, uid="b")))
    assert [fault.code for fault in found.faults] == [code]
    assert len(found.intervals) == 1


@pytest.mark.parametrize("length", ["DURATION:P401D", "DTEND:20290101T000000Z"])
def test_an_event_of_more_than_a_year_is_refused(length):
    found = reading(an_agenda(an_event("DTSTART:20260907T070000Z", length)))
    assert [fault.code for fault in found.faults] == [FaultCode.TOO_LONG]


def test_a_daily_series_with_a_billion_instances_is_only_read_in_the_window():
    found = reading(an_agenda(an_event(*VISIT, "RRULE:FREQ=DAILY;COUNT=1000000000")))
    assert len(found.intervals) == 85


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_the_ends_of_time_do_not_stop_the_reading(year):
    far = an_event(f"DTSTART:{year}0101T000000Z", "DURATION:PT1H", "RRULE:FREQ=YEARLY", uid="b")
    assert len(reading(an_agenda(an_event(*VISIT), far)).intervals) == 1
