"""The invented agendas: believable handwritings, believable weeks."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from statistics import mean
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from icalendar import Calendar

from rcp.calendars.busy import BusyInterval
from rcp.calendars.freebusy import read_agenda
from rcp.demo.territory import cast
from rcp.demo.territory.absences import inspection_day, lost_week
from rcp.demo.territory.boards import BOARDS, holders
from rcp.demo.territory.engagements import QUARTERS, Hours, quarters
from rcp.demo.territory.habits import Horizon
from rcp.demo.territory.patients import names as patient_names
from rcp.demo.territory.people import Professional, roster
from tests.demo.conftest import TODAY

PARIS = ZoneInfo("Europe/Paris")
TEN_WEEKS = timedelta(weeks=10)
SIGNS = {
    "outlook": (
        "PRODID:Microsoft Exchange Server 2010",
        "TZID:Romance Standard Time",
        "X-MICROSOFT-CDO-BUSYSTATUS:OOF",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "RRULE:FREQ=WEEKLY;UNTIL=",
    ),
    "google": ("PRODID:-//Google Inc", "X-WR-TIMEZONE:Europe/Paris", "BEGIN:VALARM", "EXDATE;"),
    "apple": ("PRODID:-//Apple Inc.", "DTSTART;TZID=Europe/Paris:", "RRULE:FREQ=YEARLY"),
    "zimbra": ("PRODID:Zimbra-Calendar-Provider", 'TZID="Europe/Brussels"', "RECURRENCE-ID;"),
    "sogo": ("PRODID:-//Inverse inc./SOGo", "X-SOGO-SEND-APPOINTMENT-NOTIFICATIONS:NO"),
}


def file_of(territory: Path, person: Professional) -> bytes:
    return (territory / "agendas" / f"{person.email}.ics").read_bytes()


def written_by(territory: Path, program: str) -> str:
    files = (file_of(territory, one) for one in roster() if one.program == program)
    return b"".join(files).decode().replace("\r\n ", "")


@pytest.fixture(scope="module")
def agendas(territory: Path) -> dict[str, Calendar]:
    """Everybody's agenda, parsed."""
    return {person.email: Calendar.from_ical(file_of(territory, person)) for person in roster()}


@pytest.fixture(scope="module")
def busy(territory: Path) -> dict[str, tuple[BusyInterval, ...]]:
    """The busy times of everybody over the ten weeks to come, as the application reads them."""
    start = datetime.combine(TODAY, time.min, tzinfo=PARIS)
    found = {}
    for person in roster():
        content = file_of(territory, person)
        reading = read_agenda(content, zone=PARIS, start=start, end=start + TEN_WEEKS)
        assert reading.faults == (), person.email
        found[person.email] = reading.intervals
    return found


@pytest.fixture(scope="module")
def hours(busy: dict[str, tuple[BusyInterval, ...]]) -> dict[str, Hours]:
    """The working hours taken by those times."""
    found = {}
    for email, intervals in busy.items():
        found[email] = Hours(TODAY, TODAY + TEN_WEEKS)
        for interval in intervals:
            starts, ends = (
                moment.astimezone(PARIS).replace(tzinfo=None)
                for moment in (interval.starts, interval.ends)
            )
            found[email].take(starts, ends)
    return found


def test_everybody_has_an_agenda_that_opens(territory: Path, agendas: dict[str, Calendar]):
    files = {path.stem for path in (territory / "agendas").iterdir()}
    assert files == agendas.keys() == {person.email for person in roster()}
    for calendar in agendas.values():
        assert calendar.errors == []
        assert len(calendar.events) >= 10
        assert all(event.errors == [] for event in calendar.events)


def test_no_line_is_longer_than_the_standard_allows(territory: Path):
    for person in roster():
        lines = file_of(territory, person).split(b"\r\n")
        assert all(len(line) <= 75 and b"\n" not in line for line in lines)


@pytest.mark.parametrize("program", sorted(SIGNS))
def test_each_program_keeps_its_own_handwriting(territory: Path, program: str):
    text = written_by(territory, program)
    assert [sign for sign in SIGNS[program] if sign not in text] == []
    others = {sign for other, signs in SIGNS.items() if other != program for sign in signs[:1]}
    assert [sign for sign in others if sign in text] == []


def test_google_writes_single_events_in_utc_and_series_in_their_zone(
    agendas: dict[str, Calendar],
):
    for person in roster():
        if person.program == "google":
            events = agendas[person.email].events
            singles = [one for one in events if "RRULE" not in one and "RECURRENCE-ID" not in one]
            timed = [one for one in singles if isinstance(one.DTSTART, datetime)]
            assert all(one.DTSTART.tzinfo is UTC or one.DTSTART.tzname() == "UTC" for one in timed)


