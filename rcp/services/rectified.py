"""What a rectification changed: the contents of a version beside those of the version before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from rcp.documents.content import ActionPlanContent, CaseReportContent
from rcp.services.frozen import Frozen

_NO_DAY = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Changes:
    """The references of the cases that changed, and what else of the meeting did."""

    cases: tuple[str, ...] = ()
    attendances: bool = False
    remarks: bool = False


def changes(before: Frozen, after: Frozen) -> Changes:
    """What differs, but for what is new in every version: its date and its validation."""
    here, there = dict(_of_cases(before)), dict(_of_cases(after))
    known = sorted(here.keys() | there.keys())
    return Changes(
        cases=tuple(one for one in known if here.get(one) != there.get(one)),
        attendances=before.minutes.attendances != after.minutes.attendances,
        remarks=before.minutes.remarks != after.minutes.remarks,
    )


def _of_cases(frozen: Frozen) -> Iterator[tuple[str, tuple[object, ...]]]:
    """All that a version says of each case, by the case's reference."""
    fiches = {one.reference: _undated(one) for one in frozen.case_reports.values()}
    plans = {one.reference: _undated(one) for one in frozen.action_plans.values()}
    for line in frozen.minutes.cases:
        said = line.reference
        yield said, (line, fiches.get(said), plans.get(said))


def _undated(
    content: CaseReportContent | ActionPlanContent,
) -> CaseReportContent | ActionPlanContent:
    return replace(content, printed_at=_NO_DAY, validation=None)
