"""A table of cases from elsewhere: say what its columns are, try it, take it in."""

from __future__ import annotations

import uuid
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import CaseSheet, Organization, SheetWork
from rcp.documents.spreadsheets import as_csv
from rcp.domain import access
from rcp.domain.errors import NotFound, RuleBroken
from rcp.services import case_lists, case_sheet_runs, case_sheets
from rcp.services.imports import Fault, ImportReport
from rcp.services.imports.case_rows import FIELD, REMARKS
from rcp.services.imports.matching import Matching, as_ours, is_ours
from rcp.services.imports.report import FileRefused
from rcp.services.imports.sheets import Sheet, read_sheet
from rcp.services.organizations import organizations
from rcp.web.access import requires
from rcp.web.database import commit, db, trace_reading
from rcp.web.identity import person, reception
from rcp.web.imports.blueprint import bp
from rcp.web.imports.columns import MatchingForm, column_label, form_for_sheet, lines
from rcp.web.imports.wording import place, remedy
from rcp.web.sentences import sentence
from rcp.web.tables import CSV, table_file

SHOWN = 200
"""Faults on a page; the file of refused rows has them all."""
PROPOSE = "propose"


def receive(content: bytes) -> ResponseReturnValue:
    """Import a table whose headings are ours at once; ask about any other one's."""
    now = utc_now()
    try:
        sheet = read_sheet(content)
    except FileRefused as refused:
        return _report_page(ImportReport.unreadable(refused.fault))
    if is_ours(sheet):
        kept = _keep(content, as_ours(sheet), sheet, now)
        case_sheet_runs.start(db(), kept, SheetWork.IMPORT, reception(), now, commit)
        return redirect(url_for(".rehearsal", sheet_id=kept.id), code=303)
    sender = case_sheets.likely_sender(db(), sheet, person())
    kept = _keep(content, case_sheets.proposal(db(), sheet, sender), sheet, now)
    kept.sender = sender
    return redirect(url_for(".columns", sheet_id=kept.id), code=303)


def _keep(content: bytes, matching: Matching, sheet: Sheet, now: datetime) -> CaseSheet:
    return case_sheets.keep(db(), content, matching, person(), now, rows=len(sheet.lines))


@bp.get("/sheets/<uuid:sheet_id>")
@requires(access.may_open_sheet)
def columns(sheet: CaseSheet) -> ResponseReturnValue:
    """What each heading is, as far as it was guessed or said."""
    if sheet.work:
        return redirect(url_for(".rehearsal", sheet_id=sheet.id), code=303)
    table = _table(sheet)
    return _columns_page(sheet, table, _form(sheet, table))


@bp.post("/sheets/<uuid:sheet_id>")
@requires(access.may_open_sheet)
def match(sheet: CaseSheet) -> ResponseReturnValue:
    """Keep what was said and try the import; or propose again for another sender."""
    if sheet.work:
        raise RuleBroken("sheet_at_work")
    table = _table(sheet)
    form = _form(sheet, table)
    if not form.validate_on_submit():
        return _columns_page(sheet, table, form), 422
    sender = db().get(Organization, uuid.UUID(form.sender.data)) if form.sender.data else None
    if request.form.get("intent") == PROPOSE:
        guess = case_sheets.proposal(db(), table, sender)
        sheet.sender = sender
        sheet.columns, sheet.everywhere = list(guess.columns), dict(guess.everywhere)
        return redirect(url_for(".columns", sheet_id=sheet.id), code=303)
    try:
        case_sheets.match(sheet, sender, form.matching(table))
    except RuleBroken as broken:
        return _columns_page(sheet, table, form, _in_words(broken)), 422
    case_sheet_runs.start(db(), sheet, SheetWork.REHEARSAL, reception(), utc_now(), commit)
    return redirect(url_for(".rehearsal", sheet_id=sheet.id), code=303)


