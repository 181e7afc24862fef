"""What social workers who are invited may read of a case, with the patient's consent."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from rcp.db.models import Case, Practitioner
from rcp.domain.errors import RuleBroken
from rcp.services import audit
from rcp.services.cases import NoticeTold


def share(
    session: Session, case: Case, consent: NoticeTold, *, by: Practitioner, today: date
) -> None:
    """Let them read the clinical part: they are outside the care team, so the patient agreed.

    Raises RuleBroken `case_sharing_consent` unless it is said who received that consent, when (not
    in the future) and how (CSP L.1110-4 III).
    """
    told = consent.as_kept() or {}
    if not all(told.values()) or consent.on is None or consent.on > today:
        raise RuleBroken("case_sharing_consent")
    case.shares_clinical, case.sharing_told = True, told
    audit.record(session, by, "case.shared", case, social=True)


def stop_sharing(session: Session, case: Case, *, by: Practitioner) -> None:
    """Close the clinical part to them again; what they have read stays in the trace."""
    if not case.shares_clinical:
        return
    case.shares_clinical, case.sharing_told = False, None
    audit.record(session, by, "case.shared", case, social=False)
