"""What social workers who are invited may read of a case."""

from __future__ import annotations

from sqlalchemy.orm import Session

from rcp.db.models import Case, Practitioner
from rcp.services import audit


def share(session: Session, case: Case, *, is_shared: bool, by: Practitioner) -> None:
    """Let them read the clinical part, or no longer; what they have read stays in the trace."""
    if case.shares_clinical == is_shared:
        return
    case.shares_clinical = is_shared
    audit.record(session, by, "case.shared", case, social=is_shared)
