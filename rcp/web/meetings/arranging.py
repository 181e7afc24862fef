"""Changes to a meeting by those who run its board: when, who, which cases, in which order."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import (
    AgendaItem,
    Attendance,
    Case,
    Meeting,
    MeetingState,
    Practitioner,
    Room,
)
from rcp.domain import access
from rcp.domain.errors import RuleBroken
from rcp.domain.quorum import Presence
from rcp.services import invitations, meeting_lists, meeting_moves, meetings, people
from rcp.services.planning import agenda_order, agenda_stretches
from rcp.web.access import requires
from rcp.web.database import db
from rcp.web.identity import letterhead, person
from rcp.web.meetings import pages
from rcp.web.meetings.blueprint import bp
from rcp.web.meetings.forms import CaseChoiceForm, MoveForm, PersonForm, PostponeForm
from rcp.web.meetings.views import shown
from rcp.web.sentences import sentence

STEPS = {"up": -1, "down": 1}


@bp.post("/<uuid:meeting_id>/move")
@requires(access.may_run_meeting)
def move(meeting: Meeting) -> ResponseReturnValue:
    """Hold the meeting at another time or place."""
    form = MoveForm()
    form.offer(meeting)
    if not form.validate_on_submit():
        return shown(meeting, status=422, move=form)
    starts = form.starts(meeting.board.organization.zone)
    room = db().get(Room, uuid.UUID(form.room.data)) if form.room.data else None
    try:
        meeting_moves.move_meeting(db(), meeting, starts, room, letterhead(), person(), utc_now())
    except RuleBroken as broken:
        return shown(meeting, sentence(broken), 422, move=form)
    flash(_("La séance est déplacée. Les personnes invitées sont prévenues."), "success")
    return _back_to(meeting)


@bp.post("/<uuid:meeting_id>/cancel")
@requires(access.may_run_meeting)
def cancel(meeting: Meeting) -> ResponseReturnValue:
    """Give the meeting up; its cases wait again."""
    try:
        meeting_moves.cancel_meeting(db(), meeting, letterhead(), person(), utc_now())
    except RuleBroken as broken:
        return shown(meeting, sentence(broken), 422)
    flash(
        _("La séance est annulée. Ses dossiers attendent de nouveau et chacun est prévenu."), "info"
    )
    return _back_to(meeting)


@bp.post("/<uuid:meeting_id>/cases")
@requires(access.may_run_meeting)
def add_case(meeting: Meeting) -> ResponseReturnValue:
    """Put a case of the waiting list on the agenda."""
    form = CaseChoiceForm()
    form.offer(meeting_lists.waiting_cases(db(), meeting.board))
    if not form.validate_on_submit():
        return shown(meeting, _("Choisissez un dossier de la liste d’attente."), 422)
    case = db().get_one(Case, uuid.UUID(form.case.data))
    try:
        meetings.add_case(db(), meeting, case, person(), now=utc_now())
    except RuleBroken as broken:
        return shown(meeting, sentence(broken), 422)
    flash(_("%(case)s est à l’ordre du jour.", case=case.reference), "success")
    return _back_to(meeting, "agenda")


@bp.post("/<uuid:meeting_id>/order")
@requires(access.may_run_meeting)
def arrange(meeting: Meeting) -> ResponseReturnValue:
    """Take a case earlier or later, or put the whole agenda in the order given."""
    try:
        _arrange(meeting)
    except RuleBroken as broken:
        return shown(meeting, sentence(broken), 422)
    if not request.headers.get("HX-Request"):
        return _back_to(meeting, "agenda")
    db().expire_all()
    lines = pages.lines(db(), meeting, people.actor_of(person()))
    zone = meeting.board.organization.time_zone
    return render_template("meetings/_order.html", meeting=meeting, lines=lines, zone=zone)


@bp.post("/<uuid:meeting_id>/order-cases")
@requires(access.may_run_meeting)
def order_cases(meeting: Meeting) -> ResponseReturnValue:
    """Put the cases in the order in which people wait least."""
    try:
        agenda_order.order_cases(db(), meeting, person())
    except RuleBroken as broken:
        return shown(meeting, sentence(broken), 422)
    flash(
        _(
            "Les dossiers sont ordonnés : les urgents et les complexes d’abord, et chacun reste "
            "le moins longtemps possible."
        ),
        "success",
    )
    return _back_to(meeting, "agenda")


@bp.post("/<uuid:meeting_id>/stretches")
@requires(access.may_run_meeting)
def ask_for_stretches(meeting: Meeting) -> ResponseReturnValue:
    """Ask those who are needed for a part of the agenda for that part, and tell them."""
    try:
        count = agenda_stretches.ask_for_them(
            db(), meeting, letterhead(), by=person(), now=utc_now()
        )
    except RuleBroken as broken:
        return shown(meeting, sentence(broken), 422)
    flash(_("Personnes prévenues de leur passage : %(count)s.", count=count), "success")
    return _back_to(meeting, "agenda")


@bp.post("/items/<uuid:item_id>/postpone")
@requires(access.may_run_passage)
def postpone(item: AgendaItem) -> ResponseReturnValue:
    """Carry a case over, saying why."""
    form = PostponeForm()
    if not form.validate_on_submit():
        return shown(item.meeting, _("Choisissez la cause du report."), 422)
    try:
        meetings.carry_over(db(), item, form.chosen, person(), utc_now())
    except RuleBroken as broken:
        return shown(item.meeting, sentence(broken), 422)
    flash(_("%(case)s retourne dans la liste d’attente.", case=item.case.reference), "info")
    return _back_to(item.meeting, "agenda")


@bp.post("/items/<uuid:item_id>/put-back")
@requires(access.may_run_passage)
def put_back(item: AgendaItem) -> ResponseReturnValue:
    """Put a postponed case on this agenda again."""
    try:
        meetings.add_case(db(), item.meeting, item.case, person(), now=utc_now())
    except RuleBroken as broken:
        return shown(item.meeting, sentence(broken), 422)
    flash(_("%(case)s est de nouveau à l’ordre du jour.", case=item.case.reference), "success")
    return _back_to(item.meeting, "agenda")


@bp.post("/<uuid:meeting_id>/people")
@requires(access.may_run_meeting)
def add_person(meeting: Meeting) -> ResponseReturnValue:
    """Ask somebody more; before the meeting, an invitation leaves."""
    form = PersonForm()
    form.offer(*meeting_lists.addable_people(db(), meeting))
    if not form.validate_on_submit():
        return shown(meeting, _("Choisissez une personne de la liste."), 422)
    guest = db().get_one(Practitioner, form.chosen)
    is_ahead = meeting.state is MeetingState.CONVENED
    presence = Presence.EXPECTED if is_ahead else Presence.IN_ROOM
    try:
        meetings.add_person(db(), meeting, guest, person(), presence=presence, now=utc_now())
    except RuleBroken as broken:
        return shown(meeting, sentence(broken), 422)
    if is_ahead:
        invitations.tell(db(), meeting, letterhead(), person(), utc_now())
    flash(_("%(name)s est sur la liste.", name=guest.name), "success")
    return _back_to(meeting, "people")


@bp.post("/attendances/<uuid:attendance_id>/remove")
@requires(access.may_run_passage)
def remove_person(attendance: Attendance) -> ResponseReturnValue:
    """No longer expect somebody, and tell them."""
    meeting, name = attendance.meeting, attendance.practitioner.name
    try:
        meetings.take_off_list(db(), attendance, person())
    except RuleBroken as broken:
        return shown(meeting, sentence(broken), 422)
    invitations.tell(db(), meeting, letterhead(), person(), utc_now())
    flash(_("%(name)s n’est plus sur la liste et en est prévenu.", name=name), "info")
    return _back_to(meeting, "people")


def _arrange(meeting: Meeting) -> None:
    """What the buttons (`item`, `move`) or a drop (`order`) ask for."""
    if order := request.form.get("order"):
        known = {str(item.id): item.id for item in meetings.agenda(db(), meeting)}
        wanted = [known[one] for one in order.split(",") if one in known]
        meetings.arrange(db(), meeting, wanted, person())
        return
    by_id = {str(item.id): item for item in meetings.agenda(db(), meeting)}
    item = by_id.get(request.form.get("item", ""))
    if item is not None:
        meetings.move_item(db(), item, STEPS.get(request.form.get("move", ""), 0), person())


def _back_to(meeting: Meeting, anchor: str | None = None) -> ResponseReturnValue:
    target = url_for("meetings.show", meeting_id=meeting.id, _anchor=anchor)
    return redirect(target, code=303)
