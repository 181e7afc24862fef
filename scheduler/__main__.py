"""The engine alone, on JSON files: `python -m scheduler plan PROBLEM.json -o PLAN.json`.

Exit codes: 0 done, 1 a plan breaks a rule, 2 wrong use, 3 bad input, 4 a file cannot be read
or written, 5 something was left out of the plan (only with --strict).
"""

import argparse
import sys
from collections.abc import Sequence

from scheduler.commands import ALL
from scheduler.commands.exits import Exit
from scheduler.commands.files import say
from scheduler.problem import BadProblem


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    given = _parser().parse_args(arguments)
    command = {one.NAME: one for one in ALL}[given.command]
    try:
        return int(command.run(given))
    except BadProblem as error:
        say(error.lines)
        return int(Exit.BAD_INPUT)
    except OSError as error:
        say([f"{error.filename}: {error.strerror}"])
        return int(Exit.FILE)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scheduler", description="Plan meetings.")
    commands = parser.add_subparsers(dest="command", required=True)
    for command in ALL:
        command.add_arguments(commands.add_parser(command.NAME, help=command.HELP))
    return parser


if __name__ == "__main__":
    sys.exit(main())
