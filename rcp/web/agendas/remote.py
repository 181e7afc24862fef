"""Calendars of other servers: added once they answer, chosen, read again on demand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import AgendaSource, AgendaState, Practitioner, SourceKind
from rcp.domain import access
from rcp.domain.errors import NotFound, RuleBroken
from rcp.outside.client import Client
from rcp.outside.gate import Gate
from rcp.services import pushes, remote_agendas
from rcp.services.agenda_errands import Outside
from rcp.services.imports import Fault
from rcp.services.remote_agendas import Draft, NotKept
from rcp.web.access import requires
from rcp.web.agendas.blueprint import bp
from rcp.web.agendas.forms import AccountForm, ChoiceForm, Forms, LinkForm
from rcp.web.agendas.listing import outcome
from rcp.web.agendas.pages import show_agenda
from rcp.web.cases.choices import SelectChoice
from rcp.web.database import commit, db
from rcp.web.identity import own_domain, person, settings
from rcp.web.imports.wording import remedy
from rcp.web.sentences import sentence

_ASKING = BoundedSemaphore(3)
"""Whoever asks a slow server waits in a thread of the site: never so many that others wait too."""


@contextmanager
def _outside() -> Iterator[Outside]:
    if not _ASKING.acquire(blocking=False):
        raise RuleBroken("too_many_readings")
    try:
        yield Outside(Client(Gate(settings().allowed_hosts)), own_domain())
    finally:
        _ASKING.release()


@bp.post("/<uuid:practitioner_id>/link")
@requires(access.may_see_agenda)
def add_link(practitioner: Practitioner) -> ResponseReturnValue:
    """Try an address, and keep it if it gives an agenda."""
    form = (forms := Forms()).link
    if not form.validate_on_submit():
        return show_agenda(practitioner, forms), 422
    try:
        with _outside() as outside:
            source = remote_agendas.add_link(
                db(),
                practitioner,
                _draft(SourceKind.LINK, form),
                outside,
                by=person(),
                now=utc_now(),
                let_go=commit,
            )
    except (NotKept, RuleBroken) as refused:
        form.form_errors.append(_why(refused))
        return show_agenda(practitioner, forms), 422
    flash(*outcome(db(), source))
    return redirect(url_for(".show", practitioner_id=practitioner.id), code=303)


@bp.post("/<uuid:practitioner_id>/account")
@requires(access.may_see_agenda)
def add_account(practitioner: Practitioner) -> ResponseReturnValue:
    """Open an account, and go on to choose among its calendars."""
    form = (forms := Forms()).account
    if not form.validate_on_submit():
        return show_agenda(practitioner, forms), 422
    try:
        with _outside() as outside:
            source = remote_agendas.add_account(
                db(),
                practitioner,
                _draft(SourceKind.CALDAV, form),
                outside,
                by=person(),
                let_go=commit,
            )
    except (NotKept, RuleBroken) as refused:
        form.form_errors.append(_why(refused))
        return show_agenda(practitioner, forms), 422
    return redirect(url_for(".choose", source_id=source.id), code=303)


@bp.get("/calendars/<uuid:source_id>/choose")
@requires(access.may_change_agenda_part)
def choose(source: AgendaSource) -> ResponseReturnValue:
    """The calendars of an account; those that leave their owner free are not ticked at first."""
    form = _choice_form(source)
    held = _access(source)
    chosen = [one["address"] for one in held["calendars"]]
    usual = [one["address"] for one in held["found"] if not one["is_free"]]
    form.calendars.data = usual if source.state is AgendaState.NEW else chosen
    form.push.data = held.get("push") or ""
    return _show_choice(source, form)


@bp.post("/calendars/<uuid:source_id>/choose")
@requires(access.may_change_agenda_part)
def take_choice(source: AgendaSource) -> ResponseReturnValue:
    """Keep the choice and read the calendars."""
    form = _choice_form(source)
    try:
        if not form.validate_on_submit():
            return _show_choice(source, form), 422
        with _outside() as outside:
            remote_agendas.choose(db(), source, form.calendars.data or (), by=person())
            pushes.choose(db(), source, form.push.data, by=person())
            source.asked_at = None
            _read(source, outside)
    except RuleBroken as broken:
        form.form_errors.append(sentence(broken))
        return _show_choice(source, form), 422
    return redirect(url_for(".show", practitioner_id=source.practitioner_id), code=303)


@bp.post("/calendars/<uuid:source_id>/find-again")
@requires(access.may_change_agenda_part)
def find_again(source: AgendaSource) -> ResponseReturnValue:
    """Ask the account which calendars it has today."""
    _access(source)
    try:
        with _outside() as outside:
            remote_agendas.find_again(db(), source, outside)
    except (NotKept, RuleBroken) as refused:
        flash(_why(refused), "warning")
    return redirect(url_for(".choose", source_id=source.id), code=303)


@bp.post("/calendars/<uuid:source_id>/read")
@requires(access.may_change_agenda_part)
def read_again(source: AgendaSource) -> ResponseReturnValue:
    """Read a calendar now."""
    if source.kind is SourceKind.FILE or source.state is AgendaState.NEW:
        raise NotFound("not_here")
    owner = source.practitioner_id
    try:
        with _outside() as outside:
            _read(source, outside)
    except RuleBroken as broken:
        flash(sentence(broken), "info")
    return redirect(url_for(".show", practitioner_id=owner), code=303)


@bp.post("/calendars/<uuid:source_id>/tentative")
@requires(access.may_change_agenda_part)
def switch_tentative(source: AgendaSource) -> ResponseReturnValue:
    """Count tentative appointments as busy, or no longer."""
    remote_agendas.count_tentative(db(), source, is_busy=not source.tentative_is_busy, by=person())
    return redirect(url_for(".show", practitioner_id=source.practitioner_id), code=303)


def _read(source: AgendaSource, outside: Outside) -> None:
    remote_agendas.read_now(db(), source, outside, by=person(), now=utc_now(), let_go=commit)
    flash(*outcome(db(), source))


def _draft(kind: SourceKind, form: LinkForm | AccountForm) -> Draft:
    return Draft(
        kind,
        form.address.data or "",
        (form.name.data or "").strip(),
        form.login.data or "",
        form.password.data or "",
        tentative_is_busy=bool(form.tentative.data),
    )


def _why(refused: NotKept | RuleBroken) -> str:
    if isinstance(refused, RuleBroken):
        return sentence(refused)
    return remedy(Fault(None, None, f"agenda_{refused.fault}"))


def _access(source: AgendaSource) -> dict[str, list[dict[str, str]]]:
    if source.kind is not SourceKind.CALDAV or source.access is None:
        raise NotFound("not_here")
    return source.access


def _choice_form(source: AgendaSource) -> ChoiceForm:
    form = ChoiceForm()
    form.calendars.choices = [
        SelectChoice(one["address"], one["name"]) for one in _access(source)["found"]
    ]
    nowhere = SelectChoice("", _("Nulle part"))
    form.push.choices = [nowhere, *form.calendars.choices]
    return form


def _show_choice(source: AgendaSource, form: ChoiceForm) -> str:
    return render_template(
        "agendas/choose.html",
        source=source,
        who=source.practitioner,
        is_own=source.practitioner_id == person().id,
        form=form,
        title=_("Choisir les agendas"),
    )
