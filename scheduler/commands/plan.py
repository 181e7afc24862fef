"""`plan PROBLEM.json -o PLAN.json`: make a plan."""

import argparse
import sys
from pathlib import Path

from scheduler.commands import progress
from scheduler.commands.exits import Exit
from scheduler.commands.files import plan_in, problem_in, say, write
from scheduler.sense import warnings
from scheduler.solve import solve

NAME = "plan"
HELP = "make a plan"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command is told."""
    parser.add_argument("problem", type=Path)
    parser.add_argument("-o", "--output", type=Path, help="where to write it (standard output)")
    parser.add_argument("--time-limit", type=float, default=10.0, metavar="SECONDS")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, help="instead of the problem's own")
    parser.add_argument("--start", type=Path, metavar="PLAN", help="a plan to begin with")
    parser.add_argument("--deterministic", action="store_true", help="limit work, not seconds")
    parser.add_argument("--progress", choices=progress.CHOICES, help="on standard error")
    parser.add_argument("--strict", action="store_true", help="exit 5 if something is left out")


def run(given: argparse.Namespace) -> Exit:
    """Plan and write; with `--strict`, say by the exit code whether all found a place."""
    if given.time_limit <= 0 or given.workers < 1:
        say(["--time-limit must be above 0 and --workers at least 1"])
        return Exit.WRONG_USE
    problem, shown = problem_in(given.problem), progress.shown(given.progress)
    start = None if given.start is None else plan_in(given.start)
    progress.warn(shown, warnings(problem))
    plan = solve(
        problem,
        time_limit=given.time_limit,
        workers=given.workers,
        seed=problem.seed if given.seed is None else given.seed,
        deterministic=given.deterministic,
        start=start,
        on_progress=progress.teller(shown, given.time_limit),
    )
    if shown == "bar":
        sys.stderr.write("\n")
    write(given.output, plan.to_json() + "\n")
    left_out = plan.unplaced or plan.undiscussed
    return Exit.LEFT_OUT if given.strict and left_out else Exit.DONE
