"""What the exit code of a command says."""

from enum import IntEnum


class Exit(IntEnum):
    """The same for every command."""

    DONE = 0
    RULE_BROKEN = 1
    WRONG_USE = 2
    BAD_INPUT = 3
    FILE = 4
    LEFT_OUT = 5
