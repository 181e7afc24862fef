"""Calendars at an address or in an account: tried before they are kept, then read again.

Addresses and passwords are sealed in the source; neither is ever part of a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from rcp.calendars.apart import Readers
from rcp.db.models import AgendaSource, AgendaState, Practitioner, SourceKind
from rcp.domain.errors import RuleBroken
from rcp.outside.address import parsed
from rcp.outside.caldav import RemoteCalendar
from rcp.outside.client import Client
from rcp.outside.faults import NotFetched
from rcp.services import agendas, audit
from rcp.services.agenda_errands import Outside, account_of, errand_for, errand_to, run, take_in

LONGEST_LOGIN = 500
PAUSE = timedelta(seconds=20)


class NotKept(Exception):
    """An address that gave no agenda: nothing was kept; `fault` is the code of the reason."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Draft:
    """A calendar as somebody typed it; without a name it is called after its host."""

    kind: SourceKind
    address: str = field(repr=False)
    name: str = ""
    login: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    tentative_is_busy: bool = True


def add_link(
    session: Session,
    person: Practitioner,
    draft: Draft,
    outside: Outside,
    *,
    by: Practitioner,
    now: datetime,
    let_go: Callable[[], None] = lambda: None,
) -> AgendaSource:
    """Read the calendar at an address and keep both; raises NotKept when it gives none."""
    access = _access(draft)
    errand = errand_to(person, SourceKind.LINK, access, outside, now)
    let_go()
    with Readers(1) as readers:
        done = run(errand, outside, readers)
    if done.fault is not None:
        raise NotKept(done.fault)
    source = _new_source(session, person, draft, access)
    take_in(session, source, done, now)
    audit.record(session, by, "agenda.added", source, kind=source.kind.value)
    return source


def add_account(
    session: Session,
    person: Practitioner,
    draft: Draft,
    outside: Outside,
    *,
    by: Practitioner,
    let_go: Callable[[], None] = lambda: None,
) -> AgendaSource:
    """Find the calendars of a CalDAV account and keep it, to be read once some are chosen.

    Raises NotKept, or RuleBroken `account_needs_login`.
    """
    access = _access(draft)
    if not draft.login.strip() or not draft.password:
        raise RuleBroken("account_needs_login")
    let_go()
    found = _calendars(outside.client, access)
    source = _new_source(session, person, draft, {**access, "found": found, "calendars": []})
    audit.record(session, by, "agenda.added", source, kind=source.kind.value)
    return source


def find_again(session: Session, source: AgendaSource, outside: Outside) -> None:
    """Ask the account which calendars it has today; raises NotKept."""
    access = dict(source.access or {})
    source.access = {**access, "found": _calendars(outside.client, access)}
    session.flush()


def choose(
    session: Session, source: AgendaSource, addresses: Iterable[str], *, by: Practitioner
) -> None:
    """Keep the calendars of an account that somebody ticked; raises RuleBroken `none_chosen`."""
    access = dict(source.access or {})
    wanted = set(addresses)
    chosen = [one for one in access.get("found", []) if one["address"] in wanted]
    if not chosen:
        raise RuleBroken("none_chosen")
    source.access = {**access, "calendars": chosen}
    source.validators, source.digest = {}, ""
    session.flush()
    audit.record(session, by, "agenda.chosen", source, calendars=len(chosen))


def count_tentative(
    session: Session, source: AgendaSource, *, is_busy: bool, by: Practitioner
) -> None:
    """Say whether the tentative times of a calendar keep its owner from being asked."""
    source.tentative_is_busy = is_busy
    session.flush()
    audit.record(session, by, "agenda.tentative", source, is_busy=is_busy)


def read_now(
    session: Session,
    source: AgendaSource,
    outside: Outside,
    *,
    by: Practitioner,
    now: datetime,
    let_go: Callable[[], None] = lambda: None,
) -> None:
    """Fetch and read a source while somebody waits; what goes wrong is noted in it.

    Raises RuleBroken `agenda_just_read` when asked for again at once.
    """
    if source.asked_at and now - source.asked_at < PAUSE:
        raise RuleBroken("agenda_just_read")
    errand = errand_for(source, outside, now)
    source.asked_at = now
    let_go()
    with Readers(1) as readers:
        done = run(errand, outside, readers)
    take_in(session, source, done, now)
    audit.record(session, by, "agenda.read", source, state=source.state.value)


def _access(draft: Draft) -> dict[str, Any]:
    """The address as we ask it, and the login; raises NotKept or RuleBroken `login_long`."""
    try:
        address = parsed(draft.address)
    except NotFetched as refused:
        raise NotKept(refused.code.value) from None
    if len(draft.login) > LONGEST_LOGIN or len(draft.password) > LONGEST_LOGIN:
        raise RuleBroken("login_long", maximum=LONGEST_LOGIN)
    login = (
        {"login": draft.login.strip(), "password": draft.password} if draft.login.strip() else {}
    )
    return {"address": address.url, "host": address.host, **login}


def _new_source(
    session: Session, person: Practitioner, draft: Draft, access: dict[str, Any]
) -> AgendaSource:
    wished = draft.name.strip() or access["host"]
    if len(draft.name.strip()) > agendas.LONGEST_NAME:
        raise RuleBroken("agenda_name_long", maximum=agendas.LONGEST_NAME)
    source = AgendaSource(
        practitioner_id=person.id,
        name=agendas.free_name(session, person, wished[: agendas.LONGEST_NAME]),
        state=AgendaState.NEW,
        kind=draft.kind,
        tentative_is_busy=draft.tentative_is_busy,
        access=access,
    )
    session.add(source)
    session.flush()
    return source


def _calendars(client: Client, access: Mapping[str, Any]) -> list[dict[str, Any]]:
    try:
        found = account_of(client, access).calendars()
    except NotFetched as refused:
        raise NotKept(refused.code.value) from None
    return [_listed(one) for one in found]


def _listed(found: RemoteCalendar) -> dict[str, Any]:
    return {"address": found.address.url, "name": found.name, "is_free": found.is_transparent}
