"""`schema problem` or `schema plan`: the JSON Schema of the format."""

import argparse
import json

from scheduler.commands.exits import Exit
from scheduler.commands.files import write
from scheduler.plan import Plan
from scheduler.problem import Problem

NAME = "schema"
HELP = "print the JSON Schema of the format"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command is told."""
    parser.add_argument("of", nargs="?", choices=("problem", "plan"), default="problem")


def run(given: argparse.Namespace) -> Exit:
    """Print it."""
    schema = (Problem if given.of == "problem" else Plan).model_json_schema()
    write(None, json.dumps(schema, indent=2) + "\n")
    return Exit.DONE
