"""Sorting submitted cases: one screen, one line a case, several at once."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from rcp.db.base import utc_now
from rcp.db.models import Case
from rcp.domain import access
from rcp.domain.case import CaseClass
from rcp.domain.errors import NotAllowed, RuleBroken
from rcp.services import agendas, case_files, case_lists, case_triage, cases
from rcp.services.audit import Deed
from rcp.services.case_files import Readiness
from rcp.web.access import requires
from rcp.web.cases import words
from rcp.web.cases.piece_words import piece_label, piece_state_label
from rcp.web.cases.sorting import chosen_board, chosen_guideline, guideline_choices
from rcp.web.cases.views import bp
from rcp.web.cases.words import Tag
from rcp.web.database import db, roll_back, trace_readings
from rcp.web.identity import person
from rcp.web.languages import language
from rcp.web.sentences import sentence

ASK = "ask"
REFER = "refer"
MANY = 50
"""Cases shown at a time, the most pressing first: the rest come up as these are sorted."""
_EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Row:
    """One case to sort."""

    case: Case
    excerpt: str
    readiness: Readiness
    delay: Tag | None
    lacks: list[str]
    reasons: list[str]


@bp.get("/triage")
@requires(access.is_signed_in)
def triage() -> ResponseReturnValue:
    """The submitted cases of the boards that the person runs."""
    _refuse_others()
    return _triage()


@bp.post("/triage")
@requires(access.is_signed_in)
def sort_out() -> ResponseReturnValue:
    """Decide on one case (`one` = "decision:id") or on all those ticked (`decision`, `chosen`)."""
    _refuse_others()
    decision, chosen = _decided(case_lists.to_sort(db(), person()))
    try:
        if not chosen:
            raise RuleBroken("case_none_chosen")
        for case in chosen:
            _apply(case, decision)
    except RuleBroken as broken:
        roll_back()  # all or none: the page shows what is kept
        return _triage(sentence(broken), 422)
    flash(ngettext("%(num)s dossier trié.", "%(num)s dossiers triés.", len(chosen)), "success")
    return redirect(url_for(".triage"), code=303)


def _refuse_others() -> None:
    """Sorting is for those who run at least one board."""
    if not case_lists.boards_run_by(db(), person()):
        raise NotAllowed("not_yours")


def _decided(waiting: Sequence[Case]) -> tuple[str, list[Case]]:
    """The decision, and those of the waiting cases that it is about."""
    single, _colon, one_id = request.form.get("one", "").partition(":")
    wanted = {one_id} if single else set(request.form.getlist("chosen"))
    decision = single or request.form.get("decision", "")
    ids = set()
    for text in wanted:
        with suppress(ValueError):
            ids.add(uuid.UUID(text))
    return decision, [case for case in waiting if case.id in ids]


def _apply(case: Case, decision: str) -> None:
    if decision == ASK:
        cases.ask_for_more(db(), case, request.form.get(f"what-{case.id}", ""), by=person())
        return
    if decision == REFER:
        _refer(case)
        return
    kind = CaseClass(decision) if decision in set(CaseClass) else case.case_class
    urgent = str(case.id) in request.form.getlist("urgent")
    typed = request.form.get(f"guideline-{case.id}") or request.form.get("guideline", "")
    guideline = chosen_guideline(case.board, typed)
    cases.accept(db(), case, kind, urgent, by=person(), guideline=guideline)


def _refer(case: Case) -> None:
    board = chosen_board(request.form.get(f"board-{case.id}", ""))
    if board is None:
        raise RuleBroken("case_refer_elsewhere")
    case_triage.refer_up(db(), case, board, by=person(), now=utc_now())


def _triage(refusal: str | None = None, status: int = 200) -> ResponseReturnValue:
    today = utc_now().astimezone(agendas.zone_of(person())).date()
    shown = case_lists.to_sort(db(), person(), MANY)
    rows = [_row(one, today) for one in shown]
    if status == 200:
        _trace(shown)
    page = render_template(
        "cases/triage.html",
        rows=rows,
        total=case_lists.count_to_sort(db(), person()),
        refusal=refusal,
        typed=request.form,
        today=today,
        guidelines={board.id: guideline_choices(board) for board in {one.board for one in shown}},
        boards=case_triage.referral_boards(db()),
    )
    return page, status


def _row(case: Case, today: date) -> Row:
    ready = case_files.readiness(case, today)
    return Row(
        case,
        _excerpt(case),
        ready,
        words.delay_tag(case, today),
        lacks=_lacks(case, ready),
        reasons=_reasons(case, today),
    )


def _lacks(case: Case, ready: Readiness) -> list[str]:
    """What the submitter has to bring, in words that can be sent as they are."""
    told = [] if ready.has_summary else [_("la synthèse du cas")]
    told += [spec.label_in(language()) for spec in ready.missing]
    awaited = (piece for piece in case.pieces if not piece.state.is_settled)
    return told + [
        f"{piece_label(one.kind)} ({piece_state_label(one.state).lower()})" for one in awaited
    ]


def _reasons(case: Case, today: date) -> list[str]:
    """Why the case stands at this place: the order is explained, the decision is the reader's."""
    late = words.delay_tag(case, today)
    return [
        *([_("urgent")] if case.is_urgent else []),
        *([late.label] if late else []),
        *(
            [ngettext("reporté %(num)s fois", "reporté %(num)s fois", case.postponed_times)]
            if case.postponed_times
            else []
        ),
        *([_("de nouveau présenté")] if case.previous_id else []),
    ]


def _trace(waiting: Sequence[Case]) -> None:
    """One entry a board: its questions were read."""
    counts = Counter(case.board for case in waiting)
    deeds = [
        Deed(person(), "cases.sorted_through", board, {"count": count})
        for board, count in counts.items()
    ]
    if deeds:
        trace_readings(deeds)


def _excerpt(case: Case) -> str:
    question = " ".join(case.question.split())
    return question if len(question) <= _EXCERPT else f"{question[:_EXCERPT].rsplit(' ', 1)[0]}…"
