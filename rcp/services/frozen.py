"""What a signed version holds: the contents of all its documents, as JSON and back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from rcp.db.models import DocumentKind
from rcp.documents.content import (
    ActionPlanContent,
    AttendanceSheetContent,
    CaseReportContent,
    MinutesContent,
)

SIGNED = "minutes.signed"
"""The trace of a validation; its facts tell the version and the digest of all that it froze."""
PRINTED = "document.printed"
"""The trace of a printing; its facts tell the digest of the file, and whose seal it bears."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """The contents of a version's documents; those about a case are by the case's id.

    `papers` names what is printed of a case besides: each is made of its fiche.
    """

    minutes: MinutesContent
    attendance_sheet: AttendanceSheetContent
    case_reports: dict[str, CaseReportContent]
    action_plans: dict[str, ActionPlanContent]
    papers: dict[str, tuple[DocumentKind, ...]] = field(default_factory=dict)


_adapter: TypeAdapter[Frozen] = TypeAdapter(Frozen)


def as_json(frozen: Frozen) -> dict[str, Any]:
    """The contents as JSON can say them."""
    told: dict[str, Any] = _adapter.dump_python(frozen, mode="json")
    return told


def from_json(told: dict[str, Any]) -> Frozen:
    """The contents again, exactly as they were."""
    return _adapter.validate_python(told)
