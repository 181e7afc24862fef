"""The list as a table to take away: what its filters leave, all pages of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from rcp.db.base import utc_now
from rcp.db.models import Case, Practitioner
from rcp.documents.spreadsheets import Cell, as_csv, as_xlsx
from rcp.domain import access
from rcp.services import agendas, audit, case_lists
from rcp.services.case_lists import CaseFilter
from rcp.web.access import requires
from rcp.web.cases import words
from rcp.web.cases.listing import filter_form, wanted
from rcp.web.cases.views import bp
from rcp.web.database import commit, db, of_app
from rcp.web.identity import person
from rcp.web.tables import CSV, XLSX, table_file

PIECE = 1_000
"""Cases read at a time, so that fifty thousand need no more memory than a thousand."""


@bp.post("/export")
@requires(access.is_signed_in)
def export() -> ResponseReturnValue:
    """The cases that the person may read and that the filters leave; posted, as it leaves a trace.

    They are read outside this request's own transaction: nobody waits for a long export to write.
    """
    asked = wanted(filter_form(case_lists.boards_seen(db(), person())))
    today = utc_now().astimezone(agendas.zone_of(person())).date()
    kind = XLSX if request.form.get("format") == XLSX else CSV
    commit()
    with of_app().reading() as session:
        reader = session.get_one(Practitioner, person().id)
        rows = [_row(case, today) for case in _every(session, reader, asked, today)]
    audit.record(db(), person(), "cases.exported", Case.__tablename__, count=len(rows), kind=kind)
    return _file(kind, rows, today)


def _file(kind: str, rows: list[list[Cell]], today: date) -> Response:
    headings = _headings()
    content = as_xlsx(_("Dossiers"), headings, rows) if kind == XLSX else as_csv(headings, rows)
    return table_file(content, kind, f"{_('dossiers')}-{today.isoformat()}")


def _every(
    session: Session, reader: Practitioner, asked: CaseFilter, today: date
) -> Iterator[Case]:
    """Each case once, even if the list moves while it is read."""
    seen: set[uuid.UUID] = set()
    page = pages = 1
    while page <= pages:
        found = case_lists.list_cases(session, reader, asked, today=today, page=page, size=PIECE)
        fresh = [case for case in found.cases if case.id not in seen]
        seen.update(case.id for case in fresh)
        yield from fresh
        page, pages = page + 1, found.pages


def _headings() -> list[str]:
    return [
        _("Référence"),
        _("Nom de naissance"),
        _("Prénoms"),
        _("Nom utilisé"),
        _("Date de naissance"),
        _("Sexe"),
        _("Réunion"),
        _("État"),
        _("Classe"),
        _("Urgent"),
        _("Prêt le"),
        _("Échéance"),
        _("Délai"),
        _("Reports"),
        _("Demandeur"),
        _("Présentateur"),
    ]


def _row(case: Case, today: date) -> list[Cell]:
    traits, late = case.patient.traits, words.delay_tag(case, today)
    return [
        case.reference,
        traits.get("birth_name"),
        traits.get("given_names"),
        traits.get("used_name"),
        date.fromisoformat(traits["birth_date"]),
        words.sex_label(traits.get("sex", "")),
        case.board.name,
        words.state_label(case.state),
        words.class_label(case.case_class),
        _("oui") if case.is_urgent else _("non"),
        case.ready_on,
        case.due_on,
        late.label if late else None,
        case.postponed_times,
        case.referrer.name,
        case.presenter.name if case.presenter else None,
    ]
