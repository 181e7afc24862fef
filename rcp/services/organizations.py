"""Structures, their rooms and the days on which they are closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from rcp.db.models import Closure, Organization, OrganizationKind, Practitioner, Room
from rcp.documents.logo import LogoRefused, LogoTooLarge, drawn
from rcp.domain.errors import RuleBroken
from rcp.domain.finess import require_finess
from rcp.domain.reminders import FARTHEST
from rcp.services import audit
from rcp.services.days_off import CALENDARS
from rcp.services.rows import assign

MOST_REMINDERS = 5


@dataclass(frozen=True, slots=True)
class OrganizationDraft:
    """A structure as somebody typed it; `opens` and `closes` are local hours."""

    code: str
    name: str
    kind: OrganizationKind
    time_zone: str = "Europe/Paris"
    finess: str = ""
    address: str = ""
    email: str = ""
    opens: time = time(8)
    closes: time = time(19)
    holidays: str = ""


def by_code(session: Session, code: str) -> Organization | None:
    """The structure of a code."""
    return session.scalars(select(Organization).where(Organization.code == code)).first()


def organizations(session: Session) -> list[Organization]:
    """Every structure by name, with rooms and closures."""
    return list(
        session.scalars(
            select(Organization)
            .order_by(Organization.name)
            .options(selectinload(Organization.rooms), selectinload(Organization.closures))
        )
    )


def save_organization(
    session: Session, draft: OrganizationDraft, *, by: Practitioner | None
) -> tuple[Organization, bool]:
    """Write a structure down, or correct the one with its code; it, and whether anything changed.

    Raises RuleBroken `organization_code`, `zone_unknown`, `hours_order`, `finess_length` or
    `holidays_unknown` (fact: known).
    """
    _check(draft)
    row = by_code(session, draft.code)
    is_new = row is None
    if row is None:
        row = Organization(code=draft.code, rooms=[], closures=[])
        session.add(row)
    changed = assign(
        row,
        name=draft.name,
        kind=draft.kind,
        time_zone=draft.time_zone,
        finess=draft.finess or None,
        address=draft.address,
        email=draft.email,
        opens=draft.opens,
        closes=draft.closes,
        holidays=draft.holidays,
    )
    session.flush()
    if is_new or changed:
        audit.record(session, by, "organization.saved", row, code=row.code)
    return row, is_new or changed


def set_look(
    session: Session,
    organization: Organization,
    *,
    footer: str,
    logo: bytes | None,
    removes_logo: bool,
    by: Practitioner,
) -> None:
    """How the structure's documents look from now on; without `logo` the picture stays.

    Raises RuleBroken `logo_size` or `logo_kind`.
    """
    if logo is not None:
        organization.logo = _drawn(logo)
    elif removes_logo:
        organization.logo = None
    organization.footer = footer.strip()
    session.flush()
    audit.record(session, by, "organization.look", organization)


def _drawn(logo: bytes) -> bytes:
    try:
        return drawn(logo)
    except LogoTooLarge as refused:
        raise RuleBroken("logo_size") from refused
    except LogoRefused as refused:
        raise RuleBroken("logo_kind") from refused


def save_room(
    session: Session,
    organization: Organization,
    name: str,
    capacity: int,
    *,
    has_video: bool,
    by: Practitioner | None,
) -> bool:
    """Write a room down, or correct the one of that name; whether anything changed."""
    if capacity < 1 or not name.strip():
        raise RuleBroken("room_capacity")
    room = next((room for room in organization.rooms if room.name == name.strip()), None)
    is_new = room is None
    if room is None:
        room = Room(name=name.strip(), capacity=capacity, has_video=has_video)
        organization.rooms.append(room)
    changed = assign(room, capacity=capacity, has_video=has_video) or is_new
    session.flush()
    if changed:
        audit.record(session, by, "room.saved", room)
    return changed


def set_reminders(
    session: Session,
    organization: Organization,
    days: Iterable[int],
    *,
    quiet_from: time,
    quiet_until: time,
    rests_on_sundays: bool,
    by: Practitioner,
) -> None:
    """Say when those who have not answered are reminded; raises RuleBroken `reminder_days`."""
    wanted = sorted(set(days), reverse=True)
    if len(wanted) > MOST_REMINDERS or any(not 0 <= number <= FARTHEST for number in wanted):
        raise RuleBroken("reminder_days", most=MOST_REMINDERS, farthest=FARTHEST)
    changed = assign(
        organization,
        reminder_days=wanted,
        quiet_from=quiet_from,
        quiet_until=quiet_until,
        rests_on_sundays=rests_on_sundays,
    )
    session.flush()
    if changed:
        audit.record(session, by, "organization.reminders_set", organization)


def close_on(
    session: Session, organization: Organization, day: date, reason: str, *, by: Practitioner | None
) -> bool:
    """Hold no meeting on a day; whether that is new."""
    closure = next((one for one in organization.closures if one.day == day), None)
    if closure is not None:
        changed = assign(closure, reason=reason)
    else:
        organization.closures.append(Closure(day=day, reason=reason))
        changed = True
    session.flush()
    if changed:
        audit.record(session, by, "organization.closed_on", organization, day=day.isoformat())
    return changed


def open_again(
    session: Session, organization: Organization, day: date, *, by: Practitioner
) -> None:
    """Forget the closure of a day."""
    for closure in [one for one in organization.closures if one.day == day]:
        organization.closures.remove(closure)
        audit.record(session, by, "organization.opened_on", organization, day=day.isoformat())
    session.flush()


def _check(draft: OrganizationDraft) -> None:
    if not 0 < len(draft.code) <= 32 or not all(c.isalnum() or c in "-_" for c in draft.code):
        raise RuleBroken("organization_code")
    if draft.time_zone not in available_timezones():
        raise RuleBroken("zone_unknown", zone=draft.time_zone)
    if draft.opens >= draft.closes:
        raise RuleBroken("hours_order")
    if draft.holidays and draft.holidays not in CALENDARS:
        raise RuleBroken("holidays_unknown", known=", ".join(CALENDARS))
    require_finess(draft.finess)
