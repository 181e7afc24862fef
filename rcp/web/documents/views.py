"""Documents to take away."""

from __future__ import annotations

from flask import Blueprint, Response

from rcp.db.base import utc_now
from rcp.db.models import Document
from rcp.domain import access
from rcp.services import documents, sending_out
from rcp.web.access import requires
from rcp.web.database import of_app, trace_reading
from rcp.web.documents.downloads import pdf
from rcp.web.identity import person

bp = Blueprint("documents", __name__, url_prefix="/documents")


@bp.get("/<uuid:document_id>")
@requires(access.may_read_document)
def download(document: Document) -> Response:
    """One PDF, exactly as it was printed."""
    trace_reading(person(), "document.read", document)
    with of_app().writing.begin() as session:
        sending_out.note_opened(session, document, person(), utc_now())
    return pdf(document.content, documents.file_name(document))
