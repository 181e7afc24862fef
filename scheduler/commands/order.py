"""`order PROBLEM.json -o ORDER.json`: in which order one meeting hears its items."""

import argparse
import sys
from pathlib import Path

from scheduler.commands import progress
from scheduler.commands.exits import Exit
from scheduler.commands.files import say, text_of, write
from scheduler.ordering.problem import read_order_problem
from scheduler.ordering.solve import order

NAME = "order"
HELP = "order one meeting, so that each person waits as little as possible"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command is told."""
    parser.add_argument("problem", type=Path)
    parser.add_argument("-o", "--output", type=Path, help="where to write it (standard output)")
    parser.add_argument("--time-limit", type=float, default=10.0, metavar="SECONDS")
    parser.add_argument("--seed", type=int, help="instead of the problem's own")
    parser.add_argument("--deterministic", action="store_true", help="limit work, not seconds")
    parser.add_argument("--progress", choices=progress.CHOICES, help="on standard error")
    parser.add_argument("--strict", action="store_true", help="exit 5 if something is missed")


def run(given: argparse.Namespace) -> Exit:
    """Order and write; with `--strict`, say by the exit code whether all wishes of time hold."""
    if given.time_limit <= 0:
        say(["--time-limit must be above 0"])
        return Exit.WRONG_USE
    problem, shown = read_order_problem(text_of(given.problem)), progress.shown(given.progress)
    plan = order(
        problem,
        time_limit=given.time_limit,
        seed=given.seed,
        deterministic=given.deterministic,
        on_progress=progress.teller(shown, given.time_limit),
    )
    if shown == "bar":
        sys.stderr.write("\n")
    write(given.output, plan.to_json() + "\n")
    return Exit.LEFT_OUT if given.strict and plan.breaches else Exit.DONE
