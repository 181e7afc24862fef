"""What `python -m scheduler` can be asked, one command a file."""

import argparse
from typing import Protocol

from scheduler.commands import check, explain, order, plan, repair, schema
from scheduler.commands.exits import Exit


class Command(Protocol):
    """A module that knows one command."""

    NAME: str
    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """What the command is told."""

    def run(self, given: argparse.Namespace) -> Exit:
        """Do it; raises BadProblem for bad input and OSError for files."""


ALL: tuple[Command, ...] = (plan, order, repair, explain, check, schema)
