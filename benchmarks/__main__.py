"""`python -m benchmarks`: how long a plan, a fiche and a page take on this machine."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

from benchmarks.territory import territory
from rcp.app import create_app
from rcp.config import read_settings
from rcp.db import schema
from rcp.db.engine import make_engine
from rcp.documents import printing
from scheduler.solve import solve
from tests.documents.samples import FULL_REPORT

PLAN_SECONDS = 20.0
README = Path(__file__).with_name("README.md")


def planning() -> dict[str, str]:
    """A dense territory of ten boards over eight weeks, within PLAN_SECONDS."""
    problem = territory()
    plan = solve(problem, time_limit=PLAN_SECONDS)
    gap = "unknown" if plan.gap is None else f"{plan.gap:.1%}"
    return {
        "Meetings placed": f"{len(plan.placements)} of {len(problem.meetings)}",
        "Cases given a meeting": f"{len(plan.assignments)} of {len(problem.cases)}",
        "Planning": f"{plan.seconds:.1f} s ({plan.status.value}, gap to the bound {gap})",
    }


def fiche() -> dict[str, str]:
    """The PDF of one fiche, its templates and fonts already read."""
    return {"Fiche as PDF": _milliseconds(lambda: printing.case_report(FULL_REPORT), times=5)}


def page() -> dict[str, str]:
    """The sign-in page, without the network."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({"RCP_DATA": folder})
        engine = make_engine(settings.database_url)
        schema.upgrade(engine)
        engine.dispose()
        client = create_app(settings).test_client()
        return {"Sign-in page": _milliseconds(lambda: client.get("/sign-in"), times=50)}


def _milliseconds(work: Callable[[], object], *, times: int) -> str:
    """The median of several runs after a first one that is not counted."""
    work()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return f"{median(taken) * 1000:.0f} ms (median of {times})"


def report(figures: Mapping[str, str]) -> str:
    """The figures with what they were taken on, as benchmarks/README.md holds them."""
    lines = [f"| {what} | {figure} |" for what, figure in figures.items()]
    packages = ", ".join(f"{name} {version(name)}" for name in ("ortools", "weasyprint", "flask"))
    return "\n".join(
        (
            "# Benchmarks",
            "",
            "`make bench` measures again and rewrites this file. The territory is invented, seeded",
            "and dense: see `territory.py`.",
            "",
            "| What | Figure |",
            "|---|---|",
            *lines,
            "",
            f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, "
            f"Python {platform.python_version()}, {packages}.",
            "",
        )
    )


if __name__ == "__main__":
    told = report(planning() | fiche() | page())
    README.write_text(told, encoding="utf-8")
    sys.stdout.write(told)
