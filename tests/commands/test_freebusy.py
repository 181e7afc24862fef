"""`rcp freebusy`: merged busy times in UTC, or one line that says why not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rcp.calendars.busy import FaultCode, UnreadableCode
from rcp.cli import main
from rcp.commands.freebusy import FAULTS, UNREADABLE
from tests.calendars.agendas import an_agenda, an_event

ONE = an_event("DTSTART;TZID=Europe/Paris:20260907T090000", "DURATION:PT1H", uid="1@a.test")
MAYBE = an_event("DTSTART:20260907T080000Z", "DURATION:PT1H", "STATUS:TENTATIVE", uid="2@a.test")
DAY_OFF = an_event("DTSTART;VALUE=DATE:20260909", uid="3@a.test")
BROKEN = an_event("DTSTART:demain", "SUMMARY:Madame Secrète", uid="4@a.test")


def freebusy(*words: str) -> Result:
    return CliRunner().invoke(main, ["freebusy", *words])


@pytest.fixture
def agenda(tmp_path: Path) -> Path:
    """Three times taken and one that nobody can read."""
    file = tmp_path / "agenda.ics"
    file.write_bytes(an_agenda(ONE, MAYBE, DAY_OFF, BROKEN))
    return file


def test_busy_times_are_merged_and_told_in_utc(agenda: Path) -> None:
    told = freebusy(str(agenda), "--from", "2026-09-07", "--to", "2026-09-14")
    assert told.exit_code == 0
    assert json.loads(told.stdout) == [
        {"start": "2026-09-07T07:00:00Z", "end": "2026-09-07T09:00:00Z"},
        {"start": "2026-09-08T22:00:00Z", "end": "2026-09-09T22:00:00Z"},
    ]


def test_days_begin_in_the_zone_of_the_person(agenda: Path) -> None:
    bounds = ("--from", "2026-09-08T20:30:00Z", "--to", "2026-09-10T00:00", "--tz")
    told = freebusy(str(agenda), *bounds, "Indian/Reunion")
    assert json.loads(told.stdout) == [
        {"start": "2026-09-08T20:30:00Z", "end": "2026-09-09T20:00:00Z"}
    ]


def test_a_broken_event_is_named_by_its_line_and_never_by_its_title(agenda: Path) -> None:
    told = freebusy(str(agenda), "--from", "2026-09-07", "--to", "2026-09-14")
    assert told.stderr == "ligne 22 : illisible, laissé de côté\n"
    assert "Secrète" not in told.output


def test_a_thousand_broken_events_are_counted_rather_than_listed(tmp_path: Path) -> None:
    file = tmp_path / "agenda.ics"
    file.write_bytes(an_agenda(*([BROKEN] * 1000), ONE))
    told = freebusy(str(file), "--from", "2026-09-07", "--to", "2026-09-14")
    assert told.exit_code == 0
    assert told.stderr.count("\n") == 21
    assert told.stderr.endswith("et 980 autres passages illisibles\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "2026-09-07", "--to", "bientôt"), "--to"),
        (("--from", "2026-09-07", "--to", "2026-09-07"), "--to doit venir après --from"),
        (("--from", "2026-09-07", "--to", "2026-09-08", "--tz", "Mars/Base"), "Mars/Base"),
        (("--from", "2026-09-07"), "Écrire : rcp freebusy"),
        (("--from", "2026-09-07", "--to", "2026-09-08", "--loin"), "Écrire : rcp freebusy"),
    ],
)
def test_senseless_words_are_refused_in_one_line(
    agenda: Path, words: tuple[str, ...], said: str
) -> None:
    told = freebusy(str(agenda), *words)
    assert (told.exit_code, told.stdout) == (2, "")
    assert said in told.stderr
    assert told.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"<!DOCTYPE html><html></html>", "page web"),
        (b"PK\x03\x04", "archive"),
        (b"\x1f\x8b\x08\x00", "archive"),
        (b"BEGIN:VCARD\r\nEND:VCARD\r\n", "iCalendar"),
    ],
)
def test_what_is_no_agenda_is_refused_in_one_line(
    tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "agenda.ics"
    file.write_bytes(content)
    told = freebusy(str(file), "--from", "2026-09-07", "--to", "2026-09-08")
    assert (told.exit_code, told.stdout) == (2, "")
    assert said in told.stderr
    assert told.stderr.count("\n") == 1


def test_a_file_that_is_not_there_is_refused_in_one_line(tmp_path: Path) -> None:
    told = freebusy(str(tmp_path / "x.ics"), "--from", "2026-09-07", "--to", "2026-09-08")
    assert told.exit_code == 2
    assert told.stderr.count("\n") == 1


def test_everything_that_can_be_wrong_with_an_agenda_has_words() -> None:
    assert set(FAULTS) == set(FaultCode)
    assert set(UNREADABLE) == set(UnreadableCode)
