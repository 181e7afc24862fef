"""What is done to many cases at once, from the list."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from rcp.db.base import utc_now
from rcp.db.models import Case
from rcp.domain import access
from rcp.domain.errors import NotAllowed, RuleBroken
from rcp.services import case_files, cases, meetings, people
from rcp.web.access import requires
from rcp.web.cases.views import bp
from rcp.web.database import db, roll_back
from rcp.web.identity import person
from rcp.web.sentences import sentence

MOST = 100


@bp.post("/act")
@requires(access.is_signed_in)
def act() -> ResponseReturnValue:
    """Do one thing to the ticked cases: to all of them or, told which one refuses, to none."""
    deed = _DEEDS.get(request.form.get("deed", ""))
    chosen = _chosen()
    try:
        if deed is None or not chosen:
            raise RuleBroken("case_none_chosen")
        for case in chosen:
            _do(deed, case)
    except RuleBroken as broken:
        roll_back()
        flash(sentence(broken), "danger")
        return redirect(url_for(".index"), code=303)
    told = ngettext("%(num)s dossier modifié.", "%(num)s dossiers modifiés.", len(chosen))
    flash(told, "success")
    return redirect(url_for(".index"), code=303)


def _do(deed: Callable[[Case], object], case: Case) -> None:
    try:
        deed(case)
    except RuleBroken as broken:
        why = sentence(broken)
        raise RuleBroken("case_one_refuses", reference=case.reference, why=why) from broken


def _chosen() -> list[Case]:
    """The ticked cases; raises NotAllowed unless the person runs the board of each."""
    found = []
    for typed in request.form.getlist("chosen")[:MOST]:
        with suppress(ValueError):
            case = db().get(Case, uuid.UUID(typed))
            if case is None or not access.may_triage_case(people.actor_of(person()), case):
                raise NotAllowed("not_yours")
            found.append(case)
    return found


def _plan(case: Case) -> None:
    coming = case_files.coming_meetings(db(), case.board, utc_now())
    if not coming:
        raise RuleBroken("case_meeting_unknown")
    meetings.add_case(db(), coming[0], case, by=person(), now=utc_now())


def _withdraw(case: Case) -> None:
    cases.withdraw(db(), case, by=person())


def _urgent(case: Case) -> None:
    cases.set_urgency(db(), case, True, by=person())


def _calm(case: Case) -> None:
    cases.set_urgency(db(), case, False, by=person())


_DEEDS: dict[str, Callable[[Case], object]] = {
    "plan": _plan,
    "withdraw": _withdraw,
    "urgent": _urgent,
    "calm": _calm,
}
