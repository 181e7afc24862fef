"""How agendas were read, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from rcp.db.models import AgendaSource, AgendaState, Practitioner
from rcp.services import agendas
from rcp.services.imports import Fault
from rcp.web.formats import hour, numeric_day
from rcp.web.imports.wording import remedy

KINDS = {AgendaState.READ: "success", AgendaState.PARTIAL: "warning", AgendaState.FAILED: "danger"}


def state_word(state: AgendaState) -> str:
    """How the last reading went, in a word."""
    return {
        AgendaState.READ: _("Lu"),
        AgendaState.PARTIAL: _("Lu en partie"),
        AgendaState.FAILED: _("Illisible"),
    }[state]


def calendars(session: Session, who: Practitioner, zone: str) -> list[dict[str, Any]]:
    """A person's calendars as the page prints them. Any: what a template prints."""
    sources = agendas.sources_of(session, who)
    counts = agendas.counts_of(session, sources)
    return [_calendar(source, counts[source.id], zone) for source in sources]


def listed(session: Session, people: Sequence[Practitioner]) -> list[dict[str, Any]]:
    """People with the state of their agendas. Any: what a template prints."""
    found = agendas.sources_by_person(session)
    sources = [source for several in found.values() for source in several]
    counts = agendas.counts_of(session, sources)
    return [
        {
            "id": person.id,
            "name": f"{person.family_name} {person.given_name}",
            "places": ", ".join(sorted({role.organization.name for role in person.roles})),
            "calendars": [
                _calendar(source, counts[source.id], agendas.zone_of(person).key)
                for source in found.get(person.id, ())
            ],
        }
        for person in people
    ]


def _calendar(source: AgendaSource, count: int, zone: str) -> dict[str, Any]:
    return {
        "id": source.id,
        "name": source.name or _("Agenda"),
        "state": state_word(source.state),
        "kind": KINDS[source.state],
        "told": _told(source, count, zone),
        "fault": _fault(source),
        "until": source.covers_until.astimezone(ZoneInfo(zone)).date()
        if source.covers_until
        else None,
    }


def _told(source: AgendaSource, count: int, zone: str) -> str:
    """« lu le 21/11/2026 à 14:32, 212 plages occupées »."""
    if source.read_at is None:
        return _("jamais lu")
    times = ngettext("%(num)s plage occupée", "%(num)s plages occupées", count)
    when = {"day": numeric_day(source.read_at, zone), "hour": hour(source.read_at, zone)}
    return _("lu le %(day)s à %(hour)s, %(times)s", times=times, **when)


def _fault(source: AgendaSource) -> str:
    if not source.fault:
        return ""
    said = remedy(Fault(None, None, f"agenda_{source.fault}"))
    if source.state is AgendaState.PARTIAL:
        unread = ngettext(
            "%(num)s passage n’a pas pu être lu.",
            "%(num)s passages n’ont pas pu être lus.",
            source.unread,
        )
        return f"{unread} {said[:1].upper()}{said[1:]}"
    return said
