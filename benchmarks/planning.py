"""Plans from one board to a region's year: how soon, how good, how proven, how much memory."""

from __future__ import annotations

import json
import math
import os
import resource
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass, field
from math import log
from pathlib import Path

from benchmarks.kpis import kpis
from benchmarks.region import SIZES, region
from benchmarks.table import Limit, Row
from scheduler.plan import Plan
from scheduler.solve import Progress, solve

SECONDS = {"board": 10.0, "hospital": 60.0, "territory": 60.0, "region": 300.0}
REQUIRED = {
    "board": "first plan < 0.5 s, proven optimal or gap < 1 % in 10 s",
    "hospital": "complete plan < 1 s; in 60 s joint gap < 5 %, ≥ 95.5 % within deadline, "
    "quorum ≥ 98 %",
    "territory": "complete plan < 15 s with placing gap < 0.1 %; cases gap < 10 % in 60 s; "
    "under 500 MB",
    "region": "first plan < 10 s, complete < 60 s with placing gap < 0.1 %; in 5 minutes cases "
    "gap < 10 %, ≥ 97.5 % within deadline, load p95 < 1.5 × mean; under 800 MB",
}
GROWING = ("hospital", "territory", "region")
"""Sizes with all kinds of boards, the smallest first."""
MEGABYTE = 2**20
KILOBYTE = 1024
PAUSE = 0.2
Figures = dict[str, float | None]
"""A gap is None where nothing is proven of that stage alone."""


@dataclass(slots=True)
class Story:
    """What happened on the way to the last plan."""

    seen: list[tuple[float, int]] = field(default_factory=list)
    """When the comfort became what, in seconds."""
    complete: float | None = None
    """When the weeks were proven and every case had been looked at."""
    placing: float | None = None
    """The gap of the placing stage at that time."""

    def __call__(self, progress: Progress) -> None:
        if progress.plan is None:
            return
        self.seen.append((progress.seconds, progress.objective.comfort))
        gaps = {stage.name: stage.gap for stage in progress.plan.stages}
        if self.complete is None and gaps["placing"] is not None:
            self.complete, self.placing = progress.seconds, gaps["placing"]

    def within(self, share: float) -> float:
        """Seconds until the comfort came this close to its last value."""
        last = self.seen[-1][1]
        return next(when for when, comfort in self.seen if comfort <= last * (1 + share))


def rows(limit: Limit) -> list[Row]:
    """Each size in a process of its own, so that its memory is its own; then how time grows."""
    sizes = [limit.size] if limit.size else list(SECONDS)
    found = {size: measured(size, limit.seconds or SECONDS[size]) for size in sizes}
    made = [row(size, figures) for size, figures in found.items()]
    return made if limit.size else [*made, growth(found)]


def growth(found: dict[str, Figures]) -> Row:
    """How many times as long the largest size takes as the smallest that has as many boards."""
    count = {size: SIZES[size].meetings for size in GROWING}
    least, *_, most = GROWING
    allowed = (count[most] * log(count[most])) / (count[least] * log(count[least]))
    times = {part: [found[size][part] or 0.0 for size in GROWING] for part in ("first", "complete")}
    grown = {part: seconds[-1] / seconds[0] for part, seconds in times.items()}
    text = "; ".join(
        f"{part} plan {' / '.join(f'{one:.1f}' for one in seconds)} s: {grown[part]:.0f} times"
        for part, seconds in times.items()
    )
    work = f"time with {' / '.join(f'{one:,}' for one in count.values())} meetings"
    required = f"no faster than n·log n, {allowed:.0f} times"
    return Row(work, required, text, all(one <= allowed for one in grown.values()))


def measured(size: str, seconds: float) -> Figures:
    """The figures of one size."""
    command = [sys.executable, "-m", "benchmarks.planning", size, str(seconds)]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    found: Figures = json.loads(told.stdout)
    return found


