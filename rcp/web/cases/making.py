"""A new case: for which board, for whom, and whether it is there already."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import suppress

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from rcp.db.base import utc_now
from rcp.db.models import Board, Case
from rcp.domain import access
from rcp.domain.errors import RuleBroken
from rcp.domain.likeness import Likeness
from rcp.services import case_following, case_lists, cases, likeness, patients, people
from rcp.services.cases import CaseDraft
from rcp.services.likeness import Alike
from rcp.web.access import requires
from rcp.web.cases import piece_words, words
from rcp.web.cases.filing import drafted, empty_form, next_case, say_in
from rcp.web.cases.forms import CaseForm
from rcp.web.cases.views import SUBMIT, bp, may_choose_referrer, people_for, say_kept
from rcp.web.database import db, trace_reading
from rcp.web.identity import person

AFTER = "after"
"""What the address calls the case whose patient the new one is for."""


@bp.get("/new")
@requires(access.may_submit_cases)
def choose_board() -> ResponseReturnValue:
    """Which board is asked, and for the patient of which case, if known."""
    near, others = case_lists.boards_to_ask(db(), person())
    known = _known(request.args.get(AFTER, ""))
    return render_template("cases/choose_board.html", near=near, others=others, known=known)


@bp.get("/new/<uuid:board_id>")
@requires(access.may_submit_to)
def new(board: Board) -> ResponseReturnValue:
    """The board's form, empty or begun with what is known of the patient."""
    known = _known(request.args.get(AFTER, ""))
    if known is None:
        return _page(board, empty_form(board, people_for(board)))
    trace_reading(person(), "case.read", known)
    told = case_following.following(db(), board, known, person())
    return _page(board, empty_form(board, people_for(board), next_case(told)))


@bp.post("/new/<uuid:board_id>")
@requires(access.may_submit_to)
def create(board: Board) -> ResponseReturnValue:
    """Keep a draft, or hand the case in; one that may be there already is shown first.

    A pause in the typing keeps a draft too, and says where it goes on (X-Action).
    """
    form = empty_form(board, people_for(board))
    form.is_submitting = request.form.get("intent") == SUBMIT
    is_pause = bool(request.headers.get("X-Autosave"))
    if not form.validate_on_submit():
        return _page(board, form, 422)
    draft = drafted(form, people_for(board), previous=_known(form.previous.data or ""))
    write = cases.submit_case if form.is_submitting else cases.draft_case
    try:
        found = _found(board, draft, form)
        if found:
            return _page(board, form, 422 if is_pause else 409, found)
        case = write(db(), board, draft, by=person(), now=utc_now())
    except RuleBroken as broken:
        say_in(form, broken)
        return _page(board, form, 422)
    if is_pause:
        goes_on = {"X-Action": url_for(".update", case_id=case.id), "X-Version": str(case.version)}
        return "", 204, goes_on
    say_kept(case, is_submitted=form.is_submitting)
    return redirect(url_for(".show", case_id=case.id), code=303)


def _found(board: Board, draft: CaseDraft, form: CaseForm) -> list[Alike]:
    """What may be the same case, unless the writer already said that it is another.

    A matricule known with other traits is refused by the service: nothing to choose there.
    """
    if form.is_another.data:
        return []
    told = patients.checked_traits(draft.patient, cases.today_at(board, utc_now()))
    found = likeness.alike(db(), board, told, draft.question, person())
    return [] if any(one.why is Likeness.SAME_MATRICULE for one in found) else found


def _known(typed: str) -> Case | None:
    """The case that the address or the form names, if the person may read all of it."""
    with suppress(ValueError):
        case = db().get(Case, uuid.UUID(typed))
        if case and access.may_read_clinical(people.actor_of(person()), case):
            return case
    return None


def _page(
    board: Board, form: CaseForm, status: int = 200, found: Sequence[Alike] = ()
) -> ResponseReturnValue:
    actor = people.actor_of(person())
    page = render_template(
        "cases/new.html",
        board=board,
        form=form,
        found=[(one, access.may_read_case(actor, one.case)) for one in found],
        words=words,
        likeness_label=piece_words.likeness_label,
        may_choose_referrer=may_choose_referrer(board),
    )
    return page, status
