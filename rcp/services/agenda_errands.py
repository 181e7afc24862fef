"""One calendar fetched from its server and read, apart from any database session; then kept.

Neither an address nor a password is ever part of a fault.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from rcp.calendars.apart import AgendaRequest, Readers
from rcp.calendars.busy import AgendaUnreadable, FaultCode
from rcp.db.models import AgendaSource, AgendaState, Practitioner, SourceKind
from rcp.outside.address import parsed
from rcp.outside.caldav import Account
from rcp.outside.client import Client, Login, Question
from rcp.outside.faults import FetchFault, NotFetched
from rcp.services import agendas
from rcp.services.agenda_keeping import Answer, Covers, fail, fault_code, keep, succeed
from rcp.services.agenda_pace import next_reading

_LONGEST_VALIDATOR = 500
_WITH = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}


@dataclass(frozen=True, slots=True)
class Outside:
    """How other servers are asked, and whose events are our own."""

    client: Client
    own_domain: str | None = None


@dataclass(frozen=True, slots=True)
class Errand:
    """One calendar to fetch, apart from any database session.

    `validators` is empty when all must be fetched again, because the days to cover have moved on.
    """

    source_id: uuid.UUID
    kind: SourceKind
    access: Mapping[str, Any] = field(repr=False)  # Any: what the sealed column holds
    validators: Mapping[str, str]
    digest: str
    request: AgendaRequest = field(repr=False)

    @property
    def covers(self) -> Covers:
        """The time that is read."""
        return self.request.start, self.request.end


@dataclass(frozen=True, slots=True)
class Brought:
    """What an errand brought: a calendar file, or None when there is nothing new."""

    content: bytes | None = field(repr=False)
    validators: Mapping[str, str]

    @property
    def digest(self) -> str:
        """What tells this file from any other."""
        return hashlib.sha256(self.content or b"").hexdigest()


def fetch(client: Client, errand: Errand) -> Brought:
    """Ask the server; raises NotFetched."""
    if errand.kind is SourceKind.CALDAV:
        return _fetch_account(client, errand)
    return _fetch_link(client, errand)


def _fetch_link(client: Client, errand: Errand) -> Brought:
    asked = {_WITH[name]: value for name, value in errand.validators.items() if name in _WITH}
    where = parsed(errand.access["address"])
    login = _login(errand.access)
    reply = client.ask(
        Question(where, headers={"Accept": "text/calendar, */*", **asked}, login=login)
    )
    if reply.status == 304:
        return Brought(None, errand.validators)
    told = {name: reply.headers[name] for name in _WITH if name in reply.headers}
    return Brought(reply.body, {name: text for name, text in told.items() if _is_plain(text)})


def _fetch_account(client: Client, errand: Errand) -> Brought:
    account = account_of(client, errand.access)
    where = [parsed(one["address"]) for one in errand.access["calendars"]]
    states = {_short(one.url): account.state_of(one) for one in where}
    if all(states.values()) and states == errand.validators:
        return Brought(None, errand.validators)
    content = b"\r\n".join(account.events(one, *errand.covers) for one in where)
    return Brought(content, {one: text for one, text in states.items() if _is_plain(text)})


def _short(text: str) -> str:
    """A name for an address that does not tell it."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _is_plain(text: str) -> bool:
    """Whether a server's own words may be given back to it in a header."""
    return len(text) <= _LONGEST_VALIDATOR and text.isascii() and text.isprintable()


def _login(access: Mapping[str, Any]) -> Login | None:
    return Login(access["login"], access["password"]) if access.get("login") else None


def account_of(client: Client, access: Mapping[str, Any]) -> Account:  # Any: see Errand
    """The account that a source's access opens."""
    login = Login(access["login"], access["password"])
    return Account(client, parsed(access["address"]), login)


def errand_for(source: AgendaSource, outside: Outside, now: datetime) -> Errand:
    """What to fetch for a source, and how to read it."""
    errand = errand_to(source.practitioner, source.kind, source.access or {}, outside, now)
    covers = source.covers_from, source.covers_until
    is_current = covers == errand.covers and source.state is not AgendaState.FAILED
    known = source.validators if is_current else {}
    digest = source.digest if is_current else ""
    return replace(errand, source_id=source.id, validators=known, digest=digest)


def errand_to(
    person: Practitioner,
    kind: SourceKind,
    access: Mapping[str, Any],  # Any: what the sealed column holds
    outside: Outside,
    now: datetime,
) -> Errand:
    """What to fetch of a calendar that is not kept yet."""
    zone = agendas.zone_of(person)
    start, end = agendas.window(now, zone)
    domain, owner = outside.own_domain, person.email
    request = AgendaRequest(b"", zone, start, end, own_domain=domain, owner=owner)
    return Errand(uuid.uuid4(), kind, access, {}, "", request)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an errand: a fault, or the newest version, read unless it was known."""

    errand: Errand
    fault: str | None = None
    retry_after: int | None = None
    validators: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""
    answer: Answer | None = None


def run(errand: Errand, outside: Outside, readers: Readers) -> Outcome:
    """Fetch and read; nothing is raised for what servers do."""
    try:
        came = fetch(outside.client, errand)
    except NotFetched as refused:
        return Outcome(errand, refused.code.value, refused.retry_after)
    if came.content is None or came.digest == errand.digest:
        return Outcome(errand, validators=came.validators, digest=errand.digest)
    answer = readers.answer(replace(errand.request, content=came.content))
    if isinstance(answer, AgendaUnreadable):
        return Outcome(errand, fault_code(answer.code, errand.kind), answer=answer)
    if any(fault.code is FaultCode.CUT_SHORT for fault in answer.faults):
        # What is missing must not pass for free time: the last whole reading stays.
        return Outcome(errand, FetchFault.CUT_SHORT.value)
    return Outcome(errand, validators=came.validators, digest=came.digest, answer=answer)


def settle(session: Session, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Keep what came, or the reason why nothing; sources removed meanwhile are skipped."""
    for done in outcomes:
        source = session.get(AgendaSource, done.errand.source_id)
        if source is not None:
            take_in(session, source, done, now)


def take_in(session: Session, source: AgendaSource, done: Outcome, now: datetime) -> None:
    """Keep the outcome in its source, and say when to read it again."""
    if done.fault is not None:
        fail(session, source, done.fault, now)
    elif done.answer is not None:
        covers = done.errand.covers
        keep(session, source, done.answer, digest=done.digest, covers=covers, now=now)
    else:
        succeed(source, now)
    source.validators = dict(done.validators)
    source.asked_at = now
    source.next_read_at = next_reading(
        now,
        source.tries,
        spread=source.id.int,
        fault=done.fault,
        retry_after=done.retry_after,
    )
    session.flush()
