"""What surrounds a case in the room: people and quorum, agenda, time."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import AgendaItemState, Meeting
from rcp.domain.case import PostponeCause
from rcp.domain.minutes import OPEN
from rcp.services import arrival_codes, arrivals, meeting_lists, minutes, people
from rcp.web.cases.words import Tag
from rcp.web.database import db
from rcp.web.formats import duration, hour
from rcp.web.identity import person, settings
from rcp.web.languages import language
from rcp.web.meetings import pages, words
from rcp.web.meetings.clock import Clock, clock_of
from rcp.web.meetings.forms import PostponeForm, guest_options
from rcp.web.meetings.pages import Line


def around(meeting: Meeting, asked: str) -> dict[str, object]:
    """What surrounds a case in the room: people, quorum, agenda, time."""
    lines = pages.lines(db(), meeting, people.actor_of(person()))
    now = utc_now()
    clock = clock_of(db(), meeting, lines, asked, now)
    current = pages.current_line(lines, asked or (str(clock.heard.id) if clock.heard else ""))
    table = pages.present_table(db(), meeting, language())
    written = minutes.written_for(db(), meeting)
    return {
        "meeting": meeting,
        "zone": meeting.board.organization.time_zone,
        "state": meeting.state.value,
        "entries": [room_entry(line, meeting, current, clock) for line in lines],
        "current": current,
        "clock": clock,
        "arrival": arrival_shown(meeting, now),
        "next": pages.next_line(lines, current),
        "left": sum(line.is_to_hear for line in lines),
        "table_now": table,
        "missing": words.missing(table),
        "takes_written": meeting.board.rules_in_force.takes_written,
        "people": pages.table_of(db(), meeting, language())[1],
        "choices": words.presence_choices(meeting),
        "guests": guest_options(*meeting_lists.addable_people(db(), meeting)),
        "postpone": PostponeForm(formdata=None),
        "suggested_cause": (PostponeCause.TIME if table.reached else PostponeCause.QUORUM).value,
        "minutes": written,
        "is_frozen": written is not None and written.state not in OPEN,
    }


def arrival_shown(meeting: Meeting, now: datetime) -> dict[str, str] | None:
    """Where and with which code people say that they are there, while they may."""
    if not arrivals.is_open(meeting, now):
        return None
    code = arrival_codes.code_of(meeting, now)
    address = f"{settings().base_url}{url_for('here.show')}"
    return {"code": f"{code[:3]} {code[3:]}", "address": address.partition("://")[2]}


def room_entry(
    line: Line, meeting: Meeting, current: Line | None, clock: Clock
) -> dict[str, object]:
    """A line of the agenda beside the case, which leads to it."""
    return {
        **agenda_entry(line, clock, meeting.board.organization.time_zone),
        "url": url_for("meetings.room", meeting_id=meeting.id, item=line.id),
        "current": current is not None and line.id == current.id,
    }


def agenda_entry(line: Line, clock: Clock, zone: str) -> dict[str, object]:
    """A line of the agenda with its planned and its real time."""
    case = line.item.case
    return {
        "number": line.number,
        "title": line.patient or case.reference,
        "note": _("urgent") if case.is_urgent else "",
        "when": hour(line.slot.starts, zone) if line.slot else "",
        "real": _real(line, clock, zone),
        "state": _STATES.get(line.item.state, "todo"),
        "tag": _remark(line, clock),
    }


def _real(line: Line, clock: Clock, zone: str) -> str:
    """How long it took, or when it may come if that is not as planned."""
    expected: datetime | None = clock.expected.get(line.id)
    if line.is_to_hear and expected is not None:
        told, planned = hour(expected, zone), hour(line.slot.starts, zone) if line.slot else ""
        return _("vers %(hour)s", hour=told) if told != planned else ""
    if line.is_to_hear or line.id not in clock.lasted:
        return ""
    return duration(clock.lasted[line.id])


def _remark(line: Line, clock: Clock) -> Tag | None:
    """What is unusual about a line."""
    if clock.heard is not None and clock.heard.id == line.id:
        return Tag(_("En cours"), "info")
    if line.opinion is not None and line.opinion.lacks_quorum:
        return Tag(_("Sans quorum"), "warning")
    if line.item.state is AgendaItemState.POSTPONED:
        return line.tag
    late = line.slot is not None and line.slot.overruns and line.is_to_hear
    return Tag(_("Au-delà de l’heure de fin"), "warning") if late else None


_STATES = {
    AgendaItemState.DISCUSSED: "done",
    AgendaItemState.REGISTERED: "done",
    AgendaItemState.POSTPONED: "aside",
}
