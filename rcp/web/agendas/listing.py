"""How agendas were read, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from rcp.db.models import AgendaSource, AgendaState, Practitioner, SourceKind, WeeklyTime
from rcp.domain.weekly import WeeklyKind
from rcp.services import agendas, pushes, weekly_times
from rcp.services.imports import Fault
from rcp.web.boards.wording import weekday_name
from rcp.web.formats import hour, numeric_day
from rcp.web.imports.wording import remedy

KINDS = {
    AgendaState.NEW: "info",
    AgendaState.READ: "success",
    AgendaState.PARTIAL: "warning",
    AgendaState.FAILED: "danger",
}


def state_word(state: AgendaState) -> str:
    """How the last reading went, in a word."""
    return {
        AgendaState.NEW: _("À choisir"),
        AgendaState.READ: _("Lu"),
        AgendaState.PARTIAL: _("Lu en partie"),
        AgendaState.FAILED: _("Illisible"),
    }[state]


def calendars(session: Session, who: Practitioner, zone: str) -> list[dict[str, Any]]:
    """A person's calendars as the page prints them. Any: what a template prints."""
    sources = agendas.sources_of(session, who)
    counts = agendas.counts_of(session, sources)
    return [
        {
            **_calendar(source, counts[source.id], zone),
            "pushes": source.pushes,
            "push_fault": _push_fault(pushes.faults(session, source)),
        }
        for source in sources
    ]


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


def outcome(session: Session, source: AgendaSource) -> tuple[str, str]:
    """What came of a reading, and the kind of message it is."""
    zone = agendas.zone_of(source.practitioner).key
    if source.state is AgendaState.READ:
        count = agendas.counts_of(session, [source])[source.id]
        return _(
            "%(name)s : %(told)s.", name=source.name, told=_told(source, count, zone)
        ), "success"
    return _fault(source, zone), "warning"


def preferences_listed(session: Session, who: Practitioner) -> list[dict[str, Any]]:
    """What a person wishes for and avoids. Any: what a template prints."""
    words = {
        WeeklyKind.WISHED: (_("souhaité"), "success"),
        WeeklyKind.POSSIBLE: (_("possible"), "info"),
        WeeklyKind.AVOIDED: (_("à éviter"), "warning"),
    }
    return [
        {
            "id": one.id,
            "when": _stretch(one),
            "word": words[one.kind][0],
            "kind": words[one.kind][1],
        }
        for one in weekly_times.preferences(session, who)
    ]


def habits_told(session: Session, who: Practitioner) -> list[str]:
    """A person's working hours, a line a day; none when they are those of the structure."""
    return [_stretch(one) for one in weekly_times.hours(session, who)]


def _stretch(one: WeeklyTime) -> str:
    return _(
        "%(day)s de %(starts)s à %(ends)s",
        day=weekday_name(one.weekday),
        starts=f"{one.starts:%H:%M}",
        ends=f"{one.ends:%H:%M}",
    )


def _push_fault(faults: Mapping[str, int]) -> str | None:
    """How many meetings could not be written, and why."""
    if not faults:
        return None
    count = sum(faults.values())
    told = ngettext(
        "%(num)s séance n’a pas pu y être inscrite.",
        "%(num)s séances n’ont pas pu y être inscrites.",
        count,
    )
    return " ".join([told, *(remedy(Fault(None, None, f"agenda_{code}")) for code in faults)])


def _calendar(source: AgendaSource, count: int, zone: str) -> dict[str, Any]:
    return {
        "id": source.id,
        "name": source.name or _("Agenda"),
        "from": _origin(source),
        "is_file": source.kind is SourceKind.FILE,
        "is_account": source.kind is SourceKind.CALDAV,
        "is_new": source.state is AgendaState.NEW,
        "tentative_is_busy": source.tentative_is_busy,
        "state": state_word(source.state),
        "kind": KINDS[source.state],
        "told": _told(source, count, zone),
        "fault": _fault(source, zone),
        "until": source.covers_until.astimezone(ZoneInfo(zone)).date()
        if source.covers_until
        else None,
    }


def _origin(source: AgendaSource) -> str:
    """Where a calendar comes from: never its address, which opens it to whoever knows it."""
    host = (source.access or {}).get("host", "")
    if source.kind is SourceKind.LINK:
        return _("Adresse chez %(host)s", host=host)
    if source.kind is SourceKind.CALDAV:
        count = len((source.access or {}).get("calendars", ()))
        chosen = ngettext("%(num)s agenda choisi", "%(num)s agendas choisis", count)
        return _("Compte chez %(host)s, %(chosen)s", host=host, chosen=chosen)
    return _("Fichier déposé")


def _told(source: AgendaSource, count: int, zone: str) -> str:
    """« lu le 21/11/2026 à 14:32, 212 plages occupées »."""
    if source.read_at is None:
        return _("jamais lu")
    times = ngettext("%(num)s plage occupée", "%(num)s plages occupées", count)
    when = {"day": numeric_day(source.read_at, zone), "hour": hour(source.read_at, zone)}
    return _("lu le %(day)s à %(hour)s, %(times)s", times=times, **when)


def _fault(source: AgendaSource, zone: str) -> str:
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
    return " ".join(part for part in (said, _since(source, zone)) if part)


def _since(source: AgendaSource, zone: str) -> str:
    """Since when a calendar of another server fails, and what is done meanwhile."""
    since = source.failing_since
    if since is None or source.kind is SourceKind.FILE:
        return ""
    when = {"day": numeric_day(since, zone), "hour": hour(since, zone)}
    if source.read_at is None:
        return _("C’est ainsi depuis le %(day)s à %(hour)s.", **when)
    return _(
        "C’est ainsi depuis le %(day)s à %(hour)s ; les plages lues avant restent comptées.", **when
    )
