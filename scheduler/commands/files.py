"""Problems and plans in files, and answers on the way out."""

import os
import sys
from pathlib import Path

from pydantic import ValidationError

from scheduler.ordering.plan import OrderPlan
from scheduler.plan import Plan
from scheduler.problem import BadProblem, Problem, fault_lines, read_problem


def problem_in(path: Path) -> Problem:
    """The problem written in a file; raises BadProblem, or OSError if it cannot be read."""
    return read_problem(text_of(path))


def plan_in(path: Path) -> Plan:
    """The plan written in a file; raises BadProblem, or OSError if it cannot be read."""
    try:
        return Plan.model_validate_json(text_of(path))
    except ValidationError as error:
        raise BadProblem([f"{path}: {line}" for line in fault_lines(error)]) from error


def order_in(path: Path) -> OrderPlan:
    """The order written in a file; raises BadProblem, or OSError if it cannot be read."""
    try:
        return OrderPlan.model_validate_json(text_of(path))
    except ValidationError as error:
        raise BadProblem([f"{path}: {line}" for line in fault_lines(error)]) from error


def text_of(path: Path) -> str:
    """What a file says; raises BadProblem if that is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadProblem([f"{path}: not UTF-8 text; save it as JSON in UTF-8"]) from error


def write(path: Path | None, text: str) -> None:
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


def say(lines: list[str]) -> None:
    """Lines for the person at the terminal, on standard error."""
    sys.stderr.writelines(f"scheduler: {line}\n" for line in lines)