@bp.get("/sheets/<uuid:sheet_id>/rehearsal")
@requires(access.may_open_sheet)
def rehearsal(sheet: CaseSheet) -> ResponseReturnValue:
    """What the import would keep and refuse, or did; how far it is while it is under way."""
    if sheet.work or sheet.fault:
        return render_template("imports/running.html", sheet=sheet)
    report = case_sheets.outcome(sheet)
    if report is None:
        return redirect(url_for(".columns", sheet_id=sheet.id), code=303)
    if sheet.taken_at:
        return _report_page(report, sheet)
    return render_template(
        "imports/rehearsal.html", sheet=sheet, report=report, faults=_shown(report), shown=SHOWN
    )


@bp.get("/sheets/<uuid:sheet_id>/progress")
@requires(access.may_open_sheet)
def progress(sheet: CaseSheet) -> ResponseReturnValue:
    """How far the work is, asked again and again; the whole page once it is over."""
    if sheet.work is None:
        return "", 200, {"HX-Redirect": url_for(".rehearsal", sheet_id=sheet.id)}
    return render_template("imports/_running.html", sheet=sheet)


@bp.post("/sheets/<uuid:sheet_id>/take")
@requires(access.may_open_sheet)
def take(sheet: CaseSheet) -> ResponseReturnValue:
    """Import what was tried."""
    if case_sheets.outcome(sheet) is None and not sheet.work:
        return redirect(url_for(".columns", sheet_id=sheet.id), code=303)
    case_sheet_runs.start(db(), sheet, SheetWork.IMPORT, reception(), utc_now(), commit)
    return redirect(url_for(".rehearsal", sheet_id=sheet.id), code=303)


@bp.get("/sheets/<uuid:sheet_id>/refused.csv")
@requires(access.may_open_sheet)
def refused(sheet: CaseSheet) -> ResponseReturnValue:
    """The refused rows as they came, each with what to correct, to be sent in again."""
    trace_reading(person(), "case_sheet.refused_read", sheet)
    table = _table(sheet)
    width = len(table.headings)
    rows = [
        [*(*line.cells, *([""] * width))[:width], " ".join(_said(fault) for fault in faults)]
        for line, faults in case_sheets.refused_lines(sheet)
    ]
    content = as_csv([*table.headings, REMARKS], rows)
    return table_file(content, CSV, _("lignes-refusees"))


def _said(fault: Fault) -> str:
    return f"{place(fault)} : {remedy(fault)}"


def _table(sheet: CaseSheet) -> Sheet:
    """The table as it was sent; NotFound once all of it was taken."""
    if not sheet.content:
        raise NotFound("not_here")
    return read_sheet(sheet.content)


def _form(sheet: CaseSheet, table: Sheet) -> MatchingForm:
    near, others = case_lists.boards_to_ask(db(), person())
    fields = case_sheets.fields_known(db())
    return form_for_sheet(table, sheet, fields, [*near, *others], organizations(db()))


def _columns_page(
    sheet: CaseSheet, table: Sheet, form: MatchingForm, refusal: str | None = None
) -> str:
    return render_template(
        "imports/columns.html",
        sheet=sheet,
        form=form,
        lines=lines(table, form),
        count=len(table.lines),
        errors=[refusal] if refusal else [],
    )


def _in_words(broken: RuleBroken) -> str:
    """The refusal with columns as the choices call them."""
    told = str(broken.facts.get("columns", "")).split(", ")
    named = ", ".join(one if one.startswith(FIELD) else column_label(one) for one in told)
    broken.facts["columns"] = named
    return sentence(broken)


def _report_page(report: ImportReport, sheet: CaseSheet | None = None) -> str:
    return render_template(
        "imports/report.html",
        what=_("Dossiers"),
        report=report,
        faults=_shown(report),
        sheet=sheet,
    )


def _shown(report: ImportReport) -> list[dict[str, object]]:
    return [
        {
            "file": fault.file,
            "line": fault.line,
            "column": fault.column or "",
            "remedy": remedy(fault),
        }
        for fault in report.faults[:SHOWN]
    ]