def row(size: str, found: Figures) -> Row:
    """The figures beside what is required of them."""
    text = (
        f"first plan {found['first']:.1f} s, complete {found['complete']:.1f} s with placing "
        f"{_gap_in_words(found['placing'], 2)}; in the end cases {_gap_in_words(found['cases'])}, "
        f"whole {_gap_in_words(found['gap'])}, "
        f"{found['within_deadline']:.1%} within deadline, quorum {found['quorum']:.1%}, all seats "
        f"{found['all_seats']:.1%}, chair {found['chair']:.1%}, usual slot "
        f"{found['usual_slot']:.1%}, waiting {found['waiting_mean']:.1f} d (p90 "
        f"{found['waiting_p90']:.1f}), {found['late']:.0f} late, {found['undiscussed']:.0f} "
        f"undiscussed, {found['conflicts']:.0f} conflicts, {found['hours_per_meeting']:.1f} "
        f"person-hours a meeting, load p95 {found['load_p95_all']:.2f} × mean (worst specialty "
        f"{found['load_p95']:.2f}; {found['load_p95_shared']:.2f} but for those as "
        f"chair), Gini {found['gini']:.2f}; within 5 % of the end after "
        f"{found['near']:.0f} s, 1 % after {found['nearer']:.0f} s; {found['memory']:.0f} MB, "
        f"{found['cpu']:.0f} s of processor in {found['seconds']:.0f} s"
    )
    return Row(size, REQUIRED[size], text, _is_met(size, found))


def _gap_in_words(gap: float | None, digits: int = 1) -> str:
    return "not proven apart" if gap is None else f"gap {gap:.{digits}%}"


def _is_met(size: str, known: Figures) -> bool:
    found = {name: math.inf if figure is None else figure for name, figure in known.items()}
    first, complete, placing = found["first"], found["complete"], found["placing"]
    met = {
        "board": first < 0.5 and found["gap"] < 0.01,
        "hospital": first < 1
        and found["gap"] < 0.05
        and found["within_deadline"] >= 0.955
        and found["quorum"] >= 0.98,
        "territory": complete < 15
        and placing < 0.001
        and found["cases"] < 0.10
        and found["memory"] < 500,
        "region": first < 10
        and complete < 60
        and placing < 0.001
        and found["cases"] < 0.10
        and found["within_deadline"] >= 0.975
        and found["load_p95_all"] < 1.5
        and found["memory"] < 800,
    }
    return met[size] and not found["conflicts"]


def main(size: str, seconds: float) -> None:
    """Plan one size here, and tell its figures as JSON."""
    problem, story, peak = region(size), Story(), _Peak()
    plan = solve(problem, time_limit=seconds, on_progress=story)
    figures = {
        **asdict(kpis(problem, plan)),
        **_gaps(plan),
        "first": story.seen[0][0],
        "complete": plan.seconds if story.complete is None else story.complete,
        "placing": story.placing,
        "near": story.within(0.05),
        "nearer": story.within(0.01),
        "seconds": plan.seconds,
        "memory": peak.stop() / MEGABYTE,
        "cpu": _processor(),
    }
    sys.stdout.write(json.dumps(figures))


def _gaps(plan: Plan) -> Figures:
    gaps = {stage.name: stage.gap for stage in plan.stages}
    return {"cases": gaps["cases"], "gap": plan.gap}


def _processor() -> float:
    used = [resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


class _Peak:
    """The most memory that this process and its children held together, looked at often."""

    def __init__(self) -> None:
        self.most, self._ended = 0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._ended.wait(PAUSE):
            self.most = max(self.most, sum(_held(pid) for pid in _family()))

    def stop(self) -> int:
        """Bytes."""
        self._ended.set()
        self._thread.join()
        return self.most


def _family() -> list[int]:
    tasks = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    children = [int(pid) for one in tasks for pid in one.read_text().split()]
    return [os.getpid(), *children]


def _held(pid: int) -> int:
    """Bytes of one process; what it shares with another, as program code, is counted once."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return KILOBYTE * sum(int(line.split()[1]) for line in told.splitlines() if line[:4] == "Pss:")


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
