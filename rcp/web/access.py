"""Loaders that load *and* authorise: a view cannot hold an object that it may not show.

`@requires(permission)` loads every object that the URL names (`case_id` → `case`), asks the
permission with the actor and those objects, and hands them to the view. A route without
`@requires` or `@open_to_all` fails the test that walks them all.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from rcp.db.base import Base
from rcp.db.models import (
    Absence,
    Action,
    AgendaItem,
    AgendaSource,
    Attachment,
    Attendance,
    Board,
    BoardTemplate,
    Case,
    CaseOpening,
    CaseSheet,
    Document,
    Guideline,
    InboxMessage,
    Invitation,
    Meeting,
    Minutes,
    Organization,
    OutboxMessage,
    Plan,
    Practitioner,
    Proposal,
    SpecialtyGroup,
    WeeklyTime,
)
from rcp.domain.errors import NotAllowed, NotFound
from rcp.web.database import db
from rcp.web.identity import actor

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

KINDS: Mapping[str, type[Base]] = {
    "absence": Absence,
    "action": Action,
    "arrival": InboxMessage,
    "attachment": Attachment,
    "attendance": Attendance,
    "board": Board,
    "case": Case,
    "document": Document,
    "guideline": Guideline,
    "invitation": Invitation,
    "item": AgendaItem,
    "meeting": Meeting,
    "message": OutboxMessage,
    "opening": CaseOpening,
    "minutes": Minutes,
    "organization": Organization,
    "plan": Plan,
    "practitioner": Practitioner,
    "proposal": Proposal,
    "sheet": CaseSheet,
    "source": AgendaSource,
    "specialty_group": SpecialtyGroup,
    "template": BoardTemplate,
    "weekly_time": WeeklyTime,
}


def requires(permission: Callable[..., bool]) -> Callable[[View], View]:
    """Let a view run only for a signed-in person whom `permission(actor, *objects)` admits."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(**named: Any) -> ResponseReturnValue:  # URL values are untyped
            asking = actor()
            if asking is None:
                return _to_sign_in()
            objects = {_short(name): _load(name, value) for name, value in named.items()}
            if not permission(asking, *(o for o in objects.values() if isinstance(o, Base))):
                raise NotAllowed("not_yours")
            return view(**objects)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the route test
        return guarded  # type: ignore[return-value]  # same call, objects instead of ids

    return decorate


def open_to_all(reason: str) -> Callable[[View], View]:
    """Mark a view that needs no sign-in, saying why."""

    def decorate(view: View) -> View:
        view.open_to_all = reason  # type: ignore[attr-defined]  # read by the route test
        return view

    return decorate


def _short(name: str) -> str:
    return name.removesuffix("_id") if name.removesuffix("_id") in KINDS else name


def _load(name: str, value: Any) -> Any:
    """The object that a URL part names; other parts pass through."""
    kind = KINDS.get(name.removesuffix("_id"))
    if kind is None or not isinstance(value, uuid.UUID):
        return value
    found = db().get(kind, value)
    if found is None:
        raise NotFound("not_here")
    return found


def _to_sign_in() -> ResponseReturnValue:
    """Ask to sign in, then come back; htmx is told to load the whole page."""
    target = url_for("sign_in.form", next=request.full_path.rstrip("?"))
    if request.headers.get("HX-Request"):
        return "", 401, {"HX-Redirect": target}
    if request.method != "GET":
        return redirect(url_for("sign_in.form"), code=303)
    return redirect(target, code=303)
