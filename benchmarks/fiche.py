"""The PDF of one fiche."""

from benchmarks.table import Limit, Row, milliseconds
from rcp.documents import printing
from tests.documents.samples import FULL_REPORT

TIMES = 5


def rows(limit: Limit) -> list[Row]:
    """Its templates and fonts already read."""
    took = milliseconds(lambda: printing.case_report(FULL_REPORT), times=TIMES)
    return [Row("Fiche as PDF", "", f"{took:.0f} ms (median of {TIMES})")]
