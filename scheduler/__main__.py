"""The engine alone, on JSON files: `python -m scheduler plan PROBLEM.json -o PLAN.json`.

Exit codes: 0 done, 1 a plan breaks a rule, 2 wrong use, 3 bad input, 4 a file cannot be read
or written, 5 something was left out of the plan (only with --strict).
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import TextIO

from pydantic import ValidationError

from scheduler.check import check, score_of
from scheduler.plan import Plan
from scheduler.problem import BadProblem, Problem, fault_lines, read_problem
from scheduler.solve import Progress, solve


class Exit(IntEnum):
    """What the command's exit code means."""

    DONE = 0
    RULE_BROKEN = 1
    WRONG_USE = 2
    BAD_INPUT = 3
    FILE = 4
    LEFT_OUT = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    given = _parser().parse_args(arguments)
    try:
        return int(_COMMANDS[given.command](given))
    except BadProblem as error:
        _say(error.lines)
        return int(Exit.BAD_INPUT)
    except OSError as error:
        _say([f"{error.filename}: {error.strerror}"])
        return int(Exit.FILE)


def _say(lines: list[str]) -> None:
    sys.stderr.writelines(f"scheduler: {line}\n" for line in lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scheduler", description="Plan meetings.")
    commands = parser.add_subparsers(dest="command", required=True)
    plan = commands.add_parser("plan", help="make a plan")
    plan.add_argument("problem", type=Path)
    plan.add_argument("-o", "--output", type=Path, help="where to write it (standard output)")
    plan.add_argument("--time-limit", type=float, default=10.0, metavar="SECONDS")
    plan.add_argument("--workers", type=int, default=2)
    plan.add_argument("--seed", type=int, help="instead of the problem's own")
    plan.add_argument("--deterministic", action="store_true", help="limit work, not seconds")
    plan.add_argument("--progress", choices=("none", "bar", "json"), help="on standard error")
    plan.add_argument("--strict", action="store_true", help="exit 5 if something is left out")
    judge = commands.add_parser("check", help="judge a plan without a solver")
    judge.add_argument("problem", type=Path)
    judge.add_argument("plan", type=Path)
    schema = commands.add_parser("schema", help="print the JSON Schema of the format")
    schema.add_argument("of", nargs="?", choices=("problem", "plan"), default="problem")
    return parser


def _plan(given: argparse.Namespace) -> Exit:
    if given.time_limit <= 0 or given.workers < 1:
        _say(["--time-limit must be above 0 and --workers at least 1"])
        return Exit.WRONG_USE
    problem = read_problem(_text(given.problem))
    shown = given.progress or ("bar" if sys.stderr.isatty() else "none")
    plan = solve(
        problem,
        time_limit=given.time_limit,
        workers=given.workers,
        seed=problem.seed if given.seed is None else given.seed,
        deterministic=given.deterministic,
        on_progress={"none": None, "bar": _Bar(given.time_limit), "json": _json_line}[shown],
    )
    if shown == "bar":
        sys.stderr.write("\n")
    _write(given.output, plan.to_json() + "\n")
    left_out = plan.unplaced or plan.undiscussed
    return Exit.LEFT_OUT if given.strict and left_out else Exit.DONE


def _check(given: argparse.Namespace) -> Exit:
    problem = read_problem(_text(given.problem))
    try:
        plan = Plan.model_validate_json(_text(given.plan))
    except ValidationError as error:
        raise BadProblem([f"{given.plan}: {line}" for line in fault_lines(error)]) from error
    violations, terms = check(problem, plan)
    answer = {
        "violations": [fact.model_dump(exclude_none=True) for fact in violations],
        "terms": [term.model_dump() for term in terms],
        "score": score_of(terms).model_dump(),
        "agrees": terms == plan.terms,
    }
    _write(None, json.dumps(answer, indent=2) + "\n")
    return Exit.RULE_BROKEN if violations else Exit.DONE


def _schema(given: argparse.Namespace) -> Exit:
    schema = (Problem if given.of == "problem" else Plan).model_json_schema()
    _write(None, json.dumps(schema, indent=2) + "\n")
    return Exit.DONE


_COMMANDS = {"plan": _plan, "check": _check, "schema": _schema}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadProblem([f"{path}: not UTF-8 text; save it as JSON in UTF-8"]) from error


def _write(path: Path | None, text: str) -> None:
    """To standard output, or into a file that is either the old or the new one, never half."""
    if path is None:
        sys.stdout.write(text)
        return
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _json_line(progress: Progress) -> None:
    line = {
        "stage": progress.stage,
        "objective": progress.objective.model_dump(),
        "bound": progress.bound.model_dump(),
        "seconds": round(progress.seconds, 3),
    }
    sys.stderr.write(json.dumps(line) + "\n")
    sys.stderr.flush()


class _Bar:
    """One line that is redrawn: time used, stage, worth of the plan so far."""

    WIDTH = 24

    def __init__(self, limit: float, to: TextIO = sys.stderr) -> None:
        self.limit, self.to = limit, to

    def __call__(self, progress: Progress) -> None:
        used = min(self.WIDTH, int(self.WIDTH * progress.seconds / self.limit))
        worth, bound = progress.objective, progress.bound
        self.to.write(
            f"\r[{'#' * used}{'.' * (self.WIDTH - used)}] {progress.stage:9}"
            f" urgent {worth.urgent} (at least {bound.urgent})"
            f" comfort {worth.comfort} (at least {bound.comfort})  "
        )
        self.to.flush()


if __name__ == "__main__":
    sys.exit(main())
