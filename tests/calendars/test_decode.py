"""Files that are given as agendas and are none."""

from __future__ import annotations

import gzip
import io
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rcp.calendars.busy import AgendaUnreadable, FaultCode, UnreadableCode
from rcp.calendars.decode import calendar_text
from tests.calendars.agendas import an_agenda, an_event, reading, times

AGENDA = an_agenda(
    an_event("SUMMARY:Réunion d’équipe", "DTSTART:20260907T070000Z", "DTEND:20260907T080000Z")
)
SEEN = ["2026-09-07 07:00–08:00"]
LOGIN_PAGE = b"<!DOCTYPE html>\n<html><body><form action='/login'>Connexion</form></body></html>"


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", UnreadableCode.EMPTY),
        (b" \r\n\r\n", UnreadableCode.EMPTY),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), UnreadableCode.PICTURE),
        (b"\xff\xd8\xff\xe0" + bytes(100), UnreadableCode.PICTURE),
        (b"%PDF-1.7\n", UnreadableCode.PDF),
        (b"PK\x03\x04" + bytes(100), UnreadableCode.ARCHIVE),
        (gzip.compress(AGENDA)[:-9], UnreadableCode.ARCHIVE),
        (gzip.compress(gzip.compress(AGENDA)), UnreadableCode.ARCHIVE),
        (gzip.compress(bytes(40 * 1024 * 1024)), UnreadableCode.TOO_LARGE),
        (zipped({"agenda.ics": bytes(40 * 1024 * 1024)}), UnreadableCode.TOO_LARGE),
        (zipped({f"{n}.ics": bytes(4 * 1024 * 1024) for n in range(3)}), UnreadableCode.TOO_LARGE),
        (zipped({"agenda.zip": zipped({"agenda.ics": AGENDA})}), UnreadableCode.ARCHIVE),
        (zipped({"agenda.ics": zipped({"agenda.ics": AGENDA})}), UnreadableCode.ARCHIVE),
        (zipped({"xl/workbook.xml": b"<workbook/>"}), UnreadableCode.ARCHIVE),
        (zipped({f"{n}.ics": AGENDA for n in range(201)}), UnreadableCode.ARCHIVE),
        (zipped({"agenda.ics": AGENDA}, zipfile.ZIP_LZMA), UnreadableCode.ARCHIVE),
        (zipped({"agenda.ics": AGENDA})[:-30], UnreadableCode.ARCHIVE),
        (LOGIN_PAGE, UnreadableCode.WEB_PAGE),
        (b"Bonjour, voici mon agenda.", UnreadableCode.NOT_A_CALENDAR),
        (b"BEGIN:VCARD\r\nEND:VCARD\r\n", UnreadableCode.NOT_A_CALENDAR),
        (b"BEGIN:X-ODD\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\n", UnreadableCode.NOT_A_CALENDAR),
        (AGENDA.decode().encode("utf-16"), UnreadableCode.UTF_16),
        (AGENDA.decode().encode("utf-16-le"), UnreadableCode.UTF_16),
        (AGENDA + b" " * (10 * 1024 * 1024), UnreadableCode.TOO_LARGE),
        (an_agenda(*[an_event("DTSTART:20260907")] * 20_001), UnreadableCode.TOO_MANY_EVENTS),
    ],
    ids=lambda value: str(value) if isinstance(value, UnreadableCode) else "file",
)
def test_a_file_that_is_no_agenda_says_what_it_is(content, code):
    with pytest.raises(AgendaUnreadable) as refused:
        reading(content)
    assert refused.value.code is code


@pytest.mark.parametrize(
    "content",
    [
        AGENDA.decode().encode("utf-8-sig"),
        AGENDA.decode().encode("cp1252"),
        AGENDA.replace(b"\r\n", b"\n"),
        AGENDA.replace(b"\r\n", b"\r"),
        AGENDA.replace(b"\r\n", b"\r\r\n"),
        AGENDA.replace(b"\r\n", b"\r\n\r\n"),
        AGENDA.replace(b"DTSTART:2026", b"DTST\r\n ART:20\r\n\t26"),
        AGENDA.replace("é".encode(), b"\xc3\r\n \xa9"),
        AGENDA.lower(),
        b"\r\n\r\n" + AGENDA,
        AGENDA.replace(b"Essai", b"Es\0sai"),
    ],
    ids=[
        *("bom", "cp1252", "lf", "cr", "crcrlf", "blank", "folded", "cut-utf8", "lower", "late"),
        "nul",
    ],
)
def test_an_agenda_is_read_however_its_lines_were_written(content):
    assert times(reading(content)) == SEEN


def test_an_archive_is_opened_and_all_its_agendas_read():
    other = an_agenda(an_event("DTSTART:20260908T070000Z", "DURATION:PT1H", uid="b"))
    google = zipped({"../../a@b.ics": AGENDA, "/Autre.ICS": other, "lisez-moi.txt": b"Bonjour"})
    assert len(reading(google).intervals) == 2
    assert times(reading(gzip.compress(AGENDA))) == SEEN
    broken = an_agenda(an_event("DTSTART:plus tard"))
    (fault,) = reading(gzip.compress(broken)).faults
    assert fault.facts["line"] == 4


def test_an_empty_calendar_is_an_agenda_with_nothing_in_it():
    found = reading(an_agenda())
    assert found.intervals == ()
    assert found.events_read == 0
    assert not found.is_partial


def test_events_outside_any_calendar_are_read_and_said_to_be_a_part():
    alone = "\r\n".join(an_event("DTSTART:20260908T070000Z", "DURATION:PT1H")).encode()
    found = reading(alone)
    assert times(found) == ["2026-09-08 07:00–08:00"]
    assert [fault.code for fault in found.faults] == [FaultCode.CUT_SHORT]
    assert len(reading(AGENDA + alone).intervals) == 2


def test_two_calendars_in_one_file_are_both_read():
    other = an_agenda(an_event("DTSTART:20260908T070000Z", "DURATION:PT1H", uid="b"))
    assert len(reading(AGENDA + other).intervals) == 2


def test_millions_of_blank_lines_cost_no_time():
    import time

    begun = time.process_time()
    calendar_text(b"BEGIN:VCALENDAR\r\n" + b"\r\n" * 2_000_000 + b"END:VCALENDAR\r\n")
    assert time.process_time() - begun < 2


@given(st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b" ", b"\t", b"A:", b"b"]), max_size=14))
def test_lines_are_unfolded_alike_however_they_end(parts):
    content = b"BEGIN:VCALENDAR\r\nX" + b"".join(parts)
    plain = re.sub(rb"[\r\n]+[ \t]", b"", content)
    assert calendar_text(content) == plain.decode()
