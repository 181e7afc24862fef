"""Agendas: read apart, kept as busy times alone, never as titles."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from rcp.calendars.apart import AgendaRequest, read_agendas_apart
from rcp.db.models import (
    Absence,
    AgendaSource,
    AgendaState,
    BusyInterval,
    BusyKind,
    Practitioner,
    PractitionerRole,
    SourceKind,
)
from rcp.domain.calendar import to_utc
from rcp.domain.errors import RuleBroken
from rcp.services import audit
from rcp.services.agenda_keeping import Answer, Covers, keep

BEFORE = timedelta(days=7)
AHEAD = timedelta(weeks=26)
LONGEST_ABSENCE = timedelta(days=366)
LONGEST_NAME = 60
FEW = 8
"""Below so many agendas a second child would cost more than it saves."""

DEFAULT_ZONE = "Europe/Paris"
_ANOTHER = "Agenda"


@dataclass(frozen=True, slots=True)
class AgendaFile:
    """A calendar file and whose agenda it is; `name` is empty for a person's only calendar."""

    person: Practitioner
    content: bytes
    name: str = ""

    @property
    def digest(self) -> str:
        """What tells this file from any other."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one file: its source, the reading unless it was skipped as unchanged."""

    source: AgendaSource
    answer: Answer | None


def zone_of(person: Practitioner) -> ZoneInfo:
    """The time zone of the structure in which the person first practised."""
    return person.roles[0].organization.zone if person.roles else ZoneInfo(DEFAULT_ZONE)


def hours_of(person: Practitioner) -> tuple[time, time]:
    """The local hours of the structure in which the person first practised."""
    if not person.roles:
        return time(8), time(19)
    place = person.roles[0].organization
    return place.opens, place.closes


def days_of(absence: Absence, zone: str) -> tuple[date, date]:
    """The first and the last whole day of an absence."""
    place = ZoneInfo(zone)
    last = absence.ends_at.astimezone(place) - timedelta(seconds=1)
    return absence.starts_at.astimezone(place).date(), last.date()


def window(now: datetime, zone: ZoneInfo) -> Covers:
    """What is read of an agenda: from a week ago to half a year ahead, by whole local days."""
    today = now.astimezone(zone).date()
    midnight = time.min
    return to_utc(today - BEFORE, midnight, zone), to_utc(today + AHEAD, midnight, zone)


def take_agendas(
    session: Session,
    files: Sequence[AgendaFile],
    *,
    by: Practitioner | None,
    now: datetime,
    own_domain: str | None = None,
    let_go: Callable[[], None] = lambda: None,
) -> list[Kept]:
    """Read the files in a child process and keep their busy times in place of the former ones.

    A file that cannot be read leaves the last good times in place and its code in the source. A
    file read before, for the same days, is skipped. Events whose UID ends in `own_domain` are our
    own invitations and count for nothing. `let_go` is called before the reading, which takes
    seconds: whoever gave the session ends its transaction there, so that nobody waits to write.
    """
    for file in files:
        if len(file.name) > LONGEST_NAME:
            raise RuleBroken("agenda_name_long", maximum=LONGEST_NAME)
    fresh = [place for place, file in enumerate(files) if not _is_read(session, file, now)]
    requests = [_request(files[place], now, own_domain) for place in fresh]
    let_go()
    answers = dict(zip(fresh, _read_side_by_side(requests), strict=True))
    sources = [_source(session, file) for file in files]
    for place, answer in answers.items():
        covers = window(now, zone_of(files[place].person))
        keep(session, sources[place], answer, digest=files[place].digest, covers=covers, now=now)
        audit.record(session, by, "agenda.read", sources[place], state=sources[place].state.value)
    return [Kept(source, answers.get(place)) for place, source in enumerate(sources)]


def sources_of(session: Session, person: Practitioner) -> list[AgendaSource]:
    """The calendars of a person, the unnamed one first."""
    return list(
        session.scalars(
            select(AgendaSource)
            .where(AgendaSource.practitioner_id == person.id)
            .order_by(AgendaSource.name)
        )
    )


def sources_by_person(session: Session) -> dict[uuid.UUID, list[AgendaSource]]:
    """Every calendar, under the id of its owner."""
    found: dict[uuid.UUID, list[AgendaSource]] = {}
    for source in session.scalars(select(AgendaSource).order_by(AgendaSource.name)):
        found.setdefault(source.practitioner_id, []).append(source)
    return found


def counts_of(session: Session, sources: Iterable[AgendaSource]) -> dict[uuid.UUID, int]:
    """How many busy times each calendar holds."""
    ids = [source.id for source in sources]
    held = session.execute(
        select(BusyInterval.source_id, func.count())
        .where(BusyInterval.source_id.in_(ids))
        .group_by(BusyInterval.source_id)
    )
    counts = dict.fromkeys(ids, 0)
    for source_id, count in held:
        counts[source_id] = count
    return counts


