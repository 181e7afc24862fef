"""`schema problem`, `schema plan` and so on: the JSON Schema of the format."""

import argparse
import json

from pydantic import BaseModel

from scheduler.commands.exits import Exit
from scheduler.commands.files import write
from scheduler.ordering.plan import OrderPlan
from scheduler.ordering.problem import OrderProblem
from scheduler.plan import Plan
from scheduler.problem import Problem

NAME = "schema"
HELP = "print the JSON Schema of the format"
MODELS: dict[str, type[BaseModel]] = {
    "problem": Problem,
    "plan": Plan,
    "order-problem": OrderProblem,
    "order-plan": OrderPlan,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command is told."""
    parser.add_argument("of", nargs="?", choices=tuple(MODELS), default="problem")


def run(given: argparse.Namespace) -> Exit:
    """Print it."""
    write(None, json.dumps(MODELS[given.of].model_json_schema(), indent=2) + "\n")
    return Exit.DONE
