"""Structures with their rooms and closures, from a YAML file."""

from __future__ import annotations

from datetime import datetime, time
from functools import partial

from sqlalchemy.orm import Session

from rcp.db.models import Organization, OrganizationKind, Practitioner
from rcp.domain import access
from rcp.domain.entries import Entries, Remedy
from rcp.domain.errors import NotAllowed
from rcp.services.imports.hours import hour
from rcp.services.imports.report import FileRefused, ImportReport
from rcp.services.imports.rows import take
from rcp.services.imports.yaml_text import day_of, entries_of, optional, read_yaml
from rcp.services.organizations import OrganizationDraft, close_on, save_organization, save_room
from rcp.services.people import actor_of

_ENTRIES = (
    *("code", "name", "kind", "time_zone", "finess", "address", "email"),
    *("opens", "closes", "holidays", "rooms", "closures"),
)


def import_structures(
    session: Session, content: bytes, *, by: Practitioner | None, now: datetime
) -> ImportReport:
    """Take the structures of a file, known by their code; rooms and closures are added to theirs.

    Raises NotAllowed for anybody but an administrator (or, without `by`, the operator).
    """
    if by is not None and not access.may_administer(actor_of(by)):
        raise NotAllowed("not_yours")
    try:
        document = read_yaml(content)
        document.only("organizations")
        structures = document.items("organizations")
    except FileRefused as refused:
        return ImportReport.unreadable(refused.fault)
    return take(session, structures, document.placed(partial(_keep, session, by)))


def _keep(session: Session, by: Practitioner | None, entries: Entries) -> bool:
    entries.only(_ENTRIES)
    draft = OrganizationDraft(
        code=entries.text("code"),
        name=entries.text("name"),
        kind=entries.choice("kind", OrganizationKind),
        time_zone=entries.text("time_zone", "Europe/Paris"),
        finess=optional(entries, "finess"),
        address=optional(entries, "address"),
        email=optional(entries, "email"),
        opens=hour(entries, "opens", time(8)),
        closes=hour(entries, "closes", time(19)),
        holidays=optional(entries, "holidays"),
    )
    organization, changed = save_organization(session, draft, by=by)
    return _keep_places(session, organization, entries, by) or changed


def _keep_places(
    session: Session, organization: Organization, entries: Entries, by: Practitioner | None
) -> bool:
    changes = []
    for room in entries_of(entries, "rooms"):
        room.only(("name", "capacity", "video"))
        name, capacity = room.text("name"), room.whole_number("capacity", minimum=1)
        video = room.flag("video")
        changes.append(save_room(session, organization, name, capacity, has_video=video, by=by))
    for closure in entries_of(entries, "closures"):
        closure.only(("day", "reason"))
        reason = closure.text("reason", "")
        day = day_of(closure, "day") or closure.refuse("day", Remedy.ADD)
        changes.append(close_on(session, organization, day, reason, by=by))
    return any(changes)
