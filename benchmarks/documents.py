"""The documents of a meeting, on one core: processor time, since others may use the machine."""

from __future__ import annotations

import resource
from dataclasses import replace
from statistics import median
from time import process_time

from benchmarks.table import Limit, Row
from rcp.documents import after, printing
from tests.documents import samples

TIMES = 5
CASES = 30


def rows(limit: Limit) -> list[Row]:
    """One fiche, then a meeting of thirty cases with all that is printed of each."""
    fiche = one_fiche()
    took, made, peak = a_meeting()
    return [
        Row(
            "Fiche of one case as PDF",
            "< 300 ms",
            f"{fiche * 1000:.0f} ms of processor (median of {TIMES})",
            fiche < 0.3,
        ),
        Row(
            f"A meeting of {CASES} cases, all its documents",
            "< 10 s and 400 MB on one core",
            f"{made} documents, {took:.1f} s of processor, {peak:.0f} MB",
            took < 10 and peak < 400,
        ),
    ]


def one_fiche() -> float:
    """Seconds for a full fiche of two pages, fonts and templates already read."""
    printing.make_ready()
    printing.case_report(samples.FULL_REPORT)
    return median(_seconds() for _ in range(TIMES))


def _seconds() -> float:
    begun = process_time()
    printing.case_report(samples.FULL_REPORT)
    return process_time() - begun


def a_meeting() -> tuple[float, int, float]:
    """Seconds, documents made and the most memory in MB for a cancer board's meeting."""
    begun = process_time()
    printing.minutes(samples.MINUTES)
    printing.attendance_sheet(samples.ATTENDANCE_SHEET)
    made = 2
    for number in range(CASES):
        report = replace(samples.FULL_REPORT, reference=f"R-2026-{number:04}")
        printing.case_report(report)
        printing.action_plan(replace(samples.CASE_PLAN, reference=report.reference))
        printing.doctor_letter(after.doctor_letter_of(report))
        printing.patient_page(after.patient_page_of(report))
        printing.care_programme(after.care_plan_of(report))
        made += 5
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return process_time() - begun, made, peak
