"""What is done to one case: completed, sorted, planned, withdrawn, closed."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import Case
from rcp.domain import access
from rcp.domain.case import CaseClass
from rcp.domain.errors import RuleBroken
from rcp.services import case_files, case_sharing, cases, meetings, people
from rcp.web.access import requires
from rcp.web.cases.file import file_of
from rcp.web.cases.sharing import sharing_form
from rcp.web.cases.sorting import chosen_guideline
from rcp.web.cases.views import bp
from rcp.web.database import db, roll_back
from rcp.web.identity import person
from rcp.web.sentences import sentence


@bp.post("/<uuid:case_id>/submit")
@requires(access.may_edit_case)
def submit(case: Case) -> ResponseReturnValue:
    """Hand a draft or a completed case in, as it stands."""
    return done(
        case,
        lambda: cases.hand_in(db(), case, by=person(), now=utc_now()),
        _("Dossier soumis."),
    )


@bp.post("/<uuid:case_id>/ask-for-more")
@requires(access.may_triage_case)
def ask_for_more(case: Case) -> ResponseReturnValue:
    """Send the case back to its referrer."""
    what = request.form.get("what", "")
    return done(
        case,
        lambda: cases.ask_for_more(db(), case, what, by=person()),
        _("Dossier renvoyé à compléter."),
        what,
    )


@bp.post("/<uuid:case_id>/sort")
@requires(access.may_triage_case)
def sort(case: Case) -> ResponseReturnValue:
    """Say what the case needs."""
    typed = request.form.get("case_class", "")
    kind = CaseClass(typed) if typed in {one.value for one in CaseClass} else case.case_class
    urgent = bool(request.form.get("is_urgent"))
    guideline = chosen_guideline(case.board, request.form.get("guideline", ""))
    return done(
        case,
        lambda: cases.accept(db(), case, kind, urgent, by=person(), guideline=guideline),
        _("Dossier retenu."),
    )


@bp.post("/<uuid:case_id>/agenda")
@requires(access.may_triage_case)
def plan(case: Case) -> ResponseReturnValue:
    """Put the case on the agenda of one of its board's coming meetings."""
    return done(case, lambda: _plan(case), _("Dossier inscrit à l’ordre du jour."))


@bp.post("/<uuid:case_id>/withdraw")
@requires(access.may_withdraw_case)
def withdraw(case: Case) -> ResponseReturnValue:
    """Take the case back."""
    return done(case, lambda: cases.withdraw(db(), case, by=person()), _("Dossier retiré."))


@bp.post("/<uuid:case_id>/objection")
@requires(access.may_withdraw_case)
def objection(case: Case) -> ResponseReturnValue:
    """Record that the patient objects: the case closes."""
    return done(
        case,
        lambda: cases.record_objection(db(), case, by=person(), now=utc_now()),
        _("Opposition enregistrée : le dossier est fermé."),
    )


@bp.post("/<uuid:case_id>/share")
@requires(access.may_share_case)
def share(case: Case) -> ResponseReturnValue:
    """Open the clinical part to the social workers invited, with the patient's consent."""
    consent, today = sharing_form().told, cases.today_at(case.board, utc_now())
    return done(
        case,
        lambda: case_sharing.share(db(), case, consent, by=person(), today=today),
        _("Les intervenants sociaux invités lisent tout le dossier."),
    )


@bp.post("/<uuid:case_id>/stop-sharing")
@requires(access.may_share_case)
def stop_sharing(case: Case) -> ResponseReturnValue:
    """Close the clinical part to social workers again."""
    return done(
        case,
        lambda: case_sharing.stop_sharing(db(), case, by=person()),
        _("Les intervenants sociaux ne lisent plus que l’identité et la question."),
    )


def _plan(case: Case) -> None:
    coming = case_files.coming_meetings(db(), case.board, utc_now())
    chosen = [one for one in coming if str(one.id) == request.form.get("meeting")]
    if not chosen:
        raise RuleBroken("case_meeting_unknown")
    meetings.add_case(db(), chosen[0], case, by=person(), now=utc_now())


def done(
    case: Case, change: Callable[[], object], told: str, what: str = ""
) -> ResponseReturnValue:
    """Change the case and come back to it; a refusal shows the page with what was typed."""
    try:
        change()
    except RuleBroken as broken:
        roll_back()  # the page shows the case as it is kept
        if not access.may_read_case(people.actor_of(person()), case):
            raise
        page = file_of(case, people.actor_of(person()))
        page["ask_form"].what.data = what
        return render_template("cases/show.html", refusal=sentence(broken), **page), 422
    flash(told, "success")
    if not access.may_read_case(people.actor_of(person()), case):
        return redirect(url_for(".index"), code=303)
    return redirect(url_for(".show", case_id=case.id), code=303)
