"""`repair PROBLEM.json PLAN.json -o NEW.json`: change as little as can be of what was told."""

import argparse
import sys
from pathlib import Path

from scheduler.commands import progress
from scheduler.commands.exits import Exit
from scheduler.commands.files import plan_in, problem_in, say, write
from scheduler.repair.repair import repair

NAME = "repair"
HELP = "change a plan that people were told as little as can be"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command is told."""
    parser.add_argument("problem", type=Path, help="as things are now")
    parser.add_argument("plan", type=Path, help="what people were told")
    parser.add_argument("-o", "--output", type=Path, help="where to write it (standard output)")
    parser.add_argument(
        "--now", type=int, metavar="MINUTE", help="instead of the problem's told.now"
    )
    parser.add_argument("--freeze", type=int, metavar="MINUTES", help="instead of a day")
    parser.add_argument("--time-limit", type=float, default=10.0, metavar="SECONDS")
    parser.add_argument("--seed", type=int, help="instead of the problem's own")
    parser.add_argument("--deterministic", action="store_true", help="limit work, not seconds")
    parser.add_argument(
        "--optional-seats",
        action="store_true",
        help="also ask people for seats that neither the quorum nor a case needs",
    )
    parser.add_argument("--progress", choices=progress.CHOICES, help="on standard error")
    parser.add_argument("--strict", action="store_true", help="exit 5 if something is left out")


def run(given: argparse.Namespace) -> Exit:
    """Repair and write; the answer lists its changes."""
    if given.time_limit <= 0 or (given.now or 0) < 0 or (given.freeze or 0) < 0:
        say(["--time-limit must be above 0, --now and --freeze not below"])
        return Exit.WRONG_USE
    problem, shown = problem_in(given.problem), progress.shown(given.progress)
    plan = repair(
        problem,
        plan_in(given.plan),
        now=given.now,
        freeze=given.freeze,
        time_limit=given.time_limit,
        seed=problem.seed if given.seed is None else given.seed,
        deterministic=given.deterministic,
        optional_seats=given.optional_seats,
        on_progress=progress.teller(shown, given.time_limit),
    )
    if shown == "bar":
        sys.stderr.write("\n")
    write(given.output, plan.to_json() + "\n")
    left_out = plan.unplaced or plan.undiscussed
    return Exit.LEFT_OUT if given.strict and left_out else Exit.DONE
