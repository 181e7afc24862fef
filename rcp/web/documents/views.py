"""Documents to take away."""

from __future__ import annotations

from flask import Blueprint, Response

from rcp.db.models import Document, DocumentKind
from rcp.domain import access
from rcp.web.access import requires
from rcp.web.database import trace_reading
from rcp.web.documents.downloads import pdf
from rcp.web.identity import person

bp = Blueprint("documents", __name__, url_prefix="/documents")

_NAMES = {
    DocumentKind.CASE_REPORT: "fiche",
    DocumentKind.MINUTES: "compte-rendu",
    DocumentKind.ATTENDANCE_SHEET: "emargement",
    DocumentKind.ACTION_PLAN: "actions",
    DocumentKind.CONVOCATION: "convocation",
    DocumentKind.DOCTOR_LETTER: "medecin-traitant",
    DocumentKind.PATIENT_PAGE: "patient",
    DocumentKind.CARE_PROGRAMME: "pps-projet",
    DocumentKind.COORDINATION_PLAN: "ppcs-projet",
}


@bp.get("/<uuid:document_id>")
@requires(access.may_read_document)
def download(document: Document) -> Response:
    """One PDF, exactly as it was printed."""
    trace_reading(person(), "document.read", document)
    about = document.case or document.meeting
    version = document.minutes_version.number
    return pdf(document.content, f"{about.reference}-{_NAMES[document.kind]}-v{version}.pdf")