def test_agendas_hold_everything_that_real_ones_do(territory: Path):
    text = "".join(written_by(territory, program) for program in SIGNS)
    for sign in (
        "STATUS:CANCELLED", "STATUS:TENTATIVE", "CLASS:PRIVATE", "TRANSP:TRANSPARENT", "EXDATE",
        "RECURRENCE-ID", "VALUE=DATE", "TZID=GMT Standard Time", "America/New_York",
    ):  # fmt: skip
        assert sign in text, sign


def test_people_are_three_quarters_busy(hours: dict[str, Hours]):
    shares = {email: taken.share() for email, taken in hours.items()}
    assert 0.70 <= mean(shares.values()) <= 0.80
    usual = [s for email, s in shares.items() if email not in {cast.ON_LONG_LEAVE, *cast.VERY_BUSY}]
    assert min(usual) > 0.55
    assert max(usual) < 0.92


def test_another_reader_of_recurrences_finds_the_same_share(
    agendas: dict[str, Calendar], hours: dict[str, Hours]
):
    for program in SIGNS:
        person = next(one for one in roster() if one.program == program)
        taken = Hours(TODAY, TODAY + TEN_WEEKS)
        for event in recurring_ical_events.of(agendas[person.email]).between(
            TODAY, TODAY + TEN_WEEKS
        ):
            is_free = event.get("TRANSP") == "TRANSPARENT" or event.get("STATUS") == "CANCELLED"
            if not is_free:
                taken.take(_local(event.start), _local(event.end))
        assert taken.share() == pytest.approx(hours[person.email].share(), abs=0.01), program


def _local(moment: datetime) -> datetime:
    if isinstance(moment, datetime):
        return moment.astimezone(PARIS).replace(tzinfo=None)
    return datetime.combine(moment, time.min)


def test_a_few_people_have_hardly_a_free_hour(hours: dict[str, Hours]):
    assert all(hours[email].share() > 0.78 for email in cast.VERY_BUSY)
    assert hours[cast.ON_LONG_LEAVE].share() == 1


def test_members_usually_keep_the_slots_of_their_boards_free(hours: dict[str, Hours]):
    free = [
        hours[person.email].are_free(start, start + timedelta(minutes=board.minutes))
        for person in roster()
        for board in BOARDS
        if board.code in {seat.board for seat in person.seats}
        for start in _habit(board.code)
    ]
    assert 0.6 < mean(free) < 0.9


def _habit(code: str) -> list[datetime]:
    board = next(board for board in BOARDS if board.code == code)
    days = board.usual_days(TODAY, TODAY + TEN_WEEKS)
    return [datetime.combine(day, board.rhythm.at) for day in days]


def test_most_meetings_could_be_held_as_usual_but_not_all(hours: dict[str, Hours]):
    held = []
    for board in BOARDS:
        members = holders(board.code, roster(), deputies=False)
        core = list(members.values())[:3]
        for start in _habit(board.code):
            end = start + timedelta(minutes=board.minutes)
            held.append(all(any(hours[one].are_free(start, end) for one in seat) for seat in core))
    assert 0.6 < mean(held) < 1


def test_one_week_has_no_surgeon_for_the_sarcoma_board(hours: dict[str, Hours]):
    monday = lost_week(Horizon(TODAY))
    for day in (monday + timedelta(days=n) for n in range(5)):
        start, end = datetime.combine(day, time(8)), datetime.combine(day, time(19))
        assert quarters(day, start, end).bit_count() == QUARTERS
        for email in cast.SARCOMA_SURGEONS:
            for quarter in range(QUARTERS):
                moment = start + timedelta(minutes=15 * quarter)
                assert not hours[email].are_free(moment, moment + timedelta(minutes=15))


def test_an_inspection_holds_every_radiotherapist_at_the_hour_of_the_thorax_board(
    hours: dict[str, Hours],
):
    day = inspection_day(Horizon(TODAY))
    assert day in {start.date() for start in _habit("THORAX")}
    start = datetime.combine(day, time(12, 30))
    radiotherapists = [one.email for one in roster() if one.profile == "radiotherapie"]
    assert len(radiotherapists) == 5
    assert not any(
        hours[one].are_free(start, start + timedelta(hours=1)) for one in radiotherapists
    )


def test_no_agenda_names_a_patient_or_a_colleague(territory: Path):
    names = {person.last_name for person in roster()} | set(patient_names()["surnames"])
    for program in SIGNS:
        lines = written_by(territory, program).splitlines()
        titles = {line for line in lines if line.startswith("SUMMARY:")}
        assert len(titles) > 20
        assert not [name for name in names for title in titles if name in title]
