"""The fiche that a case will become, and the case that comes after it."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import Case
from rcp.domain import access
from rcp.services import case_following, previews
from rcp.web.access import requires
from rcp.web.cases.steps import done
from rcp.web.cases.views import bp
from rcp.web.database import db, trace_reading
from rcp.web.documents.downloads import pdf
from rcp.web.identity import person


@bp.get("/<uuid:case_id>/preview")
@requires(access.may_read_clinical)
def preview(case: Case) -> Response:
    """The fiche as the case stands, marked as a project."""
    trace_reading(person(), "case.read", case)
    return pdf(previews.case_report(db(), case, utc_now()), f"{case.reference}-projet.pdf")


@bp.post("/<uuid:case_id>/present-again")
@requires(access.may_withdraw_case)
def present_again(case: Case) -> ResponseReturnValue:
    """The situation changed: put the answered case back on the waiting list."""
    told = _("Dossier à présenter de nouveau : il rejoint la liste d’attente.")
    return done(case, lambda: case_following.present_again(db(), case, by=person()), told)