def busy_between(
    session: Session, person: Practitioner, start: datetime, end: datetime
) -> list[tuple[datetime, datetime, BusyKind]]:
    """The person's busy times and absences that touch a period, in order."""
    busy = session.scalars(
        select(BusyInterval).where(
            BusyInterval.practitioner_id == person.id,
            BusyInterval.ends_at > start,
            BusyInterval.starts_at < end,
        )
    )
    taken = [(one.starts_at, one.ends_at, one.kind) for one in busy]
    away = [
        (one.starts_at, one.ends_at, BusyKind.AWAY)
        for one in absences_of(session, person, start)
        if one.starts_at < end
    ]
    return sorted(taken + away)


def absences_of(session: Session, person: Practitioner, since: datetime) -> list[Absence]:
    """The absences typed in that end after an instant, soonest first."""
    return list(
        session.scalars(
            select(Absence)
            .where(Absence.practitioner_id == person.id, Absence.ends_at > since)
            .order_by(Absence.starts_at)
        )
    )


def add_absence(
    session: Session,
    person: Practitioner,
    first: date,
    last: date,
    *,
    by: Practitioner,
) -> Absence:
    """Note that a person is away from the morning of a day to the evening of another.

    Raises RuleBroken `absence_order` or `absence_long` (fact: the most days).
    """
    if last < first:
        raise RuleBroken("absence_order")
    if last - first > LONGEST_ABSENCE:
        raise RuleBroken("absence_long", days=LONGEST_ABSENCE.days)
    zone, midnight = zone_of(person), time.min
    absence = Absence(
        practitioner_id=person.id,
        starts_at=to_utc(first, midnight, zone),
        ends_at=to_utc(last + timedelta(days=1), midnight, zone),
    )
    session.add(absence)
    session.flush()
    audit.record(session, by, "absence.added", absence)
    return absence


def remove_absence(session: Session, absence: Absence, *, by: Practitioner) -> None:
    """Forget an absence."""
    audit.record(session, by, "absence.removed", absence)
    session.delete(absence)
    session.flush()


def remove_source(session: Session, source: AgendaSource, *, by: Practitioner) -> None:
    """Forget a calendar and its busy times."""
    audit.record(session, by, "agenda.removed", source)
    session.delete(source)
    session.flush()


def _read_side_by_side(requests: Sequence[AgendaRequest]) -> list[Answer]:
    """The readings in the order of the requests, by two children for the two halves."""
    if len(requests) < FEW:
        return read_agendas_apart(requests)
    middle = len(requests) // 2
    with ThreadPoolExecutor(max_workers=2) as pool:
        halves = list(pool.map(read_agendas_apart, (requests[:middle], requests[middle:])))
    return [*halves[0], *halves[1]]


def _known(session: Session, file: AgendaFile) -> AgendaSource | None:
    return session.scalars(
        select(AgendaSource).where(
            AgendaSource.practitioner_id == file.person.id,
            AgendaSource.name == file.name,
            AgendaSource.kind == SourceKind.FILE,
        )
    ).first()


def _source(session: Session, file: AgendaFile) -> AgendaSource:
    found = _known(session, file)
    if found is None:
        name = free_name(session, file.person, file.name)
        found = AgendaSource(practitioner_id=file.person.id, name=name, state=AgendaState.NEW)
        session.add(found)
        session.flush()
    return found


def free_name(session: Session, person: Practitioner, wished: str) -> str:
    """The name wished for, with a number once another calendar of the person bears it."""
    taken = {source.name for source in sources_of(session, person)}
    found, number = wished, 2
    while found in taken:
        found, number = f"{wished or _ANOTHER} {number}", number + 1
    return found


def _is_read(session: Session, file: AgendaFile, now: datetime) -> bool:
    source = _known(session, file)
    if source is None or source.state not in (AgendaState.READ, AgendaState.PARTIAL):
        return False
    covers = (source.covers_from, source.covers_until)
    return source.digest == file.digest and covers == window(now, zone_of(file.person))


def _request(file: AgendaFile, now: datetime, own_domain: str | None) -> AgendaRequest:
    zone = zone_of(file.person)
    start, end = window(now, zone)
    return AgendaRequest(
        content=file.content,
        zone=zone,
        start=start,
        end=end,
        own_domain=own_domain,
        owner=file.person.email,
    )


def with_roles(session: Session, emails: Iterable[str]) -> dict[str, Practitioner]:
    """The active people of these addresses (in small letters), with their structures."""
    wanted = set(emails)
    people = session.scalars(
        select(Practitioner)
        .where(Practitioner.is_active)
        .options(selectinload(Practitioner.roles).selectinload(PractitionerRole.organization))
    )
    return {person.email.lower(): person for person in people if person.email.lower() in wanted}
